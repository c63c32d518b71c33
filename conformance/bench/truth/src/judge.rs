//! The independent validator, asked four times: the schema as its author wrote it, as the registry holds it, and what may
//! be written and must be read.

use anyhow::Context;
use jsonschema::{Draft, Validator};
use serde_json::Value;

use crate::contracts::Contract;

/// The validators of one schema.
pub struct Judge {
    /// The author's file in its own dialect; none where the validator can't compile that.
    pub original: Option<Validator>,
    written: Validator,
    accept: Validator,
    emit: Validator,
    /// What the importer said that it changed.
    pub changes: String,
}

/// What they say of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Of the author's file; of the schema in the registry where there is no validator of that.
    pub original: bool,
    /// Of the schema as the registry holds it.
    pub written: bool,
    /// Of what a reader takes.
    pub accept: bool,
    /// Of what a writer can produce.
    pub emit: bool,
}

impl Judge {
    /// Compiles the documents.
    ///
    /// # Errors
    /// When a materialised document is no schema.
    pub fn new(text: &str, contract: &Contract) -> anyhow::Result<Judge> {
        let compiled = |document: &Value| {
            let validator = jsonschema::draft202012::options()
                .should_validate_formats(false)
                .build(document);
            validator
                .map_err(|error| anyhow::anyhow!("{error}"))
                .with_context(|| contract.event.clone())
        };
        Ok(Judge {
            original: original(text),
            written: compiled(&contract.written)?,
            accept: compiled(&contract.accept)?,
            emit: compiled(&contract.emit)?,
            changes: contract.changes.clone(),
        })
    }

    /// Judges a value.
    pub fn verdict(&self, value: &Value) -> Verdict {
        let written = self.written.is_valid(value);
        Verdict {
            original: self
                .original
                .as_ref()
                .map_or(written, |all| all.is_valid(value)),
            written,
            accept: self.accept.is_valid(value),
            emit: self.emit.is_valid(value),
        }
    }

    /// Which keyword of the accept set refuses a value first, with the value's place.
    pub fn refusal(&self, value: &Value) -> (String, String) {
        match self.accept.iter_errors(value).next() {
            Some(error) => {
                let path = error.schema_path().to_string();
                let keyword = path.rsplit('/').find(|word| word.parse::<usize>().is_err());
                (
                    keyword.unwrap_or_default().to_owned(),
                    error.instance_path().to_string(),
                )
            }
            None => ("nothing".to_owned(), String::new()),
        }
    }
}

fn original(text: &str) -> Option<Validator> {
    let document: Value = serde_json::from_str(text).ok()?;
    let dialect = document
        .get("$schema")
        .and_then(Value::as_str)
        .unwrap_or("");
    let draft = match dialect {
        uri if uri.contains("draft-04") => Draft::Draft4,
        uri if uri.contains("draft-06") => Draft::Draft6,
        uri if uri.contains("draft-07") => Draft::Draft7,
        uri if uri.contains("2019-09") => Draft::Draft201909,
        _ => Draft::Draft202012,
    };
    let options = jsonschema::options().with_draft(draft);
    options.should_validate_formats(false).build(&document).ok()
}
