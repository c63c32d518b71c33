//! What every engine answers, and how one is asked.

use std::time::Duration;

use serde_json::Value;

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

/// One inclusion question.
#[derive(Debug, Clone)]
pub struct Question {
    /// Which pair or step, and in which direction.
    pub id: String,
    /// Where the pair comes from.
    pub source: String,
    /// The writer's schema, 2020-12.
    pub writer: Value,
    /// The reader's schema, 2020-12.
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
