//! What a set of values shows of itself.

use crate::schema::{Checked, Materialised, Schema};

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
        crate::inhabited::is_empty(&self.written.nodes, self.written.root)
    }

    /// The document as typed nodes, read when it is first asked for; their places are those of the original source.
    ///
    /// ```
    /// use tidings_model::{Form, Schema};
    /// let document = serde_json::json!({"type": "object", "properties": {"id": {"type": "string"}}});
    /// let schema = Schema::from_document(&document).unwrap();
    /// let accepted = schema.accept_schema().schema();
    /// assert_eq!(*accepted.form(accepted.at("/properties/id").unwrap()), Form::String);
    /// ```
    pub fn schema(&self) -> &Schema<Checked> {
        self.schema.get_or_init(|| self.written.read())
    }
}
