//! What an imported schema leaves unsaid: whether its enums and unions grow, and whether its writer adds members.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tidings_model::{Form, Schema};

use crate::note::{Effect, Note};
use crate::pointer::member;
use crate::vocabulary::each_child;

/// Marks every enum and tagged union without a fallback as `closed`, and says so.
///
/// Whoever reads such a schema elsewhere was never told that it may grow, so that is what it means.
pub(crate) fn close(document: &mut Value) -> Vec<Note> {
    let mut found = Vec::new();
    let tags = tags(document);
    visit(document, "", &mut |members, at| {
        let said = |word: &str| {
            let ours = members.get("x-tidings");
            ours.is_some_and(|ours| member(ours, word).is_some())
        };
        if said("fallback") || said("closed") {
            return;
        }
        let listed = members.get("enum").and_then(Value::as_array);
        let texts = listed.map_or(0, |listed| {
            listed
                .iter()
                .filter(|value| value.is_string() || value.is_number())
                .count()
        });
        let what = if texts > 1 {
            format!("the enum of {texts} members")
        } else if let Some(tag) = tags.get(at) {
            format!("the union told apart by `{tag}`")
        } else {
            return;
        };
        annotate(members, "closed", json!(true));
        let message =
            format!("{what} has no fallback and is marked `closed`: readers refuse new members");
        found.push(Note::new("import/closed", at, Effect::Same, message));
    });
    found
}

/// The members that tell the branches of unions apart, as the model sees them, by the pointer of the union; also of
/// those that may be null. What is no sound schema has none: it is refused where it is written.
fn tags(document: &Value) -> BTreeMap<String, String> {
    let Ok(schema) = Schema::from_document(document) else {
        return BTreeMap::new();
    };
    let unions = schema.ids().filter_map(|id| {
        let node = schema.node(id);
        if node.any_of.is_empty() && node.one_of.is_empty() {
            return None;
        }
        let form = match schema.form(id) {
            Form::Nullable(inner) => schema.form(*inner),
            form => form,
        };
        match form {
            Form::Union { tag: Some(tag), .. } => {
                Some((node.place.pointer.to_string(), tag.member.clone()))
            }
            _ => None,
        }
    });
    unions.collect()
}

/// Marks every object with described members as `open`: its writer may add others.
pub(crate) fn open(document: &mut Value) {
    visit(document, "", &mut |members, _| {
        let describes = ["properties", "patternProperties", "required"]
            .iter()
            .any(|word| members.contains_key(*word));
        let closed = ["additionalProperties", "unevaluatedProperties"]
            .iter()
            .any(|word| members.get(*word) == Some(&Value::Bool(false)));
        if describes && !closed {
            annotate(members, "open", json!(true));
        }
    });
}

/// Writes one key of `x-tidings`.
pub(crate) fn annotate(members: &mut Map<String, Value>, key: &str, value: Value) {
    let ours = members
        .entry("x-tidings")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(ours) = ours.as_object_mut() {
        ours.insert(key.to_owned(), value);
    }
}

/// Calls `change` for every schema object, parents first.
fn visit(schema: &mut Value, at: &str, change: &mut dyn FnMut(&mut Map<String, Value>, &str)) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    change(members, at);
    let mut below = Vec::new();
    each_child(members, &mut |pointer, _| below.push(pointer.to_owned()));
    for pointer in below {
        if let Some(child) = schema.pointer_mut(&pointer) {
            visit(child, &format!("{at}{pointer}"), change);
        }
    }
}
