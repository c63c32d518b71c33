//! The keywords of several schemas that apply to one value, as one schema to draw from.

use serde_json::{Map, Value, json};

/// Adds the keywords of one schema to those of another, as if both were asked for.
pub(crate) fn merge(into: &mut Map<String, Value>, from: &Map<String, Value>) {
    for (keyword, value) in from {
        let Some(old) = into.get_mut(keyword) else {
            into.insert(keyword.clone(), value.clone());
            continue;
        };
        match keyword.as_str() {
            "properties" | "patternProperties" => each(old, value),
            "required" => union(old, value),
            "type" => *old = types(old, value),
            "enum" => retain(old, value),
            "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties"
                if value.as_f64() > old.as_f64() =>
            {
                *old = value.clone();
            }
            "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties"
                if value.as_f64() < old.as_f64() =>
            {
                *old = value.clone();
            }
            "items" | "additionalProperties" => *old = both(old, value),
            _ => {}
        }
    }
}

fn both(old: &Value, new: &Value) -> Value {
    match (old, new) {
        (Value::Bool(true), other) | (other, Value::Bool(true)) => other.clone(),
        (Value::Bool(false), _) | (_, Value::Bool(false)) => json!(false),
        _ if old == new => old.clone(),
        _ => json!({"allOf": [old, new]}),
    }
}

fn each(old: &mut Value, new: &Value) {
    let (Some(old), Some(new)) = (old.as_object_mut(), new.as_object()) else {
        return;
    };
    for (name, member) in new {
        let merged = old
            .get(name)
            .map_or_else(|| member.clone(), |had| both(had, member));
        old.insert(name.clone(), merged);
    }
}

fn union(old: &mut Value, new: &Value) {
    if let (Some(old), Some(new)) = (old.as_array_mut(), new.as_array()) {
        for name in new {
            if !old.contains(name) {
                old.push(name.clone());
            }
        }
    }
}

fn retain(old: &mut Value, new: &Value) {
    if let (Some(old), Some(new)) = (old.as_array_mut(), new.as_array()) {
        old.retain(|member| new.contains(member));
    }
}

fn types(old: &Value, new: &Value) -> Value {
    let list = |types: &Value| match types {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    let (old, new) = (list(old), list(new));
    let among = |name: &Value, others: &[Value]| {
        others.contains(name) || *name == "integer" && others.contains(&json!("number"))
    };
    let shared = old.iter().filter(|name| among(name, &new));
    let narrower = new
        .iter()
        .filter(|name| !old.contains(name) && among(name, &old));
    shared.chain(narrower).cloned().collect()
}
