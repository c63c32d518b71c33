use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;

use crate::engine::{Answer, Engine, Question};

/// IBM's jsonsubschema, in a Python process of its own that stays up.
pub struct JsonSubschema {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
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
    /// When Python, or the library, is not there.
    pub fn start(python: &Path) -> anyhow::Result<JsonSubschema> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/ask_jsonsubschema.py");
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} can't be started", python.display()))?;
        let input = child.stdin.take().context("its input was piped")?;
        let output = BufReader::new(child.stdout.take().context("its output was piped")?);
        Ok(JsonSubschema {
            child,
            input,
            output,
        })
    }
}

impl Engine for JsonSubschema {
    fn name(&self) -> &str {
        "jsonsubschema 0.0.8"
    }

    fn ask(&mut self, question: &Question) -> anyhow::Result<(Answer, Duration)> {
        writeln!(
            self.input,
            "{}",
            json!({ "writer": question.writer, "reader": question.reader })
        )?;
        self.input.flush()?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let line: Line = serde_json::from_str(&line)
            .with_context(|| format!("{} ended at {}", self.name(), question.id))?;
        let answer = match line.verdict.as_str() {
            "compatible" => Answer::Compatible,
            "breaking" => Answer::Breaking(None),
            _ => Answer::Error(line.why.unwrap_or_default()),
        };
        Ok((answer, Duration::from_secs_f64(line.micros / 1e6)))
    }
}

impl Drop for JsonSubschema {
    fn drop(&mut self) {
        // It is being thrown away; that it is gone already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
