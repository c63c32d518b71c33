//! What the last `tidings generate` left: while nothing that it read or wrote has changed, there is nothing to do.
//!
//! Generating is a function of what is read and of the program. So where all that is as it was, and every file is as it
//! was written, each is what would be written again: that is enough for `--check` too. Only digests are compared.
//!
//! The stamp lies in a folder beside tidings.toml that hides itself from git, so that no clone has one. Whoever removes
//! it pays one full run and nothing else.

use std::fs;
use std::time::UNIX_EPOCH;

use camino::{Utf8Path, Utf8PathBuf};
use tidings_contract::Digest;
use tidings_generate::Files;

use crate::files::{Folder, lexical};
use crate::input;
use crate::output::{Output, walk};

/// The folder of what can be removed at any time.
const FOLDER: &str = ".tidings";
const FILE: &str = "generated";

/// What is about to be generated from.
pub struct Stamp {
    home: Utf8PathBuf,
    /// Of the program, and of all that it reads.
    inputs: String,
}

/// A target's folder that is as it was left.
pub struct Unchanged {
    pub folder: Utf8PathBuf,
    pub files: usize,
}

impl Stamp {
    /// The stamp of a folder; none where something can't be read, so that it has to be told.
    pub fn of(folder: &Folder, consumer: bool) -> Option<Stamp> {
        let inputs = format!("{} {}", input::content(folder, consumer)?, program()?);
        Some(Stamp {
            home: folder.path.clone(),
            inputs,
        })
    }

    /// The folders that the last run wrote, where it would write the same again.
    pub fn unchanged(&self) -> Option<Vec<Unchanged>> {
        let text = fs::read_to_string(self.file()).ok()?;
        // A run that was ended while it wrote has left a part of a stamp.
        let (text, seal) = text.trim_end().rsplit_once('\n')?;
        let mut lines = text.lines();
        if Digest::of(text).to_string() != seal || lines.next() != Some(self.inputs.as_str()) {
            return None;
        }
        let line = |line: &str| {
            let (digest, rest) = line.split_once(' ')?;
            let (files, out) = rest.split_once(' ')?;
            let folder = lexical(&self.home.join(out));
            (content(&folder, &Files::new())?.to_string() == digest).then_some(())?;
            let files = files.parse().ok()?;
            Some(Unchanged { folder, files })
        };
        lines.map(line).collect()
    }

    /// Notes that this was written. Where it can't be noted, the next run does its work again.
    pub fn leave(&self, outputs: &[Output]) {
        let mut text = format!("{}\n", self.inputs);
        for output in outputs {
            let Some(digest) = content(&output.folder, &output.files) else {
                return;
            };
            let (files, out) = (output.files.len(), &output.out);
            text.push_str(&format!("{digest} {files} {out}\n"));
        }
        let text = text.trim_end();
        let text = format!("{text}\n{}\n", Digest::of(text));
        let folder = self.home.join(FOLDER);
        let _ = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(".gitignore"), "*\n"))
            .and_then(|()| fs::write(self.file(), text));
    }

    fn file(&self) -> Utf8PathBuf {
        self.home.join(FOLDER).join(FILE)
    }
}

/// Which program this is: another build of the same version may generate something else.
fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?.canonicalize().ok()?;
    let file = fs::metadata(&path).ok()?;
    let written = file.modified().ok()?;
    let since = written.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    let (version, length) = (env!("CARGO_PKG_VERSION"), file.len());
    Some(format!("{version} {length} {since} {}", path.display()))
}

/// The digest of all files below a folder. What was just written counts as it was meant: an edit may have come since.
fn content(folder: &Utf8Path, written: &Files) -> Option<Digest> {
    let mut found = Vec::new();
    walk(folder, &mut found).ok()?;
    let paths: Vec<String> = found
        .iter()
        .map(|path| path.strip_prefix(folder).unwrap_or(path).as_str())
        .map(|path| path.replace('\\', "/"))
        .collect();
    Some(input::of_files(&paths, |path| match written.get(path) {
        Some(text) => Some(text.clone().into_bytes()),
        None => fs::read(folder.join(path)).ok(),
    }))
}
