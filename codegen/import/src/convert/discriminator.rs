//! OpenAPI's `discriminator` as `x-tidings.tag`, where the branches really tell each other apart by it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::walk::Walk;
use crate::note::Effect;
use crate::pointer::{child, from_fragment, member};

/// A reference chain longer than this is a circle.
const MAX_STEPS: usize = 32;

/// Turns every discriminator that the schema bears out into a tag; the others stay as annotations.
pub(crate) fn settle(walk: &mut Walk<'_>, document: &mut Value) {
    for (at, old) in std::mem::take(&mut walk.discriminators) {
        let Some(schema) = document.pointer(&at) else {
            continue;
        };
        let Some(name) = member(schema, "discriminator")
            .and_then(|discriminator| member(discriminator, "propertyName"))
            .and_then(Value::as_str)
            .map(str::to_owned)
        else {
            continue;
        };
        let place = child(&old, "discriminator");
        match judge(document, schema, &name) {
            Ok(()) => {
                if let Some(Value::Object(schema)) = document.pointer_mut(&at) {
                    schema.remove("discriminator");
                    let ours = schema
                        .entry("x-tidings")
                        .or_insert_with(|| Value::Object(Map::new()));
                    ours["tag"] = json!(name);
                }
                let message = format!("the discriminator `{name}` is now `x-tidings.tag`");
                walk.note("import/discriminator", &place, Effect::Same, message);
            }
            Err(reason) => {
                let message =
                    format!("the discriminator `{name}` is kept as an annotation: {reason}");
                walk.note("import/discriminator", &place, Effect::Annotation, message);
            }
        }
    }
}

/// Whether `name` tells the branches of `schema` apart; else why not.
fn judge(document: &Value, schema: &Value, name: &str) -> Result<(), String> {
    let branches = branches(document, schema);
    if branches.is_empty() {
        return Err("no `oneOf` or `anyOf` stands beside it".to_owned());
    }
    let mut seen = BTreeSet::new();
    for (index, branch) in branches.into_iter().enumerate() {
        let values = tag_values(document, branch, name, MAX_STEPS).ok_or_else(|| {
            format!("branch {index} does not require `{name}` with constant text")
        })?;
        for value in values {
            if !seen.insert(value.clone()) {
                return Err(format!("two branches have \"{value}\""));
            }
        }
    }
    Ok(())
}

/// The branches of a union, without those that are just null.
fn branches<'d>(document: &'d Value, schema: &'d Value) -> Vec<&'d Value> {
    let listed = ["oneOf", "anyOf"]
        .into_iter()
        .find_map(|word| member(schema, word).and_then(Value::as_array));
    let null = |branch: &&Value| {
        let target = referred(document, branch).unwrap_or(branch);
        member(target, "type").is_some_and(|name| name == "null")
    };
    listed
        .into_iter()
        .flatten()
        .filter(|branch| !null(branch))
        .collect()
}

/// The texts that the required member `name` can have in `schema`; None where that is not settled.
pub(crate) fn tag_values(
    document: &Value,
    schema: &Value,
    name: &str,
    steps: usize,
) -> Option<BTreeSet<String>> {
    let steps = steps.checked_sub(1)?;
    let here = || {
        let required = member(schema, "required")?.as_array()?;
        let property = member(member(schema, "properties")?, name)?;
        let listed = required.iter().any(|required| required == name);
        if listed {
            texts(document, property, steps)
        } else {
            None
        }
    };
    let all = || {
        let parts = member(schema, "allOf")?.as_array()?;
        parts
            .iter()
            .find_map(|part| tag_values(document, part, name, steps))
    };
    let any = || {
        let branches = ["oneOf", "anyOf"]
            .into_iter()
            .find_map(|word| member(schema, word).and_then(Value::as_array))?;
        let mut union = BTreeSet::new();
        for branch in branches {
            union.extend(tag_values(document, branch, name, steps)?);
        }
        Some(union)
    };
    let through = || tag_values(document, referred(document, schema)?, name, steps);
    here().or_else(all).or_else(any).or_else(through)
}

/// The texts that a schema lists as its only values.
fn texts(document: &Value, schema: &Value, steps: usize) -> Option<BTreeSet<String>> {
    let steps = steps.checked_sub(1)?;
    if let Some(constant) = member(schema, "const") {
        return constant
            .as_str()
            .map(|text| BTreeSet::from([text.to_owned()]));
    }
    if let Some(members) = member(schema, "enum").and_then(Value::as_array) {
        let texts = members
            .iter()
            .map(|value| value.as_str().map(str::to_owned));
        return texts.collect();
    }
    texts(document, referred(document, schema)?, steps)
}

/// The schema that the local `$ref` of `schema` names.
pub(crate) fn referred<'d>(document: &'d Value, schema: &Value) -> Option<&'d Value> {
    let fragment = member(schema, "$ref")?.as_str()?.strip_prefix('#')?;
    document.pointer(&from_fragment(fragment))
}

/// The member that tells the branches of a union apart: as `x-tidings.tag` says, else the only one that
/// all branches require with disjoint texts. None for what is no tagged union.
pub(crate) fn tag_of(document: &Value, schema: &Value) -> Option<String> {
    let branches = branches(document, schema);
    let said = member(schema, "x-tidings").and_then(|ours| member(ours, "tag"));
    if let Some(said) = said.and_then(Value::as_str) {
        return Some(said.to_owned());
    }
    if branches.len() < 2 {
        return None;
    }
    let mut names = BTreeSet::new();
    required_names(document, branches.first()?, MAX_STEPS, &mut names);
    let mut telling = names
        .into_iter()
        .filter(|name| judge(document, schema, name).is_ok());
    let tag = telling.next()?;
    telling.next().is_none().then_some(tag)
}

fn required_names(document: &Value, schema: &Value, steps: usize, names: &mut BTreeSet<String>) {
    let Some(steps) = steps.checked_sub(1) else {
        return;
    };
    let required = member(schema, "required").and_then(Value::as_array);
    names.extend(
        required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned),
    );
    for word in ["allOf", "anyOf", "oneOf"] {
        let parts = member(schema, word).and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            required_names(document, part, steps, names);
        }
    }
    if let Some(target) = referred(document, schema) {
        required_names(document, target, steps, names);
    }
}
