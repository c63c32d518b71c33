use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, StreamName, VersionNumber};
use tidings_model::{Checked, Config, Schema, Stream, Waiver};

use crate::lock::{Lock, Locked};

/// Whether a version may still be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not in the lock: free to edit.
    Draft,
    /// In the lock: its meaning never changes.
    Published,
}

/// A version of a shared type.
pub type TypeVersion = (EventName, VersionNumber);

/// One version of an event or of a shared type.
#[derive(Debug, Clone)]
pub struct VersionEntry {
    /// Its number.
    pub number: VersionNumber,
    /// The file, relative to the registry.
    pub path: String,
    /// The text of the file.
    pub text: String,
    /// The schema, with what it refers to.
    pub schema: Schema<Checked>,
    /// Draft or published.
    pub state: State,
    /// The shared types that it uses, through other types too.
    pub types: BTreeSet<TypeVersion>,
}

impl VersionEntry {
    /// The two digests, as the lock would hold them.
    pub fn digests(&self) -> Locked {
        Locked {
            meaning: self.schema.meaning(),
            text: self.schema.text(),
        }
    }
}

/// All versions of one event, or of one shared type.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name in the registry.
    pub name: EventName,
    /// Its name on the wire: the same, unless the newest version's `x-tidings.wire` says otherwise.
    pub wire: String,
    /// The versions, 1, 2, 3 …
    pub versions: BTreeMap<VersionNumber, VersionEntry>,
}

impl Entry {
    /// The newest version, drafts included.
    pub fn newest(&self) -> Option<&VersionEntry> {
        self.versions.values().next_back()
    }

    /// The newest published version.
    pub fn newest_published(&self) -> Option<&VersionEntry> {
        self.versions
            .values()
            .rev()
            .find(|version| version.state == State::Published)
    }
}

/// A registry that was read and found sound.
#[derive(Debug, Clone)]
pub struct Registry {
    /// `tidings.toml`
    pub config: Config,
    /// `events/`
    pub events: BTreeMap<EventName, Entry>,
    /// `types/`
    pub types: BTreeMap<EventName, Entry>,
    /// `streams/`
    pub streams: BTreeMap<StreamName, Stream>,
    /// `tidings.lock`; empty where nothing is published.
    pub lock: Lock,
    /// `waivers/`, by file.
    pub waivers: Vec<Waiver>,
    /// Every file by its path, as a bundle carries them: all but waivers and packs, which concern this team alone.
    pub files: BTreeMap<String, String>,
}

impl Registry {
    /// One version of an event.
    pub fn event_version(&self, name: &EventName, version: VersionNumber) -> Option<&VersionEntry> {
        self.events.get(name)?.versions.get(&version)
    }

    /// One version of a shared type.
    pub fn type_version(&self, name: &EventName, version: VersionNumber) -> Option<&VersionEntry> {
        self.types.get(name)?.versions.get(&version)
    }

    /// Every version that is not published: of events, then of types.
    pub fn drafts(&self) -> impl Iterator<Item = (&Entry, &VersionEntry)> {
        let entries = self.events.values().chain(self.types.values());
        entries.flat_map(|entry| {
            entry
                .versions
                .values()
                .filter(|version| version.state == State::Draft)
                .map(move |version| (entry, version))
        })
    }
}
