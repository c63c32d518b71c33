//! The keywords of one node that concern no child that closes.

use std::collections::BTreeSet;

use super::position::{Choice, Emit};
use crate::node::{Node, NodeId};

/// The keywords of a node that concern no child that closes; choices that decide nothing stay as written.
pub(super) fn scalars(emit: &mut Emit<'_>, id: NodeId) -> Node {
    let nodes = emit.nodes;
    let source = &nodes[id.index()];
    let choices = emit.choices(id);
    let mut node = Node {
        always: source.always.filter(|always| !always),
        types: source.types,
        values: source.values.clone(),
        constant: source.constant.clone(),
        number: source.number.clone(),
        string: source.string.clone(),
        format: source.format.clone(),
        not: source.not.map(|id| emit.plain(id)),
        spans: source.spans.clone(),
        ..Node::empty(source.place.clone())
    };
    let (array, object) = (&source.array, &source.object);
    (node.array.min, node.array.max, node.array.unique) = (array.min, array.max, array.unique);
    node.array.contains = array.contains.map(|id| emit.plain(id));
    (node.array.min_contains, node.array.max_contains) = (array.min_contains, array.max_contains);
    node.object.required = object.required.clone();
    node.object.dependent_required = object.dependent_required.clone();
    (node.object.min, node.object.max) = (object.min, object.max);
    node.object.names = object.names.map(|id| emit.plain(id));
    for (name, id) in &object.dependent_schemas {
        if !choices.contains(&Choice::Dependent(name.clone())) {
            node.object
                .dependent_schemas
                .push((name.clone(), emit.plain(*id)));
        }
    }
    if !choices.contains(&Choice::Any) {
        node.any_of = source.any_of.iter().map(|id| emit.plain(*id)).collect();
    }
    if !choices.contains(&Choice::One) {
        node.one_of = source.one_of.iter().map(|id| emit.plain(*id)).collect();
    }
    if !choices.contains(&Choice::If) {
        node.condition = source.condition.map(|condition| crate::node::Condition {
            test: emit.plain(condition.test),
            then: condition.then.map(|id| emit.plain(id)),
            otherwise: condition.otherwise.map(|id| emit.plain(id)),
        });
    }
    node
}

/// Adds scalars to a node; what finds no room comes back.
pub(super) fn combine(node: &mut Node, from: Node) -> Option<Node> {
    let blank = Node::empty(from.place.clone());
    let mut left = blank.clone();
    if node.spans.is_empty() {
        node.spans = from.spans;
    }
    put(&mut node.always, from.always, &mut left.always);
    node.types = match (node.types, from.types) {
        (Some(a), Some(b)) => Some(a.intersection(b)),
        (a, b) => a.or(b),
    };
    put(&mut node.values, from.values, &mut left.values);
    put(&mut node.constant, from.constant, &mut left.constant);
    put(&mut node.number, from.number, &mut left.number);
    put(&mut node.string, from.string, &mut left.string);
    put(&mut node.format, from.format, &mut left.format);
    put(&mut node.not, from.not, &mut left.not);
    put(&mut node.condition, from.condition, &mut left.condition);
    put(&mut node.any_of, from.any_of, &mut left.any_of);
    put(&mut node.one_of, from.one_of, &mut left.one_of);
    put(&mut node.array, from.array, &mut left.array);
    let mut known: BTreeSet<String> = node.object.required.iter().cloned().collect();
    let required = from.object.required.into_iter();
    let fresh = required.filter(|name| known.insert(name.clone()));
    node.object.required.extend(fresh);
    put(
        &mut node.object.names,
        from.object.names,
        &mut left.object.names,
    );
    put(&mut node.object.min, from.object.min, &mut left.object.min);
    put(&mut node.object.max, from.object.max, &mut left.object.max);
    put(
        &mut node.object.dependent_required,
        from.object.dependent_required,
        &mut left.object.dependent_required,
    );
    put(
        &mut node.object.dependent_schemas,
        from.object.dependent_schemas,
        &mut left.object.dependent_schemas,
    );
    (left != blank).then_some(left)
}

fn put<T: PartialEq + Default>(into: &mut T, from: T, left: &mut T) {
    if from == T::default() {
    } else if *into == T::default() || *into == from {
        *into = from;
    } else {
        *left = from;
    }
}
