//! Names: from raw text to identifiers, with every collision resolved before anything is printed.

mod idents;
mod scope;
mod words;

pub(crate) use idents::{pascal, rust_field, rust_module, rust_type, rust_variant, ts_key};
pub(crate) use scope::{Scope, resolve};
pub(crate) use words::words;
