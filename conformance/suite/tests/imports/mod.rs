//! Which file needs which, read from the sources: `use` items and paths in Rust, import statements in TypeScript.

mod rust;
mod typescript;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub use rust::rust;
pub use typescript::typescript;

/// Sources by path.
pub type Texts = BTreeMap<PathBuf, String>;

/// The files that each file needs.
pub type Edges = BTreeMap<PathBuf, BTreeSet<PathBuf>>;
