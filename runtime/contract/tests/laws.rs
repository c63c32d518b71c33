//! Laws of names, cursors, numbers, text and values.
#![expect(
    clippy::unwrap_used,
    reason = "a law that does not hold may as well end the test"
)]

use proptest::prelude::*;
use serde_json::{Map, Value};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use tidings_contract::*;

fn stream() -> impl Strategy<Value = StreamName> {
    "[a-z][a-z0-9_]{0,20}"
        .prop_map(|name| StreamName::new(name).expect("the pattern is the grammar"))
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>()
            .prop_filter("finite", |n| n.is_finite())
            .prop_map(Number::from),
        (-4_i64..4).prop_map(Number::from),
        (-8_i32..8).prop_map(|n| Number::from(f64::from(n) / 2.0)),
        (60_i32..70).prop_map(|n| Number::from(2_f64.powi(n))),
        Just(Number::from(-0.0)),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number().prop_map(|n| n.to_value().expect("finite")),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn hash(number: Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn cursor_parse_inverts_display(epoch in "[0-9a-z]{1,16}", seq: u64) {
        let cursor = Cursor::new(Epoch::new(epoch).unwrap(), seq);
        prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
    }

    #[test]
    fn cursor_has_one_spelling(text in "\\PC{0,24}|[0-9a-z]{0,17}\\.[+0-9]{0,22}") {
        if let Ok(cursor) = text.parse::<Cursor>() {
            prop_assert_eq!(cursor.to_string(), text);
        }
    }

    #[test]
    fn minted_epochs_are_epochs_and_differ(a: u64, b: u64) {
        let (one, two) = (Epoch::mint(a), Epoch::mint(b));
        prop_assert_eq!(&Epoch::new(one.as_str()).unwrap(), &one);
        prop_assert_eq!(a == b, one == two);
    }

    #[test]
    fn release_parse_inverts_display(stream in stream(), number in prop::option::of(1..u32::MAX), seed: [u8; 8]) {
        let label = number.map_or(Label::Dev, Label::Number);
        let id = ReleaseId::new(stream, label, &Digest::of(seed));
        prop_assert_eq!(id.to_string().parse::<ReleaseId>().unwrap(), id);
    }

    #[test]
    fn release_has_one_spelling(text in "\\PC{0,40}|[a-z]{1,3}@(dev|[0-9]{0,11})-[0-9a-fA-F]{11,13}") {
        if let Ok(id) = text.parse::<ReleaseId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn names_are_exactly_their_grammar(text in "[a-z0-9_.A-Z-]{0,12}") {
        let segment = |s: &str| !s.is_empty() && s.as_bytes()[0].is_ascii_lowercase()
            && s.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let dotted = text.split('.').all(segment);
        prop_assert_eq!(TypeName::new(text.clone()).is_ok(), dotted);
        prop_assert_eq!(EventName::new(text.clone()).is_ok(), dotted);
        prop_assert_eq!(StreamName::new(text.clone()).is_ok(), segment(&text));
    }

    #[test]
    fn version_has_one_spelling(text in "[+0-9]{0,12}") {
        if let Ok(version) = text.parse::<VersionNumber>() {
            prop_assert_eq!(version.to_string(), text);
        }
    }

    #[test]
    fn numbers_are_in_one_order(a in number(), b in number(), c in number()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        if a == b {
            prop_assert_eq!(hash(a), hash(b));
            prop_assert_eq!(a.cmp(&c), b.cmp(&c));
        }
    }

    #[test]
    fn numbers_survive_text(n in number()) {
        let text = n.to_value().unwrap().to_string();
        prop_assert_eq!(Number::from_value(read_json(text.as_bytes()).unwrap()).unwrap(), n);
    }

    #[test]
    fn strict_reading_agrees_with_serde_json(value in json()) {
        let text = value.to_string();
        prop_assert_eq!(read_json(text.as_bytes()).unwrap(), value);
    }

    #[test]
    fn strict_reading_takes_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(value) = read_json(&bytes) {
            prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
        }
    }

    #[test]
    fn canonical_text_is_a_fixed_point(value in json()) {
        let text = canonical_json(&value);
        let again: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(canonical_json(&again), text);
        prop_assert_eq!(Digest::of_json(&again), Digest::of_json(&value));
    }

    #[test]
    fn an_envelope_reads_back(version: u32, time_ms: u64, trace in prop::option::of(any::<String>()), data in json()) {
        let writer = EnvelopeWriter { version, time_ms, traceparent: trace.as_deref() };
        let (payload, mut out) = (data.to_string(), Vec::new());
        writer.write(Envelope::Compact, payload.as_bytes(), &mut out);
        prop_assert!(!out.contains(&b'\n'));
        let read = CompactEnvelope::read(&out).unwrap();
        prop_assert_eq!(read, CompactEnvelope { version, time_ms, traceparent: trace.clone(), data });
        out.clear();
        writer.write(Envelope::Bare, payload.as_bytes(), &mut out);
        prop_assert_eq!(out, payload.as_bytes());
    }

    #[test]
    fn maps_lists_and_options_read_what_they_write(value: std::collections::BTreeMap<String, Vec<Option<u64>>>) {
        let json = value.to_value().unwrap();
        prop_assert_eq!(Payload::from_value(json), Ok(value));
    }
}
