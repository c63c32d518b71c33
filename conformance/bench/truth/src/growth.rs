//! Enums and unions that may grow. The importer closes all of them, since an author elsewhere never said that they grow;
//! every second schema has them opened again here, so that fallbacks are asked about as much as types are.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tidings_model::{Form, NodeId, Schema};
use tidings_sample::Random;

use crate::places::pointers;

/// What grows.
#[derive(Clone, Copy)]
struct Kinds {
    enums: bool,
    unions: bool,
}

/// What a schema falls back to.
#[derive(Clone, Default)]
pub struct Growth {
    /// What readers put in the place of unknown strings.
    pub fallbacks: BTreeSet<String>,
    /// What readers took before an enum grew; none where a union grew, too, since an unknown branch lacks the members of
    /// the one that it falls back to.
    pub closed: Option<Value>,
}

/// A schema's document with fallbacks where the importer wrote `closed`; none where it doesn't grow.
pub fn grown(document: &Value, random: &mut Random) -> Option<(Value, Growth)> {
    if random.one_in(2) {
        return None;
    }
    let schema = Schema::from_document(document).ok()?;
    let typed = typed(&schema);
    // A tag that grows tells no branches apart, and a schema that has both is refused.
    let tries = [(true, true), (false, true), (true, false)];
    tries.into_iter().find_map(|(enums, unions)| {
        let grow = |chosen: &dyn Fn(&str) -> bool| {
            open(document, &schema, Kinds { enums, unions }, chosen)
        };
        let (grown, fallbacks, union) = grow(&|_| true);
        let sound = !fallbacks.is_empty() && Schema::from_document(&grown).is_ok();
        // Where a type names no members, it has room for every string.
        let (untyped, ..) = grow(&|place| !typed.contains(place));
        let closed = Schema::from_document(&untyped).ok().filter(|_| !union);
        let closed = closed.map(|schema| schema.accept_schema().document.clone());
        sound.then_some((grown, Growth { fallbacks, closed }))
    })
}

/// The places of all schemas that a type is made of.
fn typed(schema: &Schema) -> BTreeSet<String> {
    let mut left = vec![schema.resolve(schema.root())];
    let mut known: BTreeSet<NodeId> = left.iter().copied().collect();
    while let Some(id) = left.pop() {
        let below = match schema.form(id) {
            Form::List(inner) | Form::Map(inner) | Form::Nullable(inner) => vec![*inner],
            Form::Tuple(items) => items.clone(),
            Form::Struct { members, .. } => members.iter().map(|member| member.node).collect(),
            Form::Union { branches, .. } => branches.clone(),
            _ => Vec::new(),
        };
        let below = below.into_iter().map(|id| schema.resolve(id));
        left.extend(below.filter(|id| known.insert(*id)));
    }
    let places = known
        .into_iter()
        .map(|id| schema.node(id).place.pointer.to_string());
    places.collect()
}

/// Writes fallbacks at the chosen places; gives the document, the fallbacks, and whether a union got one.
fn open(
    document: &Value,
    schema: &Schema,
    kinds: Kinds,
    chosen: &dyn Fn(&str) -> bool,
) -> (Value, BTreeSet<String>, bool) {
    let (mut grown, mut fallbacks, mut union) = (document.clone(), BTreeSet::new(), false);
    for place in pointers(document).into_iter().filter(|place| chosen(place)) {
        let closed = document.pointer(&place).filter(|schema| {
            let ours = schema.get("x-tidings");
            ours.and_then(|ours| ours.get("closed")) == Some(&json!(true))
        });
        let Some(closed) = closed else {
            continue;
        };
        let member = match closed.get("enum").and_then(Value::as_array) {
            Some(members) if kinds.enums => {
                members.iter().find_map(Value::as_str).map(str::to_owned)
            }
            None if kinds.unions => {
                union = true;
                tag(schema, &place)
            }
            _ => None,
        };
        let ours = grown.pointer_mut(&format!("{place}/x-tidings"));
        if let (Some(member), Some(ours)) = (member, ours.and_then(Value::as_object_mut)) {
            ours.remove("closed");
            ours.insert("fallback".to_owned(), json!(member));
            fallbacks.insert(member);
        }
    }
    (grown, fallbacks, union)
}

/// A tag of the union at a place.
fn tag(schema: &Schema, place: &str) -> Option<String> {
    let form = match schema.form(schema.at(place)?) {
        Form::Nullable(inner) => schema.form(*inner),
        form => form,
    };
    match form {
        Form::Union { tag: Some(tag), .. } => tag.values.first()?.first().cloned(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_closed_falls_back_to_what_it_declares() {
        let branch = |tag: &str| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": tag } } });
        let document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {
                "size": { "enum": ["s", "m"], "x-tidings": { "closed": true } },
                "figure": { "oneOf": [branch("circle"), branch("square")], "x-tidings": { "closed": true } },
            },
        });
        let mut random = Random::new(1);
        let (grown, growth) = (0..64)
            .find_map(|_| grown(&document, &mut random))
            .expect("every second one grows");
        assert!(growth.closed.is_none());
        assert_eq!(
            growth.fallbacks,
            BTreeSet::from(["circle".to_owned(), "s".to_owned()])
        );
        assert_eq!(
            grown["properties"]["size"]["x-tidings"],
            json!({ "fallback": "s" })
        );
    }
}
