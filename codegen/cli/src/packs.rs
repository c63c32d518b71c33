//! Packs of templates beside tidings.toml.

use std::collections::BTreeMap;

use camino::Utf8Path;
use tidings_generate::Pack;
use tidings_model::{Diagnostic, ErrorId, Written};

use crate::files::Folder;
use crate::problem::io_problem;

/// More than any pack needs; a folder that was meant for something else is told before it is read.
const MOST_FILES: usize = 200;

/// Reads the pack that tidings.toml names, by its path from there.
///
/// # Errors
/// `cli/pack-missing`, `cli/pack-unreadable` for links that lead elsewhere and for what is no text; what is wrong with
/// the pack itself.
pub fn read(folder: &Folder, named: &Written<String>) -> Result<Pack, Vec<Diagnostic>> {
    let root = folder.file(&named.value);
    let told = |problem: Diagnostic| vec![problem.at(named.place.clone())];
    if !root.is_dir() {
        let problem = Diagnostic::error(
            ErrorId("cli/pack-missing"),
            format!("there is no folder {root}"),
        );
        return Err(told(
            problem.help("a pack is a folder with pack.toml and templates, `*.tera`"),
        ));
    }
    let mut files = BTreeMap::new();
    gather(&root, &root, &mut files).map_err(|problem| told(*problem))?;
    Pack::new(named.value.trim_end_matches('/'), files)
}

fn gather(
    root: &Utf8Path,
    folder: &Utf8Path,
    files: &mut BTreeMap<String, String>,
) -> Result<(), Box<Diagnostic>> {
    let failed = |error: std::io::Error| Box::new(io_problem("read", folder, &error));
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let path = entry.path();
        if entry.file_name().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            gather(root, path, files)?;
            continue;
        }
        let refused = |what: String| {
            Box::new(
                Diagnostic::error(ErrorId("cli/pack-unreadable"), what)
                    .help("a pack holds pack.toml and templates, `*.tera`, and nothing else"),
            )
        };
        // A link could lead to anything, and what a template prints is committed.
        if !kind.is_file() {
            return Err(refused(format!("{path} is no plain file")));
        }
        if files.len() >= MOST_FILES {
            return Err(refused(format!(
                "{root} holds more than {MOST_FILES} files"
            )));
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|_| refused(format!("{path} is no UTF-8")))?;
        let name = path
            .strip_prefix(root)
            .unwrap_or(path)
            .as_str()
            .replace('\\', "/");
        files.insert(name, text);
    }
    Ok(())
}
