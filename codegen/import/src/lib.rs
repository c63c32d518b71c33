//! tidings-import: schemas as they exist elsewhere → a registry.
pub mod convert;
mod dialect;
mod note;
mod pointer;
mod vocabulary;

pub use convert::{Converted, convert};
pub use dialect::{Dialect, Draft};
pub use note::{Effect, Note};
