//! The model of event schemas: what they say, what they mean, and what is wrong with them.
//!
//! The way of data: a text becomes spanned [`json`], then [`Schema<Draft>`](Schema) (typed keywords in an arena), then
//! [`Schema<Checked>`](Schema) (references followed, files that are referred to inlined). From that come the two
//! documents that everything else consumes, [`Schema::emit_schema`] and [`Schema::accept_schema`], the
//! language-neutral [`Form`]s for macros and generator, and the digests for the lock.
//! `tidings.toml`, `streams/*.toml` and `waivers/*.toml` become [`Config`], [`Stream`] and [`Waiver`].
//!
//! **Invariants**
//! - Emit set ⊆ values of the schema as written ⊆ accept set. Where the emit document can't be exact it is stricter and says so.
//! - Nothing that is read here panics, hangs or overflows the stack: documents nest at most [`json::MAX_DEPTH`] levels,
//!   and whatever follows references is iterative or bounded.
//! - Forms, documents and digests don't depend on the order of keys.
//! - This crate never touches files, environment or network, and knows no target language.
//!
//! ```
//! use tidings_model::Schema;
//!
//! let schema = Schema::from_document(&serde_json::json!({
//!     "type": "object",
//!     "required": ["status"],
//!     "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"fallback": "open"}}}
//! })).unwrap();
//! let emit = schema.emit_schema();
//! assert!(emit.exact);
//! assert_eq!(emit.document["additionalProperties"], false);
//! assert_eq!(schema.accept_schema().document["additionalProperties"], serde_json::Value::Null);
//! ```

mod annotations;
mod check;
mod checked;
mod diagnostic;
mod digest;
mod draft;
mod flatten;
mod form;
mod inhabited;
pub mod json;
mod keywords;
mod materialise;
mod node;
mod place;
mod print;
mod rare;
mod read;
mod schema;
mod settings;
mod spread;
pub mod suggest;
mod tags;
mod typed;
mod views;

pub use annotations::XTidings;
pub use diagnostic::{Diagnostic, ErrorId, Label, Level};
pub use form::{Form, IntegerRange, Member, Tag};
pub use node::{
    ArrayKeywords, Condition, Keyword, Node, NodeId, NumberKeywords, ObjectKeywords,
    StringKeywords, Text, Types,
};
pub use place::{Place, SourceText, child_pointer, pointer_tokens};
pub use rare::{Absent, Rare};
pub use schema::{Alone, Checked, Draft, Materialised, Resolve, Resolved, Schema};
pub use settings::{
    Anonymous, Config, Consumer, Date, Escape, FailOn, Framework, Location, Method, OnDisconnect,
    Pack, PackTarget, Page, PageOf, PathTemplate, Policy, Promotion, RequestType, Segment,
    SessionRules, Start, Stream, StreamEvent, StreamKind, Target, Targets, TypeScriptTarget,
    Waiver, Written, parse_duration,
};
pub use spread::spread;
pub use tidings_contract::canonical_json;
