//! Moving what a base lacks to the next free numbers.
//!
//! Two branches that both made version 3 can't both keep it. The base keeps its own; ours move behind, references to
//! them follow, and the lock becomes the base's with ours added.

use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, VersionNumber};
use tidings_model::{Diagnostic, ErrorId, Schema};
use tidings_registry::{LOCK_FILE, Lock, Memory, Registry, Source, next_release};

use crate::publishing::sound;
use crate::write_version;

/// `events` or `types`, a name, and a number.
type Key = (&'static str, EventName, VersionNumber);

/// What a renumbering does.
#[derive(Debug, Default)]
pub struct Renumbered {
    /// Texts of all files that change, by path; None removes the file.
    pub files: BTreeMap<String, Option<String>>,
    /// What moved, for people: `events/order.placed/3.json → 4.json`.
    pub moved: Vec<String>,
}

/// The files of one side.
struct Side {
    texts: BTreeMap<String, String>,
    schemas: BTreeMap<Key, String>,
    lock: Lock,
}

impl Side {
    fn read(source: &dyn Source) -> Result<Side, Vec<Diagnostic>> {
        let failed = |error| vec![Diagnostic::from(error)];
        let mut texts = BTreeMap::new();
        for path in source.list().map_err(failed)? {
            let bytes = source.read(&path).map_err(failed)?;
            texts.insert(path, String::from_utf8_lossy(&bytes).into_owned());
        }
        let schemas = texts
            .keys()
            .filter_map(|path| Some((key(path)?, path.clone())))
            .collect();
        let lock = texts
            .get(LOCK_FILE)
            .map_or_else(Lock::default, |text| readable(text));
        Ok(Side {
            texts,
            schemas,
            lock,
        })
    }

    fn published(&self, key: &Key) -> bool {
        let (kind, name, number) = key;
        let lines = if *kind == "events" {
            &self.lock.events
        } else {
            &self.lock.types
        };
        lines.contains_key(&(name.clone(), *number))
    }
}

fn key(path: &str) -> Option<Key> {
    let mut parts = path.split('/');
    let kind = match parts.next()? {
        "events" => "events",
        "types" => "types",
        _ => return None,
    };
    let name = parts.next()?.parse().ok()?;
    let number = parts.next()?.strip_suffix(".json")?.parse().ok()?;
    parts.next().is_none().then_some((kind, name, number))
}

/// A lock as far as it can be read: it may hold the marks of the very conflict that is to be solved.
fn readable(text: &str) -> Lock {
    let mut lock = Lock::default();
    for line in text.lines() {
        if let Ok(one) = Lock::parse(line) {
            lock.events.extend(one.events);
            lock.types.extend(one.types);
            lock.releases.extend(one.releases);
        }
    }
    lock
}

/// Computes the renumbering of `ours` against `base`.
///
/// # Errors
/// A file of ours that can't be read as a schema, and everything that is wrong with the result.
pub fn renumber(ours: &dyn Source, base: &dyn Source) -> Result<Renumbered, Vec<Diagnostic>> {
    let (ours, base) = (Side::read(ours)?, Side::read(base)?);
    let moves = moves(&ours, &base)?;
    let mut result = Memory::new("the renumbered registry", ours.texts.clone());
    let mut published = BTreeSet::new();
    for path in moves.keys().filter_map(|old| ours.schemas.get(old)) {
        result.remove(path);
    }
    for (key, path) in &base.schemas {
        // Ours of this number moved away, or is the same, or we have none: the base's file takes its place.
        if moves.contains_key(key) || !ours.schemas.contains_key(key) {
            result.write(path.clone(), base.texts[path].clone());
        }
    }
    for (key, path) in &ours.schemas {
        let (kind, name, _) = key;
        let number = moves.get(key).copied().unwrap_or(key.2);
        if base.published(key) && !moves.contains_key(key) {
            continue;
        }
        let text = redirected(&ours.texts[path], &moves);
        result.write(format!("{kind}/{name}/{number}.json"), text);
        if ours.published(key) {
            published.insert((*kind, name.clone(), number));
        }
    }
    streams(&ours, &base, &moves, &mut result)?;
    let lock = lock(&base, &published, &mut result)?;
    let newest = ours_newest(&ours, &base, &lock);
    anonymous(&ours, &newest, &mut result)?;
    result.write(LOCK_FILE, lock.to_string());
    let told = moves
        .iter()
        .map(|((kind, name, old), new)| format!("{kind}/{name}/{old}.json → {new}.json"));
    let releases = newest
        .iter()
        .map(|((stream, old), new)| format!("{stream}@{old} → {stream}@{new}"));
    let moved = told.chain(releases).collect();
    Ok(Renumbered {
        files: difference(&ours, &result)?,
        moved,
    })
}

/// Our versions whose numbers the base gave to something else → the next free numbers.
fn moves(ours: &Side, base: &Side) -> Result<BTreeMap<Key, VersionNumber>, Vec<Diagnostic>> {
    let mut moves = BTreeMap::new();
    let mut taken: BTreeSet<Key> = base.schemas.keys().cloned().collect();
    for (key, path) in &ours.schemas {
        let lacking = match base.schemas.get(key) {
            // A draft of the base that we went on with is still the same version.
            Some(_) if !base.published(key) => false,
            Some(other) => meaning(path, &ours.texts[path])? != meaning(other, &base.texts[other])?,
            None => true,
        };
        if !lacking {
            continue;
        }
        let (kind, name, number) = key;
        let mut free = *number;
        while taken.contains(&(*kind, name.clone(), free)) || below_base(base, kind, name, free) {
            free = free.next().ok_or_else(|| {
                let problem = Diagnostic::error(
                    ErrorId("cli/numbers-end"),
                    format!("{name} has no free number"),
                );
                vec![problem.help("numbers end at 4294967295")]
            })?;
        }
        taken.insert((*kind, name.clone(), free));
        if free != *number {
            moves.insert(key.clone(), free);
        }
    }
    Ok(moves)
}

/// Ours come behind everything that the base has.
fn below_base(base: &Side, kind: &'static str, name: &EventName, number: VersionNumber) -> bool {
    let newest = base
        .schemas
        .keys()
        .filter(|(k, n, _)| *k == kind && n == name)
        .map(|(_, _, number)| *number)
        .max();
    newest.is_some_and(|newest| number <= newest)
}

fn meaning(path: &str, text: &str) -> Result<tidings_contract::Digest, Vec<Diagnostic>> {
    Schema::parse(path, text).map(|schema| schema.meaning())
}

/// A schema's text with its references to moved types led to their new numbers.
fn redirected(text: &str, moves: &BTreeMap<Key, VersionNumber>) -> String {
    let mut redirected = text.to_owned();
    // From the highest number down, so that 3 → 4 does not meet 4 → 5 on its way.
    for ((kind, name, old), new) in moves
        .iter()
        .rev()
        .filter(|((kind, ..), _)| *kind == "types")
    {
        for (start, end) in [("../../", ""), ("../", "")] {
            let from = |number: &VersionNumber| match start {
                "../../" => format!("{start}{kind}/{name}/{number}.json{end}"),
                _ => format!("\"{start}{name}/{number}.json{end}"),
            };
            redirected = redirected.replace(&from(old), &from(new));
        }
    }
    redirected
}

/// The write versions that we raised to a version that moved follow it.
fn streams(
    ours: &Side,
    base: &Side,
    moves: &BTreeMap<Key, VersionNumber>,
    result: &mut Memory,
) -> Result<(), Vec<Diagnostic>> {
    let files = ours
        .texts
        .iter()
        .filter(|(path, _)| path.starts_with("streams/"));
    for (path, text) in files {
        let mut edited = text.clone();
        for ((_, name, old), new) in moves.iter().filter(|((kind, ..), _)| *kind == "events") {
            let theirs = base
                .texts
                .get(path)
                .and_then(|text| written_version(text, name));
            // Where the base writes its own version of this number, that one stays the one that is written.
            if written_version(text, name) == Some(old.get()) && theirs != Some(old.get()) {
                edited = write_version::set_write(path, &edited, name, *new)?;
            }
        }
        if edited != *text {
            result.write(path.clone(), edited);
        }
    }
    Ok(())
}

fn written_version(text: &str, event: &EventName) -> Option<u32> {
    let document: toml_edit::DocumentMut = text.parse().ok()?;
    let write = document
        .get("events")?
        .get(event.as_str())?
        .get("write")?
        .as_integer()?;
    u32::try_from(write).ok()
}

/// The base's lock with our published versions and the release that they make.
fn lock(
    base: &Side,
    published: &BTreeSet<Key>,
    result: &mut Memory,
) -> Result<Lock, Vec<Diagnostic>> {
    let mut lock = base.lock.clone();
    for (kind, name, number) in published {
        let path = format!("{kind}/{name}/{number}.json");
        let bytes = result
            .read(&path)
            .map_err(|error| vec![Diagnostic::from(error)])?;
        let schema = Schema::parse(&path, &String::from_utf8_lossy(&bytes))?;
        let locked = tidings_registry::Locked {
            meaning: schema.meaning(),
            text: schema.text(),
        };
        let lines = if *kind == "events" {
            &mut lock.events
        } else {
            &mut lock.types
        };
        lines.insert((name.clone(), *number), locked);
    }
    result.write(LOCK_FILE, lock.to_string());
    if published.is_empty() {
        return Ok(lock);
    }
    // Releases are made of published versions only; drafts stay out of them.
    let mut registry = sound(&without_anonymous(result)?)?;
    without_drafts(&mut registry);
    for stream in registry.streams.values() {
        if let Some((number, release)) = next_release(&registry, stream) {
            lock.releases.insert((stream.name.clone(), number), release);
        }
    }
    Ok(lock)
}

/// `[anonymous] release` may name one of our releases, which has no line in the lock at this point.
fn without_anonymous(source: &Memory) -> Result<Memory, Vec<Diagnostic>> {
    let mut copy = source.clone();
    let failed = |error| vec![Diagnostic::from(error)];
    for path in source
        .list()
        .map_err(failed)?
        .into_iter()
        .filter(|path| path.starts_with("streams/"))
    {
        let text = String::from_utf8_lossy(&source.read(&path).map_err(failed)?).into_owned();
        if let Ok(mut document) = text.parse::<toml_edit::DocumentMut>() {
            if let Some(table) = document
                .get_mut("anonymous")
                .and_then(toml_edit::Item::as_table_like_mut)
            {
                table.remove("release");
            }
            document.remove("oldest_release");
            copy.write(path, document.to_string());
        }
    }
    Ok(copy)
}

fn without_drafts(registry: &mut Registry) {
    for entry in registry.events.values_mut() {
        let published = |number: &VersionNumber| {
            registry
                .lock
                .events
                .contains_key(&(entry.name.clone(), *number))
        };
        let numbers: BTreeSet<VersionNumber> =
            entry.versions.keys().copied().filter(published).collect();
        entry.versions.retain(|number, _| numbers.contains(number));
    }
}

type Releases = BTreeMap<(tidings_contract::StreamName, u32), u32>;

/// Releases of ours that the base lacks → the release that holds their versions now.
fn ours_newest(ours: &Side, base: &Side, lock: &Lock) -> Releases {
    let lacking = ours
        .lock
        .releases
        .iter()
        .filter(|(key, release)| base.lock.releases.get(key) != Some(release));
    let newest = |stream| {
        lock.releases
            .keys()
            .filter(|(name, _)| name == stream)
            .map(|(_, number)| *number)
            .max()
    };
    lacking
        .filter_map(|((stream, number), _)| Some(((stream.clone(), *number), newest(stream)?)))
        .filter(|((_, old), new)| old != new)
        .collect()
}

fn anonymous(ours: &Side, moved: &Releases, result: &mut Memory) -> Result<(), Vec<Diagnostic>> {
    for ((stream, old), new) in moved {
        let path = format!("streams/{stream}.toml");
        let Ok(bytes) = result.read(&path) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let document: Option<toml_edit::DocumentMut> =
            ours.texts.get(&path).and_then(|text| text.parse().ok());
        let named =
            document.and_then(|document| document.get("anonymous")?.get("release")?.as_integer());
        if named == Some(i64::from(*old)) {
            result.write(
                path.clone(),
                write_version::set(&path, &text, &["anonymous", "release"], *new)?,
            );
        }
    }
    Ok(())
}

fn difference(
    ours: &Side,
    result: &Memory,
) -> Result<BTreeMap<String, Option<String>>, Vec<Diagnostic>> {
    let failed = |error| vec![Diagnostic::from(error)];
    let mut files = BTreeMap::new();
    let kept = result.list().map_err(failed)?;
    for path in &kept {
        let text = String::from_utf8_lossy(&result.read(path).map_err(failed)?).into_owned();
        if ours.texts.get(path) != Some(&text) {
            files.insert(path.clone(), Some(text));
        }
    }
    let gone = ours.texts.keys().filter(|path| !kept.contains(path));
    files.extend(gone.map(|path| (path.clone(), None)));
    Ok(files)
}
