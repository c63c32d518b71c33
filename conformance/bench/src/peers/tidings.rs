use std::time::{Duration, Instant};

use tidings_compat::{Verdict, decide};

use crate::engine::{Answer, Engine, Question};

/// This project's checker.
pub struct Tidings;

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
