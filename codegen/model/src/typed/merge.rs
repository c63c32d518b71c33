//! One node from several that apply together.

use std::collections::{BTreeMap, HashSet};

use tidings_contract::canonical_json;

use super::build::{Build, merged_pointer};
use crate::node::{Node, NodeId, ObjectKeywords, Types};
use crate::read::same;

impl Build {
    /// Merges the content of a node: what each part asserts holds for the merged one. Assertions that can't stand in one
    /// node go to `all_of`; forms don't look at those.
    pub(super) fn merged(&mut self, id: NodeId, content: &[NodeId]) -> NodeId {
        let place = self.node(id).place.clone();
        // The id comes first: children hang below it.
        let merged = self.add(Node::empty(place.clone()));
        let mut node = Node::empty(place);
        node.text = self.node(id).text.clone();
        let mut rest = Vec::new();
        for part in content {
            let part = self.node(*part).clone();
            if node.text.title.is_none() && node.text.description.is_none() {
                node.text = part.text.clone();
            }
            let left = scalars(&mut node, &part);
            rest.extend(left);
        }
        node.object = self.objects(merged, content).into();
        self.arrays(merged, content, &mut node, &mut rest);
        for left in rest {
            let left = self.add(left);
            node.all_of.push(left);
        }
        self.nodes[merged.index()] = node;
        merged
    }

