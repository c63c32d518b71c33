//! The edits of a new version that are proved to be safe: what a report counts beside its findings.
use serde::Serialize;
use serde_json::{Map, Value};
use tidings_contract::VersionNumber;
use tidings_model::{Checked, Place, Schema, child_pointer};
use tidings_registry::{Registry, State, VersionEntry};

use crate::assess::Assessment;
use crate::case::shown;
use crate::decide::{Verdict, decide};
use crate::finding::{Claim, Finding};
use crate::locate::keyword_place;

/// Edits of one version that are tried by themselves; beyond that none is called safe.
const TRIED: usize = 100;

/// Keywords whose value is a schema.
const SCHEMAS: [&str; 11] = [
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords whose value maps names to schemas, besides `properties`.
const MAPS: [&str; 3] = ["$defs", "dependentSchemas", "patternProperties"];

/// Keywords whose value is a list of schemas.
const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords that no payload and no generated type depends on.
const TEXTS: [&str; 10] = [
    "$anchor",
    "$comment",
    "$id",
    "$schema",
    "default",
    "deprecated",
    "description",
    "examples",
    "required",
    "title",
];

/// One edit between a version and the one before it that breaks no reader, by itself or with all others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct SafeEdit {
    /// The event.
    pub subject: String,
    /// The new version.
    pub version: u32,
    /// What was edited, in words: `` `gift` was added ``.
    pub message: String,
    /// Where it stands in the new version.
    pub place: Place,
}

/// What one edit does to a schema object.
enum Patch {
    /// Sets or removes a keyword.
    Keyword(String, Option<Value>),
    /// Sets or removes a member, and says whether it is required then.
    Member(String, Option<Value>, bool),
    /// Makes a member required, or no longer.
    Required(String, bool),
}

/// An edit at the schema object that a pointer names in both documents.
struct Edit {
    pointer: String,
    patch: Patch,
    message: String,
}

impl Assessment<'_> {
    /// The edits of every new version that are proved safe and that no break and no doubt is about, in a fixed order.
    ///
    /// An edit counts as safe when the whole version is compatible with the one before it in both directions, or when
    /// the one before it would be compatible with itself after that edit alone.
    pub fn safe_edits(&self, base: Option<&Registry>, findings: &[Finding]) -> Vec<SafeEdit> {
        let mut safe = Vec::new();
        for (name, entry) in &self.registry.events {
            let mut before: Option<&VersionEntry> = None;
            for (&number, version) in &entry.versions {
                let known = base.and_then(|base| base.event_version(name, number));
                let new = version.state == State::Draft
                    || (base.is_some() && known.is_none_or(|known| known.state == State::Draft));
                if let Some(old) = before.filter(|_| new) {
                    let edits = self.safe_between(old, version);
                    safe.extend(edits.into_iter().map(|(message, place)| SafeEdit {
                        subject: name.to_string(),
                        version: VersionNumber::get(number),
                        message,
                        place,
                    }));
                }
                before = Some(version);
            }
        }
        let failing: Vec<&Place> = findings
            .iter()
            .filter(|finding| finding.claim != Claim::Advice)
            .filter_map(|finding| finding.place.as_ref())
            .collect();
        safe.retain(|edit| !failing.iter().any(|place| meets(place, &edit.place)));
        safe.sort();
        safe
    }

    fn safe_between(&self, old: &VersionEntry, new: &VersionEntry) -> Vec<(String, Place)> {
        let (before, after) = (old.schema.document(), new.schema.document());
        let mut edits = Vec::new();
        walk(&before, &after, "", "", &mut edits);
        let both_ways = |one: &Value, other: &Value| {
            let accepts =
                |w: &Value, r: &Value| decide(w, r, self.semantics) == Verdict::Compatible;
            accepts(one, other) && accepts(other, one)
        };
        let whole = both_ways(&after, &before);
        edits
            .into_iter()
            .take(TRIED)
            .filter(|edit| {
                whole || alone(edit, &before, &after).is_some_and(|one| both_ways(&one, &before))
            })
            .map(|edit| {
                let place = place(&edit, &new.schema);
                (edit.message, place)
            })
            .collect()
    }
}

