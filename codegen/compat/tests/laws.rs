//! What every verdict has to keep, over random schemas; `PROPTEST_CASES` sets how many. Laws that compare verdicts are in
//! `rewritings.rs`.
#![allow(clippy::unwrap_used)]
#[path = "support/random.rs"]
mod random;

use jsonschema::{Draft, PatternOptions, Validator};
use proptest::prelude::*;
use random::Random;
use serde_json::{Value, json};
use tidings_compat::{Semantics, Verdict, decide};

const PAYLOADS: usize = 60;

fn validator(schema: &Value) -> Option<Validator> {
    let options = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_pattern_options(PatternOptions::regex());
    options.build(schema).ok()
}

fn included(writer: &Value, reader: &Value) -> Verdict {
    decide(writer, reader, Semantics::Validation)
}

/// Two related schemas that the validator takes.
fn pair(random: &mut Random) -> Option<(Value, Value)> {
    let old = random.schema(3);
    let new = if random.chance(2, 3) {
        random.edited(&old)
    } else {
        random.schema(3)
    };
    (validator(&old).is_some() && validator(&new).is_some()).then_some((old, new))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn compatible_survives_random_payloads(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let Some((old, new)) = pair(&mut random) else { return Ok(()) };
        if included(&old, &new) == Verdict::Compatible {
            let (writes, reads) = (validator(&old).unwrap(), validator(&new).unwrap());
            for _ in 0..PAYLOADS {
                let value = random.value(3);
                prop_assert!(!writes.is_valid(&value) || reads.is_valid(&value), "{} breaks {} -> {}", value, old, new);
            }
        }
    }

    #[test]
    fn a_witness_is_written_refused_and_minimal(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let Some((old, new)) = pair(&mut random) else { return Ok(()) };
        let Verdict::Breaking(witness) = included(&old, &new) else { return Ok(()) };
        let (writes, reads) = (validator(&old).unwrap(), validator(&new).unwrap());
        let breaks = |value: &Value| writes.is_valid(value) && !reads.is_valid(value);
        prop_assert!(breaks(&witness.value), "{} does not show {} -> {}", witness.value, old, new);
        for smaller in smaller(&witness.value) {
            prop_assert!(!breaks(&smaller), "{} is smaller than {} for {} -> {}", smaller, witness.value, old, new);
        }
    }

    #[test]
    fn a_constant_is_decided_as_the_validator_does(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let (value, schema) = (random.value(2), random.schema(3));
        let Some(validator) = validator(&schema) else { return Ok(()) };
        match included(&json!({"const": value}), &schema) {
            Verdict::Compatible => prop_assert!(validator.is_valid(&value), "{} against {}", value, schema),
            Verdict::Breaking(_) => prop_assert!(!validator.is_valid(&value), "{} against {}", value, schema),
            Verdict::Unknown(reason) => prop_assert!(reason.keyword.starts_with("unevaluated"), "{} for {}", reason, schema),
        }
    }

    #[test]
    fn a_writer_is_read_by_its_own_readers(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let Some((old, new)) = pair(&mut random) else { return Ok(()) };
        // What plain inclusion accepts, the relation of the generated code accepts too, since the emit set is smaller
        // than the schema as written and the accept set larger.
        if included(&old, &new) == Verdict::Compatible {
            prop_assert!(!matches!(decide(&old, &new, Semantics::Generated), Verdict::Breaking(_)), "{} -> {}", old, new);
        }
    }
}

/// Every value that lacks one member or element.
fn smaller(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => (0..items.len())
            .flat_map(|index| {
                let with = |item: Option<Value>| {
                    let mut items = items.clone();
                    match item {
                        Some(item) => items[index] = item,
                        None => drop(items.remove(index)),
                    }
                    Value::Array(items)
                };
                std::iter::once(with(None))
                    .chain(
                        smaller(&items[index])
                            .into_iter()
                            .map(move |item| with(Some(item))),
                    )
                    .collect::<Vec<_>>()
            })
            .collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| {
                let with = |member: Option<Value>| {
                    let mut members = members.clone();
                    match member {
                        Some(member) => drop(members.insert(name.clone(), member)),
                        None => drop(members.remove(name)),
                    }
                    Value::Object(members)
                };
                std::iter::once(with(None))
                    .chain(smaller(member).into_iter().map(|member| with(Some(member))))
                    .collect::<Vec<_>>()
            })
            .collect(),
        _ => Vec::new(),
    }
}
