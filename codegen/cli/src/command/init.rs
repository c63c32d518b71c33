//! `tidings init`: a registry that works, and the gate around it.

use camino::{Utf8Path, Utf8PathBuf};
use tidings_model::{Diagnostic, ErrorId};
use tidings_registry::Memory;

use crate::args::Init;
use crate::change::Change;
use crate::exit::Exit;
use crate::print::screen::out;
use crate::problem::{io_problem, usage};
use crate::publishing::first_lock;
use crate::template;

/// Makes the files and prints what to do next.
pub fn run(init: &Init) -> Result<Exit, Vec<Diagnostic>> {
    let folder = &init.folder;
    let registry = folder.join("schemas");
    if registry.join("tidings.toml").exists() || folder.join("tidings.toml").exists() {
        let problem = Diagnostic::error(
            ErrorId("cli/exists"),
            format!("there is a registry in {registry} already"),
        );
        return Err(vec![problem.help("add to it with `tidings new event`")]);
    }
    if registry
        .read_dir_utf8()
        .is_ok_and(|mut entries| entries.next().is_some())
    {
        let problem = Diagnostic::error(
            ErrorId("cli/exists"),
            format!("{registry} holds other files"),
        );
        let help = format!(
            "schemas of another system become a registry by `tidings import {registry} --into contracts`"
        );
        return Err(vec![problem.help(help)]);
    }
    let name = name(init)?;
    let files = files(&name);
    let lock = first_lock(&Memory::new("the new registry", files.clone()))?;
    let mut change = Change::default();
    for (path, text) in files {
        change.write(registry.join(path), text);
    }
    change.write(registry.join("tidings.lock"), lock);
    let mut kept = Vec::new();
    let around = [
        (".github/workflows/tidings.yml", template::workflow()),
        (".github/CODEOWNERS", template::code_owners()),
    ];
    for (path, text) in around {
        let path = folder.join(path);
        let elsewhere = path.file_name() == Some("CODEOWNERS") && owners_elsewhere(folder);
        if path.exists() || elsewhere {
            kept.push(path);
        } else {
            change.write(path, text);
        }
    }
    let applied = change.apply()?;
    report(folder, &applied.written, &kept);
    Ok(Exit::Fine)
}

fn files(name: &str) -> Vec<(&'static str, String)> {
    let settings = template::settings(name, "../server/src/contracts", "../web/src/contracts");
    vec![
        ("tidings.toml", settings),
        ("events/order.placed/1.json", template::first_event()),
        ("streams/orders.toml", template::first_stream()),
    ]
}

/// GitHub reads the first of these that exists.
fn owners_elsewhere(folder: &Utf8Path) -> bool {
    ["CODEOWNERS", "docs/CODEOWNERS"]
        .iter()
        .any(|path| folder.join(path).exists())
}

fn name(init: &Init) -> Result<String, Vec<Diagnostic>> {
    let name = match &init.name {
        Some(name) => name.clone(),
        None => {
            let full = full_path(&init.folder)?;
            full.file_name().unwrap_or("contracts").to_owned()
        }
    };
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | ' ');
    if name.trim().is_empty() || !name.chars().all(plain) {
        let help = "name it with letters, digits, `-` and `_`: `tidings init --name shop`";
        return Err(vec![usage(
            format!("`{name}` can't be the name of a registry"),
            help,
        )]);
    }
    Ok(name)
}

fn full_path(folder: &Utf8Path) -> Result<Utf8PathBuf, Vec<Diagnostic>> {
    let here = std::env::current_dir()
        .ok()
        .and_then(|here| Utf8PathBuf::from_path_buf(here).ok());
    let full = match folder.canonicalize_utf8() {
        Ok(full) => full,
        // It is made only now.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            here.unwrap_or_default().join(folder)
        }
        Err(error) => return Err(vec![io_problem("open", folder, &error)]),
    };
    Ok(full)
}

fn report(folder: &Utf8Path, written: &[Utf8PathBuf], kept: &[Utf8PathBuf]) {
    let shown = |path: &Utf8PathBuf| path.strip_prefix("./").unwrap_or(path).to_string();
    let mut text = String::new();
    for path in written {
        text.push_str(&format!("made {}\n", shown(path)));
    }
    for path in kept {
        text.push_str(&format!("kept what is there instead of {}\n", shown(path)));
    }
    let enter = if folder == "." {
        String::new()
    } else {
        format!("cd {folder} && ")
    };
    text.push_str(&format!(
        "\norder.placed is published as version 1; clients of it are release orders@1.\n\
         Put your team's name into .github/CODEOWNERS. Next:\n\
         \x20 {enter}tidings generate                      write the Rust and TypeScript that schemas/tidings.toml names\n\
         \x20 {enter}tidings new version order.placed      change a contract: edit the copy\n\
         \x20 {enter}tidings check                         judge the change against every release\n"
    ));
    out(&text);
}
