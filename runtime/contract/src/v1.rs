//! Everything that derived and generated code names, as version 1 of one contract.
//!
//! The facade re-exports this as `tidings::__contract_v1`. Names are added here, never changed or
//! removed: a generator and a runtime that do not match fail to compile, and say so.

pub use crate::event::{EmitOn, Event, Request, SessionStream, Stream, Topic};
pub use crate::literal::Literal;
pub use crate::members::Members;
pub use crate::node::{
    Any, Bool, Int, Int32, Is, List, Map, Node, Null, Nullable, Num, Optional, Str, Tuple, Uint31,
    Uint32,
};
pub use crate::number::{Integer, Number};
pub use crate::object::{ObjectReader, ObjectWriter};
pub use crate::payload::Payload;
pub use crate::refusal::Refusal;
pub use crate::shape::{ArrayShape, Contains, ObjectShape, Shape, Types};
pub use serde_json::Value;
