//! Everything that derived and generated code names, as version 1 of one contract.
//!
//! The facade re-exports this as `tidings::__contract_v1`. Names are added here, never changed or
//! removed: a generator and a runtime that do not match fail to compile, and say so.
//!
//! The facade adds one name that this crate may not have, since it knows no regex: `Pattern`, with
//! `const fn new(regex: &'static str) -> Pattern` (compiled at first use, in the syntax of the
//! `regex` crate) and `fn matches(&self, text: &str) -> bool`. Derived code holds one static per
//! pattern and hands a function around it to its [`Table`].

pub use crate::event::{EmitOn, Event, Request, SessionStream, Stream, Topic};
pub use crate::integer::Integer;
pub use crate::literal::Literal;
pub use crate::members::Members;
pub use crate::node::{
    Any, Bool, Int, Int32, Is, List, Map, Node, Null, Nullable, Num, Optional, Str, Tuple, Uint31,
    Uint32,
};
pub use crate::number::Number;
pub use crate::object::{Member, ObjectReader, ObjectWriter};
pub use crate::payload::Payload;
pub use crate::refusal::Refusal;
pub use crate::shape::{ArrayShape, Contains, Later, ObjectShape, Search, Shape, Table, Types};
pub use crate::union::{branch_of, branch_of_type, no_variant, tag_of};
pub use serde_json::Value;
