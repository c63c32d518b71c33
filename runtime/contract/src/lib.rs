//! What a running server, a derived type and the code generator agree upon: names, digests,
//! cursors, releases, the bundle, shapes that judge values, and the traits of derived types.
//!
//! The way of data: a typed event becomes a JSON value ([`Payload`]), its emit [`Shape`] judges it,
//! and it becomes the text that goes into the log ([`Event::encode`]); [`EnvelopeWriter`] wraps that
//! text for the wire. On the way in, [`read_json`] reads text strictly, the accept shape judges, and
//! [`Payload::from_value`] builds the type. The server learns what to send to whom from a [`Bundle`].
//!
//! **Invariants**
//! - No IO, no clock, no randomness, no knowledge of how verdicts are reached.
//! - No input panics: bad text, names, bundles and values give an [`Error`] or a [`Refusal`] with an id.
//! - A value that was read keeps its exact numbers, `-0.0`, and what its schema does not declare.
//! - `to_string` and `parse` of every name, cursor, digest and release id are inverse, and each has one spelling.
//! - [`v1`] only grows: derived code names nothing else.
//!
//! ```
//! use tidings_contract::{Literal, ObjectShape, Shape, Types, read_json};
//! static SHAPE: Shape = Shape::Object(ObjectShape {
//!     members: &[("amount", Shape::AllOf(&[Shape::Types(Types::INTEGER), Shape::Minimum(Literal::Int(0))]))],
//!     ..ObjectShape::ANY
//! });
//! let refusal = SHAPE.check(&read_json(br#"{"amount":-3}"#)?).unwrap_err().of("order.placed", 2);
//! assert_eq!(refusal.to_string(), "order.placed v2 refused at /amount: -3 is below minimum 0");
//! # Ok::<(), tidings_contract::Refusal>(())
//! ```

mod bundle;
mod canonical;
mod containers;
mod cursor;
mod digest;
mod envelope;
mod error;
mod event;
mod exact;
mod integer;
mod literal;
mod members;
mod name;
mod node;
mod number;
mod object;
mod payload;
mod read;
mod refusal;
mod release;
mod shape;
mod union;
pub mod v1;
mod version;

pub use bundle::{
    Anonymous, Bundle, BundleEvent, BundleStream, BundleVersion, Cell, Kind, MatrixCell,
    OnDisconnect, Release, SessionRules, Start,
};
pub use canonical::canonical_json;
pub use cursor::{Cursor, Epoch};
pub use digest::Digest;
pub use envelope::{CompactEnvelope, Envelope, EnvelopeWriter};
pub use error::Error;
pub use event::{EmitOn, Event, Request, SessionStream, Stream, Topic};
pub use integer::Integer;
pub use literal::Literal;
pub use members::Members;
pub use name::{EventName, StreamName, TypeName};
pub use node::{
    Any, Bool, Int, Int32, Is, List, Map, Node, Null, Nullable, Num, Optional, Str, Tuple, Uint31,
    Uint32,
};
pub use number::Number;
pub use object::{Member, ObjectReader, ObjectWriter};
pub use payload::Payload;
pub use read::read_json;
pub use refusal::Refusal;
pub use release::{Label, ReleaseId};
pub use shape::{ArrayShape, Contains, Later, ObjectShape, Search, Shape, Table, Types};
pub use union::{branch_of, branch_of_type, no_variant, tag_of};
pub use version::VersionNumber;
