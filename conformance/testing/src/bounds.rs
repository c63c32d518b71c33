//! What no Rust type carries: how long a text is, how large a number, how many items.

use serde_json::{Map, Value};

const BOUNDS: [&str; 13] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];
/// Keywords that hold one schema, which a value has to satisfy.
const ONE: [&str; 6] = [
    "additionalProperties",
    "else",
    "items",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const NAMED: [&str; 4] = [
    "$defs",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// A document without its bounds; conditions and negations stay as they are.
///
/// Branches that bounds alone told apart are alternatives then.
pub(crate) fn without(document: &Value) -> Value {
    let Value::Object(schema) = document else {
        return document.clone();
    };
    let mut kept = Map::new();
    for (keyword, value) in schema {
        let name = keyword.as_str();
        if BOUNDS.contains(&name) {
            continue;
        }
        let (keyword, value) = match value {
            Value::Array(schemas) if LIST.contains(&name) => {
                let name = if name == "oneOf" { "anyOf" } else { name };
                (name.to_owned(), schemas.iter().map(without).collect())
            }
            Value::Object(named) if NAMED.contains(&name) => {
                let named = named
                    .iter()
                    .map(|(name, schema)| (name.clone(), without(schema)));
                (keyword.clone(), Value::Object(named.collect()))
            }
            _ if ONE.contains(&name) => (keyword.clone(), without(value)),
            _ => (keyword.clone(), value.clone()),
        };
        // A schema may hold both unions; then each is a condition of its own.
        if keyword == "anyOf" && kept.contains_key("anyOf") {
            let both = kept
                .entry("allOf")
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(all) = both {
                all.push(serde_json::json!({ "anyOf": value }));
            }
        } else {
            kept.insert(keyword, value);
        }
    }
    Value::Object(kept)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_named_like_a_bound_stay() {
        let document = json!({
            "properties": {"pattern": {"type": "string", "pattern": "^a"}, "n": {"oneOf": [{"maximum": 3}, {"minimum": 4}]}},
            "not": {"maxProperties": 0}
        });
        let left = json!({
            "properties": {"pattern": {"type": "string"}, "n": {"anyOf": [{}, {}]}},
            "not": {"maxProperties": 0}
        });
        assert_eq!(without(&document), left);
    }

    #[test]
    fn two_unions_are_two_conditions() {
        let document = json!({"anyOf": [{"type": "string"}], "oneOf": [{"type": "string"}]});
        let left =
            json!({"anyOf": [{"type": "string"}], "allOf": [{"anyOf": [{"type": "string"}]}]});
        assert_eq!(without(&document), left);
    }
}
