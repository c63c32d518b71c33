//! Finding the registry, and showing its files as the user names them.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use tidings_model::{Diagnostic, ErrorId};
use tidings_registry::Files;

/// The folder of a registry that exists.
#[derive(Debug, Clone)]
pub struct Folder {
    /// The folder that holds tidings.toml.
    pub path: Utf8PathBuf,
}

/// The name of the file that makes a folder a registry.
pub const SETTINGS_FILE: &str = "tidings.toml";

impl Folder {
    /// The folder that the user named, else the current one or the nearest `schemas/` from here upwards.
    ///
    /// # Errors
    /// `cli/no-registry`, with the places that were looked at.
    pub fn find(named: Option<&Utf8Path>) -> Result<Folder, Vec<Diagnostic>> {
        let candidates: Vec<Utf8PathBuf> = match named {
            Some(named) => vec![named.to_owned(), named.join("schemas")],
            None => nearby(),
        };
        let found = candidates
            .iter()
            .find(|folder| folder.join(SETTINGS_FILE).is_file());
        match found {
            Some(folder) => Ok(Folder {
                path: folder.clone(),
            }),
            None => {
                let looked: Vec<String> = candidates
                    .iter()
                    .map(|folder| folder.join(SETTINGS_FILE).to_string())
                    .collect();
                let problem =
                    Diagnostic::error(ErrorId("cli/no-registry"), "there is no registry here")
                        .help("make one with `tidings init`, or name its folder: `--registry DIR`")
                        .note(format!("looked for {}", looked.join(", ")));
                Err(vec![problem])
            }
        }
    }

    /// Its files.
    pub fn source(&self) -> Files {
        Files::new(self.path.as_std_path())
    }

    /// How its files are shown.
    pub fn shown(&self) -> Shown {
        Shown::new(&self.path)
    }

    /// The full path of a file of the registry.
    pub fn file(&self, path: &str) -> Utf8PathBuf {
        self.path.join(path)
    }
}

/// The current folder and its ancestors up to the repository's root, each with `schemas/` first.
fn nearby() -> Vec<Utf8PathBuf> {
    let mut candidates = vec![Utf8PathBuf::from("."), Utf8PathBuf::from("schemas")];
    let Ok(here) = std::env::current_dir() else {
        return candidates;
    };
    let mut up = Utf8PathBuf::new();
    for folder in here.ancestors() {
        if folder.join(".git").exists() || folder.parent().is_none() {
            break;
        }
        up.push("..");
        candidates.push(up.clone());
        candidates.push(up.join("schemas"));
    }
    candidates
}

/// Registry files as messages name them: by their path from the current folder, with their text.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    prefix: Utf8PathBuf,
    texts: BTreeMap<String, String>,
}

impl Shown {
    /// Files below `folder`.
    pub fn new(folder: &Utf8Path) -> Shown {
        let prefix = folder.strip_prefix("./").unwrap_or(folder);
        let prefix = if prefix == "." {
            Utf8Path::new("")
        } else {
            prefix
        };
        Shown {
            prefix: prefix.to_owned(),
            texts: BTreeMap::new(),
        }
    }

    /// Shows this text for a file, in place of what the folder holds.
    pub fn insert(&mut self, file: &str, text: &str) {
        self.texts.insert(file.to_owned(), text.to_owned());
    }

    /// The path of a file from the current folder.
    pub fn path(&self, file: &str) -> String {
        if self.prefix.as_str().is_empty() || Utf8Path::new(file).is_absolute() {
            return file.to_owned();
        }
        self.prefix.join(file).to_string()
    }

    /// The text of a file.
    pub fn text(&self, file: &str) -> Option<String> {
        match self.texts.get(file) {
            Some(text) => Some(text.clone()),
            None => std::fs::read_to_string(self.path(file)).ok(),
        }
    }
}

/// A path without `.` and without `..` after a name, by its text alone.
pub fn lexical(path: &Utf8Path) -> Utf8PathBuf {
    use camino::Utf8Component;
    let mut parts = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir
                if matches!(
                    parts.components().next_back(),
                    Some(Utf8Component::Normal(_))
                ) =>
            {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

/// The registry's files by their paths in the git repository, as a pull request shows them; from the current folder
/// where there is no repository.
pub fn in_repository(folder: &Folder) -> Shown {
    let output = std::process::Command::new("git")
        .arg("-C")
        .arg(folder.path.as_str())
        .args(["rev-parse", "--show-prefix"])
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_PREFIX")
        .output();
    let prefix = output.ok().filter(|output| output.status.success());
    let prefix = prefix.and_then(|output| String::from_utf8(output.stdout).ok());
    match prefix {
        Some(prefix) => Shown::new(Utf8Path::new(prefix.trim_end_matches(['\n', '/']))),
        None => folder.shown(),
    }
}
