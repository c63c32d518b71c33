//! What every engine answers, and how one is asked.

use std::time::Duration;

use serde_json::Value;
use tidings_compat::Semantics;

/// An answer to "is every value of the writer's schema accepted by the reader's?"
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Yes.
    Compatible,
    /// No; with a value that shows it, where the engine gives one.
    Breaking(Option<Value>),
    /// It says that it can't tell.
    Unknown(String),
    /// It failed, or took longer than it may.
    Error(String),
}

impl Answer {
    /// The word by which tables and files name it.
    pub fn name(&self) -> &'static str {
        match self {
            Answer::Compatible => "compatible",
            Answer::Breaking(_) => "breaking",
            Answer::Unknown(_) => "unknown",
            Answer::Error(_) => "error",
        }
    }
}

/// One inclusion question.
#[derive(Debug, Clone)]
pub struct Question {
    /// Which pair or step, and in which direction.
    pub id: String,
    /// Where the pair comes from.
    pub source: String,
    /// In which sense this project's checker is asked.
    pub semantics: Semantics,
    /// The schemas as they stand in the corpus, 2020-12: what this project's checker is asked about.
    pub written: (Value, Value),
    /// The set that is written, as a document: the schema itself, or its emit set under `generated`.
    pub writer: Value,
    /// The set that is read, as a document: the schema itself, or its accept set under `generated`.
    pub reader: Value,
    /// What the source says; nothing for steps of real histories.
    pub label: Option<bool>,
    /// A value that an independent search found, accepted by the writer and refused by the reader.
    pub witness: Option<Value>,
}

/// A checker that can be asked.
pub trait Engine {
    /// Its name and version.
    fn name(&self) -> &str;

    /// Asks.
    ///
    /// # Errors
    /// Only when the engine can't be run at all: that fails the benchmark.
    fn ask(&mut self, question: &Question) -> anyhow::Result<(Answer, Duration)>;
}
