//! What can be asked of a checked schema: nodes, forms, documents, digests.

use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::form::Form;
use crate::materialise;
use crate::node::{Node, NodeId};
use crate::place::pointer_tokens;
use crate::schema::{Alone, Checked, Materialised, Schema};
use crate::views::{Arena, Typed};
use crate::{digest, typed};

impl Schema<Checked> {
    /// A loose self-contained document.
    ///
    /// # Errors
    /// As [`Schema::parse`] and [`Schema::check`].
    pub fn from_document(document: &Value) -> Result<Schema<Checked>, Vec<Diagnostic>> {
        Schema::from_value("schema.json", document)?.check(&Alone)
    }

    /// A node as typed keywords.
    pub fn node(&self, id: NodeId) -> &Node {
        if id.index() >= self.nodes.len() {
            self.typed();
        }
        self.any_node(id)
    }

    /// The node at a JSON pointer into the root's own file, `$ref`s resolved and `allOf` merged on the way.
    pub fn at(&self, pointer: &str) -> Option<NodeId> {
        let arena = Arena {
            nodes: &self.nodes,
            pointers: &self.pointers,
        };
        self.typed().at(&arena, &pointer_tokens(pointer)?)
    }

    /// The node exactly at a JSON pointer into the root's own file, nothing resolved.
    pub fn written_at(&self, pointer: &str) -> Option<NodeId> {
        self.pointers.get(pointer).copied()
    }

    /// The node that a node stands for: references followed, `allOf` merged.
    pub fn resolve(&self, id: NodeId) -> NodeId {
        self.typed().view(id)
    }

    /// The language-neutral type of a node.
    pub fn form(&self, id: NodeId) -> &Form {
        self.typed().form(id)
    }

    /// The structural digest of a node: equal for equal shapes, wherever and however they are written.
    pub fn node_digest(&self, id: NodeId) -> u128 {
        let digests = self.digests.get_or_init(|| digest::structural(self));
        digests.get(&self.resolve(id)).copied().unwrap_or_default()
    }

    /// The document, self-contained: what it refers to in other files stands under `$defs`.
    pub fn document(&self) -> Value {
        self.plain_schema().document.clone()
    }

    /// The emit set as an ordinary schema document (DESIGN section 3); written once, like the others.
    pub fn emit_schema(&self) -> &Arc<Materialised> {
        let write = || Arc::new(materialise::emit(self));
        self.sets.emit.get_or_init(write)
    }

    /// The accept set as an ordinary schema document (DESIGN section 3).
    pub fn accept_schema(&self) -> &Arc<Materialised> {
        let write = || Arc::new(materialise::accept(self));
        self.sets.accept.get_or_init(write)
    }

    /// The schema as written, as a self-contained document with typed nodes.
    pub fn plain_schema(&self) -> &Arc<Materialised> {
        let write = || Arc::new(materialise::plain(self));
        self.sets.plain.get_or_init(write)
    }

    pub(crate) fn typed(&self) -> &Typed {
        self.typed.get_or_init(|| typed::build(self))
    }
}
