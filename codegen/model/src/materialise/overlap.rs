//! Which branches of a union can hold the same value.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::flatten::flatten;
use crate::node::{Node, NodeId, Types};
use crate::tags::required_strings;

/// Whether no value at all is taken by both, as far as types and tags show.
pub(crate) fn disjoint(nodes: &[Node], a: NodeId, b: NodeId) -> bool {
    let common = types_of(nodes, a, 0).intersection(types_of(nodes, b, 0));
    common.is_empty() || (common == Types::OBJECT && tags_differ(nodes, a, b)) || constants_differ(nodes, a, b, common)
}

/// Whether no object and no array is taken by both: then closing one branch can't be the other's business.
pub(crate) fn apart(nodes: &[Node], a: NodeId, b: NodeId) -> bool {
    let common = types_of(nodes, a, 0).intersection(types_of(nodes, b, 0));
    let common = common.intersection(Types::OBJECT.union(Types::ARRAY));
    common.is_empty() || (common == Types::OBJECT && tags_differ(nodes, a, b))
}

fn tags_differ(nodes: &[Node], a: NodeId, b: NodeId) -> bool {
    let (a, b) = (required_strings(nodes, a, &mut Vec::new()), required_strings(nodes, b, &mut Vec::new()));
    a.iter().any(|(name, strings)| b.get(name).is_some_and(|others| strings.is_disjoint(others)))
}

/// Whether both list their strings, and share none.
fn constants_differ(nodes: &[Node], a: NodeId, b: NodeId, common: Types) -> bool {
    let (Some(a), Some(b)) = (listed(nodes, a), listed(nodes, b)) else { return false };
    !common.contains(Types::OBJECT) && a.keys().all(|text| !b.contains_key(text))
}

fn listed(nodes: &[Node], id: NodeId) -> Option<BTreeMap<String, ()>> {
    flatten(nodes, [id]).into_iter().find_map(|id| {
        let node = &nodes[id.index()];
        let values = node.constant.iter().map(Some).chain(node.values.iter().flatten().map(Some)).flatten();
        (node.constant.is_some() || node.values.is_some())
            .then(|| values.map(|value| (tidings_contract::canonical_json(value), ())).collect())
    })
}

/// The types that a node can take, as far as `type`, `const`, `enum` and its unions show.
pub(crate) fn types_of(nodes: &[Node], id: NodeId, depth: usize) -> Types {
    let mut types = Types::ALL;
    for part in flatten(nodes, [id]) {
        let node = &nodes[part.index()];
        if node.always == Some(false) {
            return Types::NONE;
        }
        types = types.intersection(node.types.unwrap_or(Types::ALL));
        if let Some(constant) = &node.constant {
            types = types.intersection(loose(constant));
        }
        if let Some(values) = &node.values {
            types = types.intersection(values.iter().map(loose).fold(Types::NONE, Types::union));
        }
        for union in [&node.any_of, &node.one_of] {
            if !union.is_empty() && depth < 6 {
                let any = union.iter().map(|branch| types_of(nodes, *branch, depth + 1)).fold(Types::NONE, Types::union);
                types = types.intersection(any);
            }
        }
    }
    types
}

fn loose(value: &Value) -> Types {
    Types::of(value)
}
