//! What publishing writes into the lock.

use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, StreamName, VersionNumber};
use tidings_model::Diagnostic;
use tidings_registry::{Lock, Memory, Registry, State, VersionEntry, load, next_release};

/// What a publish adds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Paths of the drafts that become published.
    pub versions: Vec<String>,
    /// Paths of published files whose text, not their meaning, was edited since.
    pub texts: Vec<String>,
    /// New releases.
    pub releases: Vec<(StreamName, u32)>,
}

/// The lock with every draft, every new text and the releases that they make.
pub fn next_lock(registry: &Registry) -> (Lock, Added) {
    let mut lock = registry.lock.clone();
    let mut added = Added::default();
    for (entries, locked) in [
        (&registry.events, &mut lock.events),
        (&registry.types, &mut lock.types),
    ] {
        let versions = entries.values().flat_map(|entry| {
            entry
                .versions
                .values()
                .map(move |version| (&entry.name, version))
        });
        for (name, version) in versions {
            let key = (name.clone(), version.number);
            let digests = version.digests();
            if locked.get(&key) != Some(&digests) {
                added.tell(version);
                locked.insert(key, digests);
            }
        }
    }
    for stream in registry.streams.values() {
        if let Some((number, release)) = next_release(registry, stream) {
            added.releases.push((stream.name.clone(), number));
            lock.releases.insert((stream.name.clone(), number), release);
        }
    }
    (lock, added)
}

impl Added {
    fn tell(&mut self, version: &VersionEntry) {
        match version.state {
            State::Draft => self.versions.push(version.path.clone()),
            State::Published => self.texts.push(version.path.clone()),
        }
    }
}

/// The text of the lock that publishes everything in a registry that has none yet.
///
/// # Errors
/// Everything that is wrong with the registry.
pub fn first_lock(source: &Memory) -> Result<String, Vec<Diagnostic>> {
    let registry = sound(source)?;
    Ok(next_lock(&registry).0.to_string())
}

/// The registry in a source, or what is wrong with it.
///
/// # Errors
/// Everything that is wrong with the registry.
pub fn sound(source: &Memory) -> Result<Registry, Vec<Diagnostic>> {
    let loaded = load(source, None);
    loaded.registry.ok_or(loaded.problems)
}

/// The lock of a registry whose history is known: all of its versions published, with one release for each step.
///
/// Every release has the digest that a publish at its time would have written.
///
/// # Errors
/// Everything that is wrong with the registry.
pub fn lock_of_history(
    source: &Memory,
    stream: &StreamName,
    steps: &[BTreeMap<EventName, VersionNumber>],
) -> Result<Lock, Vec<Diagnostic>> {
    let events: BTreeSet<&EventName> = steps.iter().flat_map(BTreeMap::keys).collect();
    let mut then = published(source, &events)?;
    let mut lock = then.lock.clone();
    let mut releases = Vec::new();
    // Backwards, so that each step only takes versions away.
    for step in steps.iter().rev() {
        for (event, newest) in step {
            if let Some(entry) = then.events.get_mut(event) {
                entry.versions.retain(|number, _| number <= newest);
            }
        }
        let next = then
            .streams
            .get(stream)
            .and_then(|stream| next_release(&then, stream));
        releases.extend(next.map(|(_, release)| release));
    }
    for (number, release) in (1..).zip(releases.into_iter().rev()) {
        lock.releases.insert((stream.clone(), number), release);
    }
    Ok(lock)
}

/// The registry with a lock that publishes every version of these events; they are not judged as drafts, since they
/// are history.
fn published(source: &Memory, events: &BTreeSet<&EventName>) -> Result<Registry, Vec<Diagnostic>> {
    let mut source = source.clone();
    let lock = all_versions(&source, events)?;
    source.write("tidings.lock", lock.to_string());
    sound(&source)
}

fn all_versions(source: &Memory, events: &BTreeSet<&EventName>) -> Result<Lock, Vec<Diagnostic>> {
    use tidings_model::Schema;
    use tidings_registry::{LOCK_FILE, Locked, Source};
    let failed = |error| vec![Diagnostic::from(error)];
    let files = source.list().map_err(failed)?;
    let read = |path: &str| -> Result<String, Vec<Diagnostic>> {
        let bytes = source.read(path).map_err(failed)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let mut lock = match files.iter().any(|path| path == LOCK_FILE) {
        true => Lock::parse(&read(LOCK_FILE)?)?,
        false => Lock::default(),
    };
    for path in &files {
        let parts: Vec<&str> = path.split('/').collect();
        let ["events", name, file] = parts.as_slice() else {
            continue;
        };
        let number = file.trim_end_matches(".json").parse::<VersionNumber>();
        if let (Ok(name), Ok(number)) = (name.parse::<EventName>(), number)
            && events.contains(&name)
        {
            let schema = Schema::parse(path, &read(path)?)?;
            let locked = Locked {
                meaning: schema.meaning(),
                text: schema.text(),
            };
            lock.events.entry((name, number)).or_insert(locked);
        }
    }
    Ok(lock)
}
