//! Schemas as they exist elsewhere → a registry.
//!
//! The way of data: [`Source`] files are sorted into histories by their paths ([`event_name`], [`Label`]); each
//! document is read in its [`Dialect`] and converted to 2020-12 ([`convert`]); what it leaves unsaid is written
//! down (enums and unions are `closed`, writers `open` where asked); [`import`] lays out the files of a registry.
//!
//! **Invariants**
//! - A converted document accepts what a validator of its dialect accepts for the source. Wherever that can't be
//!   kept, or a word is read by its intent, a [`Note`] says so; a place that can't be expressed refuses the file.
//! - Nothing is dropped: words that assert nothing stay as annotations, those that the dialect ignored under `x-ignored`.
//! - An import is whole or refused with every reason; equal files give equal bytes, in whatever order they come.
//! - This crate reads and writes no files, and never fetches what a `$ref` names.
//!
//! ```
//! use tidings_contract::StreamName;
//! use tidings_import::{Options, Source, import};
//!
//! let text = r#"{"$schema": "http://json-schema.org/draft-04/schema#", "type": "object",
//!     "properties": {"age": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}}}"#;
//! let source = Source { path: "UserSeen/1-0-0.json".to_owned(), text: text.to_owned() };
//! let stream = StreamName::new("users").unwrap();
//! let imported = import(&[source], &Options::new(stream)).unwrap();
//! assert!(imported.files["events/user_seen/1.json"].contains(r#""exclusiveMinimum": 0"#));
//! ```

mod close;
mod convert;
mod detect;
mod dialect;
mod draft;
mod history;
mod import;
mod inline;
mod label;
mod name;
mod note;
mod options;
mod pointer;
mod print;
mod version;
mod vocabulary;

pub use convert::{Converted, convert};
pub use dialect::Dialect;
pub use draft::Draft;
pub use history::Source;
pub use import::{Imported, ImportedEvent, ImportedVersion, import};
pub use label::{Label, Scheme};
pub use name::event_name;
pub use note::{Effect, Note};
pub use options::Options;
