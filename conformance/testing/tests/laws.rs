//! Laws over every event of the suite's registry, for a type that says of itself what it is told to.

use std::borrow::Cow;
use std::cell::RefCell;

use schemars::{JsonSchema, Schema as Described, SchemaGenerator};
use serde_json::{Value, json};
use tidings_compat::{Semantics, Verdict, decide};
use tidings_model::{Checked, Schema};
use tidings_registry::{Files, Registry, load};
use tidings_testing::{Conformance, Direction, Nonconformance};

const REGISTRY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../suite/registry");

thread_local! {
    /// What the type writes, and what it reads.
    static SAYS: RefCell<(Value, Value)> = const { RefCell::new((Value::Null, Value::Null)) };
}

struct Told;

impl JsonSchema for Told {
    fn schema_name() -> Cow<'static, str> {
        "Told".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Described {
        let said = SAYS.with_borrow(
            |(writes, reads)| match generator.contract().is_serialize() {
                true => writes.clone(),
                false => reads.clone(),
            },
        );
        Described::try_from(said).expect("a schema is an object or a boolean")
    }
}

/// The sets of a version, as a type's schemas.
fn says(version: &Schema<Checked>) {
    let writes = version.emit_schema().document.clone();
    let reads = version.accept_schema().document.clone();
    SAYS.set((writes, reads));
}

fn compare(event: &str, version: u32, only: Option<Direction>) -> Result<(), Nonconformance> {
    let to = Conformance::to(event, version).registry(REGISTRY);
    only.map_or(to.clone(), |only| to.only(only)).of::<Told>()
}

fn registry() -> Registry {
    let loaded = load(&Files::new(REGISTRY), None);
    loaded.registry.expect("the suite's registry is sound")
}

/// Whether nothing was refuted, but something could not be proved.
fn is_doubt(nonconformance: &Nonconformance) -> bool {
    let mut deviations = nonconformance.deviations().iter();
    deviations.all(|deviation| deviation.id.0 == "testing/unproved")
}

#[test]
fn a_version_conforms_to_itself() {
    let (mut proved, mut doubted) = (0, Vec::new());
    for (name, entry) in &registry().events {
        for (number, version) in &entry.versions {
            says(&version.schema);
            match compare(name.as_str(), number.get(), None) {
                Ok(()) => proved += 1,
                Err(doubt) if is_doubt(&doubt) => doubted.push(doubt.to_string()),
                Err(refuted) => panic!("{refuted}"),
            }
        }
    }
    assert!(proved > 50, "{proved} proved");
    assert!(
        doubted.len() * 20 < proved,
        "{proved} proved, but\n{}",
        doubted.join("\n")
    );
}

#[test]
fn what_is_said_of_two_versions_is_what_the_checker_says() {
    let mut verdicts = [0, 0, 0];
    for (name, entry) in &registry().events {
        for (of_type, own) in &entry.versions {
            for (of_contract, contract) in entry.versions.iter().filter(|(it, _)| *it != of_type) {
                says(&own.schema);
                let writer = contract.schema.accept_schema();
                let reader = own.schema.accept_schema();
                let verdict = decide(&writer.document, &reader.document, Semantics::Validation);
                let told = compare(name.as_str(), of_contract.get(), Some(Direction::Reads));
                let pair = format!("{name}: version {of_type} reads version {of_contract}");
                match (verdict, told) {
                    (Verdict::Compatible, Ok(())) => verdicts[0] += 1,
                    (Verdict::Breaking(_), Err(told)) if !is_doubt(&told) => {
                        verdicts[1] += 1;
                        payloads_are_refused(&told, &writer.document, &reader.document);
                    }
                    (Verdict::Unknown(_), Err(told)) if is_doubt(&told) => verdicts[2] += 1,
                    (verdict, told) => panic!("{pair}: {verdict:?}, but {told:?}"),
                }
            }
        }
    }
    assert!(verdicts[0] > 5 && verdicts[1] > 20, "{verdicts:?}");
}

/// Every payload is the writer's, and none is the reader's.
fn payloads_are_refused(told: &Nonconformance, writer: &Value, reader: &Value) {
    let mut shown = 0;
    for payload in told
        .deviations()
        .iter()
        .filter_map(|it| it.payload.as_ref())
    {
        let alone = json!({"const": payload});
        let verdict = |of: &Value| decide(&alone, of, Semantics::Validation);
        assert_eq!(verdict(writer), Verdict::Compatible, "{told}");
        assert!(matches!(verdict(reader), Verdict::Breaking(_)), "{told}");
        shown += 1;
    }
    assert!(shown > 0, "{told}");
}

#[test]
fn a_reader_of_everything_conforms_and_a_writer_of_everything_does_not() {
    for (name, entry) in &registry().events {
        for number in entry.versions.keys() {
            SAYS.set((json!(true), json!(true)));
            let reads = compare(name.as_str(), number.get(), Some(Direction::Reads));
            assert!(reads.is_ok(), "{reads:?}");
            let writes = compare(name.as_str(), number.get(), Some(Direction::Writes));
            let refused = writes.map_err(|told| told.deviations()[0].id.0);
            assert!(
                matches!(refused, Err("testing/write-refused" | "testing/unproved")),
                "{name} {number}: {refused:?}"
            );
            SAYS.set((json!(false), json!(false)));
            let nothing = compare(name.as_str(), number.get(), Some(Direction::Writes));
            let nothing = nothing.map_err(|told| told.deviations()[0].id.0);
            assert_eq!(nothing, Err("testing/writes-nothing"));
        }
    }
}

#[test]
fn a_schema_that_makes_no_sense_is_told_and_never_hangs() {
    let mut deep = json!({"type": "string"});
    for _ in 0..200 {
        deep = json!({"type": "array", "items": deep});
    }
    let hostile = [
        deep,
        json!({"$ref": "#"}),
        json!({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}}),
        json!({"$ref": "#/$defs/Missing"}),
        json!({"$ref": "https://example.com/other.json"}),
        json!({"type": "string", "pattern": "("}),
        json!({"type": "integer", "format": "int64", "minimum": "low"}),
        json!({"properties": [], "required": "all"}),
    ];
    let registry = registry();
    let event = registry.events.keys().next().expect("an event");
    for schema in hostile {
        SAYS.set((schema.clone(), schema.clone()));
        let told = compare(event.as_str(), 1, None).expect_err("it is no contract's schema");
        assert!(!told.deviations().is_empty(), "{schema}");
        assert!(told.to_string().contains("error[testing/"), "{told}");
    }
}
