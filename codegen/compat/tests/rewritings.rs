//! The laws of CHECKER.md that compare verdicts: a schema that is written otherwise is judged alike, and pairs of pairs
//! agree. "Unknown" where the other side is decided breaks a law; how many cases were decided is counted.
#![allow(clippy::unwrap_used)]
#[path = "support/random.rs"]
mod random;
#[path = "support/rewrite.rs"]
mod rewrite;
#[path = "support/tally.rs"]
mod tally;

use random::Random;
use serde_json::{Value, json};
use tally::{Excuse, Tally, law};
use tidings_compat::{Assessment, Direction, Semantics, Verdict, decide};
use tidings_registry::{Memory, Registry, load};

const BOTH: [Semantics; 2] = [Semantics::Validation, Semantics::Generated];
const NONE: &[Excuse] = &[];
/// Between emitters and readers, a schema that takes nothing is no yes: nothing could ever be written.
const EMPTY: &[Excuse] = &[("emit set", "no value can be written at all")];

/// Two related schemas that are no booleans.
fn pair(random: &mut Random) -> (Value, Value) {
    loop {
        let old = random.schema(3);
        let new = match random.below(6) {
            0 => random.schema(3),
            _ => random.edited(&old),
        };
        if old.is_object() && new.is_object() {
            return (old, new);
        }
    }
}

/// Compares the verdicts on a pair with those on the pair where one is written otherwise, in both directions and senses.
fn alike(tally: &mut Tally, (old, new): (&Value, &Value), other: &Value) {
    for semantics in BOTH {
        let about = || format!("{}: {old} and {new} or {other}", semantics.name());
        tally.same(
            &decide(old, new, semantics),
            &decide(old, other, semantics),
            &about,
        );
        tally.same(
            &decide(new, old, semantics),
            &decide(other, old, semantics),
            &about,
        );
    }
}

#[test]
fn an_all_of_one_is_invisible() {
    law("allOf of one", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        let other = rewrite::alone_in_all_of(random, &new);
        alike(tally, (&old, &new), &other);
    });
}

#[test]
fn annotations_are_invisible() {
    law("annotations", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        let other = rewrite::annotated(random, &new);
        alike(tally, (&old, &new), &other);
    });
}

#[test]
fn extraction_to_definitions_is_invisible() {
    law("extraction", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        let other = rewrite::extracted(random, &new);
        alike(tally, (&old, &new), &other);
    });
}

#[test]
fn a_shared_definition_is_what_it_is_where_it_is_used() {
    law("inlining", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        let part = random.schema(1);
        let (referring, inlined) = rewrite::shared(random, &new, &part);
        alike(tally, (&old, &inlined), &referring);
    });
}

#[test]
fn the_order_of_branches_and_values_is_invisible() {
    law("order", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        let branches: Vec<Value> = (0..random.below(3) + 1).map(|_| random.schema(2)).collect();
        let branches = [branches, vec![new]].concat();
        let new = json!({ "anyOf": branches });
        let other = rewrite::reordered(random, &new);
        alike(tally, (&old, &new), &other);
    });
}

#[test]
fn a_branch_that_takes_nothing_is_invisible() {
    law("empty branch", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        alike(tally, (&old, &new), &json!({"anyOf": [false, new]}));
        alike(tally, (&old, &new), &json!({"anyOf": [new, false]}));
    });
}

/// A payload's schema around a schema that is drawn; enums say that they stay as they are.
fn event(schema: &Value) -> Value {
    let mut event = json!({"type": "object", "description": "An event.", "required": ["p"], "properties": {"p": schema}});
    for place in rewrite::places(&event) {
        if let Some(Value::Object(keywords)) = event.pointer_mut(&place)
            && keywords.contains_key("enum")
        {
            keywords.insert("x-tidings".to_owned(), json!({"closed": true}));
        }
    }
    event
}

/// A registry of one event with two versions, where both are sound.
fn registry(first: &str, second: &str) -> Option<Registry> {
    let files = [
        ("tidings.toml", "name = \"shop\"\n"),
        ("events/thing/1.json", first),
        ("events/thing/2.json", second),
        (
            "streams/things.toml",
            "path = \"/things\"\n[events.thing]\nwrite = 1\n",
        ),
    ];
    let loaded = load(&Memory::new("a law", files), None);
    let sound = !loaded.problems.iter().any(|problem| problem.is_error());
    loaded.registry.filter(|_| sound)
}

/// The verdict on one version written and another read.
fn accepts(assessment: &Assessment<'_>, writer: u32, reader: u32) -> Verdict {
    let number = |version: u32| version.to_string().parse().unwrap();
    let verdict = assessment.accepts(&"thing".parse().unwrap(), number(writer), number(reader));
    verdict.unwrap()
}

