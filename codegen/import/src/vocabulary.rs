//! The words of all drafts: since when they assert, and where schemas stand below them.

use serde_json::{Map, Value};

use crate::dialect::Draft;
use crate::pointer::child;

/// How subschemas stand below a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// The value is a schema.
    One,
    /// The value is a list of schemas.
    List,
    /// The value is a schema or a list of schemas (`items` up to 2019-09).
    OneOrList,
    /// The members of the value are schemas (or, in `dependencies`, lists of names).
    Members,
}

/// How subschemas stand below `word`, or None where it holds none.
pub(crate) fn holds(word: &str) -> Option<Holds> {
    Some(match word {
        "additionalProperties"
        | "additionalItems"
        | "contains"
        | "propertyNames"
        | "not"
        | "if"
        | "then"
        | "else"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema" => Holds::One,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List,
        "items" => Holds::OneOrList,
        "properties" | "patternProperties" | "definitions" | "$defs" | "dependentSchemas"
        | "dependencies" => Holds::Members,
        _ => return None,
    })
}

/// Calls `see` for every direct subschema, with its pointer below the parent.
pub(crate) fn each_child(members: &Map<String, Value>, see: &mut dyn FnMut(&str, &Value)) {
    for (word, value) in members {
        let at = child("", word);
        let mut list = |list: &[Value]| {
            for (index, schema) in list.iter().enumerate() {
                see(&format!("{at}/{index}"), schema);
            }
        };
        match (holds(word), value) {
            (Some(Holds::List | Holds::OneOrList), Value::Array(schemas)) => list(schemas),
            (Some(Holds::Members), Value::Object(schemas)) => {
                for (name, schema) in schemas.iter().filter(|(_, schema)| !schema.is_array()) {
                    see(&child(&at, name), schema);
                }
            }
            (Some(Holds::One | Holds::OneOrList), Value::Object(_) | Value::Bool(_)) => {
                see(&at, value);
            }
            _ => {}
        }
    }
}

/// What a word does in 2020-12, or did in an older draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It can refuse a value, or decides which subschema does.
    Asserts,
    /// It says something to people or tools.
    Annotates,
    /// It names or holds schemas for `$ref`.
    Names,
}

/// Role of a word and the first draft that knows it; None for a word that no draft knows.
pub(crate) fn known(word: &str) -> Option<(Role, Draft)> {
    use Draft::{Draft04, Draft06, Draft07, Draft201909, Draft202012};
    use Role::{Annotates, Asserts, Names};
    Some(match word {
        "type"
        | "enum"
        | "minimum"
        | "maximum"
        | "exclusiveMinimum"
        | "exclusiveMaximum"
        | "multipleOf"
        | "minLength"
        | "maxLength"
        | "pattern"
        | "items"
        | "additionalItems"
        | "minItems"
        | "maxItems"
        | "uniqueItems"
        | "properties"
        | "patternProperties"
        | "additionalProperties"
        | "required"
        | "minProperties"
        | "maxProperties"
        | "dependencies"
        | "allOf"
        | "anyOf"
        | "oneOf"
        | "not"
        | "$ref" => (Asserts, Draft04),
        "const" | "contains" | "propertyNames" => (Asserts, Draft06),
        "if" | "then" | "else" => (Asserts, Draft07),
        "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "minContains"
        | "maxContains"
        | "$recursiveRef" => (Asserts, Draft201909),
        "prefixItems" | "$dynamicRef" => (Asserts, Draft202012),
        "title" | "description" | "default" | "format" => (Annotates, Draft04),
        "examples" => (Annotates, Draft06),
        "$comment" | "readOnly" | "writeOnly" | "contentMediaType" | "contentEncoding" => {
            (Annotates, Draft07)
        }
        "deprecated" | "contentSchema" | "$vocabulary" => (Annotates, Draft201909),
        "definitions" | "$schema" => (Names, Draft04),
        "$id" => (Names, Draft06),
        "$defs" | "$anchor" | "$recursiveAnchor" => (Names, Draft201909),
        "$dynamicAnchor" => (Names, Draft202012),
        "x-tidings" => (Annotates, Draft04),
        _ => return None,
    })
}

/// All words that a misspelling may have meant.
pub(crate) const WORDS: &[&str] = &[
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "items",
    "prefixItems",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "required",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "$ref",
    "$defs",
    "definitions",
    "$id",
    "$anchor",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "unevaluatedItems",
    "unevaluatedProperties",
    "nullable",
    "discriminator",
    "example",
    "$schema",
    "$comment",
];
