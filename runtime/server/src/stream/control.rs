//! The frames that are no events of the stream: anchors, `tidings.*`, heartbeats. Their data is never
//! enveloped, so that a client reads them before it knows anything else.

use bytes::Bytes;
use serde_json::{Value, json};
use tidings_contract::Cursor;
use tidings_wire::{Comment, EventId, EventType, Frame};

/// Why a stream ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bye {
    Drain,
    Limit,
    Retired,
    Unknown,
}

impl Bye {
    fn word(self) -> &'static str {
        match self {
            Bye::Drain => "drain",
            Bye::Limit => "limit",
            Bye::Retired => "retired",
            Bye::Unknown => "unknown",
        }
    }
}

/// Why continuity is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    Trimmed,
    Epoch,
    Unreadable,
}

impl Gap {
    fn word(self) -> &'static str {
        match self {
            Gap::Trimmed => "trimmed",
            Gap::Epoch => "epoch",
            Gap::Unreadable => "unreadable",
        }
    }
}

const fn event(name: &'static str) -> EventType<'static> {
    match EventType::new(name) {
        Ok(name) => name,
        Err(_) => panic!("checked when the crate is compiled"),
    }
}

const GAP: EventType<'static> = event("tidings.gap");
const BYE: EventType<'static> = event("tidings.bye");
const SESSION: EventType<'static> = event("tidings.session");

/// An id that this crate made of letters, digits, dots and tildes.
pub(crate) fn id(text: &str) -> EventId<'_> {
    EventId::new(text).expect("cursors and session ids hold neither line ends nor NUL")
}

/// The first frame of a stream: where the reader is, and how long to wait before it comes back.
pub(crate) fn anchor(at: &str, retry_ms: Option<u64>) -> Bytes {
    encode(with_retry(Frame::anchor(id(at)), retry_ms))
}

/// Appends a gap whose end is at `to`.
pub(crate) fn push_gap(from: Option<&str>, to: &Cursor, reason: Gap, out: &mut Vec<u8>) {
    gap(from, to, Some(to), reason, None, out);
}

/// A gap as the first frame of a stream, in the anchor's place.
pub(crate) fn first_gap(
    from: Option<&str>,
    to: &Cursor,
    reason: Gap,
    retry_ms: Option<u64>,
) -> Bytes {
    let mut out = Vec::new();
    gap(from, to, Some(to), reason, retry_ms, &mut out);
    out.into()
}

/// A gap before a snapshot: without an id, so that a client that is cut between the two asks again and
/// gets both.
pub(crate) fn gap_before_snapshot(
    from: Option<&str>,
    to: &Cursor,
    reason: Gap,
    retry_ms: u64,
    out: &mut Vec<u8>,
) {
    gap(from, to, None, reason, Some(retry_ms), out);
}

/// A reconnection time alone, before a snapshot.
pub(crate) fn push_retry(retry_ms: u64, out: &mut Vec<u8>) {
    Frame::reconnect_after(retry_ms).encode(out);
}

fn gap(
    from: Option<&str>,
    to: &Cursor,
    at: Option<&Cursor>,
    reason: Gap,
    retry_ms: Option<u64>,
    out: &mut Vec<u8>,
) {
    let data = json!({ "from": from, "to": to.to_string(), "reason": reason.word() }).to_string();
    let at = at.map(ToString::to_string);
    let frame = Frame::new(&data).event(GAP);
    let frame = at.as_deref().map_or(frame, |at| frame.id(id(at)));
    with_retry(frame, retry_ms).encode(out);
}

/// The first frame of a session that is kept.
pub(crate) fn session(session: &str, at: &Cursor, retry_ms: Option<u64>) -> Bytes {
    let data = json!({ "id": session }).to_string();
    let at = at.to_string();
    let frame = Frame::new(&data).event(SESSION).id(id(&at));
    encode(with_retry(frame, retry_ms))
}

/// A planned end, after which the client comes back in `retry_ms`.
pub(crate) fn bye(reason: Bye, retry_ms: u64) -> Bytes {
    let data = json!({ "reason": reason.word(), "retry": retry_ms }).to_string();
    encode(Frame::new(&data).event(BYE).retry(retry_ms))
}

/// The end for a release that is no longer served. A plain EventSource comes back with this id, and
/// is then answered 204, which stops it.
pub(crate) fn retired(at: &str, newest: Option<&str>) -> Bytes {
    let data = json!({ "reason": Bye::Retired.word(), "retry": Value::Null, "newest": newest });
    let (data, id_text) = (data.to_string(), format!("{at}~end"));
    encode(Frame::new(&data).event(BYE).id(id(&id_text)))
}

/// What keeps a quiet connection open.
pub(crate) fn heartbeat() -> Bytes {
    let mut out = Vec::new();
    Comment::EMPTY.encode(&mut out);
    out.into()
}

fn with_retry(frame: Frame<'_>, retry_ms: Option<u64>) -> Frame<'_> {
    retry_ms.map_or(frame, |milliseconds| frame.retry(milliseconds))
}

fn encode(frame: Frame<'_>) -> Bytes {
    let mut out = Vec::new();
    frame.encode(&mut out);
    out.into()
}
