//! The framing corpus: `tidings-wire` reads every case as it says, however the bytes are cut.

use serde::Deserialize;
use std::path::Path;
use tidings_wire::{Decoder, Item};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    text: Option<String>,
    hex: Option<String>,
    events: Vec<Dispatched>,
    last_id: String,
    retry: Option<u64>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Dispatched {
    event: String,
    data: String,
    id: String,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        match (&self.text, &self.hex) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => {
                let pairs = hex.as_bytes().chunks(2);
                let byte = |pair| {
                    std::str::from_utf8(pair)
                        .ok()
                        .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                };
                pairs.map(|pair| byte(pair).expect("hexadecimal")).collect()
            }
            _ => panic!("{}: a case has text or hex", self.rule),
        }
    }

    fn check<'c>(&self, chunks: impl IntoIterator<Item = &'c [u8]>, how: &str) {
        let mut decoder = Decoder::new();
        let (mut events, mut retry) = (Vec::new(), None);
        for chunk in chunks {
            decoder.feed(chunk, |item| match item.expect("within the limits") {
                Item::Event(event) => events.push(Dispatched {
                    event: event.name.into(),
                    data: event.data.into(),
                    id: event.id.into(),
                }),
                Item::Retry(milliseconds) => retry = Some(milliseconds),
                Item::Id(_) | Item::Comment(_) => {}
            });
        }
        let Case { rule, .. } = self;
        assert_eq!(events, self.events, "{rule}, {how}");
        assert_eq!(decoder.last_event_id(), self.last_id, "{rule}, {how}");
        if self.retry.is_some() {
            assert_eq!(retry, self.retry, "{rule}, {how}");
        }
    }
}

#[test]
fn every_case_is_read_whole_at_every_cut_and_byte_by_byte() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../framing/cases.jsonl");
    let text = std::fs::read_to_string(file).expect("the corpus");
    let cases: Vec<Case> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a case"))
        .collect();
    let rules: std::collections::BTreeSet<_> = cases.iter().map(|case| &case.rule).collect();
    assert_eq!(rules.len(), cases.len(), "each rule is named once");
    for case in &cases {
        let bytes = case.bytes();
        case.check([&*bytes], "whole");
        case.check(bytes.chunks(1), "byte by byte");
        for at in 1..bytes.len() {
            let (head, tail) = bytes.split_at(at);
            case.check([head, tail], &format!("cut at byte {at}"));
        }
    }
}
