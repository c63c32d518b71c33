//! What the user decides about an import.

use std::collections::BTreeMap;

use tidings_contract::StreamName;

use crate::dialect::Dialect;

/// What an import is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The stream that carries all imported events.
    pub stream: StreamName,
    /// The dialect of all files; None to look at each.
    pub dialect: Option<Dialect>,
    /// Whether the writers may add members that the schemas don't declare.
    pub open: bool,
    /// Event names to use in place of the mapped ones, by source name.
    pub names: BTreeMap<String, String>,
}

impl Options {
    /// Every dialect detected, writers as closed as their schemas say, all names mapped.
    pub fn new(stream: StreamName) -> Options {
        Options {
            stream,
            dialect: None,
            open: false,
            names: BTreeMap::new(),
        }
    }
}
