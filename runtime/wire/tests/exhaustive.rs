//! Every string of ten tokens, against the oracle; every chunking of short streams.

mod common;

use common::{Seen, decode, oracle, whole};
use tidings_wire::Limits;

/// The pieces in which all rules of the format can meet.
const TOKENS: [&[u8]; 10] = [
    b"data",
    b"event",
    b"id",
    b"retry",
    b":",
    b" ",
    b"\r",
    b"\n",
    b"7",
    b"\xEF\xBB\xBF",
];

/// All strings of exactly `length` tokens, in order.
fn strings(length: u32, mut each: impl FnMut(&[u8])) {
    let mut text = Vec::new();
    for number in 0..10u32.pow(length) {
        text.clear();
        let mut rest = number;
        for _ in 0..length {
            text.extend_from_slice(TOKENS[(rest % 10) as usize]);
            rest /= 10;
        }
        each(&text);
    }
}

/// Token strings are too short to dispatch much by themselves, so each ends in line ends and an
/// event that shows what state it left behind.
const TAIL: &[u8] = b"\n\ndata: end\n\n";

#[test]
fn every_token_string_reads_as_the_standard_says() {
    for length in 0..=5 {
        strings(length, |text| {
            let mut stream = text.to_vec();
            stream.extend_from_slice(TAIL);
            assert_eq!(whole(&stream), oracle(&stream), "{stream:?}");
        });
    }
}

#[test]
fn every_token_string_reads_the_same_at_every_split() {
    for length in 0..=4 {
        strings(length, |text| {
            let mut stream = text.to_vec();
            stream.extend_from_slice(TAIL);
            let expected = whole(&stream);
            for at in 1..=text.len() + 2 {
                let (head, tail) = stream.split_at(at);
                assert_eq!(
                    decode(Limits::default(), [head, tail]),
                    expected,
                    "{stream:?} at {at}"
                );
            }
        });
    }
}

#[test]
fn every_chunking_of_short_streams_reads_the_same() {
    let streams: [&[u8]; 6] = [
        b"data:a\r\n\r\ndata",
        b"\xEF\xBB\xBFdata\r\rid\r\n",
        b"id:1\ndata:\xE2\x82\r\n\r",
        b"event:e\ndata\n\n:",
        b"data\n:c\nretry:1\n",
        b"id:\x00\ndata:\xFF\n\n\r",
    ];
    for stream in streams {
        let expected: Vec<Seen> = oracle(stream);
        assert!(stream.len() <= 16);
        for cuts in 0..1u32 << (stream.len() - 1) {
            let mut chunks = Vec::new();
            let mut from = 0;
            for at in 1..stream.len() {
                if cuts & (1 << (at - 1)) != 0 {
                    chunks.push(&stream[from..at]);
                    from = at;
                }
            }
            chunks.push(&stream[from..]);
            assert_eq!(
                decode(Limits::default(), chunks),
                expected,
                "{stream:?} cut at {cuts:b}"
            );
        }
    }
}
