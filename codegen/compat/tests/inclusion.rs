//! Pairs of schemas, keyword by keyword, each labelled by hand in both directions, decided as written. Payloads drawn at
//! random are held against the labels too, so that a wrong label does not stand.
#![allow(clippy::unwrap_used)]
use jsonschema::Validator;
use serde_json::Value;
use tidings_compat::{Semantics, Verdict, decide};
use tidings_sample::{Guide, Random, Sampler, mutate, mutate_guided};

const CASES: &str = include_str!("cases/inclusion.jsonl");

/// Payloads drawn for one label.
const DRAWN: usize = 400;

/// The cases, each as (what it is about, writer, reader, whether the reader takes all).
fn cases() -> Vec<(String, Value, Value, bool)> {
    let mut cases = Vec::new();
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let about = case["about"].as_str().unwrap();
        for (writer, reader, label) in [("a", "b", "a_in_b"), ("b", "a", "b_in_a")] {
            let name = format!("{about} ({writer} writes)");
            let holds = case[label].as_bool().unwrap();
            cases.push((name, case[writer].clone(), case[reader].clone(), holds));
        }
    }
    cases
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::options()
        .offline()
        .build(schema)
        .unwrap()
}

#[test]
fn every_labelled_pair_is_decided_as_labelled() {
    let mut wrong = Vec::new();
    for (name, writer, reader, holds) in cases() {
        let verdict = decide(&writer, &reader, Semantics::Validation);
        let right = match &verdict {
            Verdict::Compatible => holds,
            Verdict::Breaking(_) => !holds,
            Verdict::Unknown(_) => false,
        };
        if !right {
            wrong.push(format!("{name}: {verdict:?}\n  {writer}\n  {reader}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_payload_refutes_a_label() {
    let mut random = Random::new(20);
    for (name, writer, reader, holds) in cases() {
        let (writes, reads) = (validator(&writer), validator(&reader));
        if !holds {
            continue;
        }
        let guide = Guide::of(&[&writer, &reader]);
        for _ in 0..DRAWN {
            let drawn = Sampler::new(&writer, &mut random).guided(&guide).value();
            let near = mutate_guided(&drawn, &guide, &mut random);
            let far = mutate(&drawn, &mut random);
            for value in [drawn, near, far] {
                assert!(
                    !writes.is_valid(&value) || reads.is_valid(&value),
                    "{name}: {value} breaks"
                );
            }
        }
    }
}
