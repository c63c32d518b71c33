//! What tells the branches of a union apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::flatten::flatten;
use crate::form::Tag;
use crate::node::{Node, NodeId, Types};

/// Why a union has no tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoTag {
    /// No member, or more than one, is required in all branches with disjoint strings.
    NotFound,
    /// The member that `x-tidings.tag` names doesn't do in this branch.
    Branch(NodeId),
    /// Two branches share this value of the named tag.
    Shared(NodeId, String),
}

/// The branches of a node's union, without those that are just `null`.
pub(crate) fn branches(nodes: &[Node], node: &Node) -> Vec<NodeId> {
    let all = if node.one_of.is_empty() {
        &node.any_of
    } else {
        &node.one_of
    };
    all.iter()
        .copied()
        .filter(|id| !is_null(nodes, *id))
        .collect()
}

/// Whether a node takes `null` alone.
pub(crate) fn is_null(nodes: &[Node], id: NodeId) -> bool {
    flatten(nodes, [id]).iter().any(|id| {
        let node = &nodes[id.index()];
        node.types == Some(Types::NULL)
            || node.constant == Some(Value::Null)
            || node.values.as_deref() == Some(&[Value::Null])
    })
}

/// The tag of a node's union: the one it names, else the only member that all branches require with disjoint strings.
pub(crate) fn tag_of(nodes: &[Node], node: &Node) -> Result<Tag, NoTag> {
    let branches = branches(nodes, node);
    let constants: Vec<BTreeMap<String, BTreeSet<String>>> = branches
        .iter()
        .map(|id| required_strings(nodes, *id, &mut Vec::new()))
        .collect();
    if let Some(member) = &node.tidings.tag {
        return named(member, &branches, &constants);
    }
    if branches.len() < 2 {
        return Err(NoTag::NotFound);
    }
    let first = constants.first().ok_or(NoTag::NotFound)?;
    let mut fitting = first
        .keys()
        .filter(|member| named(member, &branches, &constants).is_ok());
    match (fitting.next(), fitting.next()) {
        (Some(member), None) => named(member, &branches, &constants),
        _ => Err(NoTag::NotFound),
    }
}

fn named(
    member: &str,
    branches: &[NodeId],
    constants: &[BTreeMap<String, BTreeSet<String>>],
) -> Result<Tag, NoTag> {
    let mut values = Vec::new();
    let mut seen = BTreeSet::new();
    for (branch, constants) in branches.iter().zip(constants) {
        let strings = constants.get(member).ok_or(NoTag::Branch(*branch))?;
        if let Some(shared) = strings.iter().find(|text| !seen.insert((*text).clone())) {
            return Err(NoTag::Shared(*branch, shared.clone()));
        }
        values.push(strings.iter().cloned().collect());
    }
    Ok(Tag {
        member: member.to_owned(),
        values,
    })
}

/// The members that every object of a node has, with the strings that each can be. A nested union gives what all its branches give.
pub(crate) fn required_strings(
    nodes: &[Node],
    id: NodeId,
    above: &mut Vec<NodeId>,
) -> BTreeMap<String, BTreeSet<String>> {
    let parts = flatten(nodes, [id]);
    let mut found = BTreeMap::new();
    let required: BTreeSet<&String> = parts
        .iter()
        .flat_map(|id| &nodes[id.index()].object.required)
        .collect();
    for name in required {
        let described = parts
            .iter()
            .filter_map(|id| nodes[id.index()].object.property(name));
        if let Some(strings) = strings(nodes, described) {
            found.insert(name.clone(), strings);
        }
    }
    if above.contains(&id) || above.len() > 8 {
        return found;
    }
    above.push(id);
    for part in &parts {
        let node = &nodes[part.index()];
        if node.tidings.fallback.is_some() {
            continue;
        }
        for union in [&node.one_of, &node.any_of] {
            let inner: Vec<_> = union
                .iter()
                .map(|branch| required_strings(nodes, *branch, above))
                .collect();
            let Some((first, rest)) = inner.split_first() else {
                continue;
            };
            for (name, strings) in first {
                if rest.iter().all(|other| other.contains_key(name)) {
                    let all = rest
                        .iter()
                        .flat_map(|other| other[name].iter().cloned())
                        .chain(strings.iter().cloned());
                    found.entry(name.clone()).or_insert_with(|| all.collect());
                }
            }
        }
    }
    above.pop();
    found
}

/// The strings that a member can be, where `const` or `enum` lists them and no fallback widens them.
fn strings(nodes: &[Node], described: impl Iterator<Item = NodeId>) -> Option<BTreeSet<String>> {
    let mut strings: Option<BTreeSet<String>> = None;
    for id in flatten(nodes, described) {
        let node = &nodes[id.index()];
        let listed: Vec<&Value> = match (&node.constant, &node.values) {
            (Some(constant), _) => vec![constant],
            (None, Some(values)) if node.tidings.fallback.is_none() => values.iter().collect(),
            _ => continue,
        };
        let listed: Option<BTreeSet<String>> = listed
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect();
        let listed = listed?;
        strings = Some(match strings {
            Some(known) => known.intersection(&listed).cloned().collect(),
            None => listed,
        });
    }
    strings.filter(|strings| !strings.is_empty())
}
