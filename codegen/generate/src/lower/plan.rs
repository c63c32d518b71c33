//! What of a schema becomes a named type, in any language: discovered, then named from its pointer.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{Checked, Form, NodeId, Schema, child_pointer, pointer_tokens};

use super::forms::{children, is_named};

/// The named types of one file of the registry.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// The schema, with everything that it refers to.
    pub(crate) schema: &'a Schema<Checked>,
    /// The file: `events/order.placed/2.json`.
    pub(crate) file: &'a str,
    /// Named types by pointer, so that the order of keys in the file does not show.
    pub(crate) types: BTreeMap<String, Planned<'a>>,
}

/// One named type.
#[derive(Debug)]
pub(crate) struct Planned<'a> {
    /// Its node.
    pub(crate) node: NodeId,
    /// Its form.
    pub(crate) form: &'a Form,
    /// What it is called after: the steps of its pointer, without those that say nothing.
    pub(crate) steps: Vec<String>,
}

/// Lists of lists are types of their own from here on: compilers follow types only so far.
const DEEPEST: usize = 16;

impl<'a> Plan<'a> {
    /// Plans the types of a file: its root, and what is reached from it without leaving the file.
    ///
    /// Of a shared type, everything under `$defs` is planned too, since other files may refer to it.
    pub(crate) fn of(schema: &'a Schema<Checked>, file: &'a str) -> Self {
        let mut plan = Plan {
            schema,
            file,
            types: BTreeMap::new(),
        };
        let root = schema.resolve(schema.root());
        let form = schema.form(root);
        let mut stack = children(form);
        // The root has a type at the root, also where it only refers to a shape that is written elsewhere.
        plan.types.insert(
            String::new(),
            Planned {
                node: root,
                form,
                steps: Vec::new(),
            },
        );
        if file.starts_with("types/") {
            stack.extend(schema.node(schema.root()).defs.iter().map(|(_, id)| *id));
        }
        let mut seen = BTreeSet::new();
        let mut stack: Vec<(NodeId, usize)> = stack.into_iter().map(|id| (id, 0)).collect();
        while let Some((id, unnamed)) = stack.pop() {
            let id = schema.resolve(id);
            if !plan.is_own(id) || !seen.insert(id) {
                continue;
            }
            let form = schema.form(id);
            let named = is_named(form) || unnamed >= DEEPEST;
            stack.extend(
                children(form)
                    .into_iter()
                    .map(|child| (child, if named { 0 } else { unnamed + 1 })),
            );
            if named && plan.named(id).is_none() {
                plan.add(id, form);
            }
        }
        for id in plan.endless(&seen) {
            plan.add(id, schema.form(id));
        }
        plan
    }

    /// Whether a node is written in this file.
    pub(crate) fn is_own(&self, id: NodeId) -> bool {
        &*self.schema.node(id).place.file == self.file
    }

    /// The node that speaks for a type: where the root is only a reference, that has its own text.
    pub(crate) fn speaker(&self, pointer: &str, planned: &Planned<'_>) -> NodeId {
        if pointer.is_empty() {
            self.schema.root()
        } else {
            planned.node
        }
    }

    /// The pointer under which a node's type is planned, if it is a named type of this file.
    pub(crate) fn named(&self, id: NodeId) -> Option<&str> {
        let id = self.schema.resolve(id);
        let pointer = &self.schema.node(id).place.pointer;
        self.types
            .get(&**pointer)
            .filter(|t| t.node == id && self.is_own(id))
            .map(|_| &**pointer)
    }

    /// The shared types that this file refers to, by path, whatever lies between.
    pub(crate) fn foreign_files(&self) -> BTreeSet<String> {
        let mut files = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<NodeId> = self
            .types
            .values()
            .flat_map(|planned| children(planned.form))
            .collect();
        while let Some(id) = stack.pop() {
            let id = self.schema.resolve(id);
            if seen.insert(id) {
                if !self.is_own(id) {
                    files.insert(self.schema.node(id).place.file.to_string());
                }
                stack.extend(children(self.schema.form(id)));
            }
        }
        files
    }

    fn add(&mut self, node: NodeId, form: &'a Form) {
        let pointer = self.schema.node(node).place.pointer.clone();
        let steps = self.steps(&pointer);
        let planned = Planned { node, form, steps };
        self.types.insert(pointer.to_string(), planned);
    }

    /// Nodes that lead back to themselves through lists and maps alone: an alias of theirs has no end.
    fn endless(&self, seen: &BTreeSet<NodeId>) -> Vec<NodeId> {
        let mut done = BTreeSet::new();
        let mut endless = BTreeSet::new();
        for start in seen {
            self.search(*start, &mut done, &mut endless);
        }
        endless.into_iter().collect()
    }

