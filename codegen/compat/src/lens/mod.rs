//! What could carry payloads of one version to the next: proposals, as data. A lens is written by a person; this is where
//! they may begin.
mod lift;
mod op;
mod propose;
mod walk;

pub use op::{Op, Proposed};
pub use propose::{Doubt, Proposal, propose};
