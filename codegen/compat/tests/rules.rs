//! A rule is whole or it is not there: file, id, texts, and three examples that behave.
#![allow(clippy::unwrap_used)]
mod support;

use std::collections::BTreeSet;
use std::path::Path;

use support::{Scratch, history, stream};
use tidings_compat::{Claim, Example, Finding, RULES, Rule, Semantics, Shape, Terms, check, gate};

fn findings(shape: Shape, example: Example) -> Vec<Finding> {
    let event = r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#;
    match shape {
        Shape::Schemas => check(&history(&[example.old, example.new]).registry(), None),
        Shape::Stream => {
            let before = Scratch::new()
                .with("events/one/1.json", event)
                .with("events/two/1.json", event)
                // What is retired was published while it was not.
                .with(
                    "streams/s.toml",
                    &example.old.replace("oldest_release = 2\n", ""),
                )
                .publish()
                .with("streams/s.toml", example.old);
            // A second version that is not free: what `write` may be raised to.
            let second =
                r#"{"type": "object", "properties": {"id": {"type": "string", "maxLength": 9}}}"#;
            let after = before
                .clone()
                .with("events/one/2.json", second)
                .with("streams/s.toml", example.new)
                .publish();
            check(&after.registry(), Some(&before.registry()))
        }
        Shape::Request => {
            let session = |version: u32| {
                format!(
                    "path = \"/s\"\nkind = \"session\"\nrequest = \"ask@{version}\"\nend = [\"done\"]\n[events.done]\nwrite = 1\n"
                )
            };
            let before = Scratch::new()
                .with("events/done/1.json", event)
                .with("types/ask/1.json", example.old)
                .with("streams/s.toml", &session(1))
                .publish();
            let after = before
                .clone()
                .with("types/ask/2.json", example.new)
                .with("streams/s.toml", &session(2));
            check(&after.registry(), Some(&before.registry()))
        }
        Shape::Waiver => {
            let broken = history(&[
                r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
                r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            ]);
            let terms = Terms {
                base: None,
                only_new: false,
                today: "2026-06-15".parse().unwrap(),
                semantics: Semantics::Generated,
            };
            let findings = gate(&broken.registry(), &terms);
            let break_ = findings.iter().find(|finding| finding.fails()).unwrap();
            let schemas: String = break_
                .schemas
                .iter()
                .map(|(file, meaning)| format!("\"{file}\" = \"{meaning}\"\n"))
                .collect();
            let filled = example
                .new
                .replace("FINGERPRINT", &break_.fingerprint)
                .replace("SCHEMAS", &schemas);
            let waived = broken.with("waivers/a.toml", &filled);
            gate(&waived.registry(), &terms)
        }
    }
}

fn reported(rule: &Rule, shape: Shape, example: Example) -> Option<Finding> {
    findings(shape, example)
        .into_iter()
        .find(|finding| finding.rule == rule.id)
}

#[test]
fn every_file_is_a_rule_and_every_rule_a_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            file.unwrap()
                .file_name()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .to_owned()
        })
        .filter(|name| name != "mod")
        .collect();
    let ids: BTreeSet<String> = RULES
        .iter()
        .map(|rule| rule.id.strip_prefix("compat/").unwrap().to_owned())
        .collect();
    assert_eq!(files, ids);
    assert_eq!(RULES.len(), ids.len(), "an id is used twice");
}

#[test]
fn texts_are_fragments() {
    for rule in RULES {
        for text in [rule.summary, rule.help] {
            assert!(text.len() > 20, "{}: {text}", rule.id);
            assert!(
                text.starts_with(|c: char| c.is_lowercase()) && !text.ends_with('.'),
                "{}: {text}",
                rule.id
            );
        }
    }
}

#[test]
fn positive_examples_are_reported_with_all_that_a_finding_needs() {
    let missed: Vec<String> = RULES
        .iter()
        .filter_map(|rule| Some((rule, rule.examples?)))
        .filter(|(rule, examples)| reported(rule, examples.shape, examples.positive).is_none())
        .map(|(rule, examples)| {
            let all = findings(examples.shape, examples.positive);
            format!(
                "{} is not reported, but {:?}",
                rule.id,
                all.iter().map(ToString::to_string).collect::<Vec<_>>()
            )
        })
        .collect();
    assert_eq!(missed, Vec::<String>::new());
    for rule in RULES {
        let Some(examples) = rule.examples else {
            continue;
        };
        let finding = reported(rule, examples.shape, examples.positive).unwrap();
        assert_eq!(finding.level, rule.level, "{}", rule.id);
        assert_eq!(finding.fingerprint.len(), 12, "{}", rule.id);
        assert!(finding.place.is_some(), "{} has no place", rule.id);
        assert_eq!(
            finding.help.last(),
            Some(&format!("`tidings explain {}`", rule.id))
        );
        if finding.claim == Claim::Breaking && examples.shape != Shape::Stream {
            assert!(
                finding.witness.is_some() && finding.refused.is_some(),
                "{} has no witness",
                rule.id
            );
            assert!(finding.other.is_some(), "{} has one place only", rule.id);
        }
        if let Some(direction) = rule.direction.filter(|_| examples.shape == Shape::Schemas) {
            assert_eq!(finding.direction, Some(direction), "{}", rule.id);
        }
    }
}

#[test]
fn harmless_look_alikes_are_not_reported() {
    for rule in RULES {
        let Some(examples) = rule.examples else {
            continue;
        };
        for (name, example) in [
            ("negative", examples.negative),
            ("near miss", examples.near_miss),
        ] {
            let finding = reported(rule, examples.shape, example);
            assert_eq!(finding, None, "{}: the {name} is reported", rule.id);
        }
    }
}

#[test]
fn the_rule_of_last_resort_has_no_example_and_comes_after_all_others_that_match_breaks() {
    let without: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.examples.is_none())
        .map(|rule| rule.id)
        .collect();
    assert_eq!(without, ["compat/shape-changed"]);
}

#[test]
fn a_stream_file_is_read_as_the_command_line_reads_it() {
    let scratch = Scratch::new()
        .with(
            "events/one/1.json",
            r#"{"type": "object", "title": "One", "properties": {}}"#,
        )
        .with("streams/s.toml", &stream("s", "one", 1));
    assert_eq!(check(&scratch.registry(), None), []);
}
