//! What derived and generated code names.

pub use crate::pattern::Pattern;
pub use tidings_contract::v1::*;
