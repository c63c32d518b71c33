//! How much a validator has to read to judge a value: it goes branch by branch, and reads what is shared again each time.
use foldhash::{HashMap, HashMapExt};
use serde_json::{Map, Value};

use super::document::{Document, address};

/// More than can be read: also said of circles, and of references that go too deep for a stack.
pub(crate) const ENDLESS: u64 = u64::MAX;
/// Schemas that apply inside each other to more levels than this are not followed.
const DEPTH: usize = 256;
/// More pairs of a schema and a value than this are not looked at.
const PAIRS: usize = 1 << 21;

/// How many schemas are read at most when the document judges the value.
pub(crate) fn reading(document: &Value, value: &Value) -> u64 {
    let names = Document::new(document);
    let mut count = Count {
        document: &names,
        known: HashMap::new(),
    };
    count.of(document, "", value, 0)
}

struct Count<'d, 'a> {
    document: &'d Document<'a>,
    /// What is known of a schema and a value; none while it is being counted.
    known: HashMap<(usize, usize), Option<u64>>,
}

impl<'a> Count<'_, 'a> {
    fn of(&mut self, schema: &'a Value, around: &str, value: &Value, depth: usize) -> u64 {
        let Value::Object(keywords) = schema else {
            return 1;
        };
        if depth > DEPTH || self.known.len() > PAIRS {
            return ENDLESS;
        }
        let pair = (address(schema), address(value));
        match self.known.get(&pair) {
            Some(Some(known)) => return *known,
            Some(None) => return ENDLESS,
            None => {}
        }
        self.known.insert(pair, None);
        let base = self.document.base(schema, around);
        let mut all: u64 = 1;
        for (keyword, inner) in keywords {
            let (of, below) = (keyword.as_str(), depth + 1);
            let more = match value {
                Value::Object(members) => self.members(of, inner, &base, members, below),
                Value::Array(items) => self.items(of, inner, &base, items, below),
                _ => None,
            };
            let more = more.unwrap_or_else(|| self.in_place(of, inner, &base, value, below));
            all = all.saturating_add(more);
        }
        // What other keywords evaluate is found out by reading them once more.
        if keywords.contains_key("unevaluatedProperties")
            || keywords.contains_key("unevaluatedItems")
        {
            all = all.saturating_mul(2);
        }
        self.known.insert(pair, Some(all));
        all
    }

    /// The same value, judged by what a keyword holds.
    fn in_place(
        &mut self,
        keyword: &str,
        inner: &'a Value,
        base: &str,
        value: &Value,
        depth: usize,
    ) -> u64 {
        match (keyword, inner) {
            ("$ref" | "$dynamicRef", Value::String(reference)) => {
                let targets = self.document.targets(keyword, reference, base);
                let each = targets.iter();
                each.fold(0, |all: u64, (target, base)| {
                    all.saturating_add(self.of(target, base, value, depth))
                })
            }
            ("not" | "if" | "then" | "else", inner) => self.of(inner, base, value, depth),
            ("enum", Value::Array(values)) => values.iter().map(listed).sum(),
            ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                self.sum(branches.iter().map(|branch| (branch, value)), base, depth)
            }
            ("dependentSchemas", Value::Object(schemas)) => {
                self.sum(schemas.values().map(|schema| (schema, value)), base, depth)
            }
            _ => 0,
        }
    }

    /// The members of an object; None where the keyword says nothing about them.
    fn members(
        &mut self,
        keyword: &str,
        inner: &'a Value,
        base: &str,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Option<u64> {
        Some(match (keyword, inner) {
            ("properties", Value::Object(schemas)) => {
                let held = members
                    .iter()
                    .filter_map(|(name, member)| Some((schemas.get(name)?, member)));
                self.sum(held, base, depth)
            }
            ("patternProperties", Value::Object(schemas)) => {
                let pairs = members
                    .values()
                    .flat_map(|member| schemas.values().map(move |schema| (schema, member)));
                self.sum(pairs, base, depth)
            }
            ("additionalProperties" | "unevaluatedProperties", schema) => {
                self.sum(members.values().map(|member| (schema, member)), base, depth)
            }
            // A name is read like any other text.
            ("propertyNames", schema) => {
                let one = self.of(schema, base, &Value::Null, depth);
                one.saturating_mul(members.len() as u64)
            }
            _ => return None,
        })
    }

    /// The elements of an array; None where the keyword says nothing about them.
    fn items(
        &mut self,
        keyword: &str,
        inner: &'a Value,
        base: &str,
        items: &[Value],
        depth: usize,
    ) -> Option<u64> {
        Some(match (keyword, inner) {
            ("prefixItems", Value::Array(schemas)) => {
                self.sum(schemas.iter().zip(items), base, depth)
            }
            ("items" | "contains" | "unevaluatedItems", schema) => {
                self.sum(items.iter().map(|item| (schema, item)), base, depth)
            }
            _ => return None,
        })
    }

    fn sum<'v>(
        &mut self,
        pairs: impl Iterator<Item = (&'a Value, &'v Value)>,
        base: &str,
        depth: usize,
    ) -> u64 {
        pairs.fold(0, |all: u64, (schema, value)| {
            all.saturating_add(self.of(schema, base, value, depth))
        })
    }
}

/// What it costs to compare with a listed value: arrays and objects are copied first, and take a walk.
fn listed(value: &Value) -> u64 {
    match value {
        Value::Array(_) | Value::Object(_) => 16,
        _ => 1,
    }
}