#[test]
fn the_order_of_members_is_invisible_in_the_files_of_a_registry() {
    law("key order", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        let texts = [event(&old), event(&new)];
        let plain = registry(&texts[0].to_string(), &texts[1].to_string());
        let shuffled = texts.each_ref().map(|schema| rewrite::text(random, schema));
        let other = registry(&shuffled[0], &shuffled[1]);
        assert_eq!(plain.is_some(), other.is_some(), "{shuffled:?}");
        let Some((plain, other)) = plain.zip(other) else {
            return;
        };
        for semantics in BOTH {
            let plain = Assessment::new(&plain, semantics);
            let other = Assessment::new(&other, semantics);
            for (writer, reader) in [(2, 1), (1, 2)] {
                let (one, two) = (
                    accepts(&plain, writer, reader),
                    accepts(&other, writer, reader),
                );
                tally.same(&one, &two, &|| {
                    format!("{}: {shuffled:?}", semantics.name())
                });
                assert_eq!(one, two, "the witness: {shuffled:?}");
            }
        }
    });
}

#[test]
fn backward_is_forward_the_other_way_round() {
    law("backward and forward", 90, NONE, |random, tally| {
        let (old, new) = pair(random);
        let texts = [event(&old), event(&new)].map(|schema| schema.to_string());
        let there = registry(&texts[0], &texts[1]);
        let back = registry(&texts[1], &texts[0]);
        let Some((there, back)) = there.zip(back) else {
            return;
        };
        let there = Assessment::new(&there, Semantics::Validation);
        let back = Assessment::new(&back, Semantics::Validation);
        for (writer, reader) in [(2, 1), (1, 2)] {
            let (one, two) = (
                accepts(&there, writer, reader),
                accepts(&back, reader, writer),
            );
            tally.same(&one, &two, &|| format!("{texts:?}"));
            assert_eq!(one, two, "the witness: {texts:?}");
            let told = (breaks(&there, writer), breaks(&back, reader));
            let broken = matches!(one, Verdict::Breaking(_));
            assert_eq!(told, (broken, broken), "{texts:?}");
        }
    });
}

/// Whether the gate tells of payloads that this version writes and the other refuses.
fn breaks(assessment: &Assessment<'_>, writer: u32) -> bool {
    let number = |version: u32| version.to_string().parse().unwrap();
    let findings = assessment.compare(&"thing".parse().unwrap(), number(1), number(2));
    let direction = match writer {
        2 => Direction::NewToOld,
        _ => Direction::OldToNew,
    };
    let mut findings = findings.iter();
    findings.any(|finding| finding.direction == Some(direction) && finding.witness.is_some())
}

#[test]
fn a_schema_accepts_itself_however_it_is_written() {
    law("reflexive", 90, EMPTY, |random, tally| {
        let (schema, _) = pair(random);
        let others = [
            schema.clone(),
            rewrite::extracted(random, &schema),
            rewrite::reordered(random, &schema),
            rewrite::alone_in_all_of(random, &schema),
        ];
        for other in others {
            for semantics in BOTH {
                let about = || format!("{}: {schema} and {other}", semantics.name());
                tally.compatible(&decide(&schema, &other, semantics), &about);
                tally.compatible(&decide(&other, &schema, semantics), &about);
            }
        }
    });
}

#[test]
fn inclusion_is_transitive() {
    law("transitive", 90, NONE, |random, tally| {
        let (first, _) = pair(random);
        let chain = [first.clone(), wider(random, &first)];
        let third = wider(random, &chain[1]);
        let included = |one: &Value, other: &Value| decide(one, other, Semantics::Validation);
        let steps = [included(&chain[0], &chain[1]), included(&chain[1], &third)];
        if steps.iter().all(|step| *step == Verdict::Compatible) {
            let about = || format!("{} and {} and {third}", chain[0], chain[1]);
            tally.compatible(&included(&chain[0], &third), &about);
        }
    });
}

/// A schema that mostly takes more than another one, and something else sometimes.
fn wider(random: &mut Random, schema: &Value) -> Value {
    match random.below(4) {
        0 => json!({"anyOf": [schema, random.schema(2)]}),
        1 => random.edited(schema),
        _ => {
            let mut wider = schema.clone();
            let keywords = wider.as_object_mut().unwrap();
            let names: Vec<String> = keywords.keys().cloned().collect();
            if names.len() > 1 {
                keywords.remove(random.pick(&names));
            }
            wider
        }
    }
}
