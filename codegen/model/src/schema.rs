//! A schema: an arena of typed nodes, first as written, then checked.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use tidings_contract::Digest;

use crate::diagnostic::Diagnostic;
use crate::form::Form;
use crate::json::{self, Json};
use crate::materialise::{self, Materialised};
use crate::node::{Node, NodeId};
use crate::place::{Place, SourceText, pointer_tokens};
use crate::typed::Typed;
use crate::{check, digest, read};

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
    pub(crate) pointers: HashMap<String, NodeId>,
    /// Where each inlined file begins.
    pub(crate) files: Vec<(String, NodeId)>,
    pub(crate) typed: OnceLock<Typed>,
    pub(crate) digests: OnceLock<HashMap<NodeId, u128>>,
    pub(crate) state: PhantomData<State>,
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

    /// The digest of all that the emit set, the accept set and generated types depend on. It never changes once published.
    ///
    /// It is stable under key order and annotations, and looks at the root's own file only: what that refers to is locked by itself.
    pub fn meaning(&self) -> Digest {
        digest::meaning(&self.raw)
    }

    /// The digest of the whole document, stable under key order.
    pub fn text(&self) -> Digest {
        Digest::of_json(&self.raw)
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

    /// Lints: unknown keywords with the nearest known one, and the like.
    pub fn lints(&self) -> Vec<Diagnostic> {
        check::lints(self)
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

impl Schema<Draft> {
    /// Reads a schema file.
    ///
    /// # Errors
    /// Everything that is wrong with it as a text: `json/*` for what is no JSON, `schema/*` for malformed keywords.
    pub fn parse(file: &str, text: &str) -> Result<Schema<Draft>, Vec<Diagnostic>> {
        let source = SourceText::new(file, text);
        let json = json::parse(&source)?;
        read::read(Arc::new(source), &json)
    }

    /// A schema from a value that has no text, under the name of a file.
    ///
    /// # Errors
    /// As [`Schema::parse`]; places have no span.
    pub fn from_value(file: &str, value: &Value) -> Result<Schema<Draft>, Vec<Diagnostic>> {
        let json =
            Json::from_value(value).ok_or_else(|| vec![json::deep(Place::start_of(file))])?;
        read::read(Arc::new(SourceText::new(file, "")), &json)
    }

    /// Follows every reference and checks what only the whole can show.
    ///
    /// # Errors
    /// Dangling references, cycles without progress or between files, annotations that make no sense.
    pub fn check(self, resolver: &dyn Resolve) -> Result<Schema<Checked>, Vec<Diagnostic>> {
        check::check(self, resolver)
    }

    /// The references to other files: path from the registry's root, and the place of each.
    pub fn foreign_references(&self) -> Vec<(String, Place)> {
        check::foreign_references(self)
    }
}

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
        self.typed().at(self, &pointer_tokens(pointer)?)
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
        materialise::plain(self).document
    }

    /// The emit set as an ordinary schema document (DESIGN section 3).
    pub fn emit_schema(&self) -> Materialised {
        materialise::emit(self)
    }

    /// The accept set as an ordinary schema document (DESIGN section 3).
    pub fn accept_schema(&self) -> Materialised {
        materialise::accept(self)
    }

    /// The schema as written, as a self-contained document with typed nodes.
    pub fn plain_schema(&self) -> Materialised {
        materialise::plain(self)
    }

    pub(crate) fn typed(&self) -> &Typed {
        self.typed.get_or_init(|| Typed::of(self))
    }
}
