use super::{Memory, Source, SourceError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A registry as a git revision holds it. It is read whole when it is opened, by three calls of the git program.
#[derive(Debug, Clone)]
pub struct GitRevision {
    files: Memory,
    commit: String,
}

impl GitRevision {
    /// Reads the registry folder `folder` as it is in `revision`.
    ///
    /// A revision that holds no such folder is an empty registry: the base of the pull request that adds it.
    ///
    /// # Errors
    /// `registry/not-a-git-repository`, `registry/base-missing` (a shallow clone is named as such), and
    /// `registry/git-failed` with what git printed.
    pub fn open(folder: &Path, revision: &str) -> Result<GitRevision, SourceError> {
        let commit = resolve(folder, revision)?;
        let prefix = text_of(run(folder, &["rev-parse", "--show-prefix"])?)?;
        let prefix = prefix.trim_end_matches('\n').to_owned();
        GitRevision::read(folder, commit, &prefix, format!("revision {revision}"))
    }

    /// Reads a folder of a revision by its path from the root of the repository, which may be bare; `name` is what
    /// messages call it. An empty path is the root.
    ///
    /// # Errors
    /// As [`GitRevision::open`].
    pub fn of_repository(
        repository: &Path,
        revision: &str,
        folder: &str,
        name: impl Into<String>,
    ) -> Result<GitRevision, SourceError> {
        let commit = resolve(repository, revision)?;
        GitRevision::read(repository, commit, folder, name.into())
    }

    fn read(
        folder: &Path,
        commit: String,
        prefix: &str,
        name: String,
    ) -> Result<GitRevision, SourceError> {
        let tree = format!("{commit}:{prefix}");
        if !succeeds(
            folder,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &tree,
            ],
        )? {
            return Ok(GitRevision {
                files: Memory::new(name, Vec::<(String, Vec<u8>)>::new()),
                commit,
            });
        }
        let listing = checked(run(
            folder,
            &[
                "ls-tree",
                "-r",
                "-z",
                "--full-tree",
                "--end-of-options",
                &tree,
            ],
        )?)?;
        let entries = entries_of(&listing.stdout);
        let contents = contents_of(folder, &entries)?;
        let files = entries.into_iter().map(|(path, _)| path).zip(contents);
        Ok(GitRevision {
            files: Memory::new(name, files),
            commit,
        })
    }

    /// The full hash of the commit that was read.
    pub fn commit(&self) -> &str {
        &self.commit
    }
}

impl Source for GitRevision {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        self.files.list()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.files.read(path)
    }

    fn describe(&self) -> String {
        format!(
            "{} ({})",
            self.files.describe(),
            self.commit.get(..12).unwrap_or(&self.commit)
        )
    }
}

/// Hooks set these, and they would point git at another repository or index than the folder's own.
const INHERITED: [&str; 5] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
];

fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null());
    for name in INHERITED {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Output, SourceError> {
    git(folder, arguments)
        .output()
        .map_err(|error| not_started(&error))
}

fn not_started(error: &io::Error) -> SourceError {
    SourceError::new(
        "registry/git-failed",
        format!("the git program could not be used: {error}"),
    )
    .help("install git, or compare with a folder: --against DIR")
}

fn succeeds(folder: &Path, arguments: &[&str]) -> Result<bool, SourceError> {
    Ok(run(folder, arguments)?.status.success())
}

fn checked(output: Output) -> Result<Output, SourceError> {
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(SourceError::new(
        "registry/git-failed",
        format!("git said: {}", said.trim()),
    ))
}

fn text_of(output: Output) -> Result<String, SourceError> {
    let output = checked(output)?;
    String::from_utf8(output.stdout).map_err(|_| {
        SourceError::new(
            "registry/git-failed",
            "git printed a path that is not UTF-8",
        )
    })
}

fn resolve(folder: &Path, revision: &str) -> Result<String, SourceError> {
    if !succeeds(folder, &["rev-parse", "--git-dir"])? {
        return Err(SourceError::new(
            "registry/not-a-git-repository",
            format!(
                "{} lies in no git repository, so there is no revision {revision:?}",
                folder.display()
            ),
        )
        .help("run `git init`, or compare with a folder: --against DIR"));
    }
    let wanted = format!("{revision}^{{commit}}");
    let found = run(
        folder,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ],
    )?;
    if found.status.success() {
        return Ok(String::from_utf8_lossy(&found.stdout).trim().to_owned());
    }
    let missing = SourceError::new(
        "registry/base-missing",
        format!("there is no revision {revision:?} here; nothing was compared"),
    );
    let shallow = text_of(run(folder, &["rev-parse", "--is-shallow-repository"])?)?;
    Err(if shallow.trim() == "true" {
        missing
            .note("this clone is shallow: it holds only its newest commits")
            .help("give actions/checkout `fetch-depth: 0`, or run `git fetch --unshallow`")
    } else {
        missing.help("fetch it (`git fetch origin`), or name another: `--against origin/main`")
    })
}

/// The files of `ls-tree -z`: `<mode> SP <type> SP <object> TAB <path> NUL`. What is no file (a submodule) is passed over.
fn entries_of(listing: &[u8]) -> Vec<(String, String)> {
    let mut entries = Vec::new();
    for line in listing.split(|byte| *byte == 0) {
        let line = String::from_utf8_lossy(line);
        let Some((about, path)) = line.split_once('\t') else {
            continue;
        };
        let hidden = path.split('/').any(|part| part.starts_with('.'));
        let mut words = about.split(' ');
        if let (Some(_), Some("blob"), Some(object), false) =
            (words.next(), words.next(), words.next(), hidden)
        {
            entries.push((path.to_owned(), object.to_owned()));
        }
    }
    entries
}

fn contents_of(folder: &Path, entries: &[(String, String)]) -> Result<Vec<Vec<u8>>, SourceError> {
    let mut child = git(folder, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_started(&error))?;
    let wanted: String = entries
        .iter()
        .map(|(_, object)| format!("{object}\n"))
        .collect();
    let input = child.stdin.take();
    // Written from a thread: git answers while it is still being asked, and a full pipe would stop both.
    let writer = std::thread::spawn(move || {
        input.map_or(Ok(()), |mut pipe| pipe.write_all(wanted.as_bytes()))
    });
    let mut answer = Vec::new();
    let read = child
        .stdout
        .take()
        .map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut answer));
    let written = writer
        .join()
        .unwrap_or_else(|_| Err(io::Error::other("the writing thread ended early")));
    let ended = child.wait();
    read.and(written)
        .and(ended.map(|_| ()))
        .map_err(|error| not_started(&error))?;
    split_batch(&answer, entries)
}

/// `cat-file --batch` answers `<object> SP <type> SP <size> LF <contents> LF` for each.
fn split_batch(
    mut answer: &[u8],
    entries: &[(String, String)],
) -> Result<Vec<Vec<u8>>, SourceError> {
    let broken =
        |path: &str| SourceError::new("registry/git-failed", format!("git could not read {path}"));
    let mut contents = Vec::with_capacity(entries.len());
    for (path, _) in entries {
        let end = answer
            .iter()
            .position(|byte| *byte == b'\n')
            .ok_or_else(|| broken(path))?;
        let head = String::from_utf8_lossy(&answer[..end]);
        let size: usize = head
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok())
            .ok_or_else(|| broken(path))?;
        let body = answer
            .get(end + 1..end + 1 + size)
            .ok_or_else(|| broken(path))?;
        contents.push(body.to_vec());
        answer = answer.get(end + 2 + size..).ok_or_else(|| broken(path))?;
    }
    Ok(contents)
}
