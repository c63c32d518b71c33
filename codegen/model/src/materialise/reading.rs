//! The plain reading and the accepting one: node by node, each in the reading of its position.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::graph::Graph;
use crate::node::{Node, NodeId, Step, Types};
use crate::print::Notes;
use crate::schema::{Checked, Materialised, Schema};
use crate::tags;

/// How a subschema is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reading {
    /// As written.
    Plain,
    /// With the relaxations of the accept set.
    Accept,
}

/// The whole schema in one reading; positions below `not`, `if`, `contains`, `propertyNames` are read as written.
pub(crate) fn materialise(schema: &Schema<Checked>, reading: Reading) -> Materialised {
    let mut graph = Graph::default();
    let mut copies = Copies::default();
    let root = copies.of(&mut graph, &schema.nodes, schema.root, reading);
    copies.settle(&mut graph, &schema.nodes);
    let notes = if reading == Reading::Plain {
        Notes::Keep
    } else {
        Notes::Drop
    };
    graph.finish(schema, root, notes, Vec::new())
}

/// Copies of source nodes in a graph, one per node and reading; a worklist, so that no chain is too long.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    known: HashMap<(NodeId, Reading), NodeId>,
    open: Vec<(NodeId, Reading)>,
}

impl Copies {
    /// The copy of a node; it is filled by [`Copies::settle`].
    pub(crate) fn of(
        &mut self,
        graph: &mut Graph,
        nodes: &[Node],
        id: NodeId,
        reading: Reading,
    ) -> NodeId {
        if let Some(known) = self.known.get(&(id, reading)) {
            return *known;
        }
        let copy = graph.add(Node::empty(nodes[id.index()].place.clone()));
        self.known.insert((id, reading), copy);
        self.open.push((id, reading));
        copy
    }

    /// Fills every copy that was asked for, and those that they need in turn.
    pub(crate) fn settle(&mut self, graph: &mut Graph, nodes: &[Node]) {
        while let Some((id, reading)) = self.open.pop() {
            let node = self.copy(graph, nodes, &nodes[id.index()], reading);
            let copy = self.known[&(id, reading)];
            graph.nodes[copy.index()] = node;
        }
    }

    /// A node whose children are copies in the reading of their position.
    pub(crate) fn copy(
        &mut self,
        graph: &mut Graph,
        nodes: &[Node],
        node: &Node,
        reading: Reading,
    ) -> Node {
        let mut copy = node.clone();
        // Definitions are written where they are referred to.
        copy.defs = Vec::new();
        copy.map_links(&mut |step: &Step<'_>, id| {
            let below = matches!(step.0, "not" | "if" | "contains" | "propertyNames");
            self.of(
                graph,
                nodes,
                id,
                if below { Reading::Plain } else { reading },
            )
        });
        if reading == Reading::Accept {
            relax(&mut copy, graph, nodes, node);
        }
        copy
    }
}

/// The relaxations of one node; `copy` has children in the graph already.
fn relax(copy: &mut Node, graph: &mut Graph, nodes: &[Node], node: &Node) {
    let is_false = |id: NodeId| nodes[id.index()].always == Some(false);
    if node.object.additional.is_some_and(is_false) {
        copy.object.additional = Some(graph.constant(true, &node.place));
    }
    if node.object.unevaluated.is_some_and(is_false) {
        copy.object.unevaluated = Some(graph.constant(true, &node.place));
    }
    let wrapped = |any_of: Vec<NodeId>| Node {
        any_of,
        ..Node::empty(node.place.clone())
    };
    if node.tidings.fallback.is_some() && node.values.is_some() {
        let written = graph.add(Node {
            values: copy.values.take(),
            ..Node::empty(node.place.clone())
        });
        let further = graph.typed(Types::STRING, &node.place);
        let any = graph.add(wrapped(vec![written, further]));
        copy.all_of.push(any);
    } else if let Some(unknown) = unknown_tag(graph, nodes, node) {
        if copy.one_of.is_empty() {
            copy.any_of.push(unknown);
        } else {
            copy.one_of.push(unknown);
        }
    }
    if !copy.one_of.is_empty() {
        let branches = std::mem::take(&mut copy.one_of);
        if copy.any_of.is_empty() {
            copy.any_of = branches;
        } else {
            let any = graph.add(wrapped(branches));
            copy.all_of.push(any);
        }
    }
}

/// What a tagged union with a fallback takes beside its branches: any object whose tag is a string that no branch names.
fn unknown_tag(graph: &mut Graph, nodes: &[Node], node: &Node) -> Option<NodeId> {
    node.tidings.fallback.as_ref()?;
    let tag = tags::tag_of(nodes, node).ok()?;
    let place = &node.place;
    let named: Arc<[Value]> = tag
        .values
        .iter()
        .flatten()
        .map(|text| Value::String(text.clone()))
        .collect();
    let named = graph.add(Node {
        values: Some(named),
        ..Node::empty(place.clone())
    });
    let unnamed = graph.add(Node {
        types: Some(Types::STRING),
        not: Some(named),
        ..Node::empty(place.clone())
    });
    let mut object = Node {
        types: Some(Types::OBJECT),
        ..Node::empty(place.clone())
    };
    object.object.required = vec![tag.member.clone()];
    object.object.properties = vec![(tag.member, unnamed)];
    Some(graph.add(object))
}
