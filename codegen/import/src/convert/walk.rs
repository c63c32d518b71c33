//! What a walk over a source document keeps in mind.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::targets::Targets;
use crate::dialect::Dialect;
use crate::note::{Effect, Note};
use crate::pointer::to_fragment;

/// Where words go that the source's dialect did not know, so that validators never read them.
pub(crate) const IGNORED: &str = "x-ignored";

/// State of one conversion.
#[derive(Debug)]
pub(crate) struct Walk<'t> {
    pub targets: &'t Targets<'t>,
    pub dialect: Dialect,
    /// Source pointer → pointer in the converted document, for every schema.
    places: BTreeMap<String, String>,
    /// Converted pointer of a schema with `$ref` → source pointer of its target.
    references: Vec<(String, String)>,
    /// Converted and source pointer of every schema with a `discriminator`.
    pub discriminators: Vec<(String, String)>,
    notes: Vec<Note>,
}

/// One schema object while it is rewritten.
#[derive(Debug)]
pub(crate) struct Rewrite<'v> {
    pub source: &'v Map<String, Value>,
    /// Pointer in the source.
    pub old: &'v str,
    /// Pointer in the converted document at which `out` will stand.
    pub new: &'v str,
    pub out: Map<String, Value>,
    pub ignored: Map<String, Value>,
}

impl<'t> Walk<'t> {
    pub(crate) fn new(targets: &'t Targets<'t>, dialect: Dialect) -> Walk<'t> {
        Walk {
            targets,
            dialect,
            places: BTreeMap::new(),
            references: Vec::new(),
            discriminators: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, id: &'static str, at: &str, effect: Effect, message: String) {
        self.notes.push(Note::new(id, at, effect, message));
    }

    /// Takes back what was said about a place that is gone.
    pub(crate) fn forget(&mut self, at: &str) {
        self.notes.retain(|note| note.pointer != at);
    }

    pub(crate) fn into_notes(self) -> Vec<Note> {
        self.notes
    }

    /// Writes down where the schema at `old` will stand.
    pub(crate) fn stands(&mut self, old: &str, new: &str) {
        self.places.insert(old.to_owned(), new.to_owned());
    }

    pub(crate) fn refer(&mut self, rewrite: &Rewrite<'_>, target: String) {
        self.references.push((rewrite.new.to_owned(), target));
    }

    /// Writes all references, now that every schema has its new place.
    pub(crate) fn write_references(&mut self, document: &mut Value) {
        for (at, target) in &self.references {
            let place = self.places.get(target);
            if let (Some(place), Some(schema)) = (place, document.pointer_mut(at)) {
                // From the root, whatever `$id`s stand in between: they are written as annotations only.
                schema["$ref"] = json!(to_fragment(place));
            }
        }
    }
}
