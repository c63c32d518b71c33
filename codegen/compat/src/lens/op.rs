//! The operations of a lens. Places are JSON pointers into the payload; `*` stands for every item of an array or every
//! member of a map.
use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// One operation, told in the direction from the older version to the newer one.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// A member has another name.
    Rename {
        /// Where it was.
        from: String,
        /// Where it is.
        to: String,
    },
    /// A member that older payloads do not have.
    Add {
        /// Where it is.
        at: String,
        /// What older payloads get.
        value: Value,
    },
    /// A member whose value older payloads hold elsewhere.
    Copy {
        /// Where it was, and stays.
        from: String,
        /// Where it is too.
        to: String,
    },
    /// A member that newer payloads do not have.
    Remove {
        /// Where it was.
        at: String,
    },
    /// A value that is an array of one such value now.
    Wrap {
        /// Where it is.
        at: String,
    },
    /// An array that is its first item now.
    Unwrap {
        /// Where it is.
        at: String,
    },
    /// A string that is another one now.
    Convert {
        /// Where it is.
        at: String,
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
}

/// An operation, and whether it is a guess: what looks alike may mean something else.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Proposed {
    /// The operation.
    pub op: Op,
    /// Whether a person has to say that it is meant.
    pub is_guess: bool,
}

/// Written as an operation stands in a lens file.
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: &str| Value::String(text.to_owned());
        match self {
            Self::Rename { from, to } => {
                write!(f, "rename = {{ from = {}, to = {} }}", text(from), text(to))
            }
            Self::Add { at, value } => write!(f, "add = {{ at = {}, value = {value} }}", text(at)),
            Self::Copy { from, to } => {
                write!(f, "add = {{ at = {}, from = {} }}", text(to), text(from))
            }
            Self::Remove { at } => write!(f, "remove = {{ at = {} }}", text(at)),
            Self::Wrap { at } => write!(f, "wrap = {{ at = {} }}", text(at)),
            Self::Unwrap { at } => write!(f, "unwrap = {{ at = {} }}", text(at)),
            Self::Convert { at, from, to } => {
                write!(
                    f,
                    "convert = {{ at = {}, table = {{ {} = {} }} }}",
                    text(at),
                    text(from),
                    text(to)
                )
            }
        }
    }
}
