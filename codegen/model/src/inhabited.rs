//! Whether a schema takes any value at all, as far as structure shows.

use std::collections::BTreeMap;

use crate::node::{Node, NodeId, Types};

/// Whether no value can be valid: the least fixed point of "has a value of these types", so that a type which needs
/// itself has none. `true` is proved; `false` means that nothing was found wrong.
pub(crate) fn is_empty(nodes: &[Node], root: NodeId) -> bool {
    let mut possible = vec![Types::NONE; nodes.len()];
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        for (_, child) in node.links() {
            above[child.index()].push(at);
        }
    }
    let mut open: Vec<usize> = (0..nodes.len()).collect();
    while let Some(at) = open.pop() {
        let types = types(nodes, &nodes[at], &possible);
        if types != possible[at] {
            possible[at] = types;
            open.extend(&above[at]);
        }
    }
    possible[root.index()].is_empty()
}

fn types(nodes: &[Node], node: &Node, possible: &[Types]) -> Types {
    if let Some(always) = node.always {
        return if always { Types::ALL } else { Types::NONE };
    }
    let of = |id: NodeId| possible[id.index()];
    let mut types = node.types.unwrap_or(Types::ALL);
    if let Some(constant) = &node.constant {
        types = types.intersection(Types::of(constant));
    }
    if let Some(values) = &node.values {
        types = types.intersection(values.iter().map(Types::of).fold(Types::NONE, Types::union));
    }
    for all in node.all_of.iter().copied().chain(node.reference) {
        types = types.intersection(of(all));
    }
    for any in [&node.any_of, &node.one_of] {
        if !any.is_empty() {
            types =
                types.intersection(any.iter().map(|id| of(*id)).fold(Types::NONE, Types::union));
        }
    }
    if node
        .not
        .is_some_and(|not| nodes[not.index()].always == Some(true))
    {
        types = Types::NONE;
    }
    let keep =
        |types: Types, kind: Types, holds: bool| if holds { types } else { types.without(kind) };
    types = keep(types, Types::OBJECT, object(nodes, node, possible));
    types = keep(types, Types::ARRAY, array(node, possible));
    types = keep(
        types,
        Types::STRING,
        node.string.min.unwrap_or(0) <= node.string.max.unwrap_or(u64::MAX),
    );
    keep(types, Types::NUMBER, number(node))
}

fn number(node: &Node) -> bool {
    let float =
        |bound: &Option<serde_json::Number>| bound.as_ref().and_then(serde_json::Number::as_f64);
    let number = &node.number;
    let at_most = |low: Option<f64>, high: Option<f64>| !matches!((low, high), (Some(low), Some(high)) if low > high);
    let below = |low: Option<f64>, high: Option<f64>| !matches!((low, high), (Some(low), Some(high)) if low > high);
    at_most(float(&number.minimum), float(&number.maximum))
        && below(float(&number.exclusive_minimum), float(&number.maximum))
        && below(float(&number.minimum), float(&number.exclusive_maximum))
}

fn object(nodes: &[Node], node: &Node, possible: &[Types]) -> bool {
    let object = &node.object;
    let sealed = object.patterns.is_empty()
        && object
            .additional
            .is_some_and(|rest| nodes[rest.index()].always == Some(false));
    let members: BTreeMap<&String, NodeId> = object
        .properties
        .iter()
        .map(|(name, id)| (name, *id))
        .collect();
    let needed = object.required.iter().all(|name| match members.get(name) {
        Some(member) => !possible[member.index()].is_empty(),
        None => !sealed,
    });
    let room = object
        .properties
        .iter()
        .filter(|(_, id)| !possible[id.index()].is_empty())
        .count() as u64;
    let min = object.min.unwrap_or(0);
    needed && min <= object.max.unwrap_or(u64::MAX) && (!sealed || min <= room)
}

fn array(node: &Node, possible: &[Types]) -> bool {
    let array = &node.array;
    let min = array.min.unwrap_or(0);
    let least = min.min(array.prefix.len() as u64 + 1);
    let items = (0..least).all(|i| {
        let item = array.prefix.get(i as usize).copied().or(array.items);
        item.is_none_or(|item| !possible[item.index()].is_empty())
    });
    let contains = array.min_contains.unwrap_or(1) == 0
        || array
            .contains
            .is_none_or(|contains| !possible[contains.index()].is_empty());
    min <= array.max.unwrap_or(u64::MAX) && items && contains
}
