//! Every way in which one document allows what another refuses, found one after the other.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tidings_compat::{Reason, Semantics, Side, Verdict, Witness, decide, describing};
use tidings_model::{Checked, Schema};

use crate::direction::Direction;

/// After this many the rest is left: a type that differs in more places belongs to another event.
const MOST: usize = 8;

/// What a search came to.
pub(crate) struct Breaks {
    /// Payloads that the writer allows and the reader refuses, each for another reason.
    pub(crate) found: Vec<Witness>,
    /// Why there may be more.
    pub(crate) unproved: Option<Reason>,
}

/// A pair of documents, of which one is the type's and the other the contract's.
pub(crate) struct Pair<'a> {
    pub(crate) direction: Direction,
    pub(crate) writer: &'a Value,
    /// What payloads are compared with.
    pub(crate) reader: &'a Value,
    /// What refuses them: the same, or where that is a looser form, what it was made from.
    pub(crate) strict: &'a Value,
    /// The contract's document as nodes, which tell its members.
    pub(crate) contract: &'a Schema<Checked>,
}

impl Pair<'_> {
    /// Looks for breaks; after each one the assertion that refused it is taken out, and the search goes on.
    pub(crate) fn breaks(&self) -> Breaks {
        let mut found: Vec<Witness> = Vec::new();
        let mut loose = self.reader.clone();
        let mut unproved = None;
        while found.len() < MOST {
            match decide(self.writer, &loose, Semantics::Validation) {
                Verdict::Compatible => break,
                Verdict::Unknown(reason) => {
                    unproved = Some(reason);
                    break;
                }
                Verdict::Breaking(witness) => {
                    let loosened = self.loosen(&mut loose, &witness);
                    // What is refused only now that something was taken out is no break.
                    if is_refused(&witness.value, self.strict) {
                        found.push(*witness);
                    } else {
                        unproved = Some(unconfirmed(&witness));
                    }
                    if !loosened {
                        break;
                    }
                }
            }
        }
        Breaks { found, unproved }
    }

    /// Takes out of a document what refuses a payload; false where it can't be found.
    fn loosen(&self, document: &mut Value, witness: &Witness) -> bool {
        let refused = &witness.refused;
        let Some((parent, keyword)) = refused.pointer.rsplit_once('/') else {
            return false;
        };
        let keyword = keyword.replace("~1", "/").replace("~0", "~");
        let at = witness.value.pointer(&refused.at);
        match (document.pointer_mut(parent), at) {
            (Some(Value::Object(schema)), Some(Value::Object(names))) if keyword == "required" => {
                self.unrequire(schema, &refused.at, names)
            }
            (Some(Value::Object(schema)), Some(Value::Object(names)))
                if self.direction == Direction::Writes
                    && keyword.ends_with("Properties")
                    && schema.get(&keyword) == Some(&Value::Bool(false)) =>
            {
                declare(schema, names)
            }
            (Some(Value::Object(schema)), _) => match schema.get_mut(&keyword) {
                // A member that may not be there is a schema, where other keywords are not.
                Some(member @ Value::Bool(false)) => {
                    *member = Value::Bool(true);
                    true
                }
                Some(_) => schema.remove(&keyword).is_some(),
                None => false,
            },
            (Some(Value::Array(schemas)), _) => {
                let schema = keyword.parse().ok().and_then(|i: usize| schemas.get_mut(i));
                schema.is_some_and(|schema| {
                    std::mem::replace(schema, true.into()) != Value::Bool(true)
                })
            }
            _ => false,
        }
    }

    /// The members that are missing may be; one that the contract does not know at all may be anything.
    fn unrequire(
        &self,
        schema: &mut Map<String, Value>,
        at: &str,
        names: &Map<String, Value>,
    ) -> bool {
        let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) else {
            return false;
        };
        let is_there = |name: &Value| name.as_str().is_some_and(|name| names.contains_key(name));
        let missing: Vec<Value> = required.extract_if(.., |name| !is_there(name)).collect();
        let declared = declared(self.contract, at);
        let unknown = missing.iter().filter_map(Value::as_str);
        let unknown: Vec<&str> = unknown.filter(|name| !declared.contains(*name)).collect();
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            for name in unknown {
                properties.insert(name.to_owned(), Value::Bool(true));
            }
        }
        !missing.is_empty()
    }
}

/// The members that a schema declares at a place of a payload.
pub(crate) fn declared(schema: &Schema<Checked>, at: &str) -> BTreeSet<String> {
    let nodes = describing(schema, at).into_iter();
    let members = nodes.flat_map(|node| schema.node(node).object.properties.iter());
    members.map(|(name, _)| name.clone()).collect()
}

fn is_refused(payload: &Value, reader: &Value) -> bool {
    let alone = json!({"const": payload});
    matches!(
        decide(&alone, reader, Semantics::Validation),
        Verdict::Breaking(_)
    )
}

fn unconfirmed(witness: &Witness) -> Reason {
    Reason {
        side: Some(Side::Reader),
        keyword: witness.refused.keyword.clone(),
        pointer: witness.refused.pointer.clone(),
        message: "what seems to be refused is accepted by the schema as it is written".into(),
    }
}

/// The members that are there may be.
fn declare(schema: &mut Map<String, Value>, names: &Map<String, Value>) -> bool {
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    let Some(properties) = properties.as_object_mut() else {
        return false;
    };
    let before = properties.len();
    for name in names.keys() {
        properties.entry(name).or_insert(Value::Bool(true));
    }
    properties.len() > before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(writer: &Value, reader: &Value) -> Vec<String> {
        let contract = Schema::from_document(reader).expect("a schema");
        let pair = Pair {
            direction: Direction::Writes,
            writer,
            reader,
            strict: reader,
            contract: &contract,
        };
        let breaks = pair.breaks();
        assert_eq!(breaks.unproved, None);
        let found = breaks.found.into_iter();
        found.map(|witness| witness.refused.pointer).collect()
    }

    #[test]
    fn all_that_differs_is_found() {
        let writer = json!({
            "type": "object", "required": ["a"], "additionalProperties": false,
            "properties": {"a": {"type": ["string", "null"]}, "b": {"enum": ["x", "y"]}, "d": {"type": "boolean"}}
        });
        let reader = json!({
            "type": "object", "required": ["a", "b", "c"], "additionalProperties": false,
            "properties": {"a": {"type": "string"}, "b": {"enum": ["x"]}, "c": true}
        });
        let mut found = places(&writer, &reader);
        found.sort();
        assert_eq!(
            found,
            [
                "/additionalProperties",
                "/properties/a/type",
                "/properties/b/enum",
                "/required"
            ]
        );
    }

    #[test]
    fn what_is_included_breaks_nothing() {
        let narrow = json!({"type": "integer", "minimum": 1});
        assert_eq!(
            places(&narrow, &json!({"type": "number"})),
            [] as [String; 0]
        );
    }
}
