//! Cases of one scalar type, and cases whose values are listed.
use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::formula::{Atom, LOOK, Lit, Node, Scalar};
use super::outcome::{Outcome, Why};
use super::solve::{Case, Solver};
use super::{numbers, rational, strings};

impl Solver<'_> {
    /// Where the values are listed, the case is decided by trying each; None where they are not.
    pub(crate) fn listed(&mut self, case: &Case) -> Option<Outcome> {
        let mut shortest: Option<(usize, Rc<Node>)> = None;
        for &lit in case.atoms.iter().filter(|lit| !lit.is_negative()) {
            let node = self.arena.node(lit);
            if let Node::Atom(Atom::Values(values)) = &*node
                && shortest
                    .as_ref()
                    .is_none_or(|(least, _)| values.len() < *least)
            {
                shortest = Some((values.len(), Rc::clone(&node)));
            }
        }
        let (_, node) = shortest?;
        let Node::Atom(Atom::Values(values)) = &*node else {
            return None;
        };
        let others = self.listings(case);
        let allowed = |value: &Scalar| {
            let mut others = others.iter();
            others.all(|(node, wanted)| match &**node {
                Node::Atom(Atom::Values(values)) => values.contains(value) == *wanted,
                _ => true,
            })
        };
        let mut best = Outcome::Empty;
        for value in values.iter().filter(|value| value.kind() == case.kind) {
            self.look(LOOK * others.len());
            if self.is_spent() {
                return Some(Outcome::Maybe(None, Why::Steps));
            }
            if !allowed(value) {
                continue;
            }
            self.look(4 * LOOK);
            let Some(value) = written(value) else {
                best = best.or(Outcome::Maybe(
                    None,
                    Why::Size("a number has no exact JSON form"),
                ));
                continue;
            };
            match self.fits(&value, case) {
                Some(true) => return Some(Outcome::found(value)),
                Some(false) => {}
                None => {
                    let why = case.doubt.unwrap_or(Why::Depth);
                    best = best.or(Outcome::Maybe(Some(Rc::new(value)), why));
                }
            }
        }
        Some(best)
    }

    /// The lists of values among the assertions of a case, and whether a value has to be on each.
    fn listings(&self, case: &Case) -> Vec<(Rc<Node>, bool)> {
        let nodes = case
            .atoms
            .iter()
            .map(|&lit| (self.arena.node(lit), !lit.is_negative()));
        nodes
            .filter(|(node, _)| matches!(&**node, Node::Atom(Atom::Values(_))))
            .collect()
    }

    /// Whether a value satisfies all that a case asks; None where that is undecided.
    fn fits(&mut self, value: &Value, case: &Case) -> Option<bool> {
        let mut known = true;
        for &lit in &case.atoms {
            match self.holds(value, lit) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => known = false,
            }
        }
        known.then_some(true)
    }

    /// A type with few values: each is tried.
    pub(crate) fn tried<const N: usize>(&mut self, case: &Case, values: [Value; N]) -> Outcome {
        let mut best = Outcome::Empty;
        for value in values {
            let refused = case
                .atoms
                .iter()
                .any(|&lit| self.holds(&value, lit) == Some(false));
            if !refused {
                best = best.or(Outcome::found(value));
            }
        }
        best
    }

    /// The values that negated lists exclude.
    fn excluded(&self, case: &Case) -> BTreeSet<Scalar> {
        let mut excluded = BTreeSet::new();
        for &lit in case.atoms.iter().filter(|lit| lit.is_negative()) {
            if let Node::Atom(Atom::Values(values)) = &*self.arena.node(lit) {
                self.look(16 * values.len());
                excluded.extend(
                    values
                        .iter()
                        .filter(|value| value.kind() == case.kind)
                        .cloned(),
                );
            }
        }
        excluded
    }

    pub(crate) fn number(&mut self, case: &Case) -> Outcome {
        let mut query = numbers::Query::default();
        for scalar in self.excluded(case) {
            if let Scalar::Number(number) = scalar {
                query.excluded.insert(number);
            }
        }
        for &lit in &case.atoms {
            let Node::Atom(atom) = &*self.arena.node(lit) else {
                continue;
            };
            match (atom, lit.is_negative()) {
                (Atom::AtLeast { bound, strict }, false) => query.at_least(bound, *strict),
                (Atom::AtLeast { bound, strict }, true) => query.at_most(bound, !strict),
                (Atom::AtMost { bound, strict }, false) => query.at_most(bound, *strict),
                (Atom::AtMost { bound, strict }, true) => query.at_least(bound, !strict),
                (Atom::MultipleOf(step), false) => query.multiple_of.push(step.clone()),
                (Atom::MultipleOf(step), true) => query.not_multiple_of.push(step.clone()),
                _ => {}
            }
        }
        match query.find(&mut self.steps) {
            numbers::Answer::None => Outcome::Empty,
            numbers::Answer::Some(value) => match rational::to_number(&value) {
                Some(number) => Outcome::found(Value::Number(number)),
                None => Outcome::Maybe(None, Why::Size("a number has no exact JSON form")),
            },
            numbers::Answer::Unknown => Outcome::Maybe(None, Why::Size("too many numbers to try")),
        }
    }

    pub(crate) fn string(&mut self, case: &Case) -> Outcome {
        let languages = self.languages;
        let mut query = strings::Query::default();
        for scalar in self.excluded(case) {
            if let Scalar::String(text) = scalar {
                query.excluded.insert(text);
            }
        }
        let most = |query: &mut strings::Query<'_>, n: u64| {
            query.max = Some(query.max.map_or(n, |max| max.min(n)));
        };
        for &lit in &case.atoms {
            let Node::Atom(atom) = &*self.arena.node(lit) else {
                continue;
            };
            match (atom, lit.is_negative()) {
                (Atom::MinLength(n), false) => query.min = query.min.max(*n),
                (Atom::MaxLength(n), true) => match n.checked_add(1) {
                    Some(n) => query.min = query.min.max(n),
                    None => return Outcome::Empty,
                },
                (Atom::MaxLength(n), false) => most(&mut query, *n),
                (Atom::MinLength(n), true) => most(&mut query, n.saturating_sub(1)),
                (Atom::Pattern(pattern), false) => query.matching.push(languages.get(*pattern)),
                (Atom::Pattern(pattern), true) => query.failing.push(languages.get(*pattern)),
                _ => {}
            }
        }
        match query.find(&mut self.steps) {
            strings::Answer::None => Outcome::Empty,
            strings::Answer::Some(text) => Outcome::found(Value::String(text)),
            strings::Answer::Unknown => Outcome::Maybe(None, Why::Size("too many strings to try")),
        }
    }
}

/// A scalar as a JSON value, where the domain holds it.
fn written(value: &Scalar) -> Option<Value> {
    Some(match value {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Number(number) => Value::Number(rational::to_number(number)?),
        Scalar::String(text) => Value::String(text.to_string()),
    })
}

/// The literal that says that a value is not this one; None for arrays and objects.
pub(crate) fn other_than(solver: &mut Solver<'_>, value: &Value) -> Option<Lit> {
    let scalar = super::build::scalar(value)?;
    let same = solver.arena.values([scalar]);
    Some(solver.arena.not(same))
}
