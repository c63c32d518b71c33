//! A set of file changes that happens as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::NamedTempFile;
use tidings_model::Diagnostic;

use crate::problem::io_problem;

/// Files to write and to remove. Nothing happens before [`Change::apply`], which does all or nothing.
#[derive(Debug, Default)]
pub struct Change {
    writes: BTreeMap<Utf8PathBuf, Vec<u8>>,
    removals: BTreeSet<Utf8PathBuf>,
}

/// What a change came to: files that were really different.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Applied {
    pub written: Vec<Utf8PathBuf>,
    pub removed: Vec<Utf8PathBuf>,
}

impl Change {
    /// Plans to write a file; parents are made.
    pub fn write(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<Vec<u8>>) {
        self.writes.insert(path.into(), text.into());
    }

    /// Plans to remove a file, where it exists.
    pub fn remove(&mut self, path: impl Into<Utf8PathBuf>) {
        self.removals.insert(path.into());
    }

    /// Drops what would change nothing, and says what is left.
    pub fn settle(&mut self) -> Applied {
        self.writes
            .retain(|path, text| fs::read(path).ok().as_ref() != Some(text));
        self.removals.retain(|path| path.symlink_metadata().is_ok());
        Applied {
            written: self.writes.keys().cloned().collect(),
            removed: self.removals.iter().cloned().collect(),
        }
    }

    /// Writes every new text beside its target first and renames only then; a rename that fails undoes those before it.
    ///
    /// # Errors
    /// `cli/io`, with the file; all files are then as they were.
    pub fn apply(mut self) -> Result<Applied, Vec<Diagnostic>> {
        let applied = self.settle();
        let mut undo = Undo::default();
        match self.perform(&mut undo) {
            Ok(()) => Ok(applied),
            Err(problem) => {
                undo.run();
                Err(vec![*problem])
            }
        }
    }

    fn perform(&self, undo: &mut Undo) -> Result<(), Box<Diagnostic>> {
        for (path, file) in self.stage(undo)? {
            undo.remember(&path);
            file.persist(resolved(&path))
                .map_err(|error| Box::new(io_problem("write", &path, &error.error)))?;
        }
        for path in &self.removals {
            undo.remember(path);
            fs::remove_file(path).map_err(|error| Box::new(io_problem("remove", path, &error)))?;
        }
        Ok(())
    }

    fn stage(&self, undo: &mut Undo) -> Result<Staged, Box<Diagnostic>> {
        let mut staged = Vec::new();
        for (path, text) in &self.writes {
            let failed = |error: std::io::Error| Box::new(io_problem("write", path, &error));
            let target = resolved(path);
            let folder = target.parent().filter(|folder| !folder.as_str().is_empty());
            let folder = folder.unwrap_or(Utf8Path::new("."));
            undo.make_folder(folder).map_err(failed)?;
            let mut file = tempfile::Builder::new()
                .prefix(".tidings-")
                .tempfile_in(folder)
                .map_err(failed)?;
            file.write_all(text).map_err(failed)?;
            file.as_file().sync_all().map_err(failed)?;
            permit(file.path(), &target).map_err(failed)?;
            staged.push((path.clone(), file));
        }
        Ok(staged)
    }
}

/// Texts that are written beside their targets, by target.
type Staged = Vec<(Utf8PathBuf, NamedTempFile)>;

/// A link is followed, so that the file behind it is replaced and not the link.
fn resolved(path: &Utf8Path) -> Utf8PathBuf {
    let behind = path.canonicalize_utf8();
    behind.unwrap_or_else(|_| path.to_owned())
}

/// Temporary files are private; the result has the permissions of what it replaces, else the usual ones.
fn permit(file: &Path, target: &Utf8Path) -> std::io::Result<()> {
    if let Ok(existing) = fs::metadata(target) {
        return fs::set_permissions(file, existing.permissions());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

/// How to get back.
#[derive(Debug, Default)]
struct Undo {
    folders: Vec<Utf8PathBuf>,
    files: Vec<(Utf8PathBuf, Option<Vec<u8>>)>,
}

impl Undo {
    fn make_folder(&mut self, folder: &Utf8Path) -> std::io::Result<()> {
        let mut missing: Vec<&Utf8Path> = folder
            .ancestors()
            .take_while(|folder| !folder.as_str().is_empty() && !folder.exists())
            .collect();
        missing.reverse();
        for folder in missing {
            match fs::create_dir(folder) {
                Ok(()) => self.folders.push(folder.to_owned()),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn remember(&mut self, path: &Utf8Path) {
        self.files.push((path.to_owned(), fs::read(path).ok()));
    }

    /// As far as the file system lets us: the first error has been reported already.
    fn run(self) {
        for (path, text) in self.files.into_iter().rev() {
            let _ = match text {
                Some(text) => fs::write(&path, text),
                None => fs::remove_file(&path),
            };
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).expect("UTF-8");
        (folder, path)
    }

    #[test]
    fn a_change_happens_as_a_whole() {
        let (_keep, at) = folder();
        fs::write(at.join("old"), "old").expect("written");
        let mut change = Change::default();
        change.write(at.join("a/b/new"), "new");
        change.write(at.join("old"), "changed");
        let applied = change.apply().expect("it can be applied");
        assert_eq!(applied.written, [at.join("a/b/new"), at.join("old")]);
        assert_eq!(fs::read_to_string(at.join("old")).expect("read"), "changed");
    }

    #[test]
    fn a_change_that_fails_leaves_nothing() {
        let (_keep, at) = folder();
        fs::write(at.join("a"), "old").expect("written");
        // A folder where a file should go makes the last rename fail.
        fs::create_dir(at.join("z")).expect("made");
        fs::write(at.join("z/inside"), "").expect("written");
        let mut change = Change::default();
        change.write(at.join("a"), "new");
        change.write(at.join("fresh/b"), "new");
        change.write(at.join("z"), "new");
        assert!(change.apply().is_err());
        assert_eq!(fs::read_to_string(at.join("a")).expect("read"), "old");
        assert!(!at.join("fresh").exists());
        let left = fs::read_dir(&at).expect("listed").count();
        assert_eq!(left, 2, "no temporary file is left");
    }

    #[test]
    fn an_unchanged_file_is_not_written() {
        let (_keep, at) = folder();
        fs::write(at.join("same"), "same").expect("written");
        let mut change = Change::default();
        change.write(at.join("same"), "same");
        change.remove(at.join("absent"));
        assert_eq!(change.apply().expect("applied"), Applied::default());
    }
}
