//! DESIGN section 3 read off the page: values, subschemas that apply to them, declared members. Slow and plain on purpose.

use serde_json::{Map, Value};

use crate::judge::Judge;

/// A subschema that applies, and whether it stands in a positive position.
#[derive(Clone, Copy)]
struct Applied<'a> {
    schema: &'a Map<String, Value>,
    positive: bool,
}

/// The emit set of a document by its definition.
pub struct Oracle<'a> {
    root: &'a Value,
}

impl<'a> Oracle<'a> {
    pub fn of(root: &'a Value) -> Oracle<'a> {
        Oracle { root }
    }

    /// Whether a value that the document accepts as written holds no undeclared member.
    pub fn declares_all(&self, value: &Value) -> bool {
        let mut applied = Vec::new();
        self.apply(self.root, value, true, &mut applied);
        self.closed(value, &applied)
    }

    /// Everything in place that applies to a value which the schema accepts.
    fn apply(
        &self,
        schema: &'a Value,
        value: &Value,
        positive: bool,
        applied: &mut Vec<Applied<'a>>,
    ) {
        let Value::Object(map) = schema else { return };
        if applied
            .iter()
            .any(|known| std::ptr::eq(known.schema, map) && (known.positive || !positive))
        {
            return;
        }
        applied.push(Applied {
            schema: map,
            positive,
        });
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            let target = self
                .root
                .pointer(reference.trim_start_matches('#'))
                .expect("references resolve");
            self.apply(target, value, positive, applied);
        }
        for all in list(map, "allOf") {
            self.apply(all, value, positive, applied);
        }
        for branch in list(map, "anyOf").chain(list(map, "oneOf")) {
            if self.holds(branch, value) {
                self.apply(branch, value, positive, applied);
            }
        }
        if let Some(test) = map.get("if") {
            let holds = self.holds(test, value);
            if holds {
                self.apply(test, value, false, applied);
            }
            if let Some(branch) = map.get(if holds { "then" } else { "else" }) {
                self.apply(branch, value, positive, applied);
            }
        }
        for (name, dependent) in members(map, "dependentSchemas") {
            if value.get(name).is_some() {
                self.apply(dependent, value, positive, applied);
            }
        }
    }

    fn holds(&self, schema: &Value, value: &Value) -> bool {
        let mut document = Map::new();
        document.insert(
            "$defs".to_owned(),
            self.root
                .get("$defs")
                .cloned()
                .unwrap_or_else(|| Value::Object(Map::new())),
        );
        document.insert("allOf".to_owned(), Value::Array(vec![schema.clone()]));
        Judge::of(&Value::Object(document)).accepts(value)
    }

    fn closed(&self, value: &Value, applied: &[Applied<'a>]) -> bool {
        match value {
            Value::Object(map) => {
                let describes = applied
                    .iter()
                    .any(|one| one.positive && describes(one.schema));
                let open = applied
                    .iter()
                    .any(|one| declares_rest(one.schema) || is_open(one.schema));
                map.iter().all(|(name, child)| {
                    let declared = applied.iter().any(|one| declares(one.schema, name));
                    if describes && !open && !declared {
                        return false;
                    }
                    let mut below = Vec::new();
                    for one in applied {
                        self.apply_member(*one, name, child, &mut below);
                    }
                    self.closed(child, &below)
                })
            }
            Value::Array(items) => items.iter().enumerate().all(|(i, item)| {
                let mut below = Vec::new();
                for one in applied {
                    self.apply_item(*one, i, item, &mut below);
                }
                self.closed(item, &below)
            }),
            _ => true,
        }
    }

    fn apply_member(
        &self,
        one: Applied<'a>,
        name: &str,
        child: &Value,
        below: &mut Vec<Applied<'a>>,
    ) {
        let mut known = false;
        if let Some(schema) = one.schema.get("properties").and_then(|map| map.get(name)) {
            known = true;
            self.apply(schema, child, one.positive, below);
        }
        for (pattern, schema) in members(one.schema, "patternProperties") {
            if matches(pattern, name) {
                known = true;
                self.apply(schema, child, one.positive, below);
            }
        }
        if let (false, Some(rest)) = (known, one.schema.get("additionalProperties")) {
            self.apply(rest, child, one.positive, below);
        }
    }

    fn apply_item(&self, one: Applied<'a>, i: usize, item: &Value, below: &mut Vec<Applied<'a>>) {
        let prefix = list(one.schema, "prefixItems").nth(i);
        if let Some(schema) = prefix.or_else(|| one.schema.get("items")) {
            self.apply(schema, item, one.positive, below);
        }
        if let Some(contains) = one.schema.get("contains")
            && self.holds(contains, item)
        {
            self.apply(contains, item, false, below);
        }
    }
}

fn declares(schema: &Map<String, Value>, name: &str) -> bool {
    let named = |keyword: &str| members(schema, keyword).any(|(key, _)| key == name);
    let needed = |value: &Value| {
        value
            .as_array()
            .is_some_and(|names| names.iter().any(|other| other == name))
    };
    named("properties")
        || members(schema, "patternProperties").any(|(pattern, _)| matches(pattern, name))
        || schema.get("required").is_some_and(needed)
        || members(schema, "dependentRequired").any(|(key, names)| key == name || needed(names))
        || declares_rest(schema)
}

fn describes(schema: &Map<String, Value>) -> bool {
    let some = |keyword: &str| {
        schema.get(keyword).is_some_and(|value| match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(list) => !list.is_empty(),
            _ => false,
        })
    };
    [
        "properties",
        "patternProperties",
        "required",
        "dependentRequired",
    ]
    .into_iter()
    .any(some)
        || declares_rest(schema)
}

fn declares_rest(schema: &Map<String, Value>) -> bool {
    ["additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(|keyword| schema.get(*keyword).is_some_and(|rest| *rest != false))
}

fn is_open(schema: &Map<String, Value>) -> bool {
    schema.get("x-tidings").and_then(|notes| notes.get("open")) == Some(&Value::Bool(true))
}

/// The patterns of these tests are anchored prefixes.
fn matches(pattern: &str, name: &str) -> bool {
    name.starts_with(pattern.trim_start_matches('^'))
}

fn list<'a>(
    map: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = &'a Value> + use<'a> {
    map.get(keyword)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn members<'a>(
    map: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    map.get(keyword)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}
