//! Which branches of a union can hold the same value.

use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::canonical_json;

use crate::flatten::flatten;
use crate::node::{Node, NodeId, Types};
use crate::tags::required_strings;

/// What a branch shows of itself: its types, the strings that tag it, the values that it lists.
#[derive(Debug)]
pub(super) struct Signature {
    types: Types,
    tags: BTreeMap<String, BTreeSet<String>>,
    listed: Option<BTreeSet<String>>,
}

impl Signature {
    /// The signature of a node.
    pub(super) fn of(nodes: &[Node], id: NodeId) -> Signature {
        let listed = flatten(nodes, [id]).into_iter().find_map(|id| {
            let node = &nodes[id.index()];
            let values = node.constant.iter().chain(node.listed());
            (node.constant.is_some() || node.values.is_some())
                .then(|| values.map(canonical_json).collect())
        });
        Signature {
            types: types_of(nodes, id, 0),
            tags: required_strings(nodes, id, &mut Vec::new()),
            listed,
        }
    }

    /// Whether no value at all is taken by both, as far as types, tags and lists show.
    pub(super) fn is_disjoint(&self, other: &Signature) -> bool {
        let common = self.types.intersection(other.types);
        common.is_empty()
            || (common == Types::OBJECT && self.tags_differ(other))
            || self.lists_differ(other)
    }

    /// Whether no object and no array is taken by both: then closing one branch is not the other's business.
    pub(super) fn is_apart(&self, other: &Signature) -> bool {
        let common = self
            .types
            .intersection(other.types)
            .intersection(Types::OBJECT.union(Types::ARRAY));
        common.is_empty()
            || (common == Types::OBJECT && self.tags_differ(other))
            || self.lists_differ(other)
    }

    fn tags_differ(&self, other: &Signature) -> bool {
        self.tags.iter().any(|(name, strings)| {
            other
                .tags
                .get(name)
                .is_some_and(|others| strings.is_disjoint(others))
        })
    }

    fn lists_differ(&self, other: &Signature) -> bool {
        matches!((&self.listed, &other.listed), (Some(a), Some(b)) if a.is_disjoint(b))
    }
}

/// Whether one member that all of these require keeps all of them apart: told at once, and not two by two.
pub(super) fn all_apart(signatures: &[Signature]) -> bool {
    let Some((first, others)) = signatures.split_first() else {
        return true;
    };
    signatures
        .iter()
        .all(|signature| signature.types == Types::OBJECT)
        && first.tags.iter().any(|(name, strings)| {
            let mut seen: BTreeSet<&String> = strings.iter().collect();
            others.iter().all(|other| {
                let strings = other.tags.get(name);
                strings.is_some_and(|strings| strings.iter().all(|text| seen.insert(text)))
            })
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
            types = types.intersection(Types::of(constant));
        }
        if let Some(values) = &node.values {
            types =
                types.intersection(values.iter().map(Types::of).fold(Types::NONE, Types::union));
        }
        for union in [&node.any_of, &node.one_of] {
            if !union.is_empty() && depth < 6 {
                let any = union
                    .iter()
                    .map(|branch| types_of(nodes, *branch, depth + 1))
                    .fold(Types::NONE, Types::union);
                types = types.intersection(any);
            }
        }
    }
    types
}
