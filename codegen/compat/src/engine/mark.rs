//! A cheap proof that two branches never hold together: different types, or a required member with different constants.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::build::{Builder, scalar};
use super::build_object::names;
use super::formula::Scalar;

/// What a branch shows at first sight: its types, and the constants of its required members.
#[derive(Debug, Default)]
pub(crate) struct Mark {
    types: Option<BTreeSet<String>>,
    tags: BTreeMap<String, BTreeSet<Scalar>>,
}

impl Mark {
    /// Whether no value satisfies both branches.
    pub(crate) fn apart(&self, other: &Self) -> bool {
        if let (Some(a), Some(b)) = (&self.types, &other.types) {
            let meets = a
                .iter()
                .any(|name| b.contains(name) || (name == "integer" && b.contains("number")))
                || (a.contains("number") && b.contains("integer"));
            if !meets {
                return true;
            }
            if a.len() > 1 || b.len() > 1 || !a.contains("object") {
                return false;
            }
            return self.tags.iter().any(|(name, values)| {
                other
                    .tags
                    .get(name)
                    .is_some_and(|others| values.is_disjoint(others))
            });
        }
        false
    }
}

impl<'a> Builder<'a, '_> {
    /// Whether one required member keeps all branches apart: told at once, and not two by two.
    pub(crate) fn all_apart(marks: &[Mark]) -> bool {
        let Some((first, others)) = marks.split_first() else {
            return true;
        };
        let object = |mark: &Mark| {
            let types = mark.types.as_ref();
            types.is_some_and(|types| types.len() == 1 && types.contains("object"))
        };
        marks.iter().all(object)
            && first.tags.iter().any(|(name, values)| {
                let mut seen: BTreeSet<&Scalar> = values.iter().collect();
                others.iter().all(|mark| {
                    let values = mark.tags.get(name);
                    values.is_some_and(|values| values.iter().all(|value| seen.insert(value)))
                })
            })
    }

    /// Reads a branch's mark through at most a few plain references.
    pub(crate) fn mark(&self, branch: &'a Value) -> Mark {
        let mut schema = branch;
        for _ in 0..4 {
            match schema.as_object() {
                Some(map) if map.len() == 1 => {
                    let target = map.get("$ref").and_then(Value::as_str);
                    match target
                        .and_then(|reference| self.document.resolve(reference, &self.way.base))
                    {
                        Some((target, _)) => schema = target,
                        None => break,
                    }
                }
                _ => break,
            }
        }
        let types = match schema.get("type") {
            Some(Value::String(name)) => Some(BTreeSet::from([name.clone()])),
            Some(value) => names(value).map(|names| names.into_iter().map(str::to_owned).collect()),
            None => None,
        };
        let mut mark = Mark {
            types,
            tags: BTreeMap::new(),
        };
        let required = schema.get("required").and_then(names).unwrap_or_default();
        for name in required {
            let Some(member) = schema
                .get("properties")
                .and_then(|members| members.get(name))
            else {
                continue;
            };
            let values = match (member.get("const"), member.get("enum")) {
                (Some(value), _) => scalar(value).map(|value| BTreeSet::from([value])),
                (None, Some(Value::Array(values))) => values.iter().map(scalar).collect(),
                _ => None,
            };
            if let Some(values) = values {
                mark.tags.insert(name.to_owned(), values);
            }
        }
        mark
    }
}
