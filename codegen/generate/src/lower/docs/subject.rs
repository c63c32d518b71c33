//! Events and shared types with their versions.

use std::collections::BTreeMap;

use serde_json::Value;
use tidings_contract::{EventName, VersionNumber};
use tidings_registry::{Entry, Registry, State, VersionEntry};

use super::context::{Part, Stop, SubjectPage, VersionSection};
use super::escape::{block, code, paragraphs, text};
use super::expr::Exprs;
use super::shape::shapes;
use crate::lower::catalogue::Named;

/// Which of the two kinds of subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Event,
    Type,
}

/// The page of an event or of a shared type.
pub(super) fn page(exprs: &Exprs<'_>, registry: &Registry, of: Of, entry: &Entry) -> SubjectPage {
    let escape = exprs.escape;
    let newest = entry.newest();
    let spoken = newest.map(|version| &version.schema.node(version.schema.root()).text);
    let kind = match of {
        Of::Event => "event",
        Of::Type => "type",
    };
    let streams = match of {
        Of::Event => stops(registry, &entry.name),
        Of::Type => Vec::new(),
    };
    let owners = newest.map(|version| {
        version
            .schema
            .node(version.schema.root())
            .tidings
            .owners
            .clone()
    });
    let owners = owners
        .filter(|owners| !owners.is_empty())
        .unwrap_or_else(|| owners_of(registry, &streams));
    let summary = spoken.and_then(|text| text.description.as_deref());
    let summary = paragraphs(escape, summary.unwrap_or_default());
    let summary = summary.into_iter().next().unwrap_or_default();
    SubjectPage {
        name: entry.name.to_string(),
        anchor: format!("{kind}-{}", entry.name),
        wire: if entry.wire == entry.name.as_str() {
            String::new()
        } else {
            code(escape, &entry.wire)
        },
        title: text(
            escape,
            spoken
                .and_then(|text| text.title.as_deref())
                .unwrap_or_default(),
        ),
        deprecated: spoken.is_some_and(|text| text.deprecated),
        owners: owners.iter().map(|owner| text(escape, owner)).collect(),
        used_by: match of {
            Of::Event => Vec::new(),
            Of::Type => users(exprs, registry, &entry.name),
        },
        versions: entry
            .versions
            .values()
            .rev()
            .filter_map(|version| section(exprs, entry, version, (&summary, &streams)))
            .collect(),
        summary,
        streams,
    }
}

fn stops(registry: &Registry, event: &EventName) -> Vec<Stop> {
    let carrying = registry.streams.values().filter_map(|stream| {
        let rules = stream.events.get(event)?;
        Some(Stop {
            name: stream.name.to_string(),
            anchor: format!("stream-{}", stream.name),
            write: rules.write.value.get(),
        })
    });
    carrying.collect()
}

/// Who owns the streams that carry an event owns the event, where it says nothing itself.
fn owners_of(registry: &Registry, streams: &[Stop]) -> Vec<String> {
    let mut owners: Vec<String> = Vec::new();
    for stream in streams {
        let rules = registry
            .streams
            .iter()
            .find(|(name, _)| name.as_str() == stream.name);
        for owner in rules.iter().flat_map(|(_, rules)| &rules.owners) {
            if !owners.contains(owner) {
                owners.push(owner.clone());
            }
        }
    }
    owners
}

/// The events whose newest version uses a shared type, and the other types that do.
fn users(exprs: &Exprs<'_>, registry: &Registry, used: &EventName) -> Vec<Part> {
    let both: [(&'static str, &'static str, &BTreeMap<EventName, Entry>); 2] = [
        ("event", "events", &registry.events),
        ("type", "types", &registry.types),
    ];
    let mut users = Vec::new();
    for (kind, folder, entries) in both {
        for entry in entries.values() {
            let uses = entry
                .newest()
                .is_some_and(|version| version.types.iter().any(|(name, _)| name == used));
            if uses && !(kind == "type" && entry.name == *used) {
                users.push(Part {
                    text: code(exprs.escape, entry.name.as_str()),
                    anchor: format!("{kind}-{}", entry.name),
                    kind: folder,
                    name: entry.name.to_string(),
                });
            }
        }
    }
    users
}

fn section(
    exprs: &Exprs<'_>,
    entry: &Entry,
    version: &VersionEntry,
    (summary, streams): (&str, &[Stop]),
) -> Option<VersionSection> {
    let escape = exprs.escape;
    let file: &Named<'_> = exprs.catalogue.file(&version.path)?;
    let node = version.schema.node(version.schema.root());
    let number: VersionNumber = version.number;
    let before = entry.versions.range(..number).next_back();
    let before = before.and_then(|(_, before)| exprs.catalogue.file(&before.path));
    let examples = node.text.examples.iter();
    let mut description = paragraphs(escape, node.text.description.as_deref().unwrap_or_default());
    Some(VersionSection {
        number: number.get(),
        anchor: exprs.anchor(file, ""),
        newest: entry.newest().is_some_and(|newest| newest.number == number),
        draft: version.state == State::Draft,
        written: streams
            .iter()
            .filter(|stream| stream.write == number.get())
            .map(|stream| stream.name.clone())
            .collect(),
        digest: version.digests().meaning.short(),
        change: text(escape, node.tidings.change.as_deref().unwrap_or_default()),
        description: match description.first() {
            // It stands above all versions.
            Some(first) if first == summary => description.split_off(1),
            _ => description,
        },
        shapes: shapes(exprs, file, before),
        examples: examples
            .map(|example| block(escape, &format!("{:#}", sorted(example))))
            .collect(),
    })
}

/// An example with its members in one order, however the file has them.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            members
                .into_iter()
                .map(|(name, value)| (name.clone(), sorted(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
