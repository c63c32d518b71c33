//! A set of values as a document.

use serde_json::Value;

use crate::place::Place;
use crate::schema::{Checked, Schema};

/// A set of values as an ordinary, self-contained JSON Schema document.
#[derive(Debug, Clone)]
pub struct Materialised {
    /// The document.
    pub document: Value,
    /// The document as typed nodes; their places are those of the original source.
    pub schema: Schema<Checked>,
    /// Whether the document is the set. Where it isn't, it is stricter, never looser.
    pub exact: bool,
    /// Where it is stricter.
    pub inexact_at: Vec<Place>,
}

impl Materialised {
    /// Whether the set is proved to hold no value at all. An empty emit set is a mistake, never a vacuous yes.
    ///
    /// ```
    /// use tidings_model::Schema;
    /// let endless = Schema::from_document(&serde_json::json!({
    ///     "type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}
    /// })).unwrap();
    /// assert!(endless.emit_schema().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        crate::inhabited::is_empty(&self.schema.nodes, self.schema.root)
    }
}
