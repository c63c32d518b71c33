//! An independent validator, which knows nothing of tidings.

use serde_json::Value;

/// A document and its validator of the `jsonschema` crate.
pub struct Judge {
    validator: jsonschema::Validator,
}

impl Judge {
    pub fn of(document: &Value) -> Judge {
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .build(document)
            .unwrap_or_else(|error| panic!("{document:#}\nis no schema: {error}"));
        Judge { validator }
    }

    pub fn accepts(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }
}
