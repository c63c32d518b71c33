//! What the Rust templates are given: named, sorted and escaped.

use serde::Serialize;

/// A file of types.
#[derive(Debug, Serialize)]
pub(super) struct ModuleFile {
    pub doc: Vec<String>,
    pub imports: Vec<&'static str>,
    pub several: bool,
    pub uses: Vec<String>,
    pub exports: Vec<String>,
    pub items: Vec<String>,
}

/// A struct with named fields.
#[derive(Debug, Serialize)]
pub(super) struct Struct {
    pub doc: Vec<String>,
    pub derive: &'static str,
    pub attribute: String,
    pub name: String,
    pub fields: Vec<Field>,
}

/// A field of a struct.
#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub doc: Vec<String>,
    pub attribute: String,
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
}

/// A struct around one value.
#[derive(Debug, Serialize)]
pub(super) struct Newtype {
    pub doc: Vec<String>,
    pub derive: &'static str,
    pub attribute: String,
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
}

/// An enum of strings, or a union.
#[derive(Debug, Serialize)]
pub(super) struct Enum {
    pub doc: Vec<String>,
    pub derive: &'static str,
    pub attribute: String,
    pub name: String,
    pub variants: Vec<Variant>,
}

/// A variant; `ty` is empty where it holds nothing.
#[derive(Debug, Serialize)]
pub(super) struct Variant {
    pub doc: Vec<String>,
    pub attribute: String,
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
}

/// A `mod.rs` that lists modules.
#[derive(Debug, Serialize)]
pub(super) struct Directory {
    pub doc: Vec<String>,
    pub modules: Vec<String>,
}

/// The root `mod.rs`.
#[derive(Debug, Serialize)]
pub(super) struct Root {
    pub registry: String,
    pub modules: Vec<String>,
    pub streams: Vec<String>,
}

/// A stream and what can be emitted on it.
#[derive(Debug, Serialize)]
pub(super) struct Stream {
    pub doc: Vec<String>,
    pub name: String,
    pub stream: String,
    pub topic: String,
    pub session: bool,
    pub request: String,
    pub emits: Vec<String>,
}

/// The topic of a stream with parameters.
#[derive(Debug, Serialize)]
pub(super) struct Topic {
    pub name: String,
    pub params: Vec<Param>,
}

/// A parameter of a path.
#[derive(Debug, Serialize)]
pub(super) struct Param {
    pub raw: String,
    pub literal: String,
    pub name: String,
}
