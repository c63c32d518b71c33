//! tidings-compat
mod confirm;
mod decide;
mod engine;
mod shrink;

pub use confirm::Refused;
pub use decide::{Semantics, Verdict, Witness, decide};
pub use engine::{Reason, Side};