    /// Members of all parts; a member that several describe gets a node where all of them apply.
    fn objects(&mut self, merged: NodeId, content: &[NodeId]) -> ObjectKeywords {
        let parts: Vec<ObjectKeywords> = content
            .iter()
            .map(|part| self.node(*part).object.clone().into_inner())
            .collect();
        let mut all = ObjectKeywords::default();
        let mut names: Vec<String> = Vec::new();
        for part in &parts {
            names.extend(
                part.properties
                    .iter()
                    .map(|(name, _)| name.clone())
                    .filter(|name| !names.contains(name))
                    .collect::<Vec<_>>(),
            );
            all.required.extend(
                part.required
                    .iter()
                    .filter(|name| !all.required.contains(name))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            all.min = all.min.max(part.min);
            all.max = [all.max, part.max].into_iter().flatten().min();
            all.names = all.names.or(part.names);
            all.dependent_required
                .extend(part.dependent_required.iter().cloned());
            all.dependent_schemas
                .extend(part.dependent_schemas.iter().cloned());
        }
        for name in names {
            let described: Vec<NodeId> = parts
                .iter()
                .filter_map(|part| of_member(part, &name))
                .collect();
            let child = self.child(merged, "properties", &name, described);
            all.properties.push((name, child));
        }
        self.rest(merged, &parts, &mut all);
        all
    }

    /// Patterns and the rest of all parts.
    fn rest(&mut self, merged: NodeId, parts: &[ObjectKeywords], all: &mut ObjectKeywords) {
        let mut patterns: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
        for (pattern, id) in parts.iter().flat_map(|part| &part.patterns) {
            patterns.entry(pattern.clone()).or_default().push(*id);
        }
        for (pattern, described) in patterns {
            let child = self.child(merged, "patternProperties", &pattern, described);
            all.patterns.push((pattern, child));
        }
        let additional: Vec<NodeId> = parts.iter().filter_map(|part| part.additional).collect();
        all.additional = (!additional.is_empty())
            .then(|| self.child(merged, "additionalProperties", "", additional));
        let unevaluated: Vec<NodeId> = parts.iter().filter_map(|part| part.unevaluated).collect();
        all.unevaluated = (!unevaluated.is_empty())
            .then(|| self.child(merged, "unevaluatedProperties", "", unevaluated));
    }

    fn arrays(
        &mut self,
        merged: NodeId,
        content: &[NodeId],
        node: &mut Node,
        rest: &mut Vec<Node>,
    ) {
        let parts: Vec<_> = content
            .iter()
            .map(|part| self.node(*part).array.clone())
            .collect();
        let longest = parts
            .iter()
            .map(|part| part.prefix.len())
            .max()
            .unwrap_or_default();
        for i in 0..longest {
            let described = parts
                .iter()
                .filter_map(|part| part.prefix.get(i).copied().or(part.items))
                .collect();
            let child = self.child(merged, "prefixItems", &i.to_string(), described);
            node.array.prefix.push(child);
        }
        let items: Vec<NodeId> = parts.iter().filter_map(|part| part.items).collect();
        node.array.items = (!items.is_empty()).then(|| self.child(merged, "items", "", items));
        for part in parts {
            let array = &mut node.array;
            array.min = array.min.max(part.min);
            array.max = [array.max, part.max].into_iter().flatten().min();
            array.unique |= part.unique;
            array.unevaluated = array.unevaluated.or(part.unevaluated);
            if part.contains.is_none() {
                continue;
            }
            if array.contains.is_none() {
                (array.contains, array.min_contains, array.max_contains) =
                    (part.contains, part.min_contains, part.max_contains);
            } else {
                let mut left = Node::empty(node.place.clone());
                (
                    left.array.contains,
                    left.array.min_contains,
                    left.array.max_contains,
                ) = (part.contains, part.min_contains, part.max_contains);
                rest.push(left);
            }
        }
    }

    /// One child from all that describe it.
    fn child(
        &mut self,
        merged: NodeId,
        keyword: &str,
        name: &str,
        described: Vec<NodeId>,
    ) -> NodeId {
        let mut ids: Vec<NodeId> = Vec::new();
        for id in described {
            let id = self.skip(id);
            if self.node(id).always == Some(false) {
                return self.never;
            }
            if self.node(id).always != Some(true) && !ids.contains(&id) {
                ids.push(id);
            }
        }
        match ids.as_slice() {
            [] => self.any,
            [single] => *single,
            _ => self.all_of(merged, &merged_pointer(keyword, name), ids),
        }
    }
}

/// What a part says about a member: by name, else as one of the rest. Patterns are left to the value-level check.
fn of_member(part: &ObjectKeywords, name: &str) -> Option<NodeId> {
    part.property(name).or(if part.patterns.is_empty() {
        part.additional
    } else {
        None
    })
}

/// Adds what a part asserts about scalars and its unions to a node; what finds no room there comes back as nodes of its own.
fn scalars(node: &mut Node, part: &Node) -> Vec<Node> {
    let mut left = Vec::new();
    let blank = || Node::empty(part.place.clone());
    node.always = node.always.or(part.always.filter(|always| !always));
    node.types = match (node.types, part.types) {
        (Some(a), Some(b)) => Some(a.intersection(b)),
        (a, b) => a.or(b),
    };
    merge_values(node, part, &mut left);
    merge_bounds(node, part, &mut left);
    node.string.min = node.string.min.max(part.string.min);
    node.string.max = [node.string.max, part.string.max]
        .into_iter()
        .flatten()
        .min();
    match (&node.string.pattern, &part.string.pattern) {
        (Some(a), Some(b)) if a != b => {
            let mut other = blank();
            other.string.pattern = part.string.pattern.clone();
            left.push(other);
        }
        (None, Some(pattern)) => node.string.pattern = Some(pattern.clone()),
        _ => {}
    }
    node.format = node.format.take().or_else(|| part.format.clone());
    merge_groups(node, part, &mut left);
    merge_annotations(node, part);
    left
}

fn merge_bounds(node: &mut Node, part: &Node, left: &mut Vec<Node>) {
    let (number, other) = (&mut node.number, &part.number);
    let clash = number.multiple_of.is_some() && other.multiple_of.is_some();
    let bounds_clash = (number.minimum.is_some() && other.minimum.is_some())
        || (number.maximum.is_some() && other.maximum.is_some())
        || (number.exclusive_minimum.is_some() && other.exclusive_minimum.is_some())
        || (number.exclusive_maximum.is_some() && other.exclusive_maximum.is_some());
    if clash || bounds_clash {
        left.push(Node {
            number: other.clone(),
            ..Node::empty(part.place.clone())
        });
    } else {
        number.minimum = number.minimum.take().or_else(|| other.minimum.clone());
        number.maximum = number.maximum.take().or_else(|| other.maximum.clone());
        number.exclusive_minimum = number
            .exclusive_minimum
            .take()
            .or_else(|| other.exclusive_minimum.clone());
        number.exclusive_maximum = number
            .exclusive_maximum
            .take()
            .or_else(|| other.exclusive_maximum.clone());
        number.multiple_of = number
            .multiple_of
            .take()
            .or_else(|| other.multiple_of.clone());
    }
}

fn merge_values(node: &mut Node, part: &Node, left: &mut Vec<Node>) {
    match (&node.values, &part.values) {
        (Some(a), Some(b)) => {
            let known: HashSet<String> = b.iter().map(canonical_json).collect();
            let both = a
                .iter()
                .filter(|value| known.contains(&canonical_json(value)));
            node.values = Some(both.cloned().collect());
            // An enum that both must allow grows only where both do.
            if node.tidings.fallback.is_none() || part.tidings.fallback.is_none() {
                node.tidings.fallback = None;
            }
        }
        (None, Some(values)) => node.values = Some(values.clone()),
        _ => {}
    }
    match (&node.constant, &part.constant) {
        (Some(a), Some(b)) if !same(a, b) => node.types = Some(Types::NONE),
        (None, Some(constant)) => node.constant = Some(constant.clone()),
        _ => {}
    }
    if let (Some(constant), Some(values)) = (&node.constant, &node.values)
        && !values.iter().any(|value| same(value, constant))
    {
        left.push(Node {
            values: node.values.clone(),
            ..Node::empty(part.place.clone())
        });
        node.types = Some(Types::NONE);
    }
}

fn merge_groups(node: &mut Node, part: &Node, left: &mut Vec<Node>) {
    let mut rest = Node::empty(part.place.clone());
    let has_union = !node.any_of.is_empty() || !node.one_of.is_empty();
    if has_union {
        (rest.any_of, rest.one_of) = (part.any_of.clone(), part.one_of.clone());
    } else {
        (node.any_of, node.one_of) = (part.any_of.clone(), part.one_of.clone());
    }
    if node.not.is_none() {
        node.not = part.not;
    } else {
        rest.not = part.not;
    }
    if node.condition.is_none() {
        node.condition = part.condition;
    } else {
        rest.condition = part.condition;
    }
    if rest != Node::empty(part.place.clone()) {
        left.push(rest);
    }
}

fn merge_annotations(node: &mut Node, part: &Node) {
    let tidings = &mut node.tidings;
    let two_enums =
        node.values.is_some() && part.values.is_some() && part.tidings.fallback.is_none();
    if tidings.fallback.is_none() && !two_enums {
        tidings.fallback = part.tidings.fallback.clone();
    }
    tidings.tag = tidings.tag.take().or_else(|| part.tidings.tag.clone());
    tidings.closed |= part.tidings.closed;
    tidings.open |= part.tidings.open;
    tidings.bigint |= part.tidings.bigint;
}