/// Whether two places are in one another.
fn meets(one: &Place, other: &Place) -> bool {
    let holds = |outer: &str, inner: &str| {
        !outer.is_empty()
            && inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    one.file == other.file
        && (holds(&one.pointer, &other.pointer) || holds(&other.pointer, &one.pointer))
}

/// The older document with one edit done to it; what the edit refers to comes along.
fn alone(edit: &Edit, before: &Value, after: &Value) -> Option<Value> {
    let mut document = before.clone();
    if let Some(Value::Object(new)) = after.get("$defs") {
        let definitions = document.as_object_mut()?.entry("$defs");
        let definitions = definitions.or_insert_with(|| Value::Object(Map::new()));
        for (name, schema) in new {
            let definitions = definitions.as_object_mut()?;
            definitions.entry(name).or_insert_with(|| schema.clone());
        }
    }
    let schema = document.pointer_mut(&edit.pointer)?.as_object_mut()?;
    match &edit.patch {
        Patch::Keyword(name, value) => set(schema, name, value.clone()),
        Patch::Member(name, value, required) => {
            let members = schema.entry("properties");
            let members = members.or_insert_with(|| Value::Object(Map::new()));
            set(members.as_object_mut()?, name, value.clone());
            require(schema, name, *required);
        }
        Patch::Required(name, required) => require(schema, name, *required),
    }
    Some(document)
}

fn set(object: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(object.insert(name.to_owned(), value)),
        None => drop(object.remove(name)),
    }
}

fn require(schema: &mut Map<String, Value>, name: &str, required: bool) {
    let mut names: Vec<Value> = match schema.get("required") {
        Some(Value::Array(names)) => names.clone(),
        _ => Vec::new(),
    };
    names.retain(|known| known.as_str() != Some(name));
    if required {
        names.push(name.into());
    }
    schema.insert("required".to_owned(), Value::Array(names));
}

fn place(edit: &Edit, schema: &Schema<Checked>) -> Place {
    let pointer = match &edit.patch {
        Patch::Keyword(name, Some(_)) => child_pointer(&edit.pointer, name),
        Patch::Member(name, Some(_), _) => {
            let pointer = child_pointer(&format!("{}/properties", edit.pointer), name);
            if let Some(id) = schema.written_at(&pointer) {
                return schema.node(id).place.clone();
            }
            pointer
        }
        Patch::Required(..) => format!("{}/required", edit.pointer),
        Patch::Keyword(_, None) | Patch::Member(_, None, _) => {
            format!("{}/properties", edit.pointer)
        }
    };
    keyword_place(schema, &pointer)
}

/// All edits from one schema to another that stand at the same place; `spot` is the place in a payload.
fn walk(old: &Value, new: &Value, pointer: &str, spot: &str, edits: &mut Vec<Edit>) {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        return;
    };
    members(before, after, pointer, spot, edits);
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        if TEXTS.contains(&name.as_str()) || name == "properties" {
            continue;
        }
        let (was, is) = (before.get(name), after.get(name));
        let texts_only = name == "x-tidings" && annotations(was) == annotations(is);
        // A definition matters through what refers to it: none is an edit by being there.
        let defined = name == "$defs" && (was.is_none() || is.is_none());
        if was == is || texts_only || defined {
            continue;
        }
        let at = child_pointer(pointer, name);
        if let (Some(was), Some(is)) = (was, is)
            && inside(name, was, is, &at, spot, edits)
        {
            continue;
        }
        edits.push(Edit {
            pointer: pointer.to_owned(),
            patch: Patch::Keyword(name.clone(), is.cloned()),
            message: keyword(spot, name, was, is),
        });
    }
}

/// Annotations without the texts among them; None where nothing else is left.
fn annotations(value: Option<&Value>) -> Option<Map<String, Value>> {
    let mut object = value?.as_object()?.clone();
    object.retain(|name, _| name != "change" && name != "owners");
    (!object.is_empty()).then_some(object)
}

/// Goes into a keyword that holds schemas on both sides; false where it has to be taken as a whole.
fn inside(
    name: &str,
    was: &Value,
    is: &Value,
    at: &str,
    spot: &str,
    edits: &mut Vec<Edit>,
) -> bool {
    match (was, is) {
        (Value::Object(_), Value::Object(_)) if SCHEMAS.contains(&name) => {
            let spot = if name == "items" {
                format!("{spot}[]")
            } else {
                spot.to_owned()
            };
            walk(was, is, at, &spot, edits);
            true
        }
        (Value::Object(before), Value::Object(after)) if MAPS.contains(&name) => {
            let shared = name == "$defs";
            if !shared && !before.keys().eq(after.keys()) {
                return false;
            }
            for (key, was) in before {
                if let Some(is) = after.get(key) {
                    let spot = if shared { key.as_str() } else { spot };
                    walk(was, is, &child_pointer(at, key), spot, edits);
                }
            }
            true
        }
        (Value::Array(before), Value::Array(after))
            if LISTS.contains(&name) && before.len() == after.len() =>
        {
            for (index, (was, is)) in before.iter().zip(after).enumerate() {
                walk(was, is, &format!("{at}/{index}"), spot, edits);
            }
            true
        }
        _ => false,
    }
}

