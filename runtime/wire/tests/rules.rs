//! One case per rule of WIRE.md (HTML 9.2.5 and 9.2.6), each whole, at every split, byte by byte,
//! and against the oracle.

mod common;

use common::{Seen, at_every_split, event, oracle};
use tidings_wire::{Decoder, Limits};

#[track_caller]
fn check(stream: &[u8], expected: &[Seen]) {
    assert_eq!(at_every_split(Limits::default(), stream), expected);
    assert_eq!(oracle(stream), expected, "the oracle disagrees");
}

fn message(data: &str) -> Seen {
    event("message", data, "", false)
}

#[test]
fn line_ends_are_lf_cr_and_crlf() {
    check(b"data: a\n\n", &[message("a")]);
    check(b"data: a\r\r", &[message("a")]);
    check(b"data: a\r\n\r\n", &[message("a")]);
    check(b"data: a\rdata: b\n\r\n", &[message("a\nb")]);
    check(b"data: a\n\rdata: b\n\n", &[message("a"), message("b")]);
}

#[test]
fn nothing_else_ends_a_line() {
    for other in ["\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\u{1c}"] {
        let text = format!("a{other}b");
        check(format!("data: {text}\n\n").as_bytes(), &[message(&text)]);
    }
}

#[test]
fn a_blank_line_acts_at_its_cr() {
    check(b"data: a\r\n\r", &[message("a")]);
    check(b"data: a\n\r", &[message("a")]);
    check(b"data: a\r\r", &[message("a")]);
    check(b"data: a\r\r\n", &[message("a")]);
    check(b"data: a\r\r\ndata: b\n\n", &[message("a"), message("b")]);
}

#[test]
fn cr_and_lf_in_two_chunks_are_one_line_end() {
    let mut decoder = Decoder::new();
    let mut seen = Vec::new();
    for chunk in [&b"data: a\r"[..], b"", b"\ndata: b\n\n"] {
        decoder.feed(chunk, |item| seen.push(common::see(item)));
    }
    assert_eq!(seen, [message("a\nb")]);
}

