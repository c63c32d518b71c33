//! Generated guards accept exactly the accept set, over real instances and their damaged copies.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::{corpora, imported, thing, ts, workspace};
use tidings_generate::Files;
use tidings_registry::Registry;

/// The runtime's guards, and a client that is its own definition.
const STUB: &str = r#"
export * from "RUNTIME/guard.ts";
export * from "RUNTIME/fallback.ts";
export const client = (definition) => definition;
"#;

/// Reads lines of `[event, value]`; prints for each whether the guard takes it, and what the conversion makes of it.
const RUN: &str = r#"
import { readFileSync } from "node:fs";
import * as streams from "./index.js";
const events = Object.values(streams)[0].events;
for (const line of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  const [event, value] = JSON.parse(line);
  const { guard, fallbacks } = events[event];
  const taken = guard(value);
  console.log(JSON.stringify([taken, taken && fallbacks ? fallbacks(value) : value]));
}
"#;

/// What the generated reader makes of each value; nothing where this machine has no bundler.
fn read(files: &Files, values: &[(String, Value)]) -> Option<Vec<(bool, Value)>> {
    let bundler = workspace().join("node_modules/.bin/esbuild");
    if !bundler.is_file() {
        eprintln!("skipped: esbuild absent (run `npm ci`)");
        return None;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    for (path, text) in files {
        fs::write(at(path), text).expect("it is writable");
    }
    let runtime = workspace().join("runtime/ts/src");
    fs::write(
        at("v1.ts"),
        STUB.replace("RUNTIME", &runtime.to_string_lossy()),
    )
    .expect("it is writable");
    fs::write(at("run.ts"), RUN).expect("it is writable");
    let lines: Vec<String> = values
        .iter()
        .map(|(event, value)| json!([event, value]).to_string())
        .collect();
    fs::write(at("values.jsonl"), lines.join("\n")).expect("it is writable");
    bundle(&bundler, folder.path());
    let run = Command::new("node")
        .arg(at("run.mjs"))
        .arg(at("values.jsonl"))
        .output()
        .expect("node runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let told = String::from_utf8(run.stdout).expect("JSON is UTF-8");
    Some(
        told.lines()
            .map(|line| serde_json::from_str(line).expect("one verdict a line"))
            .collect(),
    )
}

/// Bundles `run.ts` of a folder with the stub in the place of the runtime.
fn bundle(bundler: &Path, folder: &Path) {
    let at = |name: &str| folder.join(name);
    let bundled = Command::new(bundler)
        .arg(at("run.ts"))
        .args([
            "--bundle",
            "--platform=node",
            "--format=esm",
            "--log-level=warning",
        ])
        .arg(format!("--alias:tidings/v1={}", at("v1.ts").display()))
        .arg(format!("--outfile={}", at("run.mjs").display()))
        .output()
        .expect("esbuild runs");
    assert!(
        bundled.status.success(),
        "{}",
        String::from_utf8_lossy(&bundled.stderr)
    );
}

/// Small damages to a value: each member removed, renamed, or of another type.
fn damages(value: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = vec![
        json!(null),
        json!(-1),
        json!(1.5),
        json!("~"),
        json!([]),
        json!({}),
        json!(true),
    ];
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                let mut without = members.clone();
                without.remove(name);
                without.insert("undeclared".to_owned(), json!(1));
                found.push(without.into());
                for damaged in damages(inner) {
                    let mut with = members.clone();
                    with.insert(name.clone(), damaged);
                    found.push(with.into());
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate().take(2) {
                for damaged in damages(inner) {
                    let mut with = items.clone();
                    with[index] = damaged;
                    found.push(with.into());
                }
            }
        }
        Value::String(text) => found.push(format!("{text}{text}{text}").into()),
        _ => {}
    }
    found
}

/// Compares the generated reader with a validator of the accept set; gives how many values each side has.
fn compare(registry: &Registry, values: &[(String, Value)]) -> (usize, usize) {
    let validators: BTreeMap<&str, jsonschema::Validator> = registry
        .events
        .iter()
        .map(|(name, event)| {
            let accept = event.newest().expect("a version").schema.accept_schema();
            let options = jsonschema::options()
                .with_draft(jsonschema::Draft::Draft202012)
                .should_validate_formats(false);
            (
                name.as_str(),
                options
                    .build(&accept.document)
                    .expect("the accept set is a schema"),
            )
        })
        .collect();
    let Some(verdicts) = read(&ts(registry), values) else {
        return (1, 1);
    };
    assert_eq!(verdicts.len(), values.len());
    let mut counts = (0, 0);
    for ((event, value), (taken, _)) in values.iter().zip(verdicts) {
        assert_eq!(
            taken,
            validators[event.as_str()].is_valid(value),
            "{event}: {value}"
        );
        if taken { counts.0 += 1 } else { counts.1 += 1 }
    }
    counts
}

#[test]
fn guards_take_exactly_the_accept_set() {
    let Some(corpora) = corpora() else { return };
    let registry = imported(&corpora, "wikimedia-primary");
    let text =
        fs::read_to_string(corpora.join("events/instances.jsonl")).expect("the corpus is readable");
    let instances = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("one instance a line"));
    let mut values = Vec::new();
    for instance in instances {
        let path = instance["schema"]
            .as_str()
            .unwrap_or_default()
            .strip_prefix("wikimedia-primary/");
        let event = path
            .and_then(|path| path.rsplit_once('/'))
            .and_then(|(name, _)| tidings_import::event_name(name).ok());
        let Some(event) = event.filter(|event| registry.events.contains_key(event)) else {
            continue;
        };
        values.extend(
            damages(&instance["value"])
                .into_iter()
                .map(|damaged| (event.to_string(), damaged)),
        );
        values.push((event.to_string(), instance["value"].clone()));
    }
    let (taken, refused) = compare(&registry, &values);
    assert!(taken > 0 && refused > 0, "{taken} taken, {refused} refused");
    eprintln!("{taken} values taken, {refused} refused, as the validator says");
}

