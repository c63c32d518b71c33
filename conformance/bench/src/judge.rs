//! Who is right: a witness decides, and is confirmed here; a label stands only where there is none.

use serde_json::Value;

use crate::engine::{Answer, Question};
use crate::validators::Crate;

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worth {
    /// It agrees with what is known.
    Right,
    /// "Compatible", and a payload breaks.
    Unsound,
    /// "Breaking", and nothing is known that breaks.
    OverConservative,
    /// "Can't tell".
    Unknown,
    /// It failed.
    Error,
}

/// A payload that breaks this pair, from the corpus or from any engine that gave one; confirmed.
pub fn known_break(question: &Question, answers: &[Answer]) -> Option<Value> {
    let given = answers.iter().filter_map(|answer| match answer {
        Answer::Breaking(witness) => witness.clone(),
        _ => None,
    });
    let mut candidates = question.witness.iter().cloned().chain(given);
    let validators = Crate::new(&question.writer, &question.reader).ok()?;
    candidates.find(|value| validators.breaks(value))
}

/// Judges one answer, given a payload that is known to break the pair, and whether a written proof says that none can.
pub fn worth(question: &Question, answer: &Answer, broken: Option<&Value>, proved: bool) -> Worth {
    let compatible = match (broken, question.label) {
        (Some(_), _) => false,
        (None, _) if proved => true,
        (None, Some(label)) => label,
        // Without a label, what no search and no engine could break is taken for compatible.
        (None, None) => true,
    };
    match answer {
        Answer::Compatible if compatible => Worth::Right,
        Answer::Compatible => Worth::Unsound,
        Answer::Breaking(_) if compatible => Worth::OverConservative,
        Answer::Breaking(_) => Worth::Right,
        Answer::Unknown(_) => Worth::Unknown,
        Answer::Error(_) => Worth::Error,
    }
}
