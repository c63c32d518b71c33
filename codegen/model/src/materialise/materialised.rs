//! What a set of values shows of itself.

use crate::schema::Materialised;

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
