use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use jsoncompat::{Role, SchemaDocument, check_compat};

use crate::engine::{Answer, Engine, Question};

/// jsoncompat, asked for plain inclusion: its `Serializer` role decides new ⊆ old.
pub struct JsonCompat;

impl Engine for JsonCompat {
    fn name(&self) -> &str {
        "jsoncompat 0.5.0"
    }

    fn ask(&mut self, question: &Question) -> anyhow::Result<(Answer, Duration)> {
        let began = Instant::now();
        let asked = catch_unwind(AssertUnwindSafe(|| {
            let writer =
                SchemaDocument::from_json(&question.writer).map_err(|error| error.to_string())?;
            let reader =
                SchemaDocument::from_json(&question.reader).map_err(|error| error.to_string())?;
            check_compat(&reader, &writer, Role::Serializer).map_err(|error| error.to_string())
        }));
        let took = began.elapsed();
        let answer = match asked {
            Ok(Ok(true)) => Answer::Compatible,
            Ok(Ok(false)) => Answer::Breaking(None),
            Ok(Err(error)) => Answer::Error(error),
            Err(_) => Answer::Error("it panicked".to_owned()),
        };
        Ok((answer, took))
    }
}
