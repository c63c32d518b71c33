//! Whatever a test has the program print as JSON is held against the schema that the program publishes of it.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

static REPORT: LazyLock<Validator> =
    LazyLock::new(|| strict(include_str!("../../schema/report.schema.json")));
static ANSWER: LazyLock<Validator> =
    LazyLock::new(|| strict(include_str!("../../schema/answer.schema.json")));

/// The schema, with every member refused that it does not name: users may meet new members, the tests may not.
fn strict(text: &str) -> Validator {
    let mut schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    close(&mut schema);
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close);
            if object.contains_key("type") && object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

/// Checks what a run printed, where its arguments ask for JSON.
#[track_caller]
pub fn conforms(arguments: &[&str], out: &str) {
    let asks = |word: &str| arguments.contains(&word);
    let json = arguments
        .windows(2)
        .any(|pair| pair == ["--format", "json"]);
    if asks("check") && json {
        valid(&REPORT, out);
    } else if asks("diff") && asks("--pairs") {
        out.lines().for_each(|line| valid(&ANSWER, line));
    } else if asks("diff") && json && !out.is_empty() {
        valid(&ANSWER, out);
    }
}

#[track_caller]
fn valid(schema: &Validator, text: &str) {
    let value: Value = serde_json::from_str(text).expect("the output is JSON");
    let wrong: Vec<String> = schema
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\nin {value:#}");
}
