//! The object keywords. Whatever names several members at once becomes one form: all members whose name … have a value that …
use std::rc::Rc;

use serde_json::{Map, Value};

use super::build::{At, Builder};
use super::formula::{Atom, Lit, Scalar};

impl<'a> Builder<'a, '_> {
    /// The literal of one object keyword, or None when the keyword is none.
    pub(crate) fn object(
        &mut self,
        schema: &'a Map<String, Value>,
        keyword: &str,
        value: &'a Value,
        at: &At<'_>,
    ) -> Option<Lit> {
        let here = at.to(keyword);
        Some(match keyword {
            "properties" => self.properties(value, &here),
            "patternProperties" => self.pattern_properties(value, &here),
            "additionalProperties" => {
                let rest = self.child(value, &here);
                let declared = self.declared(schema, at);
                let others = self.arena.not(declared);
                self.arena.atom(Atom::Members(others, rest))
            }
            "propertyNames" => {
                let names = self.child(value, &here);
                let others = self.arena.not(names);
                self.arena.atom(Atom::Members(others, Lit::FALSE))
            }
            "required" => match names(value) {
                Some(names) => self.all_required(&names),
                None => self.malformed(keyword, &here),
            },
            "dependentRequired" | "dependentSchemas" => self.dependents(keyword, value, &here),
            "unevaluatedProperties" => self.unevaluated_properties(schema, value, at),
            _ => return None,
        })
    }

    fn properties(&mut self, value: &'a Value, at: &At<'_>) -> Lit {
        let Some(members) = value.as_object() else {
            return self.malformed("properties", at);
        };
        let mut all = Vec::with_capacity(members.len());
        for (name, member) in members {
            let lit = self.child(member, &at.to(name));
            all.push(self.arena.atom(Atom::Member(name.as_str().into(), lit)));
        }
        self.arena.and(&all)
    }

    fn pattern_properties(&mut self, value: &'a Value, at: &At<'_>) -> Lit {
        let Some(members) = value.as_object() else {
            return self.malformed("patternProperties", at);
        };
        let mut all = Vec::with_capacity(members.len());
        for (pattern, member) in members {
            let here = at.to(pattern);
            let lit = self.child(member, &here);
            let names = self.pattern(pattern, &here);
            all.push(self.arena.atom(Atom::Members(names, lit)));
        }
        self.arena.and(&all)
    }

    /// The names that `properties` and `patternProperties` beside a keyword cover, as a formula about strings.
    pub(crate) fn declared(&mut self, schema: &'a Map<String, Value>, at: &At<'_>) -> Lit {
        let mut covered = Vec::new();
        if let Some(Value::Object(members)) = schema.get("properties") {
            let names = members
                .keys()
                .map(|name| Scalar::String(name.as_str().into()));
            covered.push(self.arena.values(names));
        }
        if let Some(Value::Object(members)) = schema.get("patternProperties") {
            let here = at.to("patternProperties");
            for pattern in members.keys() {
                let names = self.pattern(pattern, &here.to(pattern));
                covered.push(names);
            }
        }
        self.arena.or(&covered)
    }

    fn all_required(&mut self, names: &[&str]) -> Lit {
        let all: Vec<Lit> = names.iter().map(|&name| self.required(name)).collect();
        self.arena.and(&all)
    }

    pub(crate) fn required(&mut self, name: &str) -> Lit {
        let name: Rc<str> = name.into();
        self.arena.atom(Atom::Required(name))
    }

    fn dependents(&mut self, keyword: &str, value: &'a Value, at: &At<'_>) -> Lit {
        let Some(members) = value.as_object() else {
            return self.malformed(keyword, at);
        };
        let mut all = Vec::with_capacity(members.len());
        for (name, needs) in members {
            let here = at.to(name);
            let then = if keyword == "dependentSchemas" {
                self.schema(needs, &here)
            } else {
                match names(needs) {
                    Some(names) => self.all_required(&names),
                    None => self.malformed(keyword, &here),
                }
            };
            let absent = self.absent(name);
            all.push(self.arena.or(&[absent, then]));
        }
        self.arena.and(&all)
    }

    /// Not an object that has the member: what a dependency on it asks first.
    fn absent(&mut self, name: &str) -> Lit {
        let present = self.required(name);
        let object = self.arena.kinds(super::kind::Kinds::OBJECT);
        let both = self.arena.and(&[object, present]);
        self.arena.not(both)
    }
}

/// A list of strings.
pub(crate) fn names(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}
