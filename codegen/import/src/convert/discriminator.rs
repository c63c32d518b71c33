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
        if let Some(found) = self.here(schema) {
            return Some(found);
        }
        let parts = member(schema, "allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            if let Some(found) = self.values(part) {
                return Some(found);
            }
        }
        let branches = union(schema);
        if !branches.is_empty() {
            let found: Option<Vec<BTreeSet<String>>> =
                branches.iter().map(|branch| self.values(branch)).collect();
            if let Some(found) = found {
                return Some(found.into_iter().flatten().collect());
            }
        }
        self.values(referred(self.document, schema)?)
    }

    fn here(&self, schema: &'d Value) -> Option<BTreeSet<String>> {
        let required = member(schema, "required")?.as_array()?;
        let property = member(member(schema, "properties")?, self.name)?;
        let listed = required.iter().any(|required| required == self.name);
        if listed {
            texts(self.document, property, MAX_STEPS)
        } else {
            None
        }
    }
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

/// The member that tells the branches of a union apart: as `x-tidings.tag` says, else the only one that
/// all branches require with disjoint texts. None for what is no tagged union.
pub(crate) fn tag_of(document: &Value, schema: &Value) -> Option<String> {
    tag_within(document, schema, MAX_STEPS)
}

fn tag_within(document: &Value, schema: &Value, steps: usize) -> Option<String> {
    let steps = steps.checked_sub(1)?;
    let branches = branches(document, schema);
    let said = member(schema, "x-tidings").and_then(|ours| member(ours, "tag"));
    if let Some(said) = said.and_then(Value::as_str) {
        return Some(said.to_owned());
    }
    if let [only] = branches.as_slice() {
        // Null or a union is that union, which may grow.
        let target = referred(document, only).unwrap_or(only);
        return tag_within(document, target, steps);
    }
    let names = required_names(document, branches.first()?);
    let mut telling = names
        .into_iter()
        .filter(|name| judge(document, schema, name).is_ok());
    let tag = telling.next()?;
    telling.next().is_none().then_some(tag)
}

/// The members that some part of a schema requires.
fn required_names(document: &Value, schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if !seen.insert(std::ptr::from_ref(schema) as usize) {
            continue;
        }
        let required = member(schema, "required").and_then(Value::as_array);
        let texts = required.into_iter().flatten().filter_map(Value::as_str);
        names.extend(texts.map(str::to_owned));
        let parts = ["allOf", "anyOf", "oneOf"].into_iter();
        open.extend(
            parts
                .filter_map(|word| member(schema, word)?.as_array())
                .flatten(),
        );
        open.extend(referred(document, schema));
    }
    names
}
