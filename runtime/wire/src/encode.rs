use alloc::vec::Vec;

use crate::token::{Comment, EventId, EventType};

/// One frame to be written: an event, an id alone, or a reconnection time.
///
/// Every part that could break out of its line is a checked type, so encoding cannot fail and
/// nothing can be injected. Data may hold line ends: CR, LF and CRLF each start a new `data:` line.
///
/// ```
/// use tidings_wire::{EventId, Frame};
/// let mut out = Vec::new();
/// Frame::new("two\r\nlines").encode(&mut out);
/// Frame::anchor(EventId::new("4kq7.0")?).retry(3000).encode(&mut out);
/// assert_eq!(out, b"data: two\ndata: lines\n\nretry: 3000\nid: 4kq7.0\n\n");
/// # Ok::<(), tidings_wire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame<'a> {
    id: Option<EventId<'a>>,
    event: Option<EventType<'a>>,
    retry: Option<u64>,
    data: Option<&'a str>,
}

impl<'a> Frame<'a> {
    /// An event with this data; its type is `message` until [`event`](Frame::event) names one.
    pub const fn new(data: &'a str) -> Self {
        Frame {
            id: None,
            event: None,
            retry: None,
            data: Some(data),
        }
    }

    /// An id without an event: it moves the reader's last event id and dispatches nothing.
    pub const fn anchor(id: EventId<'a>) -> Self {
        Frame {
            id: Some(id),
            event: None,
            retry: None,
            data: None,
        }
    }

    /// A reconnection time alone, in milliseconds.
    pub const fn reconnect_after(milliseconds: u64) -> Self {
        Frame {
            id: None,
            event: None,
            retry: Some(milliseconds),
            data: None,
        }
    }

    /// Sets the type of the event.
    pub const fn event(mut self, event: EventType<'a>) -> Self {
        self.event = Some(event);
        self
    }

    /// Sets the id.
    pub const fn id(mut self, id: EventId<'a>) -> Self {
        self.id = Some(id);
        self
    }

    /// Adds a reconnection time, in milliseconds.
    pub const fn retry(mut self, milliseconds: u64) -> Self {
        self.retry = Some(milliseconds);
        self
    }

    /// Appends the frame to `out`; allocates only where `out` has to grow.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let data = self.data.unwrap_or_default();
        let head = 48 + self.id.map_or(0, |id| id.as_str().len());
        out.reserve(head + self.event.map_or(0, |name| name.as_str().len()) + data.len());
        if let Some(retry) = self.retry {
            out.extend_from_slice(b"retry: ");
            push_number(out, retry);
            out.push(b'\n');
        }
        if let Some(id) = self.id {
            out.extend_from_slice(b"id: ");
            out.extend_from_slice(id.as_str().as_bytes());
            out.push(b'\n');
        }
        if let Some(data) = self.data {
            if let Some(event) = self.event {
                out.extend_from_slice(b"event: ");
                out.extend_from_slice(event.as_str().as_bytes());
                out.push(b'\n');
            }
            push_data(out, data.as_bytes());
        }
        out.push(b'\n');
    }
}

impl Comment<'_> {
    /// Appends the comment and a blank line, which makes intermediaries that wait for one pass it on.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.push(b':');
        if !self.as_str().is_empty() {
            out.push(b' ');
            out.extend_from_slice(self.as_str().as_bytes());
        }
        out.extend_from_slice(b"\n\n");
    }
}

fn push_data(out: &mut Vec<u8>, data: &[u8]) {
    let mut rest = data;
    while let Some(at) = memchr::memchr2(b'\n', b'\r', rest) {
        push_line(out, &rest[..at]);
        let crlf = rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n');
        rest = &rest[at + 1 + usize::from(crlf)..];
    }
    // What follows the last line end is a line too, also when it is empty: a reader strips exactly
    // one trailing LF.
    push_line(out, rest);
}

fn push_line(out: &mut Vec<u8>, line: &[u8]) {
    out.extend_from_slice(b"data: ");
    out.extend_from_slice(line);
    out.push(b'\n');
}

fn push_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