#[test]
fn one_leading_bom_is_dropped() {
    check(b"\xEF\xBB\xBFdata: a\n\n", &[message("a")]);
    // The second is content, so the field's name is unknown.
    check(b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\n", &[]);
    check(b"data: a\n\xEF\xBB\xBFdata: b\n\n", &[message("a")]);
    check(b"data: \xEF\xBB\xBFa\n\n", &[message("\u{feff}a")]);
}

#[test]
fn a_part_of_a_bom_is_content() {
    check(b"\xEF\xBBdata: a\n\ndata: b\n\n", &[message("b")]);
    check(b"\xEF\n\ndata: b\n\n", &[message("b")]);
    check(b"\xEF\xBB:\n\ndata: b\n\n", &[message("b")]);
}

#[test]
fn ill_formed_bytes_become_replacements_by_maximal_subpart() {
    check(b"data: a\xFFb\n\n", &[message("a\u{fffd}b")]);
    check(b"data: \xF0\x90\x80x\n\n", &[message("\u{fffd}x")]);
    check(b"data: \xC0\xAF\n\n", &[message("\u{fffd}\u{fffd}")]);
    check(
        b"data: \xED\xA0\x80\n\n",
        &[message("\u{fffd}\u{fffd}\u{fffd}")],
    );
    check(
        b"data: \xF4\x90\x80\x80\n\n",
        &[message("\u{fffd}\u{fffd}\u{fffd}\u{fffd}")],
    );
    check(
        b"event: \xFF\nid: \xE2\x82\ndata\n\n",
        &[event("\u{fffd}", "", "\u{fffd}", true)],
    );
    check(b":\xFF\n", &[Seen::Comment("\u{fffd}".into())]);
}

#[test]
fn a_truncated_sequence_does_not_swallow_the_line_end() {
    check(b"data: \xE2\x82\ndata: b\n\n", &[message("\u{fffd}\nb")]);
    check(b"data: \xF0\x9F\r\n\r\n", &[message("\u{fffd}")]);
}

#[test]
fn what_is_not_complete_at_the_end_is_dropped_whole() {
    check(b"data: a\n\nid: 7\nevent: x\ndata: b\n", &[message("a")]);
    check(b"data: a\n\nid: 7", &[message("a")]);
    check(b"retry: 10\n", &[Seen::Retry(10)]);
    check(b"retry: 10", &[]);
}

#[test]
fn fields_split_at_the_first_colon_and_drop_one_space() {
    check(b"data:a:b\n\n", &[message("a:b")]);
    check(b"data:  a\n\n", &[message(" a")]);
    check(b"data:\ta\n\n", &[message("\ta")]);
    check(b"data\n\n", &[message("")]);
    check(b"data:\n\n", &[message("")]);
    check(b"data: \n\n", &[message("")]);
}

#[test]
fn names_are_literal() {
    check(b"Data: a\n\n", &[]);
    check(b" data: a\n\n", &[]);
    check(b"data : a\n\n", &[]);
    check(
        b"dat: a\n\ndatum: a\n\nid2: 1\n\nevents: a\n\nretryx: 1\n\n",
        &[],
    );
    check(b"datax\n\neventx\n\nidx\n\n", &[]);
}

#[test]
fn comments_start_with_a_colon() {
    check(
        b": hi\n:\n::x\n",
        &[
            Seen::Comment("hi".into()),
            Seen::Comment("".into()),
            Seen::Comment(":x".into()),
        ],
    );
    // One in the middle of a block leaves the block alone.
    check(
        b"id: 1\ndata: a\n: hi\nevent: x\ndata: b\n\n",
        &[Seen::Comment("hi".into()), event("x", "a\nb", "1", true)],
    );
}

#[test]
fn event_sets_the_type_and_an_empty_one_resets_it() {
    check(
        b"event: a\nevent: b\ndata: x\n\n",
        &[event("b", "x", "", false)],
    );
    check(
        b"event: a\nevent\ndata: x\n\n",
        &[event("message", "x", "", false)],
    );
    check(
        b"event: a\n\ndata: x\n\n",
        &[event("message", "x", "", false)],
    );
    check(
        b"event: a\ndata: x\n\ndata: y\n\n",
        &[event("a", "x", "", false), event("message", "y", "", false)],
    );
    check(
        b"event: a\0b\ndata: x\n\n",
        &[event("a\0b", "x", "", false)],
    );
}

#[test]
fn data_lines_are_joined_and_one_trailing_lf_is_stripped() {
    check(b"data: a\ndata: b\ndata\n\n", &[message("a\nb\n")]);
    check(b"data\ndata\n\n", &[message("\n")]);
    check(
        b"data: a\nid: 1\ndata: b\nevent: e\ndata: c\n\n",
        &[event("e", "a\nb\nc", "1", true)],
    );
}

#[test]
fn an_id_persists_and_is_committed_without_an_event() {
    check(
        b"id: 1\ndata: a\n\ndata: b\n\n",
        &[
            event("message", "a", "1", true),
            event("message", "b", "1", false),
        ],
    );
    check(
        b"id: 1\n\ndata: b\n\n",
        &[Seen::Id("1".into()), event("message", "b", "1", false)],
    );
    check(
        b"id: 1\ndata: a\n\nid\ndata: b\n\n",
        &[
            event("message", "a", "1", true),
            event("message", "b", "", true),
        ],
    );
    check(b"id: 1\nid: 2\n\n", &[Seen::Id("2".into())]);
}

#[test]
fn an_id_with_nul_is_ignored() {
    check(
        b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n",
        &[
            event("message", "a", "1", true),
            event("message", "b", "1", false),
        ],
    );
    check(
        b"id: 3\nid: 2\0\ndata: b\n\n",
        &[event("message", "b", "3", true)],
    );
}

#[test]
fn retry_takes_ascii_digits_only_and_is_clamped() {
    check(b"retry: 5500\n", &[Seen::Retry(5500)]);
    check(b"retry:0007\n", &[Seen::Retry(7)]);
    check(
        b"retry: 1.5\nretry: -1\nretry: +1\nretry: 1 \nretry\nretry:\nretry: \xD9\xA1\n",
        &[],
    );
    check(
        b"retry: 99999999999999999999999\ndata: a\n\n",
        &[Seen::Retry(u64::MAX), message("a")],
    );
    check(
        b"data: a\nid: 1\nretry: 3\ndata: b\n\n",
        &[Seen::Retry(3), event("message", "a\nb", "1", true)],
    );
}

#[test]
fn a_block_without_data_dispatches_nothing() {
    check(b"event: a\n\n\n\n\r\n", &[]);
    check(b"event: a\nfoo: bar\n\ndata: x\n\n", &[message("x")]);
}

#[test]
fn a_restart_drops_the_open_block_and_keeps_the_last_id() {
    let mut decoder = Decoder::new();
    let mut seen = Vec::new();
    decoder.feed(b"id: 1\ndata: a\n\nid: 2\nevent: x\ndata: half\r", |i| {
        seen.push(common::see(i))
    });
    decoder.restart();
    assert_eq!(decoder.last_event_id(), "1");
    decoder.feed(b"\n\xEF\xBB", |i| seen.push(common::see(i)));
    decoder.restart();
    decoder.feed(b"\xEF\xBB\xBFdata: b\n\n", |i| seen.push(common::see(i)));
    assert_eq!(
        seen,
        [
            event("message", "a", "1", true),
            event("message", "b", "1", false)
        ]
    );
}
