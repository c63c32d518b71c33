//! What can be asked of a schema before it is checked, and how it becomes one.

use std::sync::Arc;

use serde_json::Value;
use tidings_contract::Digest;

use crate::diagnostic::Diagnostic;
use crate::json::{self, Json};
use crate::place::{Place, SourceText};
use crate::schema::{Checked, Draft, Resolve, Schema};
use crate::{check, digest, read};

impl<State> Schema<State> {
    /// The digest of all that the emit set, the accept set and generated types depend on. It never changes once published.
    ///
    /// It is stable under key order and annotations, and looks at the root's own file only: what that refers to is locked by itself.
    pub fn meaning(&self) -> Digest {
        let digest = || digest::meaning(&self.raw);
        *self.sets.meaning.get_or_init(digest)
    }

    /// The digest of the whole document, stable under key order.
    pub fn text(&self) -> Digest {
        Digest::of_json(&self.raw)
    }

    /// Lints: unknown keywords with the nearest known one, and the like.
    pub fn lints(&self) -> Vec<Diagnostic> {
        check::lints(self)
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
        let raw = json.to_value();
        read::read(Arc::new(source), &json, raw)
    }

    /// A schema from a value that has no text, under the name of a file.
    ///
    /// # Errors
    /// As [`Schema::parse`]; places have no span.
    pub fn from_value(file: &str, value: &Value) -> Result<Schema<Draft>, Vec<Diagnostic>> {
        let json =
            Json::from_value(value).ok_or_else(|| vec![json::deep(Place::start_of(file))])?;
        read::read(Arc::new(SourceText::new(file, "")), &json, value.clone())
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
