//! OpenAPI's `nullable`, read by its intent: the place may hold null.
//!
//! By the letter of OpenAPI 3.0.3 it acts only beside `type`, and an enum must list null too; people who
//! write it beside `$ref` or `allOf`, and their servers, mean null all the same, so it is widened and noted.

use serde_json::{Map, Value, json};

use super::walk::Walk;
use crate::note::Effect;
use crate::pointer::{child, member};
use crate::vocabulary::{Role, asserts, known};

/// How null joins a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Null {
    /// It does not, or is allowed as it is.
    Leave,
    /// Through `type` and `enum`.
    Inline,
    /// Through `anyOf` with everything else.
    Wrap,
}

/// Words whose assertions null passes through unless they say otherwise.
const NULL_BLIND: &[&str] = &[
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
    "prefixItems",
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
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Decides for one schema object, and notes where the letter says less.
pub(crate) fn decide(walk: &mut Walk<'_>, source: &Map<String, Value>, old: &str) -> Null {
    if !walk.dialect.openapi {
        return Null::Leave;
    }
    let said = source.get("nullable") == Some(&Value::Bool(true));
    if !said && !lifted(source) {
        return Null::Leave;
    }
    let asserting = |word: &&String| matches!(known(word), Some((Role::Asserts, _)));
    let mut words = source.keys().filter(asserting).peekable();
    if words.peek().is_none() {
        return Null::Leave;
    }
    let plain = words.all(|word| NULL_BLIND.contains(&word.as_str()));
    let letter = said && source.contains_key("type") && plain && !enum_without_null(source);
    if !letter {
        let message =
            "`nullable` is read as \"may be null\" where OpenAPI's letter leaves it without effect";
        let at = child(old, "nullable");
        walk.note(
            "import/nullable-widened",
            &at,
            Effect::Changed,
            message.to_owned(),
        );
    }
    if plain { Null::Inline } else { Null::Wrap }
}

/// `allOf: [X, {nullable: true}]`: a branch that says nothing else speaks for the whole.
fn lifted(source: &Map<String, Value>) -> bool {
    let branches = source.get("allOf").and_then(Value::as_array);
    branches
        .into_iter()
        .flatten()
        .any(|branch| member(branch, "nullable") == Some(&Value::Bool(true)) && !asserts(branch))
}

fn enum_without_null(source: &Map<String, Value>) -> bool {
    let members = source.get("enum").and_then(Value::as_array);
    members.is_some_and(|members| !members.contains(&Value::Null))
}

/// Lets null in.
pub(crate) fn apply(null: Null, mut out: Map<String, Value>) -> Map<String, Value> {
    match null {
        Null::Leave => out,
        Null::Inline => {
            match out.get_mut("type") {
                Some(Value::String(name)) if name != "null" => {
                    let both = json!([name, "null"]);
                    out.insert("type".to_owned(), both);
                }
                Some(Value::Array(names)) if !names.contains(&json!("null")) => {
                    names.push(json!("null"));
                }
                _ => {}
            }
            if let Some(Value::Array(members)) = out.get_mut("enum")
                && !members.contains(&Value::Null)
            {
                members.push(Value::Null);
            }
            out
        }
        Null::Wrap => {
            let outside = |word: &str| {
                let annotation = matches!(known(word), Some((Role::Annotates | Role::Names, _)));
                (annotation && word != "x-tidings") || word.starts_with("x-oai")
            };
            let names = ["$defs", "definitions"];
            let (mut around, inner): (Map<_, _>, Map<_, _>) = out
                .into_iter()
                .partition(|(word, _)| outside(word) && !names.contains(&word.as_str()));
            around.insert("anyOf".to_owned(), json!([inner, {"type": "null"}]));
            around
        }
    }
}
