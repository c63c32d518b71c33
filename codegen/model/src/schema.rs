//! A schema: an arena of typed nodes, first as written, then checked.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use tidings_contract::Digest;

use crate::node::{Node, NodeId};
use crate::place::{Place, SourceText};
use crate::print::Notes;
use crate::views::Typed;

/// A schema as written: well formed, but its references are not followed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft;

/// A schema whose references are resolved and whose annotations make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked;

/// Finds the files that a schema refers to.
pub trait Resolve {
    /// The schema in a file of the registry, by its path with forward slashes.
    fn resolve(&self, path: &str) -> Resolved<'_>;
}

/// What a [`Resolve`] found.
#[derive(Debug)]
pub enum Resolved<'a> {
    /// The schema.
    Schema(&'a Schema<Draft>),
    /// There is no such file; the candidates are for the suggestion.
    Missing {
        /// Files that could have been meant.
        candidates: Vec<String>,
    },
    /// The file exists but is broken; its own problems are reported elsewhere.
    Broken,
    /// The file must not be referred to, for this reason.
    Refused(String),
}

/// Resolves nothing: for documents that are self-contained.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Resolve for Alone {
    fn resolve(&self, _path: &str) -> Resolved<'_> {
        Resolved::Missing {
            candidates: Vec::new(),
        }
    }
}

/// A JSON Schema 2020-12 document as an arena of typed nodes.
///
/// ```
/// use tidings_model::{Form, Schema};
/// let schema = Schema::from_document(&serde_json::json!({
///     "type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}
/// })).unwrap();
/// let id = schema.at("/properties/id").unwrap();
/// assert_eq!(*schema.form(id), Form::String);
/// assert_eq!(schema.emit_schema().document["additionalProperties"], false);
/// ```
#[derive(Debug, Clone)]
pub struct Schema<State = Checked> {
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: NodeId,
    pub(crate) sources: Vec<Arc<SourceText>>,
    pub(crate) raw: Arc<Value>,
    /// Nodes of the root's own file by their pointer.
    pub(crate) pointers: HashMap<Arc<str>, NodeId>,
    /// Where each inlined file begins.
    pub(crate) files: Vec<(String, NodeId)>,
    pub(crate) typed: OnceLock<Typed>,
    pub(crate) digests: OnceLock<HashMap<NodeId, u128>>,
    pub(crate) sets: Sets,
    pub(crate) state: PhantomData<State>,
}

/// A set of values as an ordinary, self-contained JSON Schema document.
#[derive(Debug, Clone)]
pub struct Materialised {
    /// The document.
    pub document: Value,
    /// Whether the document is the set. Where it isn't, it is stricter, never looser.
    pub exact: bool,
    /// Where it is stricter.
    pub inexact_at: Vec<Place>,
    pub(crate) written: Written,
    pub(crate) schema: OnceLock<Schema<Checked>>,
}

/// The nodes that a document was written from, kept to be read back when somebody asks for them.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// Nodes that point at each other directly.
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: NodeId,
    /// Those that are definitions, by their names.
    pub(crate) names: BTreeMap<NodeId, String>,
    pub(crate) notes: Notes,
    pub(crate) sources: Vec<Arc<SourceText>>,
    pub(crate) files: Vec<(String, NodeId)>,
}

/// The documents of a schema, each written when it is first asked for, and the digest of what it means.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    pub(crate) plain: OnceLock<Arc<Materialised>>,
    pub(crate) emit: OnceLock<Arc<Materialised>>,
    pub(crate) accept: OnceLock<Arc<Materialised>>,
    pub(crate) meaning: OnceLock<Digest>,
}

impl<State> Schema<State> {
    /// The root.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// The name of the file that holds the root.
    pub fn file(&self) -> &str {
        &self.nodes[self.root.index()].place.file
    }

    /// The document as written, without what it refers to.
    pub fn written(&self) -> &Value {
        &self.raw
    }

    /// The place of a keyword of a node, or the node's own where the keyword is not written there.
    pub fn keyword_place(&self, id: NodeId, keyword: &str) -> Place {
        let node = self.any_node(id);
        let span = node
            .spans
            .iter()
            .find(|(name, _)| name == keyword)
            .map(|(_, span)| span.clone());
        let source = self
            .sources
            .iter()
            .find(|source| *source.file() == node.place.file);
        match (span, source) {
            (Some(span), Some(source)) => source.place(
                span,
                crate::place::child_pointer(&node.place.pointer, keyword),
            ),
            _ => node.place.clone(),
        }
    }

    /// The text of a file that this schema was read from.
    pub fn source_text(&self, file: &str) -> Option<&str> {
        self.sources
            .iter()
            .find(|source| &**source.file() == file)
            .map(|source| source.text())
    }

    /// The nodes of the arena that were written, in a fixed order.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<State> {
        (0..self.nodes.len()).map(|index| NodeId(index as u32))
    }

    pub(crate) fn any_node(&self, id: NodeId) -> &Node {
        match self.nodes.get(id.index()) {
            Some(node) => node,
            None => self
                .typed
                .get()
                .and_then(|typed| typed.nodes.get(id.index() - self.nodes.len()))
                .expect("ids come from this arena, and those beyond what was written from its typed view"),
        }
    }
}
