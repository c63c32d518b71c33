use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, ReleaseId, VersionNumber};

use crate::registry::{Entry, Registry, TypeVersion};
use crate::release::Release;

/// The part of a registry that some releases are made of: their streams, the versions of their events up to the ones
/// that they read, and the shared types that those use.
///
/// What is generated from it does not change when the registry goes on. Releases that the registry does not hold are
/// passed over.
///
/// ```
/// use tidings_registry::{Memory, load, pinned};
/// let event = r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#;
/// let registry = load(&Memory::new("a test", [
///     ("tidings.toml", "name = \"shop\"\n"),
///     ("events/order.placed/1.json", event),
///     ("events/news/1.json", event),
///     ("streams/orders.toml", "path = \"/orders\"\n[events.\"order.placed\"]\nwrite = 1\n"),
///     ("streams/news.toml", "path = \"/news\"\n[events.news]\nwrite = 1\n"),
/// ]), None).registry.unwrap();
/// let release = registry.releases(&registry.streams["orders"])[0].id.clone();
/// let part = pinned(registry, &[release]);
/// assert_eq!((part.streams.len(), part.events.len()), (1, 1));
/// ```
pub fn pinned(mut registry: Registry, releases: &[ReleaseId]) -> Registry {
    let held: Vec<Release> = registry
        .streams
        .values()
        .flat_map(|stream| registry.releases(stream))
        .filter(|release| releases.contains(&release.id))
        .collect();
    registry
        .streams
        .retain(|name, _| held.iter().any(|release| release.id.stream() == name));
    let newest = newest(&held);
    registry.events.retain(|name, _| newest.contains_key(name));
    for (name, entry) in &mut registry.events {
        let newest = newest.get(name);
        entry
            .versions
            .retain(|number, _| newest.is_some_and(|newest| number <= newest));
    }
    let used = used(&registry);
    for (name, entry) in &mut registry.types {
        entry
            .versions
            .retain(|number, _| used.contains(&(name.clone(), *number)));
    }
    registry.types.retain(|_, entry| !entry.versions.is_empty());
    registry
}

fn newest(releases: &[Release]) -> BTreeMap<EventName, VersionNumber> {
    let mut newest: BTreeMap<EventName, VersionNumber> = BTreeMap::new();
    for (name, version) in releases.iter().flat_map(|release| &release.events) {
        let known = newest.entry(name.clone()).or_insert(*version);
        *known = (*known).max(*version);
    }
    newest
}

/// Shared types that events or the requests of sessions use, through other types too.
fn used(registry: &Registry) -> BTreeSet<TypeVersion> {
    let versions = registry
        .events
        .values()
        .flat_map(|entry: &Entry| entry.versions.values());
    let mut used: BTreeSet<TypeVersion> =
        versions.flat_map(|version| version.types.clone()).collect();
    for stream in registry.streams.values() {
        let request = stream
            .session()
            .and_then(|session| session.request.as_ref());
        let Some(request) = request else { continue };
        let (name, number) = (&request.value.name, request.value.version);
        let reached = registry
            .type_version(name, number)
            .map(|entry| entry.types.clone());
        used.extend(reached.unwrap_or_default());
        used.insert((name.clone(), number));
    }
    used
}
