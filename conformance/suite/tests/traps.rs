//! The traps of the relation, each with its counterexample: the checker's verdict, the payload that shows it, what an
//! independent validator says of that payload on both sides, and what the generated types do with it. The same
//! witnesses reach the generated TypeScript clients in `browser/pairs.test.ts`.

use serde_json::{Value, json};
use tidings_compat::{Semantics, Verdict, decide};
use tidings_registry::{Files, Memory, VersionEntry, load};
use tidings_suite::readers::{Reader, readers};
use tidings_suite::{registry, registry_folder};

/// What happens to payloads of one version of a trap's event that are read as another.
enum Trap {
    /// Proved; this payload is one that a wrong reading would have refused.
    Holds(Value),
    /// Refuted by this payload.
    Breaks(Value),
}
use Trap::{Breaks, Holds};

/// The event (`trap.…` or `probe.…`), the version that writes and the one that reads.
fn traps() -> Vec<(&'static str, u32, u32, Trap)> {
    let card = |digits: Value| json!({"kind": "card", "digits": digits});
    vec![
        // Closing `{required: [id]}` would leave nothing to write, and make everything compatible.
        ("trap.required", 1, 2, Breaks(json!({"id": null}))),
        ("trap.required", 2, 1, Holds(json!({"id": "a"}))),
        ("trap.free", 1, 2, Breaks(json!({"tags": {"a": null}}))),
        ("trap.free", 2, 1, Holds(json!({"tags": {"a": ""}}))),
        // Closing each of two parts by itself would refuse what both together describe.
        (
            "trap.parts",
            1,
            2,
            Breaks(json!({"total": {"currency": ""}})),
        ),
        (
            "trap.parts",
            2,
            1,
            Breaks(json!({"total": {"currency": null}})),
        ),
        ("trap.overlap", 1, 2, Holds(json!({"n": 1}))),
        ("trap.overlap", 2, 1, Breaks(json!({"n": 0.5}))),
        (
            "trap.counted",
            1,
            2,
            Breaks(json!({"a": 0, "b": null, "c": null})),
        ),
        ("trap.counted", 1, 3, Breaks(json!({"aa": null}))),
        ("trap.counted", 2, 3, Holds(json!({"a": 0}))),
        // After the fallback these two would be one; they are told apart before it.
        (
            "trap.unique",
            2,
            1,
            Holds(json!({"levels": ["higher", "highest", "low"]})),
        ),
        (
            "trap.unique",
            3,
            1,
            Breaks(json!({"levels": ["high", "high"]})),
        ),
        (
            "trap.polarity",
            1,
            2,
            Breaks(json!({"refund": {"amount": 0}})),
        ),
        (
            "trap.polarity",
            2,
            1,
            Holds(json!({"refund": {"amount": null}, "total": {"amount": 1}})),
        ),
        (
            "trap.edges",
            1,
            2,
            Breaks(json!({"n": 18_446_744_073_709_551_616_f64})),
        ),
        (
            "trap.edges",
            2,
            3,
            Breaks(json!({"n": 18_446_744_073_709_551_615_u64})),
        ),
        ("trap.edges", 2, 1, Breaks(json!({"one": 2}))),
        ("trap.edges", 3, 1, Breaks(json!({"one": 0}))),
        ("trap.branching", 1, 2, Breaks(card(json!("")))),
        ("trap.branching", 2, 1, Breaks(card(json!(0)))),
        ("trap.leftover", 1, 2, Holds(json!({"id": ""}))),
        (
            "trap.leftover",
            2,
            1,
            Holds(json!({"id": "", "note": "tolerated"})),
        ),
        ("trap.leftover", 2, 3, Breaks(json!({"note": ""}))),
        ("trap.defaults", 1, 2, Breaks(json!({}))),
        ("trap.defaults", 2, 1, Holds(json!({"state": "open"}))),
        // Between two doubles: a reader that rounds takes what its schema refuses.
        (
            "trap.constants",
            1,
            2,
            Breaks(json!({"far": 18_446_744_073_709_551_616_f64})),
        ),
        (
            "trap.constants",
            1,
            2,
            Breaks(json!({"odd": 9_007_199_254_740_992_f64})),
        ),
        (
            "trap.constants",
            2,
            1,
            Holds(json!({"far": u64::MAX, "odd": 9_007_199_254_740_993_u64})),
        ),
        // What stands below `not` declares nothing: closed by it, a note could hold no member.
        ("trap.negation", 1, 2, Breaks(json!({"note": {}}))),
        (
            "trap.negation",
            2,
            1,
            Breaks(json!({"note": {"a": null, "kind": "card"}})),
        ),
        // And nothing below `not` is relaxed: read with any member, the second would take no object at all.
        ("trap.negation", 3, 2, Holds(json!({"note": {"extra": ""}}))),
        ("trap.negation", 3, 1, Holds(json!({"note": {"extra": ""}}))),
        // A fallback is the reader's own, and takes what its writer would never write.
        ("probe.choice", 2, 1, Holds(json!({"status": "held"}))),
        (
            "probe.texts",
            2,
            1,
            Breaks(json!({"id": "", "state": "held"})),
        ),
        // A tag that is not known is tolerated; one that is known with a wrong body is not.
        (
            "probe.figure",
            2,
            1,
            Holds(json!({"id": "", "figure": {"kind": "triangle", "sides": [1, 2, 3]}})),
        ),
        (
            "probe.figure",
            3,
            2,
            Breaks(json!({"figure": {"diameter": 0, "kind": "circle"}, "id": ""})),
        ),
    ]
}

