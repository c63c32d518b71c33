//! The array keywords.
use serde_json::{Map, Value};

use super::build::{At, Builder, count};
use super::formula::{Atom, Lit};

impl<'a> Builder<'a, '_> {
    /// The literal of one array keyword, or None when the keyword is none.
    pub(crate) fn array(
        &mut self,
        schema: &'a Map<String, Value>,
        keyword: &str,
        value: &'a Value,
        here: &At<'_>,
    ) -> Option<Lit> {
        Some(match keyword {
            "prefixItems" => {
                let Some(items) = value.as_array() else {
                    return Some(self.malformed(keyword, here));
                };
                let mut all = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let lit = self.child(item, &here.item(index));
                    all.push(self.arena.atom(Atom::Element(index, lit)));
                }
                self.arena.and(&all)
            }
            "items" => {
                let lit = self.child(value, here);
                self.arena.atom(Atom::Rest(prefix(schema), lit))
            }
            "contains" => {
                let of = self.child(value, here);
                let bounds = (
                    contains_bound(schema, "minContains"),
                    contains_bound(schema, "maxContains"),
                );
                let (Ok(min), Ok(max)) = bounds else {
                    return Some(self.malformed(keyword, here));
                };
                self.arena.atom(Atom::Count {
                    of,
                    min: min.unwrap_or(1),
                    max,
                })
            }
            "unevaluatedItems" => self.unevaluated_items(schema, value, here),
            _ => return None,
        })
    }
}

/// How many elements `prefixItems` describes.
pub(crate) fn prefix(schema: &Map<String, Value>) -> usize {
    schema
        .get("prefixItems")
        .and_then(Value::as_array)
        .map_or(0, Vec::len)
}

fn contains_bound(schema: &Map<String, Value>, keyword: &str) -> Result<Option<u64>, ()> {
    schema
        .get(keyword)
        .map(|value| count(value).ok_or(()))
        .transpose()
}
