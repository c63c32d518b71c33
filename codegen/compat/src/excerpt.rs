//! The part of a document that says anything about one value: what the independent validator has to compile.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Keywords whose value is one schema.
const ONE: [&str; 10] = [
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords whose value is a list of schemas.
const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords that speak of arrays alone.
const ARRAYS: [&str; 9] = [
    "contains",
    "items",
    "maxContains",
    "maxItems",
    "minContains",
    "minItems",
    "prefixItems",
    "unevaluatedItems",
    "uniqueItems",
];
/// Keywords that assert nothing.
const NOTES: [&str; 8] = [
    "$comment",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];
/// Keywords by which a part could be referred to other than by its place, and references that depend on the way.
const NAMES: [&str; 5] = [
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveAnchor",
    "$recursiveRef",
];

/// The document without what no value can touch whose members all have names that occur in this one.
///
/// Members, dependents and definitions with other names are left out, and so is what speaks of arrays where the value
/// holds none. Everything else stands at its old pointer. None where a reference leads to what might be left out.
pub(crate) fn excerpt(document: &Value, value: &Value) -> Option<Value> {
    let Value::Object(root) = document else {
        return Some(document.clone());
    };
    let mut shown = Shown::default();
    shown.look(value);
    let mut cutter = Cutter {
        shown,
        root,
        wanted: Vec::new(),
        known: BTreeSet::new(),
    };
    let Value::Object(mut cut) = cutter.schema(document, true)? else {
        return None;
    };
    let mut definitions: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    while let Some((keyword, name)) = cutter.wanted.pop() {
        let target = root.get(keyword)?.get(&name)?;
        let target = cutter.schema(target, false)?;
        definitions.entry(keyword).or_default().insert(name, target);
    }
    for (keyword, members) in definitions {
        cut.insert(keyword.to_owned(), Value::Object(members));
    }
    Some(Value::Object(cut))
}

/// What a value holds, at any depth.
#[derive(Default)]
struct Shown<'v> {
    names: BTreeSet<&'v str>,
    arrays: bool,
}

impl<'v> Shown<'v> {
    fn look(&mut self, value: &'v Value) {
        match value {
            Value::Array(items) => {
                self.arrays = true;
                items.iter().for_each(|item| self.look(item));
            }
            Value::Object(members) => {
                for (name, member) in members {
                    self.names.insert(name);
                    self.look(member);
                }
            }
            _ => {}
        }
    }
}

struct Cutter<'d, 'v> {
    shown: Shown<'v>,
    root: &'d Map<String, Value>,
    /// Definitions that are referred to and not cut yet.
    wanted: Vec<(&'static str, String)>,
    known: BTreeSet<(&'static str, String)>,
}

impl Cutter<'_, '_> {
    fn schema(&mut self, schema: &Value, root: bool) -> Option<Value> {
        let Value::Object(keywords) = schema else {
            return Some(schema.clone());
        };
        let mut cut = Map::new();
        for (keyword, value) in keywords {
            let name = keyword.as_str();
            if NAMES.contains(&name) || (matches!(name, "$id" | "$schema") && !root) {
                return None;
            }
            let idle = NOTES.contains(&name) || matches!(name, "$id" | "$defs" | "definitions");
            if idle || (!self.shown.arrays && ARRAYS.contains(&name)) {
                continue;
            }
            let kept = match (name, value) {
                ("$ref", Value::String(reference)) => {
                    self.refer(reference)?;
                    value.clone()
                }
                ("properties" | "dependentSchemas", Value::Object(members)) => {
                    self.members(members, true)?
                }
                ("patternProperties", Value::Object(members)) => self.members(members, false)?,
                (_, Value::Array(items)) if LIST.contains(&name) => {
                    let items: Option<Vec<Value>> =
                        items.iter().map(|item| self.schema(item, false)).collect();
                    Value::Array(items?)
                }
                _ if ONE.contains(&name) => self.schema(value, false)?,
                _ => value.clone(),
            };
            cut.insert(keyword.clone(), kept);
        }
        Some(Value::Object(cut))
    }

    fn members(&mut self, members: &Map<String, Value>, shown: bool) -> Option<Value> {
        let mut kept = Map::new();
        for (name, member) in members {
            if !shown || self.shown.names.contains(name.as_str()) {
                kept.insert(name.clone(), self.schema(member, false)?);
            }
        }
        Some(Value::Object(kept))
    }

    /// Notes what a reference leads to; None where that is neither the root nor one of its definitions.
    fn refer(&mut self, reference: &str) -> Option<()> {
        if reference == "#" {
            return Some(());
        }
        let (keyword, name) = ["$defs", "definitions"].into_iter().find_map(|keyword| {
            let rest = reference.strip_prefix("#/")?.strip_prefix(keyword)?;
            Some((keyword, rest.strip_prefix('/')?))
        })?;
        if name.contains(['/', '%', '~']) || !self.root.contains_key(keyword) {
            return None;
        }
        let target = (keyword, name.to_owned());
        if self.known.insert(target.clone()) {
            self.wanted.push(target);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_value_cannot_touch_is_left_out() {
        let document = json!({
            "$id": "https://a.example/b", "title": "T", "required": ["a"],
            "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/$defs/B"}, "c": {"items": {"title": "x"}}},
            "$defs": {"A": {"type": "string"}, "B": {"type": "number"}}
        });
        let cut = json!({
            "required": ["a"], "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"type": "string"}}
        });
        assert_eq!(excerpt(&document, &json!({"a": 1})), Some(cut));
    }

    #[test]
    fn a_reference_into_the_middle_of_things_needs_the_whole() {
        for reference in ["#/properties/b", "other.json", "#name", "#/$defs/A/items"] {
            let document = json!({"properties": {"a": {"$ref": reference}}, "$defs": {"A": true}});
            assert_eq!(excerpt(&document, &json!({"a": 1})), None, "{reference}");
        }
        let anchored = json!({"$defs": {"A": true}, "$anchor": "a"});
        assert_eq!(excerpt(&anchored, &json!(1)), None);
    }
}