fn reader(event: &str, version: u32) -> Reader {
    let found = readers()
        .into_iter()
        .find(|reader| reader.event == event && reader.version == version);
    found.unwrap_or_else(|| panic!("there is no {event} v{version}"))
}

fn takes(document: &Value, value: &Value) -> bool {
    jsonschema::draft202012::new(document)
        .expect("a materialised document")
        .is_valid(value)
}

/// Sends one payload through all that has an opinion on it.
#[track_caller]
fn agree(
    about: &str,
    (writer, reads): (&VersionEntry, &VersionEntry),
    (writes, reader): (Reader, Reader),
    value: &Value,
    taken: bool,
) {
    let emit = writer.schema.emit_schema().document.clone();
    let accept = reads.schema.accept_schema().document.clone();
    assert!(takes(&emit, value), "{about}: {value} is not emitted");
    assert_eq!(takes(&accept, value), taken, "{about}: {value}");
    let written = writes.write(value.to_string().as_bytes());
    let written = written.unwrap_or_else(|refusal| panic!("{about}: {refusal}"));
    let back: Value = serde_json::from_slice(&written).expect("an emitter writes JSON");
    assert_eq!(back, *value, "{about}");
    let read = reader.read(&written);
    assert_eq!(read.is_ok(), taken, "{about}: {value}: {:?}", read.err());
}

#[test]
fn every_trap_has_its_verdict_and_its_counterexample() {
    let registry = registry();
    for (event, writer, reads, trap) in traps() {
        let about = format!("{event} v{writer} read as v{reads}");
        let entry = |version: u32| {
            let name = event.parse().expect("a name");
            let number = version.to_string().parse().expect("a number");
            registry.event_version(&name, number).expect("a version")
        };
        let both = (entry(writer), entry(reads));
        let types = (reader(event, writer), reader(event, reads));
        let verdict = decide(
            both.0.schema.written(),
            both.1.schema.written(),
            Semantics::Generated,
        );
        match (trap, verdict) {
            (Holds(value), Verdict::Compatible) => agree(&about, both, types, &value, true),
            (Breaks(value), Verdict::Breaking(witness)) => {
                agree(&about, both, types, &value, false);
                agree(&about, both, types, &witness.value, false);
            }
            (_, verdict) => panic!("{about} is said to be {verdict:?}"),
        }
    }
}

#[test]
fn every_trap_of_the_registry_is_a_case() {
    let registry = registry();
    let cases = traps();
    let events = registry.events.keys().map(|name| name.as_str());
    for event in events.filter(|name| name.starts_with("trap.")) {
        assert!(
            cases.iter().any(|case| case.0 == event),
            "{event} has no case"
        );
    }
}

#[test]
fn a_circle_that_consumes_nothing_is_refused_with_a_code_and_its_place() {
    let circles = [
        r##"{"type": "object", "$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
        r##"{"type": "object", "properties": {"next": {"allOf": [{"$ref": "#/properties/next"}]}}}"##,
        r##"{"type": "object", "anyOf": [{"required": ["a"]}, {"not": {"$ref": "#"}}]}"##,
        r##"{"type": "object", "if": {"$ref": "#"}, "then": {"required": ["a"]}}"##,
    ];
    let guarded = r##"{"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}}"##;
    let problems = |schema: &str| {
        let folder = Files::new(registry_folder());
        let mut source = Memory::copy_of(&folder).expect("the suite's registry");
        source.write("events/trap.circle/1.json".to_owned(), schema.to_owned());
        load(&source, None).problems
    };
    for schema in circles {
        let found = problems(schema);
        let found = found.iter().find(|problem| problem.is_error());
        let found = found.unwrap_or_else(|| panic!("{schema} is taken"));
        assert_eq!(found.id.0, "schema/cycle-without-progress", "{schema}");
        let place = found.place.as_ref().expect("a place");
        assert_eq!(&*place.file, "events/trap.circle/1.json");
        assert!(found.help.is_some(), "{schema}");
        let document: Value = serde_json::from_str(schema).expect("JSON");
        for (writer, reader) in [(&document, &json!(true)), (&json!({}), &document)] {
            let verdict = decide(writer, reader, Semantics::Generated);
            assert!(
                matches!(verdict, Verdict::Unknown(_)),
                "{schema}: {verdict:?}"
            );
        }
    }
    assert!(!problems(guarded).iter().any(|problem| problem.is_error()));
}

#[test]
fn numbers_beyond_the_domain_are_refused_with_a_code() {
    for version in [1, 2, 3] {
        let reader = reader("trap.edges", version);
        let refusal = reader.read(br#"{"n": 1e400}"#).expect_err("no double");
        assert!(
            refusal.to_string().contains("trap.edges"),
            "{version}: {refusal}"
        );
        assert!(reader.read(br#"{"n": -1e400}"#).is_err());
    }
    // One beyond 2^64 is a double that is whole; it is no constant of a schema that would be rounded silently.
    assert!(
        reader("trap.edges", 1)
            .read(br#"{"n": 18446744073709551616}"#)
            .is_ok()
    );
    assert!(
        reader("trap.edges", 2)
            .read(br#"{"n": 18446744073709551616}"#)
            .is_err()
    );
    assert!(
        reader("trap.edges", 1)
            .read(br#"{"one": 1.0, "n": -0.0}"#)
            .is_ok()
    );
}
