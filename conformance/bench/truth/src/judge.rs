//! The independent validator, asked four times: the schema as its author wrote it, as the registry holds it, and what may
//! be written and must be read.

use anyhow::Context;
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use crate::contracts::Contract;
use crate::growth::Growth;

/// The validators of one schema.
pub struct Judge {
    /// The author's file in its own dialect; none where the validator can't compile that.
    pub original: Option<Validator>,
    written: Validator,
    accept: Validator,
    emit: Validator,
    /// What readers took before enums grew.
    pub closed: Option<Validator>,
    /// What readers put in the place of unknown strings.
    pub growth: Growth,
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
            closed: contract.growth.closed.as_ref().map(compiled).transpose()?,
            growth: contract.growth.clone(),
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

/// The author's file, in the first dialect that it is a schema of: the one it claims, else an older one.
fn original(text: &str) -> Option<Validator> {
    let mut document: Value = serde_json::from_str(text).ok()?;
    let claimed = claim(&document);
    let older = [Draft::Draft201909, Draft::Draft7, Draft::Draft4];
    let drafts: Vec<Draft> = [claimed]
        .into_iter()
        .chain(older.into_iter().filter(|draft| *draft < claimed))
        .collect();
    admit_null(&mut document);
    // The claim is what may be wrong, and a validator follows it before anything else.
    if let Some(keywords) = document.as_object_mut() {
        keywords.remove("$schema");
    }
    drafts.into_iter().find_map(|draft| {
        let options = jsonschema::options().with_draft(draft);
        options.should_validate_formats(false).build(&document).ok()
    })
}

fn claim(document: &Value) -> Draft {
    let claim = document.get("$schema").and_then(Value::as_str);
    match claim.unwrap_or("") {
        uri if uri.contains("draft-04") => Draft::Draft4,
        uri if uri.contains("draft-06") => Draft::Draft6,
        uri if uri.contains("draft-07") => Draft::Draft7,
        uri if uri.contains("2019-09") => Draft::Draft201909,
        _ => Draft::Draft202012,
    }
}

/// OpenAPI's `nullable` by its letter, which no validator of JSON Schema knows: beside `type`, and nowhere else, it adds
/// null to the types. The importer reads more into it, and says so.
fn admit_null(schema: &mut Value) {
    let Value::Object(keywords) = schema else {
        return;
    };
    if keywords.get("nullable") == Some(&Value::Bool(true))
        && let Some(types) = keywords.get_mut("type")
    {
        let mut names = match types.take() {
            Value::Array(names) => names,
            name => vec![name],
        };
        if !names.contains(&json!("null")) {
            names.push(json!("null"));
        }
        *types = Value::Array(names);
    }
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("enum" | "const" | "default" | "example" | "examples", _) => {}
            (
                "properties" | "patternProperties" | "definitions" | "$defs" | "dependencies"
                | "dependentSchemas",
                Value::Object(named),
            ) => named.values_mut().for_each(admit_null),
            (_, Value::Array(schemas)) => schemas.iter_mut().for_each(admit_null),
            (_, schema) => admit_null(schema),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nullable_is_read_by_its_letter() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "properties": {
                "a": { "type": "string", "nullable": true },
                "b": { "type": "string", "enum": ["x"], "nullable": true },
                "nullable": { "$ref": "#/definitions/c", "nullable": true },
            },
            "definitions": { "c": { "type": "integer" } },
            "default": { "nullable": true, "type": "string" },
        });
        let judge = original(&schema.to_string()).expect("a schema");
        assert!(judge.is_valid(&json!({ "a": null, "b": "x", "nullable": 1 })));
        assert!(!judge.is_valid(&json!({ "a": 1 })));
        assert!(!judge.is_valid(&json!({ "b": null })));
        assert!(!judge.is_valid(&json!({ "nullable": null })));
    }

    #[test]
    fn a_file_that_is_older_than_it_says_is_judged_by_the_older_draft() {
        let tuple = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "items": [{ "type": "string" }],
        });
        let judge = original(&tuple.to_string()).expect("a schema");
        assert!(judge.is_valid(&json!(["a", 1])) && !judge.is_valid(&json!([1])));
    }
}