fn members(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    pointer: &str,
    spot: &str,
    edits: &mut Vec<Edit>,
) {
    let none = Map::new();
    let properties = |schema| {
        Map::get(schema, "properties")
            .and_then(Value::as_object)
            .unwrap_or(&none)
    };
    let requires = |schema: &Map<String, Value>, name: &str| {
        let names = schema.get("required").and_then(Value::as_array);
        names.is_some_and(|names| names.iter().any(|known| known == name))
    };
    let (old, new) = (properties(before), properties(after));
    let mut edit = |patch, message| {
        edits.push(Edit {
            pointer: pointer.to_owned(),
            patch,
            message,
        });
    };
    let mut deeper = Vec::new();
    for (name, was) in old {
        let at = child_pointer(&format!("{pointer}/properties"), name);
        let child = member(spot, name);
        let (required, requires_now) = (requires(before, name), requires(after, name));
        match new.get(name) {
            None => edit(
                Patch::Member(name.clone(), None, false),
                format!("`{child}` was removed"),
            ),
            Some(is) if was.is_object() && is.is_object() => {
                if required != requires_now {
                    let message = if requires_now {
                        format!("`{child}` is always there now")
                    } else {
                        format!("`{child}` may be left out now")
                    };
                    edit(Patch::Required(name.clone(), requires_now), message);
                }
                deeper.push((was, is, at, child));
            }
            Some(is) if was != is => edit(
                Patch::Member(name.clone(), Some(is.clone()), requires_now),
                format!("`{child}` was replaced"),
            ),
            Some(_) => {}
        }
    }
    for (name, is) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        let required = requires(after, name);
        let optional = if required {
            ""
        } else {
            ", and may be left out"
        };
        edit(
            Patch::Member(name.clone(), Some(is.clone()), required),
            format!("`{}` was added{optional}", member(spot, name)),
        );
    }
    for (was, is, at, child) in deeper {
        walk(was, is, &at, &child, edits);
    }
}

fn member(spot: &str, name: &str) -> String {
    if spot.is_empty() {
        name.to_owned()
    } else {
        format!("{spot}.{name}")
    }
}

fn keyword(spot: &str, name: &str, was: Option<&Value>, is: Option<&Value>) -> String {
    let spot = if spot.is_empty() {
        "the payload".to_owned()
    } else {
        format!("`{spot}`")
    };
    match (was, is) {
        (Some(was), Some(is)) => {
            format!("{spot}: `{name}` is {} now, was {}", shown(is), shown(was))
        }
        (None, Some(is)) => format!("{spot}: `{name}` {} was added", shown(is)),
        _ => format!("{spot}: `{name}` was removed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn messages(old: &Value, new: &Value) -> Vec<String> {
        let mut edits = Vec::new();
        walk(old, new, "", "", &mut edits);
        edits.into_iter().map(|edit| edit.message).collect()
    }

    #[test]
    fn every_edit_is_told_once_and_texts_are_none() {
        let old = json!({
            "title": "Old",
            "properties": {
                "id": {"type": "string", "maxLength": 9},
                "lines": {"items": {"properties": {"sku": {"type": "string"}}}},
                "note": true,
            },
            "required": ["id"],
        });
        let new = json!({
            "title": "New",
            "properties": {
                "id": {"type": "string", "maxLength": 8, "description": "Text."},
                "lines": {"items": {"properties": {"sku": {"type": "string"}, "n": {}}, "required": ["n"]}},
            },
            "x-tidings": {"change": "says why"},
        });
        assert_eq!(
            messages(&old, &new),
            [
                "`id` may be left out now",
                "`note` was removed",
                "`id`: `maxLength` is 8 now, was 9",
                "`lines[].n` was added",
            ]
        );
    }

    #[test]
    fn an_edit_is_done_alone_with_what_it_refers_to() {
        let old = json!({"properties": {"a": {"type": "string"}}});
        let new = json!({
            "properties": {"a": {"type": "integer"}, "b": {"$ref": "#/$defs/x"}},
            "required": ["b"],
            "$defs": {"x": {"type": "null"}},
        });
        let mut edits = Vec::new();
        walk(&old, &new, "", "", &mut edits);
        let done: Vec<Value> = edits
            .iter()
            .filter_map(|edit| alone(edit, &old, &new))
            .collect();
        let definitions = json!({"x": {"type": "null"}});
        assert!(done.contains(&json!({
            "properties": {"a": {"type": "string"}, "b": {"$ref": "#/$defs/x"}},
            "required": ["b"],
            "$defs": definitions,
        })));
        assert!(done.contains(&json!({
            "properties": {"a": {"type": "integer"}},
            "$defs": definitions,
        })));
    }

    #[test]
    fn places_meet_when_one_holds_the_other() {
        let place = |pointer: &str| {
            let mut place = Place::start_of("events/a/2.json");
            place.pointer = pointer.into();
            place
        };
        assert!(meets(&place("/properties/a"), &place("/properties/a/enum")));
        assert!(!meets(&place("/properties/a"), &place("/properties/ab")));
        assert!(!meets(&place(""), &place("/properties/a")));
    }
}