#[test]
fn odd_keywords_mean_what_the_validator_says() {
    let registry = thing(
        r##"{"type": "object", "properties": {"a": {"type": "string", "pattern": "^[\\w.-]+$"}, "n": {"type": "number", "multipleOf": 0.1, "exclusiveMinimum": 0},
            "l": {"type": "array", "uniqueItems": true, "contains": {"type": "integer"}, "maxContains": 2}, "t": {"$ref": "#/$defs/t"}},
            "if": {"required": ["a"]}, "then": {"required": ["n"]}, "dependentRequired": {"l": ["n"]}, "dependentSchemas": {"t": {"minProperties": 2}},
            "patternProperties": {"^x-": {"type": "string", "maxLength": 2}}, "propertyNames": {"maxLength": 4}, "not": {"required": ["z"]},
            "$defs": {"t": {"type": "object", "properties": {"t": {"$ref": "#/$defs/t"}}, "required": ["k"]}}}"##,
    );
    let value = json!({"a": "b.c", "n": 0.3, "l": [1, "x", {"k": 1}], "t": {"k": 1, "t": {"k": 2}}, "x-a": "ab"});
    let mut values: Vec<Value> = damages(&value);
    values.extend(
        values
            .clone()
            .iter()
            .filter(|value| value.is_object())
            .flat_map(damages)
            .take(20_000),
    );
    let values: Vec<(String, Value)> = values
        .into_iter()
        .chain([value])
        .map(|value| ("thing".to_owned(), value))
        .collect();
    let (taken, refused) = compare(&registry, &values);
    assert!(
        taken > 20 && refused > 20,
        "{taken} taken, {refused} refused"
    );
}

#[test]
fn unknown_members_and_tags_become_their_fallbacks() {
    let registry = thing(
        r##"{"type": "object", "properties": {"kind": {"enum": ["a", "b"], "x-tidings": {"fallback": "b"}},
            "by": {"$ref": "#/$defs/by"}, "many": {"type": "array", "items": {"$ref": "#/$defs/by"}}},
            "$defs": {"by": {"x-tidings": {"tag": "t", "fallback": "other"}, "oneOf": [
                {"type": "object", "required": ["t"], "properties": {"t": {"const": "x"}, "next": {"$ref": "#/$defs/by"}}},
                {"type": "object", "required": ["t"], "properties": {"t": {"const": "y"}}}]}}}"##,
    );
    let value = json!({"kind": "c", "by": {"t": "x", "next": {"t": "new", "n": 1}}, "many": [{"t": "y"}, {"t": "z"}]});
    let expected = json!({"kind": "b", "by": {"t": "x", "next": {"t": "other", "n": 1}}, "many": [{"t": "y"}, {"t": "other"}]});
    let Some(read) = read(&ts(&registry), &[("thing".to_owned(), value)]) else {
        return;
    };
    assert_eq!(read, [(true, expected)]);
}
