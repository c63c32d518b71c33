//! The laws of the codec, over generated input.

mod common;

use common::{Seen, decode, event, oracle, whole};
use proptest::prelude::*;
use tidings_wire::{Comment, Decoder, EventId, EventType, Frame, Item, Limits};

/// Bytes in which lines, fields, and ill-formed UTF-8 are frequent.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            &b"data"[..], b"data:", b"data: ", b"event: ", b"id: ", b"retry: ", b":", b" ",
            b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"12", b"\xEF\xBB\xBF", b"\xE2\x82", b"\xF0\x9F\x98\x80",
        ]).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn line(pattern: &'static str) -> impl Strategy<Value = String> {
    pattern.prop_map(|text: String| text.replace(['\r', '\n', '\0'], "_"))
}

fn frame() -> impl Strategy<Value = (Option<String>, Option<String>, Option<u64>, Option<String>)> {
    (
        prop::option::of(line(".{0,12}")),
        prop::option::of(line(".{1,12}")),
        prop::option::of(any::<u64>()),
        prop::option::of("(.|\r|\n|: ){0,20}"),
    )
}

fn normalised(data: &str) -> String {
    data.replace("\r\n", "\n").replace('\r', "\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn decode_follows_the_standard(stream in stream()) {
        prop_assert_eq!(whole(&stream), oracle(&stream));
    }

    #[test]
    fn chunking_is_invisible(
        stream in stream(),
        sizes in prop::collection::vec(0usize..9, 1..64),
        limits in (8usize..64, 8usize..64, 1usize..9),
    ) {
        let limits = Limits { line: limits.0, event: limits.1, id: limits.2 };
        let mut rest = &stream[..];
        let mut chunks = Vec::new();
        for size in sizes {
            let (chunk, tail) = rest.split_at(size.min(rest.len()));
            chunks.push(chunk);
            rest = tail;
        }
        chunks.push(rest);
        prop_assert_eq!(decode(limits, chunks), decode(limits, [&stream[..]]));
    }

    #[test]
    fn decode_inverts_encode(frames in prop::collection::vec(frame(), 0..8), heartbeat in line(".{0,8}")) {
        let mut out = Vec::new();
        let mut expected = Vec::new();
        let mut last = String::new();
        for (id, kind, retry, data) in &frames {
            let mut frame = data.as_deref().map_or_else(Frame::default, Frame::new);
            if let Some(milliseconds) = retry {
                frame = frame.retry(*milliseconds);
                expected.push(Seen::Retry(*milliseconds));
            }
            if let Some(id) = id {
                frame = frame.id(EventId::new(id)?);
                last.clone_from(id);
            }
            if let Some(kind) = kind {
                frame = frame.event(EventType::new(kind)?);
            }
            match data {
                Some(data) => {
                    let kind = kind.as_deref().unwrap_or("message");
                    expected.push(event(kind, &normalised(data), &last, id.is_some()));
                }
                None => expected.extend(id.as_ref().map(|id| Seen::Id(id.clone()))),
            }
            frame.encode(&mut out);
            Comment::new(&heartbeat)?.encode(&mut out);
            expected.push(Seen::Comment(heartbeat.clone()));
        }
        prop_assert_eq!(whole(&out), expected);
    }

    #[test]
    fn an_owned_event_is_the_event(stream in stream()) {
        let mut decoder = Decoder::new();
        let mut rest = &stream[..];
        while let Some(item) = decoder.next(&mut rest)? {
            if let Item::Event(event) = item {
                let owned = event.to_owned();
                prop_assert_eq!(owned.as_event(), event);
            }
        }
    }
}

#[test]
fn what_would_break_out_of_its_line_cannot_be_made() {
    for (made, id) in [
        (EventType::new("a\nb").map(|_| ()), "wire/newline-in-event"),
        (EventType::new("a\r").map(|_| ()), "wire/newline-in-event"),
        (EventType::new("").map(|_| ()), "wire/empty-event"),
        (EventId::new("\n").map(|_| ()), "wire/newline-in-id"),
        (EventId::new("a\rdata: x").map(|_| ()), "wire/newline-in-id"),
        (EventId::new("a\0").map(|_| ()), "wire/nul-in-id"),
        (
            Comment::new("a\n\ndata: x").map(|_| ()),
            "wire/newline-in-comment",
        ),
    ] {
        let error = made.expect_err("refused");
        assert_eq!(error.id(), id);
        assert!(!error.help().is_empty() && !error.to_string().is_empty());
    }
    // The harmless look-alikes.
    assert!(EventType::new("a\0\u{2028}: b").is_ok());
    assert!(EventId::new("").is_ok());
    assert!(Comment::new(": \u{85}").is_ok());
}
