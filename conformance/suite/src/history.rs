//! The suite's registry as it was: before a version was written, and after each step was published. Its one stream,
//! `probe`, carries the events of all its streams here.

use tidings_compat::matrix;
use tidings_generate::Matrices;
use tidings_registry::{
    Files, LOCK_FILE, Lock, Memory, Registry, Source, State, load, next_release,
};

use crate::registry_folder;

const PROBE: &str = "streams/probe.toml";
const OTHERS: [&str; 2] = ["streams/edits.toml", "streams/traps.toml"];

/// How many versions the events of the registry have, at most.
pub const STEPS: u32 = 3;

/// The registry as it was when no event had more versions than this.
///
/// # Panics
/// When it was broken then: the suite has nothing to test.
#[must_use]
pub fn until(step: u32) -> Registry {
    loaded(&files(step, step))
}

/// The registry with all its steps published, one release each, while servers write the versions of step `write`.
///
/// # Panics
/// As [`until`].
#[must_use]
pub fn published(write: u32) -> Registry {
    let mut lock = None;
    for step in 1..=STEPS {
        let registry = loaded(&with_lock(files(step, step), lock.as_ref()));
        lock = Some(publish(&registry));
    }
    loaded(&with_lock(files(STEPS, write), lock.as_ref()))
}

/// The matrices of all its streams.
#[must_use]
pub fn matrices(registry: &Registry) -> Matrices {
    let streams = registry.streams.values();
    streams
        .map(|stream| (stream.name.clone(), matrix(registry, stream)))
        .collect()
}

/// The files of the first versions of every event, where no write version is higher than `write`.
fn files(versions: u32, write: u32) -> Memory {
    let mut source =
        Memory::copy_of(&Files::new(registry_folder())).expect("the suite's own registry");
    let paths = source.list().expect("memory can be listed");
    for path in paths {
        let Some((folder, file)) = path.rsplit_once('/') else {
            continue;
        };
        let number: u32 = file.trim_end_matches(".json").parse().unwrap_or(0);
        if folder.starts_with("events/") && number > versions {
            source.remove(&path);
        }
    }
    let read = |path: &str| String::from_utf8(source.read(path).expect("a stream")).expect("UTF-8");
    let carried = |path: &str| {
        let text = read(path);
        let (_, events) = text.split_once("[events.").expect("it carries events");
        format!("\n[events.{events}")
    };
    let stream = read(PROBE) + &OTHERS.map(carried).concat();
    for other in OTHERS {
        source.remove(other);
    }
    let capped =
        stream.lines().map(
            |line| match line.strip_prefix("write = ").map(str::parse::<u32>) {
                Some(Ok(number)) => format!("write = {}\n", number.min(write)),
                _ => format!("{line}\n"),
            },
        );
    source.write(PROBE, capped.collect::<String>());
    source
}

fn with_lock(mut source: Memory, lock: Option<&Lock>) -> Memory {
    if let Some(lock) = lock {
        source.write(LOCK_FILE, lock.to_string());
    }
    source
}

fn loaded(source: &Memory) -> Registry {
    let loaded = load(source, None);
    loaded
        .registry
        .unwrap_or_else(|| panic!("{:#?}", loaded.problems))
}

/// The lock that publishing all drafts writes.
fn publish(registry: &Registry) -> Lock {
    let mut lock = registry.lock.clone();
    for entry in registry.events.values() {
        let drafts = entry.versions.values();
        for version in drafts.filter(|version| version.state == State::Draft) {
            let key = (entry.name.clone(), version.number);
            lock.events.insert(key, version.digests());
        }
    }
    for stream in registry.streams.values() {
        if let Some((number, release)) = next_release(registry, stream) {
            lock.releases.insert((stream.name.clone(), number), release);
        }
    }
    lock
}
