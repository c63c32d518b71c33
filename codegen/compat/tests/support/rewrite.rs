//! The same schema written otherwise: other words, one branch more, a definition, another order.
#![allow(dead_code)]
use serde_json::{Map, Value, json};

use crate::random::Random;

const ONE: &[&str] = &[
    "items",
    "additionalProperties",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
];
const NAMED: &[&str] = &["properties", "patternProperties", "dependentSchemas"];
/// Lists whose order means nothing.
const UNORDERED: &[&str] = &["anyOf", "oneOf", "allOf", "enum", "required", "type"];
const LISTED: &[&str] = &["anyOf", "oneOf", "allOf", "prefixItems"];

/// The pointers of all schemas in a schema, itself first.
pub fn places(schema: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let Value::Object(keywords) = schema else {
        return found;
    };
    for (keyword, value) in keywords {
        let inner: Vec<(String, &Value)> = match value {
            inner if ONE.contains(&keyword.as_str()) => vec![(keyword.clone(), inner)],
            Value::Object(members) if NAMED.contains(&keyword.as_str()) => members
                .iter()
                .map(|(name, inner)| (format!("{keyword}/{name}"), inner))
                .collect(),
            Value::Array(items) if LISTED.contains(&keyword.as_str()) => (0..items.len())
                .map(|index| (format!("{keyword}/{index}"), &items[index]))
                .collect(),
            _ => Vec::new(),
        };
        for (path, inner) in inner {
            found.extend(places(inner).iter().map(|rest| format!("/{path}{rest}")));
        }
    }
    found
}

fn replace(schema: &mut Value, place: &str, with: impl FnOnce(Value) -> Value) {
    let inner = schema.pointer_mut(place).expect("a place of this schema");
    *inner = with(inner.take());
}

/// Puts the schema at a place into an `allOf` of its own.
pub fn alone_in_all_of(random: &mut Random, schema: &Value) -> Value {
    let mut written = schema.clone();
    let place = random.pick(&places(schema)).clone();
    replace(&mut written, &place, |inner| json!({"allOf": [inner]}));
    written
}

/// Says something about the schemas at several places that no validator asks for.
pub fn annotated(random: &mut Random, schema: &Value) -> Value {
    let mut written = schema.clone();
    for place in places(schema) {
        let notes = [
            ("title", json!("a title")),
            ("description", json!("type: string")),
            ("default", json!({"a": 1})),
            ("examples", json!([null, "a"])),
            ("$comment", json!("minimum")),
            ("deprecated", json!(true)),
            ("readOnly", json!(true)),
            ("x-vendor", json!({"type": "string"})),
        ];
        let (name, note) = random.pick(&notes).clone();
        if let Some(Value::Object(keywords)) = written.pointer_mut(&place) {
            keywords.insert(name.to_owned(), note);
        }
    }
    written
}

/// Moves the schemas at up to three places to definitions, from the inside out; some definitions refer to others.
pub fn extracted(random: &mut Random, schema: &Value) -> Value {
    let mut written = schema.clone();
    let mut chosen: Vec<String> = (0..=random.below(3))
        .map(|_| random.pick(&places(schema)).clone())
        .collect();
    chosen.sort();
    chosen.dedup();
    let mut definitions = Map::new();
    for place in chosen.iter().rev() {
        let name = format!("part{}", definitions.len());
        let reference = json!({"$ref": format!("#/$defs/{name}")});
        replace(&mut written, place, |inner| {
            definitions.insert(name, inner);
            reference
        });
    }
    with_definitions(written, definitions)
}

/// Two schemas with one part at up to three places: referred to, and written out.
pub fn shared(random: &mut Random, schema: &Value, part: &Value) -> (Value, Value) {
    let (mut referring, mut inlined) = (schema.clone(), schema.clone());
    for _ in 0..=random.below(3) {
        // A place inside of an earlier one is there no more.
        let place = random.pick(&places(schema)).clone();
        let both = [
            (&mut referring, json!({"$ref": "#/$defs/part"})),
            (&mut inlined, part.clone()),
        ];
        let reached = both.iter().all(|(schema, _)| {
            let held = schema.pointer(&place);
            held.is_some_and(|held| held != part) && !through_part(schema, &place, part)
        });
        if reached {
            for (schema, part) in both {
                replace(schema, &place, |_| part);
            }
        }
    }
    let definitions = [("part".to_owned(), part.clone())].into_iter().collect();
    (with_definitions(referring, definitions), inlined)
}

/// Whether a place lies inside of what was put in.
fn through_part(schema: &Value, place: &str, part: &Value) -> bool {
    let slashes = place.match_indices('/').map(|(at, _)| at);
    let mut outer = slashes.map(|at| &place[..at]);
    outer.any(|outer| schema.pointer(outer) == Some(part))
}

/// The schema, with definitions beside its keywords; a boolean goes into an `allOf`.
fn with_definitions(schema: Value, definitions: Map<String, Value>) -> Value {
    let mut whole = match schema {
        Value::Object(keywords) => keywords,
        other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
    };
    whole.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(whole)
}

/// Every list whose order means nothing, in another order: branches, types, values, required names.
pub fn reordered(random: &mut Random, schema: &Value) -> Value {
    let Value::Object(keywords) = schema else {
        return schema.clone();
    };
    let again = |random: &mut Random, keyword: &str, value: &Value| match value {
        Value::Array(items) => {
            let mut items = items.clone();
            if LISTED.contains(&keyword) {
                items = items.iter().map(|item| reordered(random, item)).collect();
            }
            if UNORDERED.contains(&keyword) {
                random.shuffle(&mut items);
            }
            Value::Array(items)
        }
        Value::Object(members) if NAMED.contains(&keyword) => {
            let members = members.iter();
            let members = members.map(|(name, inner)| (name.clone(), reordered(random, inner)));
            Value::Object(members.collect())
        }
        inner if ONE.contains(&keyword) => reordered(random, inner),
        other => other.clone(),
    };
    let keywords = keywords.iter();
    let keywords =
        keywords.map(|(keyword, value)| (keyword.clone(), again(random, keyword, value)));
    Value::Object(keywords.collect())
}

/// The text of a value, with the members of every object in an order that is drawn.
pub fn text(random: &mut Random, value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            random.shuffle(&mut members);
            let members = members.into_iter();
            let members =
                members.map(|(name, member)| format!("{}: {}", json!(name), text(random, member)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| text(random, item)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}
