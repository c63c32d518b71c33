//! What the TypeScript templates are given: named, sorted and escaped.

use serde::Serialize;

/// An object type.
#[derive(Debug, Serialize)]
pub(super) struct Interface {
    pub doc: Vec<String>,
    pub name: String,
    pub members: Vec<Member>,
}

/// A member of an object type.
#[derive(Debug, Serialize)]
pub(super) struct Member {
    pub doc: Vec<String>,
    pub key: String,
    pub optional: bool,
    #[serde(rename = "type")]
    pub ty: String,
}

/// Any other type.
#[derive(Debug, Serialize)]
pub(super) struct Alias {
    pub doc: Vec<String>,
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
}

/// A stream's file.
#[derive(Debug, Serialize)]
pub(super) struct StreamFile {
    pub stream: String,
    pub types: Vec<String>,
    pub constants: Vec<Constant>,
    pub events_type: String,
    pub events: Vec<EventRow>,
    pub params_type: String,
    pub params: Vec<String>,
    pub doc: Vec<String>,
    pub create: String,
    pub arguments: String,
    pub maker: &'static str,
    pub definition: String,
}

/// A guard or a conversion.
#[derive(Debug, Serialize)]
pub(super) struct Constant {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: &'static str,
    pub value: String,
}

/// One event in a stream's table.
#[derive(Debug, Serialize)]
pub(super) struct EventRow {
    pub key: String,
    pub version: u32,
    #[serde(rename = "type")]
    pub ty: String,
}

/// The hooks of a stream for one framework.
#[derive(Debug, Serialize)]
pub(super) struct HookFile {
    pub framework: &'static str,
    pub stream: String,
    pub doc: String,
    pub create: String,
    pub hook: String,
    pub types: Vec<String>,
    pub arguments: String,
}

/// The index.
#[derive(Debug, Serialize)]
pub(super) struct Index {
    pub streams: Vec<IndexRow>,
}

/// A stream in the index.
#[derive(Debug, Serialize)]
pub(super) struct IndexRow {
    pub file: String,
    pub create: String,
    pub events_type: String,
    pub params_type: String,
}
