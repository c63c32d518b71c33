//! One pair, decided: proved, refuted with a confirmed witness, or neither.
use serde::Serialize;
use serde_json::Value;

use crate::confirm::{Judge, Refused};
use crate::engine::{self, Answer, Reason};

/// Steps after which a decision ends with `unknown`.
pub(crate) const BUDGET: u64 = 200_000;

/// In which sense a reader has to accept what a writer writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Semantics {
    /// As the generated code has it: the writer's emit set lies in the reader's accept set.
    #[default]
    Generated,
    /// Both schemas as written: plain set inclusion, comparable with other tools.
    Validation,
}

/// A payload that the writer can produce and the reader refuses; both confirmed by an independent validator.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Witness {
    /// The payload; no member and no element of it can be left out.
    pub value: Value,
    /// What the reader holds against it.
    pub refused: Refused,
}

/// What can be said about a pair.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Proved: the reader accepts everything.
    Compatible,
    /// Refuted, with a payload that shows it.
    Breaking(Box<Witness>),
    /// Neither proved nor refuted.
    Unknown(Reason),
}

/// Decides whether a reader accepts everything that a writer can produce.
pub fn decide(writer: &Value, reader: &Value, semantics: Semantics) -> Verdict {
    let _ = semantics;
    included(writer, reader)
}

/// Plain inclusion of two documents.
pub(crate) fn included(writer: &Value, reader: &Value) -> Verdict {
    let (answer, _) = engine::includes(writer, reader, BUDGET);
    let (value, reason) = match answer {
        Answer::Included => return Verdict::Compatible,
        Answer::Refuted(value) => (
            value,
            Reason::limit(
                "witness",
                "the validator does not confirm the witness found",
            ),
        ),
        Answer::Unknown(reason, Some(value)) => (value, reason),
        Answer::Unknown(reason, None) => return Verdict::Unknown(reason),
    };
    let (Some(writes), Some(reads)) = (Judge::new(writer), Judge::new(reader)) else {
        return Verdict::Unknown(reason);
    };
    if !writes.accepts(&value) {
        return Verdict::Unknown(reason);
    }
    match reads.refuses(&value) {
        Some(refused) => Verdict::Breaking(Box::new(Witness { value, refused })),
        None => Verdict::Unknown(reason),
    }
}
