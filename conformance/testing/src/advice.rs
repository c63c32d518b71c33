//! What mends a deviation, in the words of serde and schemars.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tidings_compat::Witness;
use tidings_model::{Checked, Schema, suggest};

use crate::breaks::declared;
use crate::direction::Direction;

/// What mends it, where there is one thing to say; `reader` is the document that refused the payload.
pub(crate) fn of(
    direction: Direction,
    witness: &Witness,
    reader: &Value,
    contract: &Schema<Checked>,
) -> Option<String> {
    let refused = &witness.refused;
    let value = witness.value.pointer(&refused.at)?;
    let (parent, keyword) = refused.pointer.rsplit_once('/')?;
    let schema = reader.pointer(parent)?;
    let object = value.as_object();
    let declared = || declared(contract, &refused.at);
    match (direction, keyword, object) {
        (Direction::Writes, "required", Some(names)) => Some(unwritten(names, schema, &declared())),
        (Direction::Writes, "additionalProperties" | "unevaluatedProperties", Some(names)) => {
            Some(undeclared(names, &declared()))
        }
        (Direction::Reads, "required", Some(names)) => Some(unsent(names, schema, &declared())),
        (Direction::Writes, ..) => of_writing(keyword, value, schema),
        (Direction::Reads, ..) => of_reading(keyword, value).map(str::to_owned),
    }
}

/// The members that a schema requires and an object lacks.
fn missing<'a>(names: &Map<String, Value>, schema: &'a Value) -> Vec<&'a str> {
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    required.filter(|name| !names.contains_key(*name)).collect()
}

/// The contract requires what the type writes under another name, or not always.
fn unwritten(names: &Map<String, Value>, schema: &Value, declared: &BTreeSet<String>) -> String {
    let others = || {
        names
            .keys()
            .map(String::as_str)
            .filter(|name| !declared.contains(*name))
    };
    let near = missing(names, schema)
        .into_iter()
        .find_map(|name| Some((name, suggest::nearest(name, others())?)));
    match near {
        Some((name, other)) => format!("is it `{other}`? `#[serde(rename = \"{name}\")]`"),
        None => "write the member always: no `Option`, no `skip_serializing_if`".to_owned(),
    }
}

/// The type requires what the contract does not know, or not always.
fn unsent(names: &Map<String, Value>, schema: &Value, declared: &BTreeSet<String>) -> String {
    let unknown = missing(names, schema);
    let unknown = unknown.into_iter().find(|name| !declared.contains(*name));
    let Some(name) = unknown else {
        return "writers may leave it out: make the field an `Option`, or mark it `#[serde(default)]`"
            .to_owned();
    };
    match suggest::nearest(name, declared.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `#[serde(rename = \"{near}\")]`?"),
        None => format!("the contract declares no `{name}`: nobody has to send it"),
    }
}

fn of_writing(keyword: &str, value: &Value, schema: &Value) -> Option<String> {
    let help = match (keyword, value) {
        (_, Value::Null) => {
            "leave the member out where it is none, `#[serde(skip_serializing_if = \"Option::is_none\")]`; \
             or take the `Option` away where the contract requires it"
        }
        ("enum" | "const", Value::String(text)) => {
            let members = schema.get("enum").and_then(Value::as_array);
            let members = members.into_iter().flatten().filter_map(Value::as_str);
            return Some(match suggest::nearest(text, members) {
                Some(near) => format!("did you mean `#[serde(rename = \"{near}\")]`?"),
                None => "take the variant out, or mark it `#[serde(skip_serializing)]`".to_owned(),
            });
        }
        ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf", _) => {
            "take a narrower type; or keep the bound in the serialiser, and say so: `#[schemars(range(…))]`"
        }
        ("minLength" | "maxLength" | "minItems" | "maxItems", _) => {
            "keep the bound in the serialiser, and say so: `#[schemars(length(…))]`"
        }
        ("pattern", _) => {
            "keep the pattern in the serialiser, and say so: `#[schemars(regex(pattern = …))]`"
        }
        _ => return None,
    };
    Some(help.to_owned())
}

/// Members that the contract does not declare: misspelt, or of another version.
fn undeclared(names: &Map<String, Value>, declared: &BTreeSet<String>) -> String {
    let Some(name) = names.keys().find(|name| !declared.contains(*name)) else {
        return "such members belong to another version".to_owned();
    };
    let free = declared.iter().filter(|name| !names.contains_key(*name));
    match suggest::nearest(name, free.map(String::as_str)) {
        Some(near) => format!("did you mean `#[serde(rename = \"{near}\")]`?"),
        None => format!(
            "the contract declares no `{name}`: `#[serde(skip)]` it, or publish a version that has it"
        ),
    }
}

fn of_reading(keyword: &str, value: &Value) -> Option<&'static str> {
    let help = match (keyword, value) {
        ("additionalProperties" | "unevaluatedProperties", _) => {
            "take `#[serde(deny_unknown_fields)]` away: newer writers add members"
        }
        (_, Value::Null) => "writers may send null: make it an `Option`",
        ("enum" | "const" | "oneOf" | "anyOf", Value::String(_)) => {
            "add the variant; where the contract has a fallback, end with \
             `#[serde(untagged, skip_serializing)] Unknown(String)`"
        }
        ("oneOf" | "anyOf", _) => "add the variant",
        ("maximum" | "minimum", Value::Number(number)) if is_long(number) => {
            "64 bits don't hold every JSON integer: give the schema bounds, or say that they are enough with \
             `Conformance::to(…).wide_integers()`"
        }
        ("maximum" | "minimum", Value::Number(_)) => "take a wider type",
        _ => return None,
    };
    Some(help)
}

/// Whether a number lies beyond what `i64`, or `u64`, can hold.
fn is_long(number: &serde_json::Number) -> bool {
    number.as_i64().is_none()
}
