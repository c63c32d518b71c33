//! Unions of objects whose branches a required member keeps apart: with its value known, only the branches of that value
//! matter, and all others are left out at once.
use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::formula::{Atom, LOOK, Lit, Node, Scalar};
use super::kind::Kinds;
use super::solve::{Case, Solver};

/// Unions with fewer branches are decided branch by branch.
const WIDE: usize = 8;

/// The member whose value tells the branches of a union apart.
#[derive(Debug)]
struct Tag {
    name: Rc<str>,
}

/// Disjunctions by the values of a member without which they hold anyway, and those that ask about others too.
#[derive(Debug)]
pub(super) struct ByTag {
    name: Rc<str>,
    of: HashMap<Scalar, Vec<Lit>>,
    others: Vec<Lit>,
}

impl Solver<'_> {
    /// A wide union whose branches a member tells apart, among many disjunctions: taking it first leaves few of them.
    pub(super) fn tagged(&mut self, case: &Case, open: &[Lit]) -> Option<Lit> {
        if case.kind != Kinds::OBJECT || open.len() < WIDE {
            return None;
        }
        open.iter().copied().find(|&choice| {
            let ways = self.ways(choice);
            ways.len() >= WIDE && self.tag(&ways).is_some()
        })
    }

    /// The other disjunctions by the member that tells the branches of this one apart, where there is one and it pays.
    pub(super) fn sorted(&mut self, case: &Case, choice: Lit, rest: &[Lit]) -> Option<ByTag> {
        if case.kind != Kinds::OBJECT || rest.len() < WIDE {
            return None;
        }
        let ways = self.ways(choice);
        let tag = (ways.len() >= WIDE).then(|| self.tag(&ways)).flatten()?;
        Some(self.by_tag(tag, rest))
    }

    /// The member that all of these require with different values, if there is one. Only objects are meant.
    fn tag(&self, ways: &[Lit]) -> Option<Tag> {
        let (first, others) = ways.split_first()?;
        let names = self.pins(*first);
        let mut names = names
            .into_iter()
            .filter(|(name, _)| self.requires(*first, name));
        names.find_map(|(name, values)| {
            let mut seen: HashSet<Scalar> = HashSet::new();
            let mut fresh =
                |values: &BTreeSet<Scalar>| values.iter().all(|value| seen.insert(value.clone()));
            let apart = fresh(listed(&values)?)
                && others.iter().all(|&way| {
                    let pin = self
                        .requires(way, &name)
                        .then(|| self.pin(way, &name))
                        .flatten();
                    pin.is_some_and(|values| listed(&values).is_some_and(&mut fresh))
                });
            apart.then_some(Tag { name })
        })
    }

    /// Sorts disjunctions by the values of the tag at which they can fail.
    fn by_tag(&self, tag: Tag, choices: &[Lit]) -> ByTag {
        let mut sorted = ByTag {
            name: tag.name,
            of: HashMap::new(),
            others: Vec::new(),
        };
        for &choice in choices {
            // A choice is a negated conjunction: it holds where the member has none of the values.
            let pin = choice
                .is_negative()
                .then(|| self.pin(choice.flipped(), &sorted.name))
                .flatten();
            match pin.as_deref().and_then(listed) {
                Some(values) => {
                    for value in values {
                        sorted.of.entry(value.clone()).or_default().push(choice);
                    }
                }
                None => sorted.others.push(choice),
            }
        }
        sorted
    }

    /// The disjunctions that do not hold anyway once this way has been taken.
    pub(super) fn remaining(&self, sorted: &ByTag, way: Lit) -> Option<Vec<Lit>> {
        let pin = self.pin(way, &sorted.name)?;
        let mut left = sorted.others.clone();
        for value in listed(&pin)? {
            left.extend(sorted.of.get(value).into_iter().flatten());
        }
        // One that lists several values of this way is there several times.
        let mut seen = HashSet::new();
        left.retain(|&choice| seen.insert(choice));
        Some(left)
    }

    /// The members whose values a conjunction lists, each with the node that lists them.
    fn pins(&self, way: Lit) -> Vec<(Rc<str>, Rc<Node>)> {
        let children = self.children(way);
        self.look(LOOK * children.len());
        children
            .iter()
            .filter_map(|&child| self.lists(child))
            .collect()
    }

    fn pin(&self, way: Lit, name: &str) -> Option<Rc<Node>> {
        let children = self.children(way);
        self.look(LOOK * children.len());
        let mut pins = children.iter().filter_map(|&child| self.lists(child));
        pins.find(|(known, _)| &**known == name)
            .map(|(_, values)| values)
    }

    fn requires(&self, way: Lit, name: &str) -> bool {
        let children = self.children(way);
        self.look(LOOK * children.len());
        let requires =
            |node: &Node| matches!(node, Node::Atom(Atom::Required(known)) if &**known == name);
        let positive = children.iter().filter(|child| !child.is_negative());
        let mut nodes = positive.map(|&child| self.arena.node(child));
        nodes.any(|node| requires(&node))
    }

    /// What a conjunction joins; any other literal joins itself.
    fn children(&self, lit: Lit) -> Rc<[Lit]> {
        match &*self.arena.node(lit) {
            Node::And(children) if !lit.is_negative() => Rc::clone(children),
            _ => Rc::from([lit]),
        }
    }

    /// The member and the node of its values, where the literal says that the member has one of a list.
    fn lists(&self, lit: Lit) -> Option<(Rc<str>, Rc<Node>)> {
        let node = self.arena.node(lit);
        let Node::Atom(Atom::Member(name, values)) = &*node else {
            return None;
        };
        if lit.is_negative() {
            return None;
        }
        let children = self.children(*values);
        self.look(LOOK * children.len());
        let positive = children.iter().filter(|child| !child.is_negative());
        let mut nodes = positive.map(|&child| self.arena.node(child));
        let values = nodes.find(|node| listed(node).is_some())?;
        Some((Rc::clone(name), values))
    }
}

/// The values of a node that lists them.
fn listed(node: &Node) -> Option<&BTreeSet<Scalar>> {
    match node {
        Node::Atom(Atom::Values(values)) => Some(values),
        _ => None,
    }
}
