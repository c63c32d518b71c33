//! What is wrong with a scenario.

use std::fmt;

/// A scenario that cannot be played: what is wrong, and where.
#[derive(Clone, Debug)]
pub struct ScenarioError {
    place: Vec<String>,
    what: String,
}

impl ScenarioError {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            place: Vec::new(),
            what: what.into(),
        }
    }

    pub(crate) fn within(mut self, place: String) -> Self {
        self.place.insert(0, place);
        self
    }

    /// `faults/bad-scenario`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        "faults/bad-scenario"
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.is_empty() {
            true => f.write_str(&self.what),
            false => write!(f, "{}: {}", self.place.join(", "), self.what),
        }
    }
}

impl std::error::Error for ScenarioError {}
