//! Which members a node declares, and whether one branch would close what another leaves free.

use super::position::Emit;
use crate::flatten::flatten;
use crate::node::{Node, NodeId};

/// How deep two branches are compared before the careful answer is given.
const DEEPEST: usize = 12;

/// Whether a node declares members of the object that it applies to.
pub(super) fn names_members(nodes: &[Node], node: &Node) -> bool {
    let object = &node.object;
    !object.properties.is_empty()
        || !object.patterns.is_empty()
        || !object.required.is_empty()
        || !object.dependent_required.is_empty()
        || declares_all(nodes, node)
}

/// Whether a node declares every member by saying what the rest is.
pub(super) fn declares_all(nodes: &[Node], node: &Node) -> bool {
    let says =
        |rest: Option<NodeId>| rest.is_some_and(|rest| nodes[rest.index()].always != Some(false));
    says(node.object.additional) || says(node.object.unevaluated)
}

/// The children of a node that are one level down and can close.
pub(super) fn own_children(node: &Node) -> Vec<NodeId> {
    let (array, object) = (&node.array, &node.object);
    let mut children: Vec<NodeId> = object
        .properties
        .iter()
        .chain(&object.patterns)
        .map(|(_, id)| *id)
        .collect();
    children.extend(object.additional.into_iter().chain(object.unevaluated));
    children.extend(
        array
            .prefix
            .iter()
            .copied()
            .chain(array.items)
            .chain(array.contains)
            .chain(array.unevaluated),
    );
    children
}

/// Whether a branch, where it holds too, would close an object that the set leaves free. In doubt it would.
pub(super) fn tightens(emit: &Emit<'_>, set: &[NodeId], other: NodeId) -> bool {
    emit.declares(other) && tighter(emit, set, &[other], 0)
}

fn tighter(emit: &Emit<'_>, ours: &[NodeId], theirs: &[NodeId], depth: usize) -> bool {
    let nodes = emit.nodes;
    if !theirs.iter().any(|id| emit.declares(*id)) {
        return false;
    }
    if depth > DEEPEST {
        return true;
    }
    let (ours, theirs) = (
        flatten(nodes, ours.iter().copied()),
        flatten(nodes, theirs.iter().copied()),
    );
    if ours.iter().any(|id| theirs.contains(id)) && theirs.iter().all(|id| ours.contains(id)) {
        return false;
    }
    if theirs.iter().any(|id| !emit.choices(*id).is_empty()) {
        return true;
    }
    let names = |ids: &[NodeId]| {
        ids.iter()
            .any(|id| names_members(nodes, &nodes[id.index()]))
    };
    if names(&theirs) && !names(&ours) {
        return true;
    }
    let open = ours
        .iter()
        .any(|id| nodes[id.index()].tidings.open || declares_all(nodes, &nodes[id.index()]));
    theirs.iter().any(|their| {
        tighter_members(emit, &ours, *their, open, depth)
            || tighter_items(emit, &ours, *their, depth)
    })
}

/// Whether a node closes a member's object that ours leave free.
fn tighter_members(
    emit: &Emit<'_>,
    ours: &[NodeId],
    their: NodeId,
    open: bool,
    depth: usize,
) -> bool {
    let nodes = emit.nodes;
    let object = &nodes[their.index()].object;
    let patterns = object.patterns.iter().map(|(_, id)| *id);
    let mut loose = patterns.chain(object.additional).chain(object.unevaluated);
    if loose.any(|id| emit.declares(id)) {
        return true;
    }
    object.properties.iter().any(|(name, child)| {
        let of = |id: &NodeId| {
            let object = &nodes[id.index()].object;
            object.property(name).or(object.additional)
        };
        let mine: Vec<NodeId> = ours.iter().filter_map(of).collect();
        (open || !mine.is_empty()) && tighter(emit, &mine, &[*child], depth + 1)
    })
}

/// Whether a node closes an item's object that ours leave free.
fn tighter_items(emit: &Emit<'_>, ours: &[NodeId], their: NodeId, depth: usize) -> bool {
    let of = |id: &NodeId| {
        let array = &emit.nodes[id.index()].array;
        array.prefix.iter().copied().chain(array.items)
    };
    let mine: Vec<NodeId> = ours.iter().flat_map(of).collect();
    let unevaluated = emit.nodes[their.index()].array.unevaluated;
    let mut theirs = of(&their).chain(unevaluated);
    theirs.any(|item| tighter(emit, &mine, &[item], depth + 1))
}
