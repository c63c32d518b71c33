//! Digests: of what a file means, and of what a subschema is.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use tidings_contract::Digest;

use crate::keywords::{Holds, holds};
use crate::node::{Node, NodeId};
use crate::print::{Notes, print};
use crate::schema::{Checked, Schema};

/// How many steps nodes of a recursive group are compared over.
const MOST_ROUNDS: usize = 64;

/// The digest of a document without what is only for people.
pub(crate) fn meaning(document: &Value) -> Digest {
    Digest::of_json(&meant(document))
}

fn meant(schema: &Value) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let mut kept = Map::new();
    for (name, value) in members {
        let value = match (name.as_str(), holds(name)) {
            ("x-tidings", _) => annotations(value),
            (_, Holds::Note) => continue,
            (_, Holds::Value) => value.clone(),
            (_, Holds::Schema) => meant(value),
            (_, Holds::Schemas) => match value {
                Value::Array(items) => Value::Array(items.iter().map(meant).collect()),
                other => meant(other),
            },
            (_, Holds::SchemaMap) => by_name(value, meant),
            (_, Holds::Names) => names(value),
            (_, Holds::NamesMap) => by_name(value, names),
        };
        let name = if name == "definitions" { "$defs" } else { name };
        kept.insert(name.to_owned(), value);
    }
    if kept
        .get("x-tidings")
        .is_some_and(|value| value.as_object().is_some_and(Map::is_empty))
    {
        kept.remove("x-tidings");
    }
    Value::Object(kept)
}

fn by_name(value: &Value, each: impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), each(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn names(value: &Value) -> Value {
    let mut names: Vec<String> = match value {
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Value::String(name) => vec![name.clone()],
        _ => return value.clone(),
    };
    names.sort();
    names.dedup();
    names.into()
}

fn annotations(value: &Value) -> Value {
    let Value::Object(members) = value else {
        return value.clone();
    };
    let kept = members.iter().filter(|(name, value)| {
        !matches!(name.as_str(), "change" | "owners") && **value != Value::Bool(false)
    });
    Value::Object(
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// The structural digest of every node that has a form: equal for equal shapes, wherever and however they are written.
///
/// Groups of nodes that lead to each other are refined together; everything else is hashed bottom up.
pub(crate) fn structural(schema: &Schema<Checked>) -> HashMap<NodeId, u128> {
    let typed = schema.typed();
    let mut graph = Views {
        schema,
        links: HashMap::new(),
    };
    let mut digests = HashMap::new();
    for group in graph.groups(&typed.formed()) {
        if let ([single], false) = (group.as_slice(), graph.is_recursive(&group)) {
            digests.insert(
                *single,
                graph.content(*single, &mut |child| known(&digests, child)),
            );
            continue;
        }
        let own = graph.refined(&group, &digests);
        digests.extend(own);
    }
    digests
}

fn known(digests: &HashMap<NodeId, u128>, id: NodeId) -> Value {
    Value::String(format!(
        "{:032x}",
        digests.get(&id).copied().unwrap_or_default()
    ))
}

/// The graph of views: what a node leads to, with references skipped.
struct Views<'a> {
    schema: &'a Schema<Checked>,
    links: HashMap<NodeId, Vec<NodeId>>,
}

impl Views<'_> {
    /// A node stands for its view; pure references that no form reaches stand for what they refer to.
    fn view(&self, id: NodeId) -> NodeId {
        let mut at = self.schema.resolve(id);
        let mut left = self.schema.nodes.len();
        while let Some(target) = self.schema.any_node(at).reference {
            let node = self.schema.any_node(at);
            if node.links().len() > 1 || left == 0 {
                break;
            }
            at = self.schema.resolve(target);
            left -= 1;
        }
        at
    }

    fn children(&mut self, id: NodeId) -> Vec<NodeId> {
        if let Some(known) = self.links.get(&id) {
            return known.clone();
        }
        let children: Vec<NodeId> = self
            .written(id)
            .links()
            .into_iter()
            .map(|(_, child)| self.view(child))
            .collect();
        self.links.insert(id, children.clone());
        children
    }

    /// A node without its definitions, which nothing is said by.
    fn written(&self, id: NodeId) -> Cow<'_, Node> {
        let node = self.schema.any_node(id);
        if node.defs.is_empty() {
            return Cow::Borrowed(node);
        }
        Cow::Owned(Node {
            defs: Vec::new(),
            ..node.clone()
        })
    }

    fn is_recursive(&mut self, group: &[NodeId]) -> bool {
        group.len() > 1 || group.iter().any(|id| self.children(*id).contains(id))
    }

    fn content(&self, id: NodeId, child: &mut dyn FnMut(NodeId) -> Value) -> u128 {
        let value = print(&self.written(id), Notes::Meaning, &mut |_, id| {
            child(self.view(id))
        });
        Digest::of_json(&value).head()
    }

    /// The digests of a group, refined until they tell apart all that differs.
    fn refined(&self, group: &[NodeId], digests: &HashMap<NodeId, u128>) -> HashMap<NodeId, u128> {
        let mut now: HashMap<NodeId, u128> = group.iter().map(|id| (*id, 0)).collect();
        let mut told_apart = 1;
        for _ in 0..MOST_ROUNDS {
            let child = |id: NodeId| {
                if now.contains_key(&id) {
                    known(&now, id)
                } else {
                    known(digests, id)
                }
            };
            let next = group
                .iter()
                .map(|id| (*id, self.content(*id, &mut |id| child(id))))
                .collect();
            now = next;
            let distinct = now.values().collect::<HashSet<_>>().len();
            if distinct == told_apart {
                return now;
            }
            told_apart = distinct;
        }
        // Too long a chain to compare step by step: then where they stand tells them apart.
        let placed = |(id, digest): (&NodeId, &u128)| {
            let place = &self.schema.any_node(*id).place;
            (
                *id,
                Digest::of(format!("{digest:032x} {} {}", place.file, place.pointer)).head(),
            )
        };
        now.iter().map(placed).collect()
    }

    /// Strongly connected groups, those that are led to first (Tarjan, iterative).
    fn groups(&mut self, roots: &[NodeId]) -> Vec<Vec<NodeId>> {
        let mut groups = Vec::new();
        let (mut index, mut low): (HashMap<NodeId, usize>, HashMap<NodeId, usize>) =
            Default::default();
        let (mut stack, mut on_stack) = (Vec::new(), HashSet::new());
        for root in roots {
            if index.contains_key(root) {
                continue;
            }
            let mut path = vec![(*root, 0)];
            while let Some((id, next)) = path.last_mut() {
                let id = *id;
                if *next == 0 {
                    index.insert(id, index.len());
                    low.insert(id, index[&id]);
                    stack.push(id);
                    on_stack.insert(id);
                }
                if let Some(child) = self.children(id).get(*next) {
                    *next += 1;
                    if !index.contains_key(child) {
                        path.push((*child, 0));
                    } else if on_stack.contains(child) {
                        let least = low[&id].min(index[child]);
                        low.insert(id, least);
                    }
                    continue;
                }
                path.pop();
                if let Some((above, _)) = path.last() {
                    let least = low[above].min(low[&id]);
                    low.insert(*above, least);
                }
                if low[&id] == index[&id] {
                    let from = stack
                        .iter()
                        .position(|member| *member == id)
                        .unwrap_or_default();
                    let group: Vec<NodeId> = stack.split_off(from);
                    group.iter().for_each(|member| {
                        on_stack.remove(member);
                    });
                    groups.push(group);
                }
            }
        }
        groups
    }
}
