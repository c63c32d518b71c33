//! Whether a value satisfies a formula: the plain reading of every node, three-valued because of what is undecided.
use std::cell::Cell;

use serde_json::{Map, Value};

use super::build::scalar;
use super::formula::{Arena, Atom, LOOK, Lit, Node};
use super::kind::Kinds;
use super::language::Languages;
use super::rational;

/// Nesting of values and references beyond this is not followed.
const DEPTH: usize = 200;

/// Reads formulas as predicates over values.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'e> {
    pub(crate) arena: &'e Arena,
    pub(crate) languages: &'e Languages,
    /// How many formulas have been read so far, and how many may be.
    pub(crate) looked: &'e Cell<u64>,
    pub(crate) most: u64,
}

impl Reading<'_> {
    /// Whether the value satisfies the literal; None where something undecided stands in the way, or too much to read.
    pub(crate) fn holds(&self, value: &Value, lit: Lit) -> Option<bool> {
        self.at(value, lit, 0)
    }

    fn at(&self, value: &Value, lit: Lit, depth: usize) -> Option<bool> {
        self.looked
            .set(self.looked.get().saturating_add(LOOK as u64));
        if depth > DEPTH || self.looked.get() > self.most {
            return None;
        }
        let holds = match &*self.arena.node(lit) {
            Node::True => Some(true),
            Node::And(children) => all(children
                .iter()
                .map(|&child| self.at(value, child, depth + 1))),
            Node::Definition(definition) => {
                self.at(value, self.arena.defined(*definition)?, depth + 1)
            }
            Node::Atom(atom) => self.atom(value, atom, depth + 1),
        }?;
        Some(holds != lit.is_negative())
    }

    fn atom(&self, value: &Value, atom: &Atom, depth: usize) -> Option<bool> {
        if atom
            .domain()
            .is_some_and(|domain| !domain.meets(Kinds::of(value)))
        {
            return Some(true);
        }
        match (atom, value) {
            (Atom::Kinds(kinds), value) => Some(kinds.meets(Kinds::of(value))),
            (Atom::Values(values), value) => match scalar(value) {
                Some(scalar) => Some(values.contains(&scalar)),
                None => Some(false),
            },
            (atom, Value::Number(number)) => {
                let number = rational::of(number)?;
                match atom {
                    Atom::AtLeast { bound, strict } => {
                        Some(number > *bound || (!strict && number == *bound))
                    }
                    Atom::AtMost { bound, strict } => {
                        Some(number < *bound || (!strict && number == *bound))
                    }
                    Atom::MultipleOf(step) => Some(rational::is_multiple(&number, step)),
                    _ => None,
                }
            }
            (atom, Value::String(text)) => match atom {
                Atom::MinLength(n) => Some(text.chars().count() as u64 >= *n),
                Atom::MaxLength(n) => Some(text.chars().count() as u64 <= *n),
                Atom::Pattern(pattern) => self.languages.get(*pattern).matches(text),
                _ => None,
            },
            (atom, Value::Array(items)) => self.array(items, atom, depth),
            (atom, Value::Object(members)) => self.object(members, atom, depth),
            _ => None,
        }
    }

    fn array(&self, items: &[Value], atom: &Atom, depth: usize) -> Option<bool> {
        match atom {
            Atom::Element(index, lit) => items
                .get(*index)
                .map_or(Some(true), |item| self.at(item, *lit, depth)),
            Atom::Rest(from, lit) => all(items
                .iter()
                .skip(*from)
                .map(|item| self.at(item, *lit, depth))),
            Atom::MinItems(n) => Some(items.len() as u64 >= *n),
            Atom::MaxItems(n) => Some(items.len() as u64 <= *n),
            Atom::Unique => Some(
                !items
                    .iter()
                    .enumerate()
                    .any(|(i, a)| items[..i].iter().any(|b| same(a, b))),
            ),
            Atom::Count { of, min, max } => {
                let (mut sure, mut open) = (0u64, 0u64);
                for item in items {
                    match self.at(item, *of, depth) {
                        Some(true) => sure += 1,
                        Some(false) => {}
                        None => open += 1,
                    }
                }
                let fits = |n: u64| n >= *min && max.is_none_or(|max| n <= max);
                match (fits(sure), open) {
                    (fits, 0) => Some(fits),
                    (true, _) if fits(sure + open) => Some(true),
                    (false, _) if sure + open < *min || max.is_some_and(|max| sure > max) => {
                        Some(false)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn object(&self, members: &Map<String, Value>, atom: &Atom, depth: usize) -> Option<bool> {
        match atom {
            Atom::Member(name, lit) => members
                .get(&**name)
                .map_or(Some(true), |member| self.at(member, *lit, depth)),
            Atom::Members(names, lit) => all(members.iter().map(|(name, member)| {
                match self.at(&Value::String(name.clone()), *names, depth) {
                    Some(false) => Some(true),
                    Some(true) => self.at(member, *lit, depth),
                    None => self.at(member, *lit, depth).filter(|holds| *holds),
                }
            })),
            Atom::Required(name) => Some(members.contains_key(&**name)),
            Atom::MinMembers(n) => Some(members.len() as u64 >= *n),
            Atom::MaxMembers(n) => Some(members.len() as u64 <= *n),
            _ => None,
        }
    }
}

/// Three-valued conjunction.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

/// Equality as JSON Schema has it: numbers by value, members in any order.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || rational::of(a) == rational::of(b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}
