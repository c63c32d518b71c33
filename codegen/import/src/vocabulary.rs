//! The words of all drafts: since when they assert, and where schemas stand below them.

use serde_json::{Map, Value};

use crate::draft::Draft;
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

/// Every keyword with its role, and the first draft that knows it.
const KEYWORDS: &[(Role, Draft, &[&str])] = &[
    (
        Role::Asserts,
        Draft::Draft04,
        &[
            "type",
            "enum",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "items",
            "additionalItems",
            "minItems",
            "maxItems",
            "uniqueItems",
            "properties",
            "patternProperties",
            "additionalProperties",
            "required",
            "minProperties",
            "maxProperties",
            "dependencies",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "$ref",
        ],
    ),
    (
        Role::Asserts,
        Draft::Draft06,
        &["const", "contains", "propertyNames"],
    ),
    (Role::Asserts, Draft::Draft07, &["if", "then", "else"]),
    (
        Role::Asserts,
        Draft::Draft201909,
        &[
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedItems",
            "unevaluatedProperties",
            "minContains",
            "maxContains",
            "$recursiveRef",
        ],
    ),
    (
        Role::Asserts,
        Draft::Draft202012,
        &["prefixItems", "$dynamicRef"],
    ),
    (
        Role::Annotates,
        Draft::Draft04,
        &["title", "description", "default", "format"],
    ),
    (Role::Annotates, Draft::Draft06, &["examples"]),
    (
        Role::Annotates,
        Draft::Draft07,
        &[
            "$comment",
            "readOnly",
            "writeOnly",
            "contentMediaType",
            "contentEncoding",
        ],
    ),
    (
        Role::Annotates,
        Draft::Draft201909,
        &["deprecated", "contentSchema", "$vocabulary"],
    ),
    (Role::Names, Draft::Draft04, &["definitions", "$schema"]),
    (Role::Names, Draft::Draft06, &["$id"]),
    (
        Role::Names,
        Draft::Draft201909,
        &["$defs", "$anchor", "$recursiveAnchor"],
    ),
    (Role::Names, Draft::Draft202012, &["$dynamicAnchor"]),
    (Role::Annotates, Draft::Draft04, &["x-tidings"]),
];

/// Role of a word and the first draft that knows it; None for a word that no draft knows.
pub(crate) fn known(word: &str) -> Option<(Role, Draft)> {
    let found = KEYWORDS.iter().find(|(_, _, words)| words.contains(&word));
    found.map(|(role, draft, _)| (*role, *draft))
}

/// Whether a schema holds a word that can refuse a value.
pub(crate) fn asserts(schema: &Value) -> bool {
    let mut words = schema.as_object().into_iter().flatten();
    schema == &Value::Bool(false)
        || words.any(|(word, _)| matches!(known(word), Some((Role::Asserts, _))))
}

/// All words that a misspelling may have meant, those of OpenAPI too.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    let keywords = KEYWORDS
        .iter()
        .flat_map(|(_, _, words)| words.iter().copied());
    keywords.chain(["nullable", "discriminator", "example"])
}
