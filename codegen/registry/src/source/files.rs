use super::{Source, SourceError};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders inside a registry go this deep at most: `events/<name>/<file>` needs three.
const DEEPEST: usize = 8;

/// A registry in a folder. Hidden files and folders are passed over.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// The registry in this folder; nothing is read yet.
    pub fn new(root: impl Into<PathBuf>) -> Files {
        Files { root: root.into() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn walk(
        &self,
        folder: &Path,
        prefix: &str,
        depth: usize,
        found: &mut Vec<String>,
    ) -> Result<(), SourceError> {
        if depth > DEEPEST {
            return Err(SourceError::new(
                "registry/folder-too-deep",
                format!("{} lies more than {DEEPEST} folders deep", folder.display()),
            )
            .help("move what is not part of the registry elsewhere"));
        }
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(folder, &error))?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                return Err(SourceError::new(
                    "registry/name-not-utf8",
                    format!(
                        "a name in {} is not UTF-8: {}",
                        folder.display(),
                        name.to_string_lossy()
                    ),
                )
                .help("rename it"));
            };
            if name.starts_with('.') {
                continue;
            }
            let path = if prefix.is_empty() {
                name.to_owned()
            } else {
                format!("{prefix}/{name}")
            };
            // Links are followed, so that a registry may be linked together; the depth limit ends circles.
            let kind =
                fs::metadata(entry.path()).map_err(|error| unreadable(&entry.path(), &error))?;
            if kind.is_dir() {
                self.walk(&entry.path(), &path, depth + 1, found)?;
            } else {
                found.push(path);
            }
        }
        Ok(())
    }
}

fn unreadable(path: &Path, error: &io::Error) -> SourceError {
    let message = format!("{} can't be read: {error}", path.display());
    let id = if error.kind() == io::ErrorKind::NotFound {
        "registry/folder-missing"
    } else {
        "registry/unreadable"
    };
    let problem = SourceError::new(id, message);
    if error.kind() == io::ErrorKind::NotFound {
        problem.help(
            "run it in the folder that holds `schemas/`, or make a registry with `tidings init`",
        )
    } else {
        problem
    }
}

impl Source for Files {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        let mut found = Vec::new();
        self.walk(&self.root, "", 0, &mut found)?;
        found.sort();
        Ok(found)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let full = self.root.join(path);
        fs::read(&full).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => SourceError::new(
                "registry/file-missing",
                format!("{} does not exist", full.display()),
            ),
            _ => unreadable(&full, &error),
        })
    }

    fn describe(&self) -> String {
        self.root.display().to_string()
    }
}
