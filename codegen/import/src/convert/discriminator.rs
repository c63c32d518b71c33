//! OpenAPI's `discriminator` as `x-tidings.tag`, where the branches really tell each other apart by it.

use std::collections::{BTreeMap, BTreeSet};

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
    let mut query = Query::new(document, name);
    let mut seen = BTreeSet::new();
    for (index, branch) in branches.into_iter().enumerate() {
        let values = query.values(branch).ok_or_else(|| {
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
    let null = |branch: &&Value| {
        let target = referred(document, branch).unwrap_or(branch);
        member(target, "type").is_some_and(|name| name == "null")
    };
    union(schema)
        .iter()
        .filter(|branch| !null(branch))
        .collect()
}

fn union(schema: &Value) -> &[Value] {
    let listed = ["oneOf", "anyOf"]
        .into_iter()
        .find_map(|word| member(schema, word).and_then(Value::as_array));
    listed.map_or(&[], Vec::as_slice)
}

/// The texts that one required member can have, schema by schema.
///
/// Every schema is looked at once, however often and in whatever circles it is referred to.
struct Query<'d> {
    document: &'d Value,
    name: &'d str,
    known: BTreeMap<usize, Option<BTreeSet<String>>>,
}

impl<'d> Query<'d> {
    fn new(document: &'d Value, name: &'d str) -> Query<'d> {
        Query {
            document,
            name,
            known: BTreeMap::new(),
        }
    }

    /// The texts that the member can have in `schema`; None where that is not settled.
    fn values(&mut self, schema: &'d Value) -> Option<BTreeSet<String>> {
        let address = std::ptr::from_ref(schema) as usize;
        if let Some(known) = self.known.get(&address) {
            return known.clone();
        }
        // Whoever comes back here while it is looked at goes round in a circle.
        self.known.insert(address, None);
        let found = self.look(schema);
        self.known.insert(address, found.clone());
        found
    }

    fn look(&mut self, schema: &'d Value) -> Option<BTreeSet<String>> {
        let parts = parts(self.document, schema);
        let here = self.required(&parts);
        let unions = parts.iter().filter_map(|part| {
            let branches = union(part);
            let found = branches.iter().map(|branch| self.values(branch));
            let found: Option<Vec<_>> = found.collect();
            Some(found?.into_iter().flatten().collect()).filter(|_| !branches.is_empty())
        });
        here.into_iter().chain(unions).reduce(common)
    }

    /// What the parts of a schema say together: one may require the member, and another say what it can be.
    fn required(&self, parts: &[&'d Value]) -> Option<BTreeSet<String>> {
        let requires = |part: &&Value| {
            let required = member(part, "required").and_then(Value::as_array);
            required.is_some_and(|names| names.iter().any(|name| name == self.name))
        };
        if !parts.iter().any(requires) {
            return None;
        }
        let described = parts.iter().filter_map(|part| {
            let property = member(member(part, "properties")?, self.name)?;
            texts(self.document, property, MAX_STEPS)
        });
        described.reduce(common)
    }
}

fn common(one: BTreeSet<String>, other: BTreeSet<String>) -> BTreeSet<String> {
    one.intersection(&other).cloned().collect()
}

/// A schema and all that applies with it: through `allOf` and `$ref`.
fn parts<'d>(document: &'d Value, schema: &'d Value) -> Vec<&'d Value> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if seen.insert(std::ptr::from_ref(schema) as usize) {
            found.push(schema);
            let all = member(schema, "allOf").and_then(Value::as_array);
            open.extend(all.into_iter().flatten());
            open.extend(referred(document, schema));
        }
    }
    found
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
fn referred<'d>(document: &'d Value, schema: &Value) -> Option<&'d Value> {
    let fragment = member(schema, "$ref")?.as_str()?.strip_prefix('#')?;
    document.pointer(&from_fragment(fragment))
}
