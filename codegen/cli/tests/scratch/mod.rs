//! A scratch git repository with the program under test.
#![allow(dead_code, reason = "every test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;

mod published;

pub struct Scratch {
    folder: tempfile::TempDir,
}

/// What one run said and how it ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Asserts the exit code, showing everything when it is another.
    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, code, "out:\n{}\nerr:\n{}", self.out, self.err);
        self
    }

    /// Asserts that both streams together hold a text.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        let both = format!("{}{}", self.out, self.err);
        assert!(both.contains(text), "no {text:?} in\n{both}");
        self
    }
}

impl Scratch {
    /// An empty git repository.
    pub fn new() -> Scratch {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scratch = Scratch { folder };
        scratch.git(&["init", "--quiet", "--initial-branch=main"]);
        scratch.git(&["config", "user.name", "Test"]);
        scratch.git(&["config", "user.email", "test@example.com"]);
        scratch.git(&["config", "commit.gpgsign", "false"]);
        scratch
    }

    /// A repository that `tidings init` made, committed.
    pub fn initialised() -> Scratch {
        let scratch = Scratch::new();
        scratch.tidings(&["init", "--name", "shop"]).exits(0);
        scratch.commit("init");
        scratch
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.file(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.file(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// Replaces a text that must be there.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "no {from:?} in {path}:\n{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("tidings").expect("the program is built");
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("GIT_DIR");
        command
    }

    pub fn tidings(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("it starts");
        let run = Run {
            code: output.status.code().expect("it ends by itself"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        published::conforms(arguments, &run.out);
        run
    }

    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(self.path())
            .env_remove("GIT_DIR")
            .output()
            .expect("git starts");
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
    }

    /// Every file of the working tree with its text, without git's own.
    pub fn files(&self) -> std::collections::BTreeMap<String, String> {
        let mut found = std::collections::BTreeMap::new();
        walk(self.path(), self.path(), &mut found);
        found
    }
}

fn walk(root: &Path, folder: &Path, found: &mut std::collections::BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("listed") {
        let path = entry.expect("listed").path();
        if path.ends_with(".git") {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, found);
        } else {
            let name = path
                .strip_prefix(root)
                .expect("below")
                .to_string_lossy()
                .into_owned();
            found.insert(name, fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}
