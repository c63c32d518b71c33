use std::time::{Duration, Instant};

use tidings_compat::{Semantics, Verdict, decide};

use crate::engine::{Answer, Engine, Question};

/// This project's checker.
pub struct Tidings;

impl Tidings {
    /// The time for the question as peers are asked it: the two sets are documents already. None where they are the
    /// schemas as written.
    pub fn on_sets(question: &Question) -> Option<Duration> {
        if question.semantics != Semantics::Generated {
            return None;
        }
        let began = Instant::now();
        let verdict = decide(&question.writer, &question.reader, Semantics::Validation);
        let took = began.elapsed();
        drop(verdict);
        Some(took)
    }
}

impl Engine for Tidings {
    fn name(&self) -> &str {
        concat!("tidings ", env!("CARGO_PKG_VERSION"), "-dev")
    }

    fn ask(&mut self, question: &Question) -> anyhow::Result<(Answer, Duration)> {
        let (writer, reader) = &question.written;
        let began = Instant::now();
        let verdict = decide(writer, reader, question.semantics);
        let took = began.elapsed();
        let answer = match verdict {
            Verdict::Compatible => Answer::Compatible,
            Verdict::Breaking(witness) => Answer::Breaking(Some(witness.value)),
            Verdict::Unknown(reason) => Answer::Unknown(reason.to_string()),
        };
        Ok((answer, took))
    }
}
