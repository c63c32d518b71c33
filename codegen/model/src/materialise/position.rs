//! Positions: everything that applies to one value unconditionally.

use std::collections::{BTreeSet, HashMap};

use super::graph::Graph;
use super::reading::{Copies, Reading};
use crate::node::{Node, NodeId};
use crate::place::Place;

/// Something that applies to the value of a position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    /// A subschema with all that it refers to.
    Node(NodeId),
    /// The keywords of a subschema itself, without its undecided choices.
    Own(NodeId),
    /// A choice of a subschema that is not decided yet.
    Choice(NodeId, Choice),
    /// Holds as written, and declares members; it does not close anything.
    Holds(NodeId),
    /// Does not hold as written.
    Fails(NodeId),
    /// Exactly one branch holds as written.
    Exactly(NodeId),
    /// Holds as written or not; where it does, it declares members. An item that `contains` may match.
    Maybe(NodeId),
    /// The object has this member.
    Has(String),
    /// The object lacks this member.
    Lacks(String),
}

/// The choices that one subschema can hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Choice {
    Any,
    One,
    If,
    Dependent(String),
}

/// The parts of a position, sorted, each once.
pub(super) type Position = Vec<Part>;

/// Builds the emit document of a schema.
pub(super) struct Emit<'a> {
    pub(super) nodes: &'a [Node],
    pub(super) graph: Graph,
    pub(super) copies: Copies,
    pub(super) inexact: BTreeSet<Place>,
    /// Nodes below which some object declares members.
    pub(super) declares: Vec<bool>,
    pub(super) known: HashMap<Position, NodeId>,
    pub(super) open: Vec<(Position, NodeId)>,
}

impl Emit<'_> {
    /// The node of a position, built later by the worklist.
    pub(super) fn position(&mut self, parts: Vec<Part>) -> NodeId {
        let parts = self.simplified(parts);
        if let [Part::Node(id)] = parts.as_slice()
            && !self.declares[id.index()]
        {
            return self.plain(*id);
        }
        if parts.is_empty() {
            return self.graph.constant(true, &Place::start_of(""));
        }
        if let Some(known) = self.known.get(&parts) {
            return *known;
        }
        let place = self.place(&parts);
        let id = self.graph.add(Node::empty(place));
        self.known.insert(parts.clone(), id);
        self.open.push((parts, id));
        id
    }

    /// A subschema as written.
    pub(super) fn plain(&mut self, id: NodeId) -> NodeId {
        self.copies
            .of(&mut self.graph, self.nodes, id, Reading::Plain)
    }

    /// Whether anything at or below a node declares members.
    pub(super) fn declares(&self, id: NodeId) -> bool {
        self.declares[id.index()]
    }

    pub(super) fn place(&self, parts: &[Part]) -> Place {
        let node = parts.iter().find_map(|part| match part {
            Part::Node(id)
            | Part::Own(id)
            | Part::Choice(id, _)
            | Part::Holds(id)
            | Part::Maybe(id) => Some(*id),
            _ => None,
        });
        node.map_or_else(
            || Place::start_of(""),
            |id| self.nodes[id.index()].place.clone(),
        )
    }

    /// Sorted, each once; references that say nothing else are skipped, so that equal positions look equal.
    fn simplified(&self, parts: Vec<Part>) -> Position {
        let parts = parts.into_iter().map(|part| match part {
            Part::Node(id) => Part::Node(self.skip(id)),
            other => other,
        });
        let mut parts: Vec<Part> =
            parts.filter(|part| !matches!(part, Part::Node(id) if self.nodes[id.index()].always == Some(true))).collect();
        parts.sort();
        parts.dedup();
        parts
    }

    fn skip(&self, id: NodeId) -> NodeId {
        let mut at = id;
        while let Some(target) = self.nodes[at.index()].reference {
            let node = &self.nodes[at.index()];
            if node.links().len() > 1 + node.defs.len()
                || node.asserts()
                || !node.tidings.is_empty()
            {
                break;
            }
            at = target;
        }
        at
    }

    /// The choices of a node that decide what is declared; others are written as they are.
    pub(super) fn choices(&self, id: NodeId) -> Vec<Choice> {
        let node = &self.nodes[id.index()];
        let declares = |ids: &[NodeId]| ids.iter().any(|id| self.declares[id.index()]);
        let mut choices = Vec::new();
        if declares(&node.any_of) {
            choices.push(Choice::Any);
        }
        if declares(&node.one_of) {
            choices.push(Choice::One);
        }
        if let Some(condition) = node.condition {
            let all = [Some(condition.test), condition.then, condition.otherwise];
            if declares(&all.into_iter().flatten().collect::<Vec<_>>()) {
                choices.push(Choice::If);
            }
        }
        let dependent = node
            .object
            .dependent_schemas
            .iter()
            .filter(|(_, id)| self.declares[id.index()]);
        choices.extend(dependent.map(|(name, _)| Choice::Dependent(name.clone())));
        choices
    }
}