    fn search(&self, start: NodeId, done: &mut BTreeSet<NodeId>, endless: &mut BTreeSet<NodeId>) {
        let mut open: Vec<(NodeId, Vec<NodeId>)> = vec![(start, self.unnamed_children(start))];
        while let Some((id, rest)) = open.last_mut() {
            let id = *id;
            let Some(next) = rest.pop() else {
                done.insert(id);
                open.pop();
                continue;
            };
            if open.iter().any(|(held, _)| *held == next) {
                endless.insert(next);
            } else if !done.contains(&next) {
                open.push((next, self.unnamed_children(next)));
            }
        }
    }

    fn unnamed_children(&self, id: NodeId) -> Vec<NodeId> {
        if self.named(id).is_some() {
            return Vec::new();
        }
        let targets = children(self.schema.form(id))
            .into_iter()
            .map(|child| self.schema.resolve(child));
        targets
            .filter(|child| self.is_own(*child) && self.named(*child).is_none())
            .collect()
    }

    /// What a branch of a union is called after that no tag tells apart: its definition, else its kind.
    pub(crate) fn branch_name(&self, id: NodeId) -> String {
        let id = self.schema.resolve(id);
        let place = &self.schema.node(id).place;
        if !self.is_own(id) {
            let file = place
                .file
                .strip_prefix("types/")
                .and_then(|f| f.rsplit_once('/'));
            let last = pointer_tokens(&place.pointer).and_then(|tokens| tokens.last().cloned());
            return last
                .or_else(|| file.map(|(name, _)| name.to_owned()))
                .unwrap_or_default();
        }
        match self.schema.form(id) {
            Form::Null => "null".to_owned(),
            Form::Bool => "bool".to_owned(),
            Form::Integer { .. } => "integer".to_owned(),
            Form::Number => "number".to_owned(),
            Form::String => "text".to_owned(),
            Form::Constant(_) => "constant".to_owned(),
            Form::List(_) | Form::Tuple(_) => "list".to_owned(),
            Form::Map(_) => "map".to_owned(),
            Form::Any | Form::Never => "any".to_owned(),
            Form::Nullable(_) => "nullable".to_owned(),
            Form::Struct { .. } | Form::Enum { .. } | Form::Union { .. } => self
                .steps(&place.pointer)
                .pop()
                .unwrap_or_else(|| "whole".to_owned()),
        }
    }

    /// `/properties/lines/items` is called after `lines` and `item`; a definition after its own name.
    fn steps(&self, pointer: &str) -> Vec<String> {
        let tokens = pointer_tokens(pointer).unwrap_or_default();
        let mut steps = Vec::new();
        let mut here = String::new();
        let mut tokens = tokens.iter();
        while let Some(keyword) = tokens.next() {
            let parent = here.clone();
            here = child_pointer(&here, keyword);
            let name = if takes_name(keyword, tokens.as_slice().first()) {
                tokens.next()
            } else {
                None
            };
            if let Some(name) = name {
                here = child_pointer(&here, name);
            }
            match (keyword.as_str(), name) {
                ("properties", Some(name)) => steps.push(name.clone()),
                ("$defs" | "definitions", Some(name)) => steps = vec![name.clone()],
                ("items" | "contains", _) => steps.push("item".to_owned()),
                ("prefixItems", Some(index)) => steps.push(format!("item {index}")),
                ("additionalProperties" | "patternProperties" | "unevaluatedProperties", _) => {
                    steps.push("value".to_owned());
                }
                ("type", Some(name)) => steps.push(name.clone()),
                ("anyOf" | "oneOf", Some(index)) => {
                    steps.extend(self.branch(&parent, &here, index))
                }
                ("then" | "else", _) => steps.push(keyword.clone()),
                _ => {}
            }
        }
        steps
    }

    /// What a branch of a union is called after: its tag, else its place.
    fn branch(&self, union: &str, branch: &str, index: &str) -> Option<String> {
        let place = || {
            Some(format!(
                "variant {}",
                index.parse::<u64>().map_or(0, |i| i + 1)
            ))
        };
        let (Some(union), Some(branch)) = (self.schema.at(union), self.schema.at(branch)) else {
            return place();
        };
        match self.schema.form(union) {
            Form::Nullable(_) => None,
            Form::Union {
                tag: Some(tag),
                branches,
                ..
            } => {
                let at = branches.iter().position(|id| *id == branch);
                match at.and_then(|at| tag.values.get(at)).map(Vec::as_slice) {
                    Some([value]) => Some(value.clone()),
                    _ => place(),
                }
            }
            _ => place(),
        }
    }
}

/// Whether the token after a keyword is a name or an index. Nodes that the model merged or split stand
/// at pointers of their own: `/allOf/properties/x` without an index, and `/type/string`.
fn takes_name(keyword: &str, next: Option<&String>) -> bool {
    match keyword {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
        | "type" => true,
        "prefixItems" | "allOf" | "anyOf" | "oneOf" => {
            next.is_some_and(|index| !index.is_empty() && index.bytes().all(|b| b.is_ascii_digit()))
        }
        _ => false,
    }
}
