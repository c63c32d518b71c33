//! One relation, three times over: what the checker decides, what an independent validator says of the materialised
//! documents, and what the generated readers and emitters do. Where two of them differ, one of them is wrong.

use jsonschema::Validator;
use serde_json::Value;
use tidings_compat::{Semantics, Verdict, decide};
use tidings_registry::{Registry, VersionEntry};
use tidings_suite::readers::{Reader, readers};
use tidings_suite::sample::{Random, Sampler, mutate};
use tidings_suite::{registry, seed};

/// Values drawn for one version.
const DRAWN: usize = 400;

struct Version<'a> {
    reader: Reader,
    entry: &'a VersionEntry,
    emit: Value,
    accept: Validator,
    emitted: Validator,
    written: Validator,
}

impl<'a> Version<'a> {
    fn new(reader: Reader, registry: &'a Registry) -> Version<'a> {
        let name = reader.event.parse().expect("a generated name");
        let number = reader
            .version
            .to_string()
            .parse()
            .expect("a generated version");
        let entry = registry
            .event_version(&name, number)
            .expect("it was generated from this registry");
        let emit = entry.schema.emit_schema().document.clone();
        let validator = |document: &Value| {
            jsonschema::draft202012::new(document).expect("a materialised document")
        };
        Version {
            reader,
            entry,
            accept: validator(&entry.schema.accept_schema().document),
            emitted: validator(&emit),
            written: validator(&entry.schema.document()),
            emit,
        }
    }

    fn label(&self) -> String {
        format!("{} v{}", self.reader.event, self.reader.version)
    }

    /// Values of the emit set.
    fn draw(&self, random: &mut Random) -> Vec<Value> {
        let mut drawn = Vec::new();
        for _ in 0..DRAWN * 4 {
            let value = Sampler::new(&self.emit, random).value();
            if self.emitted.is_valid(&value) {
                drawn.push(value);
            }
            if drawn.len() == DRAWN {
                break;
            }
        }
        assert!(
            drawn.len() > DRAWN / 4,
            "{}: only {} values could be drawn",
            self.label(),
            drawn.len()
        );
        drawn
    }
}

fn text(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a JSON value has a text")
}

fn versions(registry: &Registry) -> Vec<Version<'_>> {
    readers()
        .into_iter()
        .map(|reader| Version::new(reader, registry))
        .collect()
}

#[test]
fn every_version_of_the_registry_has_a_reader() {
    let registry = registry();
    let all: usize = registry
        .events
        .values()
        .map(|entry| entry.versions.len())
        .sum();
    assert_eq!(readers().len(), all);
}

#[test]
fn readers_accept_exactly_the_accept_set() {
    let registry = registry();
    let mut random = Random::new(seed("readers_accept_exactly_the_accept_set"));
    let (mut taken, mut refused) = (0, 0);
    for version in versions(&registry) {
        for value in version.draw(&mut random) {
            let mut value = value;
            for _ in 0..4 {
                let expected = version.accept.is_valid(&value);
                let read = version.reader.read(&text(&value));
                assert_eq!(
                    read.is_ok(),
                    expected,
                    "{} on {value}: {:?}",
                    version.label(),
                    read.err()
                );
                if expected {
                    taken += 1;
                } else {
                    refused += 1;
                }
                value = mutate(&value, &mut random);
            }
        }
    }
    assert!(
        taken > 1000 && refused > 1000,
        "{taken} taken and {refused} refused prove little"
    );
}

#[test]
fn what_is_read_comes_back_equal() {
    let registry = registry();
    let mut random = Random::new(seed("what_is_read_comes_back_equal"));
    for version in versions(&registry) {
        for value in version.draw(&mut random) {
            let back = version
                .reader
                .read(&text(&value))
                .expect("the emit set lies in the accept set");
            assert_eq!(back, value, "{}", version.label());
        }
    }
}

#[test]
fn emitters_produce_exactly_the_emit_set() {
    let registry = registry();
    let mut random = Random::new(seed("emitters_produce_exactly_the_emit_set"));
    let mut kept_back = 0;
    for version in versions(&registry) {
        for value in version.draw(&mut random) {
            let written = version.reader.write(&text(&value));
            assert!(
                written.is_ok(),
                "{} must be able to write {value}: {:?}",
                version.label(),
                written.err()
            );
            let changed = mutate(&value, &mut random);
            match version.reader.write(&text(&changed)) {
                Ok(bytes) => {
                    let sent: Value =
                        serde_json::from_slice(&bytes).expect("an emitter writes JSON");
                    assert!(
                        version.emitted.is_valid(&sent),
                        "{} wrote {sent}",
                        version.label()
                    );
                }
                Err(_) => {
                    assert!(
                        !version.emitted.is_valid(&changed),
                        "{} held back {changed}",
                        version.label()
                    );
                    kept_back += 1;
                }
            }
        }
    }
    assert!(kept_back > 100, "only {kept_back} values were held back");
}

#[test]
fn emit_set_within_written_within_accept_set() {
    let registry = registry();
    let mut random = Random::new(seed("emit_set_within_written_within_accept_set"));
    for version in versions(&registry) {
        for value in version.draw(&mut random) {
            assert!(
                version.written.is_valid(&value),
                "{}: emitted but not as written: {value}",
                version.label()
            );
            let changed = mutate(&value, &mut random);
            if version.written.is_valid(&changed) {
                assert!(
                    version.accept.is_valid(&changed),
                    "{}: as written but not accepted: {changed}",
                    version.label()
                );
            }
        }
    }
}

#[test]
fn the_checker_and_reality_agree() {
    let registry = registry();
    let mut random = Random::new(seed("the_checker_and_reality_agree"));
    let all = versions(&registry);
    let (mut compatible, mut breaking) = (0, 0);
    for writer in &all {
        let drawn = writer.draw(&mut random);
        for reader in all
            .iter()
            .filter(|reader| reader.reader.event == writer.reader.event)
        {
            let pair = format!("{} read as v{}", writer.label(), reader.reader.version);
            let verdict = decide(
                writer.entry.schema.written(),
                reader.entry.schema.written(),
                Semantics::Generated,
            );
            match verdict {
                Verdict::Compatible => {
                    compatible += 1;
                    for value in &drawn {
                        let read = reader.reader.read(&text(value));
                        assert!(
                            read.is_ok(),
                            "{pair} is called compatible, and {value} is refused: {:?}",
                            read.err()
                        );
                    }
                }
                Verdict::Breaking(witness) => {
                    breaking += 1;
                    let payload = text(&witness.value);
                    let written = writer.reader.write(&payload);
                    assert!(
                        written.is_ok(),
                        "{pair}: {} can't be written: {:?}",
                        witness.value,
                        written.err()
                    );
                    assert!(
                        reader.reader.read(&payload).is_err(),
                        "{pair}: {} is taken",
                        witness.value
                    );
                }
                Verdict::Unknown(reason) => panic!("{pair}: {reason:?}"),
            }
        }
    }
    assert!(
        compatible > 20 && breaking > 8,
        "{compatible} compatible and {breaking} breaking pairs prove little"
    );
}
