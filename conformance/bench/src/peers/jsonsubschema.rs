use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;

use crate::child::Child;
use crate::engine::{Answer, Engine, Question};

/// It ends a question by itself after 10 s; one that it can't end is ended from here.
const PATIENCE: Duration = Duration::from_secs(12);

/// IBM's jsonsubschema, in a Python process of its own that stays up.
pub struct JsonSubschema {
    python: PathBuf,
    child: Child,
}

#[derive(Deserialize)]
struct Line {
    verdict: String,
    why: Option<String>,
    micros: f64,
}

impl JsonSubschema {
    /// Starts it.
    ///
    /// # Errors
    /// When Python is not there. That the library is missing shows at the first question.
    pub fn start(python: &Path) -> anyhow::Result<JsonSubschema> {
        Ok(JsonSubschema {
            python: python.to_owned(),
            child: launch(python)?,
        })
    }
}

fn launch(python: &Path) -> anyhow::Result<Child> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/ask_jsonsubschema.py");
    // The library prints what it thinks while it works.
    Child::start(Command::new(python).arg(script).stderr(Stdio::null()))
}

impl Engine for JsonSubschema {
    fn name(&self) -> &str {
        "jsonsubschema 0.0.8"
    }

    fn ask(&mut self, question: &Question) -> anyhow::Result<(Answer, Duration)> {
        let asked = json!({ "writer": question.writer, "reader": question.reader });
        let answer = self
            .child
            .ask(&asked, PATIENCE)
            .with_context(|| format!("{} at {}", self.name(), question.id))?;
        let Some(answer) = answer else {
            self.child = launch(&self.python)?;
            return Ok((Answer::Error("it had to be ended".to_owned()), PATIENCE));
        };
        let line: Line = serde_json::from_value(answer)?;
        let answer = match line.verdict.as_str() {
            "compatible" => Answer::Compatible,
            "breaking" => Answer::Breaking(None),
            _ => Answer::Error(line.why.unwrap_or_default()),
        };
        Ok((answer, Duration::from_secs_f64(line.micros / 1e6)))
    }
}
