//! One document of any dialect → the same document in 2020-12.

mod discriminator;
mod keyword;
mod nullable;
mod schema;
mod targets;
mod walk;

use serde_json::{Map, Value, json};

use crate::dialect::Dialect;
use crate::note::Note;
use crate::pointer::last;
use crate::vocabulary::known;
use targets::definition;
use walk::Walk;

pub(crate) use targets::{Embedded, Targets, free_name, resolve, uri_of_path};

/// The `$schema` of everything that is written.
pub(crate) const SCHEMA_2020_12: &str = "https://json-schema.org/draft/2020-12/schema";

/// A converted document with what there is to say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The schema in 2020-12.
    pub document: Value,
    /// Remarks, in the order of their pointers.
    pub notes: Vec<Note>,
}

impl Converted {
    /// The notes that refuse the document; empty when it can be used.
    pub fn refusals(&self) -> impl Iterator<Item = &Note> {
        let refused = |note: &&Note| note.effect == crate::Effect::Refused;
        self.notes.iter().filter(refused)
    }
}

/// Converts `document`, read as `dialect` says, to JSON Schema 2020-12.
///
/// The result accepts the same values as a validator of that dialect accepts for the source; where a
/// place can't be carried over, or OpenAPI's words are read by their intent, a [`Note`] says so.
///
/// ```
/// use serde_json::json;
/// use tidings_import::{Dialect, convert};
/// let old = json!({"definitions": {"id": {"minimum": 0, "exclusiveMinimum": true}}, "items": [{"$ref": "#/definitions/id"}]});
/// let new = convert(&old, Dialect::DRAFT_04).document;
/// assert_eq!(new["$defs"]["id"], json!({"exclusiveMinimum": 0}));
/// assert_eq!(new["prefixItems"], json!([{"$ref": "#/$defs/id"}]));
/// ```
pub fn convert(document: &Value, dialect: Dialect) -> Converted {
    convert_with(document, dialect, &Embedded::default())
}

/// Converts a document that holds others.
pub(crate) fn convert_with(document: &Value, dialect: Dialect, embedded: &Embedded) -> Converted {
    let targets = Targets::index(document, dialect, embedded);
    let mut walk = Walk::new(&targets, dialect);
    let mut converted = walk.schema(document, "", "");
    hoist_strays(document, &targets, &mut walk, &mut converted);
    walk.write_references(&mut converted);
    discriminator::settle(&mut walk, &mut converted);
    if let Some(members) = converted.as_object_mut() {
        members.insert("$schema".to_owned(), json!(SCHEMA_2020_12));
    }
    let mut notes = walk.into_notes();
    notes.sort_by(|a, b| a.pointer.cmp(&b.pointer).then(a.id.cmp(b.id)));
    notes.dedup();
    Converted {
        document: converted,
        notes,
    }
}

/// Schemas that only a reference reaches (`#/components/schemas/X`) move to `$defs`, where 2020-12 looks.
fn hoist_strays(
    document: &Value,
    targets: &Targets<'_>,
    walk: &mut Walk<'_>,
    converted: &mut Value,
) {
    for stray in &targets.strays {
        let (Some(schema), Some(root)) = (document.pointer(stray), converted.as_object_mut())
        else {
            continue;
        };
        let defs = root
            .entry("$defs")
            .or_insert_with(|| Value::Object(Map::new()));
        let Some(defs) = defs.as_object_mut() else {
            continue;
        };
        let name = free_name(&|name| defs.contains_key(name), &last(stray));
        let moved = walk.schema(schema, stray, &definition(&name));
        defs.insert(name, moved);
        // Inside a known keyword it is data of that keyword too (`#/properties/x/const`), and stays.
        let container = stray.split('/').nth(1).unwrap_or_default();
        if known(container).is_none() {
            remove(root, stray);
            if !root.contains_key(&last(container)) {
                walk.forget(&format!("/{container}"));
            }
        }
    }
}

/// Takes away what moved, and what holds nothing any more after that.
fn remove(members: &mut Map<String, Value>, pointer: &str) {
    let Some((token, rest)) = pointer
        .get(1..)
        .map(|path| path.split_once('/').unwrap_or((path, "")))
    else {
        return;
    };
    let name = last(token);
    if rest.is_empty() {
        members.remove(&name);
    } else if let Some(Value::Object(inner)) = members.get_mut(&name) {
        remove(inner, &format!("/{rest}"));
        if inner.is_empty() {
            members.remove(&name);
        }
    }
}
