//! The keywords of one node that concern no child that closes.

use std::collections::BTreeSet;

use super::position::{Choice, Emit};
use crate::node::{ArrayKeywords, Node, NodeId, ObjectKeywords};

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
    node.array = ArrayKeywords {
        min: source.array.min,
        max: source.array.max,
        unique: source.array.unique,
        contains: source.array.contains.map(|id| emit.plain(id)),
        min_contains: source.array.min_contains,
        max_contains: source.array.max_contains,
        ..ArrayKeywords::default()
    }
    .into();
    let object = &source.object;
    let dependent_schemas = object.dependent_schemas.iter();
    node.object = ObjectKeywords {
        required: object.required.clone(),
        dependent_required: object.dependent_required.clone(),
        min: object.min,
        max: object.max,
        names: object.names.map(|id| emit.plain(id)),
        dependent_schemas: dependent_schemas
            .filter(|(name, _)| !choices.contains(&Choice::Dependent(name.clone())))
            .map(|(name, id)| (name.clone(), emit.plain(*id)))
            .collect(),
        ..ObjectKeywords::default()
    }
    .into();
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
    let (mut object, from) = (
        std::mem::take(&mut node.object).into_inner(),
        from.object.into_inner(),
    );
    let mut over = ObjectKeywords::default();
    let mut known: BTreeSet<String> = object.required.iter().cloned().collect();
    let required = from.required.into_iter();
    let fresh = required.filter(|name| known.insert(name.clone()));
    object.required.extend(fresh);
    put(&mut object.names, from.names, &mut over.names);
    put(&mut object.min, from.min, &mut over.min);
    put(&mut object.max, from.max, &mut over.max);
    put(
        &mut object.dependent_required,
        from.dependent_required,
        &mut over.dependent_required,
    );
    put(
        &mut object.dependent_schemas,
        from.dependent_schemas,
        &mut over.dependent_schemas,
    );
    (node.object, left.object) = (object.into(), over.into());
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
