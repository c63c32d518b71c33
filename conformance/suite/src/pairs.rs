//! What the checker says of every two versions of the suite's events, as payloads that generated serialisers wrote: the
//! witnesses of the pairs that break, and payloads of those that are proved.

use serde_json::{Value, json};
use tidings_compat::{Assessment, Semantics, Verdict};
use tidings_contract::{Envelope, EnvelopeWriter, VersionNumber};
use tidings_registry::{Entry, Registry};
use tidings_wire::{EventId, EventType, Frame};

use crate::readers::{Reader, readers};
use crate::sample::{Random, Sampler};

/// One payload that a writer of one version wrote, for readers of another.
#[derive(Debug, Clone)]
pub struct Case {
    /// The event, which has this name on the wire, too.
    pub event: String,
    /// The version that wrote it.
    pub writer: u32,
    /// The version that reads it.
    pub reader: u32,
    /// The rule that names the break; None where the pair is proved.
    pub rule: Option<&'static str>,
    /// The text that the writer's generated serialiser made.
    pub payload: String,
    /// Whether the reader's version could have written it, too: then nothing in it is read as a fallback.
    pub is_own: bool,
}

impl Case {
    /// Everything about it, for a test in another language.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "event": self.event, "writer": self.writer, "reader": self.reader,
            "rule": self.rule, "payload": self.payload, "isOwn": self.is_own,
        })
    }

    /// Appends the frame that passes it on as what the reader's version would have written.
    ///
    /// # Panics
    /// When the event's name is none on the wire.
    pub fn encode(&self, number: usize, out: &mut Vec<u8>) {
        let envelope = EnvelopeWriter {
            version: self.reader,
            time_ms: 0,
            traceparent: None,
        };
        let mut data = Vec::new();
        envelope.write(Envelope::Compact, self.payload.as_bytes(), &mut data);
        let data = String::from_utf8(data).expect("JSON is UTF-8");
        let id = format!("past.{number}");
        Frame::new(&data)
            .id(EventId::new(&id).expect("letters and digits"))
            .event(EventType::new(&self.event).expect("a registered name"))
            .encode(out);
    }
}

/// Every pair of different versions, with the version that each is: writer and reader.
struct Pair<'a> {
    entry: &'a Entry,
    writer: Reader,
    reader: Reader,
}

fn pairs(registry: &Registry) -> Vec<Pair<'_>> {
    let all = readers();
    let mut pairs = Vec::new();
    for entry in registry.events.values() {
        let of_event = all.iter().filter(|one| one.event == entry.name.as_str());
        for writer in of_event.clone() {
            for reader in of_event.clone() {
                if writer.version != reader.version {
                    let (writer, reader) = (*writer, *reader);
                    pairs.push(Pair {
                        entry,
                        writer,
                        reader,
                    });
                }
            }
        }
    }
    pairs
}

fn number(version: u32) -> VersionNumber {
    version
        .to_string()
        .parse()
        .expect("versions count from one")
}

impl Pair<'_> {
    /// The payload as the writer's generated type writes it, where it lies in its emit set.
    fn case(&self, value: &Value, rule: Option<&'static str>) -> Option<Case> {
        let payload = self.writer.write(value.to_string().as_bytes()).ok()?;
        let is_own = self.reader.write(&payload).is_ok();
        Some(Case {
            event: self.entry.name.to_string(),
            writer: self.writer.version,
            reader: self.reader.version,
            rule,
            payload: String::from_utf8(payload).expect("JSON is UTF-8"),
            is_own,
        })
    }
}

/// The witnesses of every pair that breaks: all that the checker tells apart, each written by the writer's type.
///
/// # Panics
/// When a writer's type can't write a witness: then checker and generator differ.
#[must_use]
pub fn witnesses(registry: &Registry) -> Vec<Case> {
    let assessment = Assessment::new(registry, Semantics::Generated);
    let mut cases = Vec::new();
    for pair in pairs(registry) {
        let (writer, reader) = (number(pair.writer.version), number(pair.reader.version));
        let both = assessment.compare(&pair.entry.name, reader, writer);
        for finding in both {
            let Some(witness) = &finding.witness else {
                continue;
            };
            let Some(said) = finding.pairs.first() else {
                continue;
            };
            if said.writer == Some(writer.get()) && said.reader == Some(reader.get()) {
                let case = pair.case(witness, Some(finding.rule));
                cases.push(case.unwrap_or_else(|| {
                    panic!(
                        "{} v{writer} can't write {witness}, a witness of {}",
                        pair.entry.name, finding.rule
                    )
                }));
            }
        }
    }
    cases
}

/// Payloads of every pair that is proved, at most `each`, drawn from the writer's emit set.
#[must_use]
pub fn compatible(registry: &Registry, each: usize, random: &mut Random) -> Vec<Case> {
    let assessment = Assessment::new(registry, Semantics::Generated);
    let mut cases = Vec::new();
    for pair in pairs(registry) {
        let (writer, reader) = (number(pair.writer.version), number(pair.reader.version));
        let verdict = assessment.accepts(&pair.entry.name, writer, reader);
        if verdict != Some(Verdict::Compatible) {
            continue;
        }
        let emit = &pair.entry.versions[&writer].schema.emit_schema().document;
        let drawn = (0..each * 3).filter_map(|_| {
            let value = Sampler::new(emit, random).value();
            if is_rounded(&value) {
                return None;
            }
            pair.case(&value, None)
        });
        cases.extend(drawn.take(each));
    }
    cases
}

/// Whether JavaScript would round an integer of this value.
#[must_use]
pub fn is_rounded(value: &Value) -> bool {
    const SAFE: u64 = 1 << 53;
    match value {
        Value::Number(number) => {
            let size = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
            size.is_some_and(|size| size >= SAFE)
        }
        Value::Array(items) => items.iter().any(is_rounded),
        Value::Object(members) => members.values().any(is_rounded),
        _ => false,
    }
}
