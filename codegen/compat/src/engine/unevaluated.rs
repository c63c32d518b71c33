//! `unevaluatedProperties` and `unevaluatedItems`, eliminated: what a branch evaluates counts when the branch holds.
//!
//! For the conditions g1 … gn under which more is evaluated, the keyword says: there is a set T of them that all hold,
//! and whatever neither T nor the unconditional part evaluates satisfies the keyword's schema. Taking fewer conditions
//! than hold only makes the second half stricter, so the disjunction over all T is exact.
use serde_json::{Map, Value};

use super::build::{At, Builder};
use super::build_array::prefix;
use super::document::{DEPTH, address};
use super::formula::{Atom, Lit};

/// More conditions than this are not multiplied out.
const CONDITIONS: usize = 7;

/// What some part of a schema evaluates, and the condition for it.
struct Evaluated {
    when: Lit,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    /// Members whose names satisfy this.
    Names(Lit),
    /// Elements below this index.
    Prefix(usize),
    /// Elements that satisfy this, wherever they are.
    Matching(Lit),
}

/// Which of the two keywords is being eliminated.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Properties,
    Items,
}

impl<'a> Builder<'a, '_> {
    pub(crate) fn unevaluated_properties(
        &mut self,
        schema: &'a Map<String, Value>,
        value: &'a Value,
        at: &At<'_>,
    ) -> Lit {
        let keyword = "unevaluatedProperties";
        let rest = self.child(value, &at.to(keyword));
        self.eliminate(schema, at, keyword, Of::Properties, |builder, taken| {
            let names: Vec<Lit> = taken
                .iter()
                .filter_map(|what| {
                    if let What::Names(names) = what {
                        Some(*names)
                    } else {
                        None
                    }
                })
                .collect();
            let covered = builder.arena.or(&names);
            let others = builder.arena.not(covered);
            builder.arena.atom(Atom::Members(others, rest))
        })
    }

    pub(crate) fn unevaluated_items(
        &mut self,
        schema: &'a Map<String, Value>,
        value: &'a Value,
        here: &At<'_>,
    ) -> Lit {
        let keyword = "unevaluatedItems";
        let rest = self.child(value, here);
        self.eliminate(schema, here, keyword, Of::Items, |builder, taken| {
            let (mut from, mut accepted) = (0, vec![rest]);
            for what in taken {
                match what {
                    What::Prefix(n) => from = from.max(*n),
                    What::Matching(lit) => accepted.push(*lit),
                    What::Names(_) => {}
                }
            }
            if from == usize::MAX {
                return Lit::TRUE;
            }
            let accepted = builder.arena.or(&accepted);
            builder.arena.atom(Atom::Rest(from, accepted))
        })
    }

    fn eliminate(
        &mut self,
        schema: &'a Map<String, Value>,
        at: &At<'_>,
        keyword: &str,
        of: Of,
        mut say: impl FnMut(&mut Self, &[What]) -> Lit,
    ) -> Lit {
        let mut found = Vec::new();
        let mut visited = Vec::new();
        if !self.evaluated(
            schema,
            Lit::TRUE,
            Some(keyword),
            of,
            at,
            &mut visited,
            &mut found,
        ) {
            return self.opaque(
                keyword,
                at,
                "what other keywords evaluate here is not decided",
            );
        }
        found.retain(|part| !matches!(part.what, What::Names(Lit::FALSE) | What::Prefix(0)));
        let mut conditions: Vec<Lit> = found
            .iter()
            .map(|part| part.when)
            .filter(|&when| when != Lit::TRUE)
            .collect();
        conditions.sort_unstable();
        conditions.dedup();
        if conditions.len() > CONDITIONS {
            let message = format!("more than {CONDITIONS} branches decide what is evaluated here");
            return self.opaque(keyword, at, message);
        }
        let choices: Vec<Lit> = (0..1u32 << conditions.len())
            .map(|set| {
                let (mut all, taken) = taken(&found, &conditions, set);
                all.push(say(self, &taken));
                self.arena.and(&all)
            })
            .collect();
        self.arena.or(&choices)
    }

    /// Collects what a schema evaluates; false where that can't be told.
    #[allow(clippy::too_many_arguments)]
    fn evaluated(
        &mut self,
        schema: &'a Map<String, Value>,
        when: Lit,
        except: Option<&str>,
        of: Of,
        at: &At<'_>,
        visited: &mut Vec<usize>,
        found: &mut Vec<Evaluated>,
    ) -> bool {
        if at_limit(visited) {
            return false;
        }
        self.own(schema, when, except, of, at, found);
        for (keyword, value) in schema {
            let here = at.to(keyword);
            let whole = match keyword.as_str() {
                "allOf" | "anyOf" | "oneOf" => {
                    let conditional = keyword != "allOf";
                    let mut branches = value.as_array().into_iter().flatten();
                    branches.all(|child| {
                        self.inside(child, when, conditional, of, &here, visited, found)
                    })
                }
                "$ref" | "$dynamicRef" => {
                    let meant = value
                        .as_str()
                        .and_then(|to| self.way.meant(self.document, keyword, to));
                    meant.is_some_and(|(target, base)| {
                        let around = std::mem::replace(&mut self.way.base, base);
                        let whole = self.inside(target, when, false, of, &here, visited, found);
                        self.way.base = around;
                        whole
                    })
                }
                "if" => self.conditional(schema, when, of, &here, visited, found),
                "dependentSchemas" if of == Of::Properties => {
                    let Some(members) = value.as_object() else {
                        return false;
                    };
                    members.iter().all(|(name, child)| {
                        let present = self.required(name);
                        let when = self.arena.and(&[when, present]);
                        self.inside(child, when, false, of, &here, visited, found)
                    })
                }
                _ => true,
            };
            if !whole {
                return false;
            }
        }
        true
    }

    /// What the keywords of one schema object evaluate by themselves.
    fn own(
        &mut self,
        schema: &'a Map<String, Value>,
        when: Lit,
        except: Option<&str>,
        of: Of,
        at: &At<'_>,
        found: &mut Vec<Evaluated>,
    ) {
        let has = |keyword: &str| schema.contains_key(keyword) && except != Some(keyword);
        let mut add = |what| found.push(Evaluated { when, what });
        match of {
            Of::Properties if has("additionalProperties") || has("unevaluatedProperties") => {
                add(What::Names(Lit::TRUE))
            }
            Of::Properties => add(What::Names(self.declared(schema, at))),
            Of::Items if has("items") || has("unevaluatedItems") => add(What::Prefix(usize::MAX)),
            Of::Items => {
                add(What::Prefix(prefix(schema)));
                if let Some(value) = schema.get("contains") {
                    add(What::Matching(self.child(value, &at.to("contains"))));
                }
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn inside(
        &mut self,
        child: &'a Value,
        when: Lit,
        conditional: bool,
        of: Of,
        at: &At<'_>,
        visited: &mut Vec<usize>,
        found: &mut Vec<Evaluated>,
    ) -> bool {
        let Value::Object(schema) = child else {
            return true;
        };
        if visited.contains(&address(child)) {
            // On another way it could evaluate something else.
            return !self.document.is_dynamic();
        }
        let when = if conditional {
            let holds = self.schema(child, at);
            self.arena.and(&[when, holds])
        } else {
            when
        };
        visited.push(address(child));
        let around = self.way.enter(self.document, child);
        let whole = self.evaluated(schema, when, None, of, at, visited, found);
        self.way.leave(around);
        visited.pop();
        whole
    }

    fn conditional(
        &mut self,
        schema: &'a Map<String, Value>,
        when: Lit,
        of: Of,
        at: &At<'_>,
        visited: &mut Vec<usize>,
        found: &mut Vec<Evaluated>,
    ) -> bool {
        let test = self.schema(&schema["if"], at);
        let refused = self.arena.not(test);
        let (yes, no) = (
            self.arena.and(&[when, test]),
            self.arena.and(&[when, refused]),
        );
        [("if", yes), ("then", yes), ("else", no)]
            .into_iter()
            .all(|(keyword, when)| {
                schema
                    .get(keyword)
                    .is_none_or(|child| self.inside(child, when, false, of, at, visited, found))
            })
    }
}

fn at_limit(visited: &[usize]) -> bool {
    visited.len() > DEPTH
}

/// The conditions of one set, and what is evaluated when they hold.
fn taken(found: &[Evaluated], conditions: &[Lit], set: u32) -> (Vec<Lit>, Vec<What>) {
    let chosen = |when: Lit| {
        let bit = conditions.iter().position(|&condition| condition == when);
        bit.is_none_or(|bit| set >> bit & 1 == 1)
    };
    let all = conditions.iter().copied().filter(|&when| chosen(when));
    let taken = found
        .iter()
        .filter(|part| chosen(part.when))
        .map(|part| part.what);
    (all.collect(), taken.collect())
}
