use std::fmt;

use serde_json::Value;
use tidings_model::ErrorId;

use crate::direction::Direction;

/// Payloads longer than this are cut where they are shown (characters).
const SHOWN: usize = 600;

/// Everything that keeps a type from conforming, or from being compared at all.
///
/// Its text is what [`assert_conforms`](crate::assert_conforms) panics with.
#[derive(Debug, Clone, PartialEq)]
pub struct Nonconformance {
    pub(crate) type_name: &'static str,
    /// What it was compared with: `order.placed v2`.
    pub(crate) contract: String,
    /// Where the registry lies, once it was found.
    pub(crate) registry: Option<String>,
    pub(crate) deviations: Vec<Deviation>,
}

impl Nonconformance {
    /// What is wrong, one by one: first what the type writes, then what it reads.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }
}

impl fmt::Display for Nonconformance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` does not conform to {}",
            self.type_name, self.contract
        )?;
        if let Some(registry) = &self.registry {
            write!(f, " of {registry}")?;
        }
        for deviation in &self.deviations {
            write!(f, "\n\n{deviation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Nonconformance {}

/// One thing in which a type and its contract differ, or why they can't be compared.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Deviation {
    /// The kind: `testing/write-refused`, `testing/read-refused`, `testing/unproved` and so on.
    pub id: ErrorId,
    /// The way of the payload; none where the two could not be compared at all.
    pub direction: Option<Direction>,
    /// JSON pointer into the payload; empty for the whole of it.
    pub at: String,
    /// A payload that shows it, as small as it can be; none where nothing is shown.
    pub payload: Option<Value>,
    /// What is wrong, in one lower-case fragment.
    pub message: String,
    /// The assertion that refuses the payload: a place in the registry, or a pointer into the type's schema.
    pub place: Option<String>,
    /// What mends it.
    pub help: Option<String>,
}

impl Deviation {
    pub(crate) fn new(id: &'static str, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            id: ErrorId(id),
            direction: None,
            at: String::new(),
            payload: None,
            message: message.into(),
            place: None,
            help: None,
        })
    }

    pub(crate) fn on(mut self: Box<Self>, direction: Direction) -> Box<Self> {
        self.direction = Some(direction);
        self
    }

    pub(crate) fn help(mut self: Box<Self>, help: Option<impl Into<String>>) -> Box<Self> {
        self.help = help.map(Into::into);
        self
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.id, self.message)?;
        if let Some(payload) = &self.payload {
            write!(f, "\n  payload: {}", shown(payload))?;
        }
        if let Some(place) = &self.place {
            write!(f, "\n  refused by: {place}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// A payload as text that a person would read.
pub(crate) fn shown(payload: &Value) -> String {
    let text = payload.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
