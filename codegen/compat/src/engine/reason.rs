//! Why a decision could not be reached.
use std::fmt;

use serde::Serialize;

/// Which of the two schemas.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The schema that values are written with.
    Writer,
    /// The schema that values are read with.
    Reader,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Writer => "writer",
            Self::Reader => "reader",
        })
    }
}

/// Why a pair is `unknown`: the keyword and place that stopped the proof.
///
/// ```
/// use serde_json::json;
/// use tidings_compat::{Semantics, Verdict, decide};
///
/// let verdict = decide(&json!({"type": "string", "pattern": "^ab"}), &json!({"pattern": "^(?=a)"}), Semantics::Validation);
/// let Verdict::Unknown(reason) = verdict else { panic!("{verdict:?}") };
/// assert_eq!((reason.keyword.as_str(), reason.pointer.as_str()), ("pattern", "/pattern"));
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Reason {
    /// The schema that holds the keyword; None where the whole decision is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The keyword, or the limit, that stopped the proof.
    pub keyword: String,
    /// JSON pointer to the keyword in that schema.
    pub pointer: String,
    /// What is wrong with it, in words.
    pub message: String,
}

impl Reason {
    /// A reason that lies in the decision as a whole.
    pub(crate) fn limit(keyword: &str, message: &str) -> Self {
        Self {
            side: None,
            keyword: keyword.into(),
            pointer: String::new(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.side {
            Some(side) => write!(
                f,
                "`{}` at {} of the {side}: {}",
                self.keyword,
                shown(&self.pointer),
                self.message
            ),
            None => write!(f, "{}: {}", self.keyword, self.message),
        }
    }
}

fn shown(pointer: &str) -> &str {
    if pointer.is_empty() {
        "the root"
    } else {
        pointer
    }
}
