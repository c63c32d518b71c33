//! What the tests share: an owned picture of items, ways to cut a stream, and an oracle that was
//! written from the text of HTML 9.2.6 over decoded characters, not over bytes as the crate is.
#![allow(dead_code)] // each test binary uses its part

use tidings_wire::{Decoder, Error, Item, Limits};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Event {
        name: String,
        data: String,
        id: String,
        own_id: bool,
    },
    Id(String),
    Retry(u64),
    Comment(String),
    Error(&'static str),
}

pub fn event(name: &str, data: &str, id: &str, own_id: bool) -> Seen {
    Seen::Event {
        name: name.into(),
        data: data.into(),
        id: id.into(),
        own_id,
    }
}

pub fn see(item: Result<Item<'_>, Error>) -> Seen {
    match item {
        Ok(Item::Event(e)) => event(e.name, e.data, e.id, e.own_id),
        Ok(Item::Id(id)) => Seen::Id(id.into()),
        Ok(Item::Retry(milliseconds)) => Seen::Retry(milliseconds),
        Ok(Item::Comment(text)) => Seen::Comment(text.into()),
        Err(error) => Seen::Error(error.id()),
    }
}

/// Decodes chunks in order with a fresh decoder.
pub fn decode<'c>(limits: Limits, chunks: impl IntoIterator<Item = &'c [u8]>) -> Vec<Seen> {
    let mut decoder = Decoder::with_limits(limits);
    let mut seen = Vec::new();
    for chunk in chunks {
        decoder.feed(chunk, |item| seen.push(see(item)));
    }
    seen
}

pub fn whole(stream: &[u8]) -> Vec<Seen> {
    decode(Limits::default(), [stream])
}

/// Checks that the stream reads the same whole, at every two-way split, and byte by byte.
pub fn at_every_split(limits: Limits, stream: &[u8]) -> Vec<Seen> {
    let expected = decode(limits, [stream]);
    for at in 0..=stream.len() {
        let (head, tail) = stream.split_at(at);
        assert_eq!(
            decode(limits, [head, tail]),
            expected,
            "split at byte {at} of {:?}",
            String::from_utf8_lossy(stream)
        );
    }
    assert_eq!(
        decode(limits, stream.chunks(1)),
        expected,
        "byte by byte: {:?}",
        String::from_utf8_lossy(stream)
    );
    expected
}

/// The oracle: decode the whole text first, then follow the standard's prose line by line.
pub fn oracle(stream: &[u8]) -> Vec<Seen> {
    let stream = stream.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(stream);
    let text = String::from_utf8_lossy(stream);
    let mut seen = Vec::new();
    let (mut data, mut kind) = (String::new(), String::new());
    let (mut id_buffer, mut last_id) = (String::new(), String::new());
    let mut id_seen = false;
    for line in complete_lines(&text) {
        if line.is_empty() {
            last_id.clone_from(&id_buffer);
            if !data.is_empty() {
                data.pop();
                let name = if kind.is_empty() { "message" } else { &kind };
                seen.push(event(name, &data, &last_id, id_seen));
            } else if id_seen {
                seen.push(Seen::Id(last_id.clone()));
            }
            data.clear();
            kind.clear();
            id_seen = false;
            continue;
        }
        if let Some(comment) = line.strip_prefix(':') {
            let text = comment.strip_prefix(' ').unwrap_or(comment);
            seen.push(Seen::Comment(text.into()));
            continue;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => kind = value.into(),
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            "id" if !value.contains('\0') => {
                id_buffer = value.into();
                id_seen = true;
            }
            "retry" if !value.is_empty() && value.chars().all(|c| c.is_ascii_digit()) => {
                seen.push(Seen::Retry(value.parse().unwrap_or(u64::MAX)));
            }
            _ => {}
        }
    }
    seen
}

/// Lines with an end; what follows the last end is no line.
fn complete_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        lines.push(&rest[..at]);
        let end = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[at + end..];
    }
    lines
}
