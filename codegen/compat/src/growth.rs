//! Whether a version is free at any time (class R0): it adds optional members or annotations, and every pair is proved.
use serde_json::{Map, Value};
use tidings_contract::{EventName, VersionNumber};
use tidings_model::Stream;
use tidings_registry::Registry;

use crate::assess::{Assessment, Family};
use crate::decide::{Semantics, Verdict};
use crate::engine::Engine;

/// Keywords that neither assert nor change a generated type.
const ANNOTATIONS: [&str; 9] = [
    "$comment",
    "$schema",
    "$id",
    "default",
    "deprecated",
    "description",
    "examples",
    "title",
    "x-ignored",
];
/// Keys of `x-tidings` that do neither.
const NOTES: [&str; 4] = ["change", "key", "owners", "sensitive"];
/// Keywords whose value holds schemas, by name or in a list, or is one.
const NESTED: [&str; 14] = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
const NAMED: [&str; 4] = [
    "$defs",
    "definitions",
    "dependentSchemas",
    "patternProperties",
];

/// Whether making this version the write version of an event is free at any time, under `generated`.
///
/// True for the first version, which no client has read and no log holds.
pub fn is_free(
    registry: &Registry,
    stream: &Stream,
    event: &EventName,
    version: VersionNumber,
) -> bool {
    Assessment::new(registry, Semantics::Generated).is_free(stream, event, version)
}

impl Assessment<'_> {
    /// Whether making this version the write version of an event is free at any time.
    pub fn is_free(&self, stream: &Stream, event: &EventName, version: VersionNumber) -> bool {
        let Some(entry) = self.registry.events.get(event) else {
            return false;
        };
        let Some(new) = entry.versions.get(&version) else {
            return false;
        };
        let releases = self.registry.releases(stream);
        let read = releases
            .iter()
            .filter(|release| !release.retired)
            .filter_map(|release| release.events.get(event));
        let older = entry.versions.range(..version).map(|(number, _)| number);
        let mut engine = Engine::default();
        older.chain(read).all(|&other| {
            let Some(old) = entry.versions.get(&other) else {
                return false;
            };
            let key = |version| (Family::Event, event.clone(), version);
            let mut proved = |writer, reader| {
                let verdict = self.verdict(&mut engine, &key(writer), &key(reader));
                matches!(verdict.as_deref(), Some(Verdict::Compatible))
            };
            other >= version
                || (adds_only(&old.schema.document(), &new.schema.document(), 0)
                    && proved(version, other)
                    && proved(other, version))
        })
    }
}

/// Whether the new schema is the old one with more optional members, or other annotations.
fn adds_only(old: &Value, new: &Value, depth: usize) -> bool {
    let (Value::Object(old), Value::Object(new)) = (old, new) else {
        return old == new;
    };
    let asserts = |keyword: &&String| !ANNOTATIONS.contains(&keyword.as_str());
    let mut keywords = old.keys().chain(new.keys()).filter(asserts);
    depth < 128 && keywords.all(|keyword| keyword_adds_only(keyword, old, new, depth))
}

fn keyword_adds_only(
    keyword: &str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    depth: usize,
) -> bool {
    match (keyword, old.get(keyword), new.get(keyword)) {
        ("x-tidings", old, new) => notes_aside(old) == notes_aside(new),
        ("properties", old, Some(Value::Object(new))) => match old {
            None => true,
            Some(Value::Object(old)) => old.iter().all(|(name, old)| {
                new.get(name)
                    .is_some_and(|new| adds_only(old, new, depth + 1))
            }),
            Some(_) => false,
        },
        (keyword, Some(old), Some(new)) if NESTED.contains(&keyword) => match (old, new) {
            (Value::Array(old), Value::Array(new)) => {
                old.len() == new.len()
                    && old
                        .iter()
                        .zip(new)
                        .all(|(old, new)| adds_only(old, new, depth + 1))
            }
            (old, new) => adds_only(old, new, depth + 1),
        },
        (keyword, Some(Value::Object(old)), Some(Value::Object(new)))
            if NAMED.contains(&keyword) =>
        {
            old.len() == new.len()
                && old.iter().all(|(name, old)| {
                    new.get(name)
                        .is_some_and(|new| adds_only(old, new, depth + 1))
                })
        }
        ("required", Some(Value::Array(old)), Some(Value::Array(new))) => {
            old.len() == new.len() && old.iter().all(|name| new.contains(name))
        }
        (_, old, new) => old == new,
    }
}

fn notes_aside(value: Option<&Value>) -> Map<String, Value> {
    let mut notes = value
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    notes.retain(|key, _| !NOTES.contains(&key.as_str()));
    notes
}
