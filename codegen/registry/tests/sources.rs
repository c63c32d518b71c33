//! The same registry reads the same from a folder, from a git revision, and from memory.

use std::fs;
use std::path::Path;
use std::process::Command;

use tidings_registry::{Files, GitRevision, Memory, Source, load};

const FILES: [(&str, &str); 3] = [
    ("tidings.toml", "name = \"shop\"\n"),
    (
        "events/order.placed/1.json",
        r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#,
    ),
    (
        "streams/orders.toml",
        "path = \"/orders\"\n[events.\"order.placed\"]\nwrite = 1\n",
    ),
];

fn write(folder: &Path) {
    for (path, text) in FILES {
        let full = folder.join(path);
        fs::create_dir_all(full.parent().expect("inside the folder")).expect("a folder");
        fs::write(full, text).expect("a file");
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@example.org",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn contents(source: &dyn Source) -> Vec<(String, Vec<u8>)> {
    let paths = source.list().expect("it can be listed");
    paths
        .into_iter()
        .map(|path| (path.clone(), source.read(&path).expect("it can be read")))
        .collect()
}

#[test]
fn every_source_reads_the_same() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("schemas");
    write(&folder);
    fs::write(folder.join(".hidden"), "not read").expect("a file");
    git(scratch.path(), &["init", "-q"]);
    git(scratch.path(), &["add", "."]);
    git(scratch.path(), &["commit", "-q", "-m", "first"]);
    let memory = Memory::new("memory", FILES);
    let files = Files::new(&folder);
    let revision = GitRevision::open(&folder, "HEAD").expect("it was committed");
    assert_eq!(contents(&files), contents(&memory));
    assert_eq!(contents(&revision), contents(&memory));
    assert!(load(&revision, Some(&files)).registry.is_some());
    assert_eq!(revision.commit().len(), 40);
}

#[test]
fn a_revision_without_the_folder_is_an_empty_registry() {
    let scratch = tempfile::tempdir().expect("a folder");
    git(scratch.path(), &["init", "-q"]);
    git(
        scratch.path(),
        &["commit", "-q", "--allow-empty", "-m", "first"],
    );
    let folder = scratch.path().join("schemas");
    write(&folder);
    let revision = GitRevision::open(&folder, "HEAD").expect("the revision exists");
    assert_eq!(contents(&revision), []);
}

#[test]
fn a_missing_base_is_told_and_nothing_is_compared() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("schemas");
    write(&folder);
    let outside = GitRevision::open(&folder, "main").expect_err("no repository");
    assert_eq!(outside.id().0, "registry/not-a-git-repository");
    git(scratch.path(), &["init", "-q"]);
    git(scratch.path(), &["add", "."]);
    git(scratch.path(), &["commit", "-q", "-m", "first"]);
    for revision in ["nothing", "--upload-pack=evil", "-h", ""] {
        let error = GitRevision::open(&folder, revision).expect_err(revision);
        assert_eq!(error.id().0, "registry/base-missing", "{revision}");
    }
}

#[test]
fn a_shallow_clone_is_named_as_such() {
    let scratch = tempfile::tempdir().expect("a folder");
    let origin = scratch.path().join("origin");
    write(&origin.join("schemas"));
    git(&origin, &["init", "-q"]);
    git(&origin, &["add", "."]);
    git(&origin, &["commit", "-q", "-m", "first"]);
    git(&origin, &["commit", "-q", "--allow-empty", "-m", "second"]);
    let url = format!("file://{}", origin.display());
    git(
        scratch.path(),
        &["clone", "-q", "--depth", "1", &url, "clone"],
    );
    let error = GitRevision::open(&scratch.path().join("clone/schemas"), "HEAD~1")
        .expect_err("it is shallow");
    let problem = tidings_model::Diagnostic::from(error);
    assert_eq!(problem.id.0, "registry/base-missing");
    assert!(
        problem
            .help
            .is_some_and(|help| help.contains("fetch-depth: 0"))
    );
    assert!(problem.message.contains("nothing was compared"));
}

#[test]
fn a_missing_folder_is_told() {
    let problems = load(&Files::new("/nonexistent/schemas"), None).problems;
    assert_eq!(problems[0].id.0, "registry/folder-missing");
}
