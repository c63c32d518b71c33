//! Registries in git repositories elsewhere, read through the git program.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tidings_model::{Diagnostic, ErrorId, suggest};
use tidings_registry::GitRevision;

use crate::files::SETTINGS_FILE;

/// Hooks set these, and they would point git at another repository than the one that is made here.
const INHERITED: [&str; 6] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
];

/// A repository that holds what was fetched, as long as it is read.
struct Fetched {
    folder: tempfile::TempDir,
    /// The revision as the user named it.
    revision: String,
    commit: String,
}

/// Reads the registry of a repository at a revision: in the folder that is named, else in `schemas/`, else at its root.
///
/// # Errors
/// `cli/git-missing`, `cli/source-unreachable` with what git said, `cli/revision-unknown` with the nearest one, and
/// `cli/registry-absent`.
pub fn fetch(
    url: &str,
    revision: Option<&str>,
    folder: Option<&str>,
) -> Result<GitRevision, Vec<Diagnostic>> {
    let found = Fetched::new(url, revision.unwrap_or("HEAD")).map_err(|problem| vec![*problem])?;
    let places: Vec<&str> = match folder {
        Some(folder) => vec![folder.trim_end_matches('/')],
        None => vec!["schemas", ""],
    };
    let held = places.iter().find(|place| found.holds(place));
    // What is read says its commit itself.
    let name = format!("{url}#{}", found.revision);
    let Some(held) = held else {
        let looked = places
            .iter()
            .map(|place| settings_of(place))
            .collect::<Vec<_>>()
            .join(" and ");
        let problem = Diagnostic::error(
            ErrorId("cli/registry-absent"),
            format!("there is no registry in {name}"),
        );
        let help = "name its folder after the revision: `#main:services/schemas`";
        return Err(vec![
            problem.help(help).note(format!("looked for {looked}")),
        ]);
    };
    GitRevision::of_repository(found.folder.path(), &found.commit, held, name)
        .map_err(|error| vec![Diagnostic::from(error)])
}

fn settings_of(folder: &str) -> String {
    match folder {
        "" => SETTINGS_FILE.to_owned(),
        folder => format!("{folder}/{SETTINGS_FILE}"),
    }
}

impl Fetched {
    fn new(url: &str, revision: &str) -> Result<Fetched, Box<Diagnostic>> {
        let folder = tempfile::tempdir().map_err(|error| {
            let message = format!("no temporary folder can be made: {error}");
            Box::new(Diagnostic::error(ErrorId("cli/io"), message))
        })?;
        // A template could bring hooks.
        git(
            folder.path(),
            &["init", "--quiet", "--bare", "--template=", "."],
        )?;
        let shallow = [
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-recurse-submodules",
            "--",
            url,
            revision,
        ];
        let fetched = git(folder.path(), &shallow)?;
        let named = match fetched.status.success() {
            true => "FETCH_HEAD",
            false if is_unknown(&fetched) => {
                whole(folder.path(), url, revision)?;
                revision
            }
            false => return Err(Box::new(unreachable(url, &fetched))),
        };
        let commit = git(
            folder.path(),
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &format!("{named}^{{commit}}"),
            ],
        )?;
        if !commit.status.success() {
            return Err(Box::new(unknown(folder.path(), url, revision)?));
        }
        Ok(Fetched {
            folder,
            revision: revision.to_owned(),
            commit: said(&commit.stdout),
        })
    }

    fn holds(&self, folder: &str) -> bool {
        let object = format!("{}:{}", self.commit, settings_of(folder));
        let found = git(self.folder.path(), &["cat-file", "-e", &object]);
        found.is_ok_and(|output| output.status.success())
    }
}

/// Commits that are no branch's head can be asked for by few servers, and never by a part of their hash: then all of
/// the repository's branches and tags are fetched.
fn whole(folder: &Path, url: &str, revision: &str) -> Result<(), Box<Diagnostic>> {
    let hash =
        (7..=64).contains(&revision.len()) && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !hash {
        return Err(Box::new(unknown(folder, url, revision)?));
    }
    let all = [
        "fetch",
        "--quiet",
        "--no-recurse-submodules",
        "--",
        url,
        "+refs/heads/*:refs/heads/*",
        "+refs/tags/*:refs/tags/*",
    ];
    let fetched = git(folder, &all)?;
    match fetched.status.success() {
        true => Ok(()),
        false => Err(Box::new(unreachable(url, &fetched))),
    }
}

/// Runs git without questions, in the words that are looked for here, and for the protocols that `from` may name only.
fn git(folder: &Path, arguments: &[&str]) -> Result<Output, Box<Diagnostic>> {
    let mut command = Command::new("git");
    command
        .args(["-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=30"])
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ALLOW_PROTOCOL", "https:http:ssh:file")
        .stdin(Stdio::null());
    for name in INHERITED {
        command.env_remove(name);
    }
    command.output().map_err(|error| {
        let message = format!("the git program could not be used: {error}");
        let problem = Diagnostic::error(ErrorId("cli/git-missing"), message);
        Box::new(problem.help("install git, or use a bundle: `tidings bundle` writes one in the registry, and `from` takes its path"))
    })
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// Whether the repository was reached, and does not have the revision.
fn is_unknown(output: &Output) -> bool {
    let said = said(&output.stderr);
    [
        "couldn't find remote ref",
        "not our ref",
        "no such remote ref",
        "invalid refspec",
    ]
    .iter()
    .any(|words| said.contains(words))
}

fn unreachable(url: &str, output: &Output) -> Diagnostic {
    let said = said(&output.stderr);
    let words: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(3)
        .collect();
    let problem = Diagnostic::error(
        ErrorId("cli/source-unreachable"),
        format!("git can't fetch {url}"),
    );
    let help =
        format!("try `git ls-remote {url}`: what it needs, a key or a password, this needs too");
    problem
        .help(help)
        .note(format!("git said: {}", words.join("; ")))
}

fn unknown(folder: &Path, url: &str, revision: &str) -> Result<Diagnostic, Box<Diagnostic>> {
    let listed = git(
        folder,
        &[
            "ls-remote",
            "--quiet",
            "--heads",
            "--tags",
            "--refs",
            "--",
            url,
        ],
    )?;
    let text = said(&listed.stdout);
    let names = text.lines().filter_map(|line| {
        let (_, name) = line.split_once('\t')?;
        name.strip_prefix("refs/heads/")
            .or_else(|| name.strip_prefix("refs/tags/"))
    });
    let names: Vec<&str> = names.collect();
    let problem = Diagnostic::error(
        ErrorId("cli/revision-unknown"),
        format!("{url} has no branch, tag or commit `{revision}`"),
    );
    let help = suggest::help(revision, names)
        .unwrap_or_else(|| "write the name of a branch after `#`: `#main`".to_owned());
    Ok(problem.help(help))
}
