//! Forms of `anyOf` and `oneOf`.

use std::sync::Arc;

use serde_json::Value;

use super::build::Build;
use crate::form::{Form, Tag};
use crate::materialise::types_of;
use crate::node::{Node, NodeId, Types};
use crate::tags;

impl Build {
    /// The form of a node's union; `None` where the union only asserts and says nothing about types.
    pub(super) fn union(&mut self, id: NodeId, node: &Node) -> Option<Form> {
        let (keyword, all) = if node.one_of.is_empty() {
            ("anyOf", node.any_of.clone())
        } else {
            ("oneOf", node.one_of.clone())
        };
        if all.is_empty() {
            return None;
        }
        let permits_null = node.types.is_none_or(|types| types.contains(Types::NULL));
        let other = |build: &Build, branch: &NodeId| !tags::is_null(&build.nodes, *branch);
        let told = all
            .iter()
            .filter(|branch| other(self, branch))
            .copied()
            .collect::<Vec<_>>();
        if !told.is_empty() && !told.iter().any(|branch| self.tells_types(node, *branch)) {
            return None;
        }
        let mut branches = Vec::new();
        let mut nullable = false;
        for (i, branch) in all.iter().enumerate() {
            if tags::is_null(&self.nodes, *branch) {
                nullable = permits_null;
                continue;
            }
            branches.push(self.branch(id, node, keyword, i, *branch));
        }
        let views: Vec<NodeId> = branches.iter().map(|branch| self.view(*branch)).collect();
        if let (Some(form), false) = (self.strings(node, &views), nullable) {
            return Some(form);
        }
        match (views.as_slice(), nullable) {
            ([], true) => Some(Form::Null),
            ([], false) => Some(Form::Never),
            ([single], true) => Some(Form::Nullable(self.want(*single))),
            (_, true) => {
                let mut inner = Node {
                    any_of: branches,
                    one_of: Vec::new(),
                    ..bare(node)
                };
                inner.tidings = node.tidings.clone();
                let inner = self.made(id, &format!("/{keyword}"), inner);
                Some(Form::Nullable(self.want(inner)))
            }
            _ => Some(self.of_branches(node, &branches, &views)),
        }
    }

    /// A branch as it stands beside what the union's own node asserts.
    fn branch(
        &mut self,
        id: NodeId,
        node: &Node,
        keyword: &str,
        i: usize,
        branch: NodeId,
    ) -> NodeId {
        let base = Node {
            text: Default::default(),
            tidings: Default::default(),
            ..base(node)
        };
        let types_only = Node {
            types: node.types,
            ..bare(node)
        };
        let held = node
            .types
            .is_none_or(|types| types.contains(types_of(&self.nodes, branch, 0)));
        if base == types_only && held {
            return branch;
        }
        let base = self.made(id, "/allOf/base", base);
        self.all_of(id, &format!("/allOf/{keyword}/{i}"), vec![base, branch])
    }

    fn of_branches(&mut self, node: &Node, branches: &[NodeId], views: &[NodeId]) -> Form {
        for view in views {
            self.want(*view);
        }
        let union = Node {
            any_of: branches.to_vec(),
            one_of: Vec::new(),
            ..node.clone()
        };
        let tag: Option<Tag> = tags::tag_of(&self.nodes, &union).ok();
        let fallback = node.tidings.fallback.clone().filter(|_| tag.is_some());
        if let ([single], None) = (views, &tag) {
            // One branch alone is what it is.
            return Form::Union {
                tag: None,
                branches: vec![*single],
                fallback: None,
            };
        }
        Form::Union {
            tag,
            branches: views.to_vec(),
            fallback,
        }
    }

    /// Branches that are all strings: an enum where all list theirs, else a string.
    fn strings(&self, node: &Node, views: &[NodeId]) -> Option<Form> {
        let mut members = Vec::new();
        let mut listed = true;
        let mut fallback = node.tidings.fallback.clone();
        for view in views {
            let node = self.node(*view);
            let unions = !node.any_of.is_empty() || !node.one_of.is_empty();
            let values: Vec<&Value> = node.constant.iter().chain(node.listed()).collect();
            if unions
                || (node.types != Some(Types::STRING)
                    && (values.is_empty() || !values.iter().all(|value| value.is_string())))
            {
                return None;
            }
            listed &= !values.is_empty();
            fallback = fallback.or_else(|| node.tidings.fallback.clone());
            for text in values.into_iter().filter_map(Value::as_str) {
                if !members.iter().any(|known| known == text) {
                    members.push(text.to_owned());
                }
            }
        }
        if views.is_empty() {
            return None;
        }
        if listed && views.len() > 1 {
            return Some(Form::Enum { members, fallback });
        }
        (!listed).then_some(Form::String)
    }

    /// Whether a branch says something about types, and not only which members are required.
    fn tells_types(&mut self, base: &Node, branch: NodeId) -> bool {
        let view = self.view(branch);
        let node = self.node(view);
        let union = !node.any_of.is_empty() || !node.one_of.is_empty();
        let narrows = |types: Types| base.types.is_none_or(|base| !types.contains(base));
        node.types.is_some_and(narrows)
            || node.values.is_some()
            || node.constant.is_some()
            || !node.object.properties.is_empty()
            || node.array.items.is_some()
            || !node.array.prefix.is_empty()
            || union
    }
}

/// A node without its unions and without what was merged beside it.
fn base(node: &Node) -> Node {
    Node {
        any_of: Vec::new(),
        one_of: Vec::new(),
        all_of: Vec::new(),
        reference: None,
        reference_text: None,
        defs: Vec::new(),
        spans: Arc::default(),
        unknown: Vec::new(),
        ..node.clone()
    }
}

fn bare(node: &Node) -> Node {
    Node::empty(node.place.clone())
}
