//! A registry in memory that can be edited and published, as the command line does it with files.
#![allow(dead_code, clippy::unwrap_used)]
use std::collections::BTreeMap;

use tidings_model::Schema;
use tidings_registry::{Lock, Memory, Registry, State, load, next_release};

/// The files of a registry.
#[derive(Clone)]
pub struct Scratch {
    files: BTreeMap<String, String>,
}

impl Scratch {
    pub fn new() -> Self {
        Self {
            files: BTreeMap::from([("tidings.toml".to_owned(), "name = \"shop\"\n".to_owned())]),
        }
    }

    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    pub fn without(mut self, path: &str) -> Self {
        self.files.remove(path);
        self
    }

    /// The registry, which must be sound.
    pub fn registry(&self) -> Registry {
        let source = Memory::new("a scratch registry", self.files.clone());
        let loaded = load(&source, None);
        let errors: Vec<String> = loaded
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .map(ToString::to_string)
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        loaded.registry.unwrap()
    }

    /// Locks all drafts, and the releases that they make.
    pub fn publish(self) -> Self {
        let registry = self.registry();
        let mut lock: Lock = registry.lock.clone();
        for (family, entries) in [
            (&mut lock.events, &registry.events),
            (&mut lock.types, &registry.types),
        ] {
            for entry in entries.values() {
                for version in entry
                    .versions
                    .values()
                    .filter(|version| version.state == State::Draft)
                {
                    family.insert((entry.name.clone(), version.number), version.digests());
                }
            }
        }
        for stream in registry.streams.values() {
            if let Some((number, release)) = next_release(&registry, stream) {
                lock.releases.insert((stream.name.clone(), number), release);
            }
        }
        self.with("tidings.lock", &lock.to_string())
    }
}

/// One event, `order.placed`, with these versions, all but the last published one by one; the write version is 1.
pub fn history(versions: &[&str]) -> Scratch {
    let mut scratch =
        Scratch::new().with("streams/orders.toml", &stream("orders", "order.placed", 1));
    for (index, version) in versions.iter().enumerate() {
        scratch = scratch.with(&format!("events/order.placed/{}.json", index + 1), version);
        if index + 1 < versions.len() {
            scratch = scratch.publish();
        }
    }
    scratch
}

/// A stream file that carries one event.
pub fn stream(name: &str, event: &str, write: u32) -> String {
    format!("path = \"/{name}\"\n[events.\"{event}\"]\nwrite = {write}\n")
}

/// Whether a text is a schema that the model takes.
pub fn is_schema(text: &str) -> bool {
    Schema::parse("a.json", text).is_ok()
}
