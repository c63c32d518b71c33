//! The typed view of a checked schema: `allOf` merged, references followed, every node with its form.

use std::collections::HashMap;
use std::sync::Arc;

use crate::form::Form;
use crate::node::{Node, NodeId};
use crate::place::child_pointer;

/// What was written: the arena, and the nodes of the root's file by pointer.
pub(crate) struct Arena<'a> {
    /// The arena.
    pub(crate) nodes: &'a [Node],
    /// Its nodes by pointer.
    pub(crate) pointers: &'a HashMap<Arc<str>, NodeId>,
}

/// Views and forms; the nodes that merging made stand behind those that were written.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// The nodes that were made here; their ids follow those of the arena.
    pub(crate) nodes: Vec<Node>,
    pub(crate) views: HashMap<NodeId, NodeId>,
    pub(crate) forms: HashMap<NodeId, Form>,
    /// Made nodes by the view they belong to and the pointer that leads from there.
    pub(crate) steps: HashMap<(NodeId, String), NodeId>,
}

impl Typed {
    /// The node that a node stands for.
    pub(crate) fn view(&self, id: NodeId) -> NodeId {
        self.views.get(&id).copied().unwrap_or(id)
    }

    /// The form of a node. Nodes that no type reaches, below `not` for example, are `Any`.
    pub(crate) fn form(&self, id: NodeId) -> &Form {
        self.forms.get(&self.view(id)).unwrap_or(&Form::Any)
    }

    /// All nodes that have a form.
    pub(crate) fn formed(&self) -> Vec<NodeId> {
        let mut ids: Vec<NodeId> = self.forms.keys().copied().collect();
        ids.sort();
        ids
    }

    /// Walks a pointer: its longest literal beginning first, then steps through views.
    pub(crate) fn at(&self, arena: &Arena<'_>, tokens: &[String]) -> Option<NodeId> {
        let pointer = |count: usize| {
            tokens[..count]
                .iter()
                .fold(String::new(), |pointer, token| {
                    child_pointer(&pointer, token)
                })
        };
        let literal = (0..=tokens.len()).rev().find_map(|count| {
            arena
                .pointers
                .get(pointer(count).as_str())
                .map(|id| (count, *id))
        });
        let (mut done, mut written) = literal?;
        let mut view = self.view(written);
        while done < tokens.len() {
            let (used, next) = self.step(arena, view, written, &tokens[done..])?;
            done += used;
            written = next;
            view = self.view(next);
        }
        Some(view)
    }

    fn step(
        &self,
        arena: &Arena<'_>,
        view: NodeId,
        written: NodeId,
        rest: &[String],
    ) -> Option<(usize, NodeId)> {
        let mut pointer = String::new();
        let mut made = None;
        for (i, token) in rest.iter().take(4).enumerate() {
            pointer = child_pointer(&pointer, token);
            if let Some(id) = self.steps.get(&(view, pointer.clone())) {
                made = Some((i + 1, *id));
            }
        }
        if made.is_some() {
            return made;
        }
        [view, written].into_iter().find_map(|id| {
            let node = match arena.nodes.get(id.index()) {
                Some(node) => node,
                None => self.nodes.get(id.index() - arena.nodes.len())?,
            };
            node.links().into_iter().find_map(|(step, child)| {
                if step.0 != rest[0] {
                    return None;
                }
                match (step.is_named(), rest.get(1)) {
                    (false, _) => Some((1, child)),
                    (true, Some(name)) if *name == step.1 => Some((2, child)),
                    _ => None,
                }
            })
        })
    }
}
