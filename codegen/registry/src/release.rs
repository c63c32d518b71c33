use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tidings_contract::{Digest, EventName, Label, ReleaseId, StreamName, VersionNumber};
use tidings_model::Stream;

use crate::lock::{Locked, LockedRelease};
use crate::registry::{Registry, State, VersionEntry};

/// A snapshot of a stream: which version of each event its readers know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// How it is named on the wire: `orders@7-1c2e93ab47d0`.
    pub id: ReleaseId,
    /// Its whole digest.
    pub digest: Digest,
    /// Its number; none for the release that the drafts would make.
    pub number: Option<u32>,
    /// Whether it is below the stream's `oldest_release`.
    pub retired: bool,
    /// Event by event.
    pub events: BTreeMap<EventName, VersionNumber>,
}

impl Release {
    /// Whether it exists in development only.
    pub fn is_dev(&self) -> bool {
        self.number.is_none()
    }
}

impl Registry {
    /// The releases of a stream, oldest first: the published ones, then the one that the drafts would make, where it
    /// differs from the newest.
    pub fn releases(&self, stream: &Stream) -> Vec<Release> {
        of_stream(self, stream)
    }
}

pub(crate) fn of_stream(registry: &Registry, stream: &Stream) -> Vec<Release> {
    let mut releases: Vec<Release> = registry
        .lock
        .releases
        .iter()
        .filter(|((name, _), _)| *name == stream.name)
        .map(|((name, number), locked)| published(name, *number, locked, stream.oldest_release))
        .collect();
    let dev = dev(registry, stream);
    if releases
        .last()
        .is_none_or(|newest| newest.digest != dev.digest)
    {
        releases.push(dev);
    }
    releases
}

fn published(stream: &StreamName, number: u32, locked: &LockedRelease, oldest: u32) -> Release {
    Release {
        id: ReleaseId::new(stream.clone(), Label::Number(number), &locked.digest),
        digest: locked.digest,
        number: Some(number),
        retired: number < oldest,
        events: locked.events.clone(),
    }
}

/// The release that publishing now would make: the newest version of every event of the stream.
fn dev(registry: &Registry, stream: &Stream) -> Release {
    let newest = |name: &EventName| {
        registry
            .events
            .get(name)?
            .newest()
            .map(|version| version.number)
    };
    let events: BTreeMap<EventName, VersionNumber> = stream
        .events
        .keys()
        .filter_map(|name| Some((name.clone(), newest(name)?)))
        .collect();
    let digest = digest(registry, &stream.name, &events);
    Release {
        id: ReleaseId::new(stream.name.clone(), Label::Dev, &digest),
        digest,
        number: None,
        retired: false,
        events,
    }
}

/// What a release is, as one digest: the stream, and of each event its wire name, its version, and what that version
/// and the shared types that it uses mean.
pub(crate) fn digest(
    registry: &Registry,
    stream: &StreamName,
    events: &BTreeMap<EventName, VersionNumber>,
) -> Digest {
    let mut members = Map::new();
    for (name, number) in events {
        let Some(version) = registry.event_version(name, *number) else {
            continue;
        };
        let wire = version
            .schema
            .node(version.schema.root())
            .tidings
            .wire
            .as_deref()
            .unwrap_or(name.as_str());
        let event = json!({
            "version": number.get(),
            "wire": wire,
            "meaning": meaning(&registry.lock.events, name, version).to_string(),
            "types": meanings(registry, version),
        });
        members.insert(name.to_string(), event);
    }
    Digest::of_json(&json!({ "stream": stream.as_str(), "events": members }))
}

fn meanings(registry: &Registry, version: &VersionEntry) -> Map<String, Value> {
    let used = version.types.iter().filter_map(|(name, number)| {
        let used = registry.type_version(name, *number)?;
        Some((
            format!("{name}/{number}"),
            Value::String(meaning(&registry.lock.types, name, used).to_string()),
        ))
    });
    used.collect()
}

/// What a version means; of a published one, what it meant when it was published, so that an edited file is told once.
fn meaning(
    locked: &BTreeMap<(EventName, VersionNumber), Locked>,
    name: &EventName,
    version: &VersionEntry,
) -> Digest {
    locked
        .get(&(name.clone(), version.number))
        .map_or_else(|| version.schema.meaning(), |locked| locked.meaning)
}

/// The lock line that publishing now would add for a stream, where it differs from its newest release.
///
/// Drafts count as published.
pub fn next_release(registry: &Registry, stream: &Stream) -> Option<(u32, LockedRelease)> {
    let releases = of_stream(registry, stream);
    let newest = releases
        .iter()
        .filter_map(|release| release.number)
        .max()
        .unwrap_or(0);
    let dev = releases.into_iter().find(Release::is_dev)?;
    Some((
        newest.checked_add(1)?,
        LockedRelease {
            digest: dev.digest,
            events: dev.events,
        },
    ))
}

/// Whether a version is in the lock.
pub(crate) fn state(locked: bool) -> State {
    if locked {
        State::Published
    } else {
        State::Draft
    }
}
