//! The independent validator: what the `jsonschema` crate says about a value, and which assertion refuses it.
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, PatternOptions, ValidationError, ValidationOptions, Validator};
use serde::Serialize;
use serde_json::Value;

use crate::excerpt::excerpt;

/// How often a pattern may step back before a validation is given up.
const BACKTRACKS: usize = 100_000;

/// Longer messages are cut in the middle (characters), and so much of their end stays.
const MESSAGE: usize = 240;
const ENDING: usize = 90;

/// The assertion of the reader that refuses a value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Refused {
    /// JSON pointer into the value.
    pub at: String,
    /// The keyword that refuses it.
    pub keyword: String,
    /// JSON pointer to that keyword in the reader's document.
    pub pointer: String,
    /// What the validator says, in words.
    pub message: String,
}

/// A document compiled by the independent validator.
pub(crate) struct Judge(Validator);

impl Judge {
    /// Compiles what a document says about one value, and about every smaller one with the same names.
    pub(crate) fn of(schema: &Value, value: &Value) -> Result<Self, String> {
        match excerpt(schema, value) {
            Some(part) => Self::new(&part),
            None => Self::new(schema),
        }
    }

    /// Compiles a document offline, or says why the validator refuses it as a schema.
    pub(crate) fn new(schema: &Value) -> Result<Self, String> {
        let build = |options: &ValidationOptions<'_>| options.build(schema);
        let plain = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(false)
            .offline();
        let linear = plain.clone().with_pattern_options(PatternOptions::regex());
        let backtracking =
            plain.with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS));
        // The linear engine knows no look-around; only a schema that needs it gets the other one.
        build(&linear)
            .or_else(|_| build(&backtracking))
            .map(Self)
            .map_err(|error| format!("the validator refuses the schema: {error}"))
    }

    pub(crate) fn accepts(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }

    /// The first assertion that refuses the value; None when it is accepted, or when the validator gave up.
    pub(crate) fn refuses(&self, value: &Value) -> Option<Refused> {
        refused(self.0.validate(value).err()?, value)
    }

    /// Every assertion that refuses the value.
    pub(crate) fn refusals(&self, value: &Value) -> Vec<Refused> {
        let errors = self.0.iter_errors(value);
        errors.filter_map(|error| refused(error, value)).collect()
    }
}

fn refused(error: ValidationError<'_>, value: &Value) -> Option<Refused> {
    if matches!(
        error.kind(),
        ValidationErrorKind::BacktrackLimitExceeded { .. }
            | ValidationErrorKind::RegexEngineFailure { .. }
    ) {
        return None;
    }
    Some(Refused {
        at: error.instance_path().as_str().to_owned(),
        keyword: error.kind().keyword().to_owned(),
        pointer: error.schema_path().as_str().to_owned(),
        message: said(&error, value),
    })
}

/// What the validator says; it quotes the value only where that is short enough to be read.
fn said(error: &ValidationError<'_>, value: &Value) -> String {
    match value.pointer(error.instance_path().as_str()) {
        Some(Value::Array(items)) if items.len() > MESSAGE => {
            error.masked_with("a long array").to_string()
        }
        _ => shortened(error.to_string()),
    }
}

/// A message that quotes no more of the value than a person would read: what is wrong with it stands at the end.
fn shortened(message: String) -> String {
    let length = message.chars().count();
    if length <= MESSAGE {
        return message;
    }
    let head = message.chars().take(MESSAGE - ENDING);
    let end = message.chars().skip(length - ENDING);
    head.chain(['…']).chain(end).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Judge;

    #[test]
    fn a_long_value_does_not_hide_what_is_wrong_with_it() {
        let judge =
            Judge::new(&json!({"additionalProperties": {"type": "integer"}})).expect("a schema");
        let value = json!({"text": "né".repeat(500)});
        let message = judge.refuses(&value).expect("it is refused").message;
        assert!(message.starts_with("\"nén"), "{message}");
        assert!(message.ends_with("is not of type \"integer\""), "{message}");
        assert_eq!(message.chars().count(), super::MESSAGE + 1);
    }
}
