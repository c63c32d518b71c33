//! The two validators that have to agree on a witness: the jsonschema crate, and Python's jsonschema.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::child::Child;
use crate::engine::Question;

/// How long Python may think about one question.
const PATIENCE: Duration = Duration::from_secs(60);

/// The jsonschema crate on both sides of a question.
pub struct Crate {
    writer: Validator,
    reader: Validator,
}

impl Crate {
    /// Compiles both documents, or says which one the validator refuses.
    ///
    /// # Errors
    /// When a document is no schema.
    pub fn new(writer: &Value, reader: &Value) -> anyhow::Result<Crate> {
        let build = |schema: &Value| {
            jsonschema::draft202012::options()
                .should_validate_formats(false)
                .offline()
                .build(schema)
                .map_err(|error| anyhow::anyhow!("the jsonschema crate refuses a schema: {error}"))
        };
        Ok(Crate {
            writer: build(writer).context("the writer")?,
            reader: build(reader).context("the reader")?,
        })
    }

    /// Whether the writer can produce a value.
    pub fn writes(&self, value: &Value) -> bool {
        self.writer.is_valid(value)
    }

    /// Whether the reader takes a value.
    pub fn reads(&self, value: &Value) -> bool {
        self.reader.is_valid(value)
    }

    /// Whether a value is written and refused.
    pub fn breaks(&self, value: &Value) -> bool {
        self.writes(value) && !self.reads(value)
    }
}

fn launch(python: &Path) -> anyhow::Result<Child> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/confirm.py");
    Child::start(Command::new(python).arg(script))
}

/// Python's jsonschema with ECMA's regular expressions, formats off.
pub struct Python {
    path: PathBuf,
    child: Child,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Sides {
        writer: Vec<bool>,
        reader: Vec<bool>,
    },
    Failed {
        error: String,
    },
}

impl Python {
    /// Starts it.
    ///
    /// # Errors
    /// When Python is not there.
    pub fn start(python: &Path) -> anyhow::Result<Python> {
        Ok(Python {
            path: python.to_owned(),
            child: launch(python)?,
        })
    }

    /// Which values are written and refused.
    ///
    /// # Errors
    /// When the validator refuses a schema, or can't be run.
    pub fn breaks(&mut self, question: &Question, values: &[Value]) -> anyhow::Result<Vec<bool>> {
        let asked = json!({"writer": question.writer, "reader": question.reader, "values": values});
        let answer = self
            .child
            .ask(&asked, PATIENCE)
            .context("peers/confirm.py")?;
        let Some(answer) = answer else {
            self.child = launch(&self.path)?;
            bail!("peers/confirm.py took over {} s", PATIENCE.as_secs());
        };
        match serde_json::from_value(answer)? {
            Line::Sides { writer, reader } if writer.len() == values.len() => {
                let sides = writer.iter().zip(&reader);
                Ok(sides.map(|(writes, reads)| *writes && !reads).collect())
            }
            Line::Sides { .. } => bail!("peers/confirm.py answered for other values"),
            Line::Failed { error } => bail!("Python's jsonschema: {error}"),
        }
    }
}
