//! Memory is bounded, limits are told once, the stream goes on behind them, and time is linear.

mod common;

use common::{Seen, at_every_split, decode, event};
use std::time::{Duration, Instant};
use tidings_wire::{Decoder, Limits};

const SMALL: Limits = Limits {
    line: 16,
    event: 20,
    id: 4,
};

#[test]
fn a_line_at_its_limit_passes_and_one_more_byte_does_not() {
    let fits = b"data: 0123456789\n\n";
    assert_eq!(
        at_every_split(SMALL, fits),
        [event("message", "0123456789", "", false)]
    );
    let over = b"id: 7\ndata: 0123456789a\ndata: x\n\ndata: y\n\n";
    assert_eq!(
        at_every_split(SMALL, over),
        [
            Seen::Error("wire/line-too-long"),
            // The event is gone, its id is not: a reconnection does not run into it again.
            Seen::Id("7".into()),
            event("message", "y", "7", false),
        ]
    );
}

#[test]
fn an_event_at_its_limit_passes_and_one_more_byte_does_not() {
    let fits = b"event: abcd\ndata: 0123456\ndata: 01234567\n\n";
    assert_eq!(
        at_every_split(SMALL, fits),
        [event("abcd", "0123456\n01234567", "", false)]
    );
    let over = b"event: abcd\ndata: 0123456\ndata: 012345678\nid: 9\n\ndata: y\n\n";
    assert_eq!(
        at_every_split(SMALL, over),
        [
            Seen::Error("wire/event-too-large"),
            Seen::Id("9".into()),
            event("message", "y", "9", false),
        ]
    );
}

#[test]
fn an_event_is_told_to_be_over_only_once() {
    let stream = b"data: 0123456789abcdef\nnoise-noise-noise-noise\ndata: 0123456789abcdef\n\n";
    assert_eq!(
        at_every_split(SMALL, stream),
        [Seen::Error("wire/line-too-long")]
    );
}

#[test]
fn an_id_beyond_its_limit_is_dropped_and_the_event_is_not() {
    let stream = b"id: 1234\ndata: a\n\nid: 12345\ndata: b\n\n";
    assert_eq!(
        at_every_split(SMALL, stream),
        [
            event("message", "a", "1234", true),
            Seen::Error("wire/id-too-long"),
            event("message", "b", "1234", false),
        ]
    );
}

#[test]
fn an_endless_line_is_reported_before_it_ends_and_then_skipped() {
    let mut decoder = Decoder::with_limits(SMALL);
    let mut seen = Vec::new();
    decoder.feed(b"data: ", |item| seen.push(common::see(item)));
    for _ in 0..10_000 {
        decoder.feed(b"xxxxxxxxxx", |item| seen.push(common::see(item)));
    }
    assert_eq!(seen, [Seen::Error("wire/line-too-long")]);
    decoder.feed(b"\n\ndata: on\n\n", |item| seen.push(common::see(item)));
    assert_eq!(seen[1..], [event("message", "on", "", false)]);
}

#[test]
fn a_million_ids_and_comments_leave_nothing_behind() {
    let stream: Vec<u8> = b"id: 12\n: x\nfoo\nretry: 1\n".repeat(50_000);
    let seen = decode(SMALL, stream.chunks(1000));
    assert_eq!(seen.len(), 100_000);
}

/// Time to read one data line of this length, fed byte by byte; the best of several tries.
fn byte_by_byte(length: usize, times: usize) -> Duration {
    let mut stream = b"data: ".to_vec();
    stream.resize(length, b'x');
    stream.extend_from_slice(b"\n\n");
    let try_once = || {
        let started = Instant::now();
        for _ in 0..times {
            let mut events = 0;
            let mut decoder = Decoder::new();
            for byte in stream.chunks(1) {
                decoder.feed(byte, |_| events += 1);
            }
            assert_eq!(events, 1);
        }
        started.elapsed()
    };
    (0..5).map(|_| try_once()).min().unwrap_or_default()
}

#[test]
fn a_long_line_fed_byte_by_byte_takes_linear_time() {
    // The same bytes in both; a quadratic decoder is 64 times slower on the long line. The exact
    // ratio is the bench's matter, this bound only has to survive a loaded machine.
    let short = byte_by_byte(4 << 10, 64);
    let long = byte_by_byte(256 << 10, 1);
    assert!(
        long < short * 8,
        "4 KiB lines: {short:?}, one 256-KiB line: {long:?}"
    );
}
