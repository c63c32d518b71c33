//! `tidings.lock`: what was published, one line each, sorted.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use tidings_contract::{Digest, EventName, StreamName, VersionNumber};
use tidings_model::{Diagnostic, ErrorId, Place, SourceText};

/// The file's name inside a registry.
pub const LOCK_FILE: &str = "tidings.lock";

const HEAD: &str = "# Written by `tidings publish`. Two pull requests that conflict here made the same number: `tidings renumber`.\n";

/// The two digests of a published schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    /// Of all that E, A or a generated type depends on; it never changes.
    pub meaning: Digest,
    /// Of titles, descriptions, examples and the like; `publish` records a new one.
    pub text: Digest,
}

/// One published release: which version of each event it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedRelease {
    /// Its identity.
    pub digest: Digest,
    /// Event by event.
    pub events: BTreeMap<EventName, VersionNumber>,
}

/// The lock of a registry.
///
/// ```
/// use tidings_registry::Lock;
/// let lock = Lock::parse("").unwrap();
/// assert!(lock.events.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// Published versions of events.
    pub events: BTreeMap<(EventName, VersionNumber), Locked>,
    /// Published versions of shared types, whose names follow the grammar of events.
    pub types: BTreeMap<(EventName, VersionNumber), Locked>,
    /// Published releases of streams, by number.
    pub releases: BTreeMap<(StreamName, u32), LockedRelease>,
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// `registry/lock-line` for every line that can't be read, `registry/lock-twice` for what stands twice.
    pub fn parse(text: &str) -> Result<Lock, Vec<Diagnostic>> {
        let source = SourceText::new(LOCK_FILE, text);
        let mut lock = Lock::default();
        let mut problems = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let span = start..start + line.trim_end().len();
            start += line.len();
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(problem) = lock.line(line.trim_end(), &source, span) {
                problems.push(*problem);
            }
        }
        if problems.is_empty() {
            Ok(lock)
        } else {
            Err(problems)
        }
    }

    fn line(
        &mut self,
        line: &str,
        source: &SourceText,
        span: Range<usize>,
    ) -> Result<(), Box<Diagnostic>> {
        let place = || source.place(span.clone(), "");
        let words: Vec<&str> = line.split(' ').collect();
        let fresh = match words.as_slice() {
            ["event", name, version, meaning, text] => {
                let (key, locked) = version_line(name, version, meaning, text)
                    .ok_or_else(|| unreadable(line, place()))?;
                self.events.insert(key, locked).is_none()
            }
            ["type", name, version, meaning, text] => {
                let (key, locked) = version_line(name, version, meaning, text)
                    .ok_or_else(|| unreadable(line, place()))?;
                self.types.insert(key, locked).is_none()
            }
            ["release", stream, number, digest, pairs @ ..] => {
                let (key, release) = release_line(stream, number, digest, pairs)
                    .ok_or_else(|| unreadable(line, place()))?;
                self.releases.insert(key, release).is_none()
            }
            _ => return Err(Box::new(unreadable(line, place()))),
        };
        if fresh {
            return Ok(());
        }
        let what = words[..3].join(" ");
        Err(Box::new(
            Diagnostic::error(ErrorId("registry/lock-twice"), format!("`{what}` stands twice in the lock"))
                .at(place())
                .help("keep the line of the base branch, then run `tidings renumber` and `tidings publish`"),
        ))
    }
}

fn unreadable(line: &str, place: Place) -> Diagnostic {
    let conflict = ["<<<<<<<", "=======", ">>>>>>>"]
        .iter()
        .any(|mark| line.starts_with(mark));
    let shown: String = line.chars().take(60).collect();
    let problem = Diagnostic::error(
        ErrorId("registry/lock-line"),
        format!("`{shown}` is no line of a lock"),
    )
    .at(place);
    if conflict {
        problem
            .help("keep the lines of the base branch, then run `tidings renumber`")
            .note("two pull requests published the same number; that conflict is meant to be seen")
    } else {
        problem
            .help("restore it with `git checkout -- tidings.lock`, then run `tidings publish`")
            .note("only `tidings publish` and `tidings renumber` write this file")
    }
}

fn version_line(
    name: &str,
    version: &str,
    meaning: &str,
    text: &str,
) -> Option<((EventName, VersionNumber), Locked)> {
    let meaning = meaning.strip_prefix("meaning=")?.parse().ok()?;
    let text = text.strip_prefix("text=")?.parse().ok()?;
    Some((
        (name.parse().ok()?, version.parse().ok()?),
        Locked { meaning, text },
    ))
}

fn release_line(
    stream: &str,
    number: &str,
    digest: &str,
    pairs: &[&str],
) -> Option<((StreamName, u32), LockedRelease)> {
    let mut events = BTreeMap::new();
    for pair in pairs {
        let (name, version) = pair.split_once('=')?;
        events.insert(name.parse().ok()?, version.parse().ok()?);
    }
    let number = number.parse().ok().filter(|number| *number > 0)?;
    Some((
        (stream.parse().ok()?, number),
        LockedRelease {
            digest: digest.parse().ok()?,
            events,
        },
    ))
}

/// The text of the file, sorted, with a line end after every line.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for ((name, version), Locked { meaning, text }) in &self.events {
            writeln!(f, "event {name} {version} meaning={meaning} text={text}")?;
        }
        for ((stream, number), release) in &self.releases {
            write!(f, "release {stream} {number} {}", release.digest)?;
            for (event, version) in &release.events {
                write!(f, " {event}={version}")?;
            }
            writeln!(f)?;
        }
        for ((name, version), Locked { meaning, text }) in &self.types {
            writeln!(f, "type {name} {version} meaning={meaning} text={text}")?;
        }
        Ok(())
    }
}
