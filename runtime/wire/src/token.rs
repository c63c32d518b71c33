use crate::error::{Error, Kind};

/// The type of an event: what goes into `event:`. Never empty, and on one line.
///
/// ```
/// use tidings_wire::EventType;
/// const PLACED: EventType<'static> = match EventType::new("order.placed") {
///     Ok(name) => name,
///     Err(_) => panic!("checked at compile time"),
/// };
/// assert_eq!(PLACED.as_str(), "order.placed");
/// assert_eq!(EventType::new("a\rb").unwrap_err().id(), "wire/newline-in-event");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventType<'a>(&'a str);

impl<'a> EventType<'a> {
    /// Takes a name that holds neither CR nor LF.
    ///
    /// # Errors
    /// `wire/empty-event` (an empty type is read as `message`, so it would not come back) and
    /// `wire/newline-in-event`.
    pub const fn new(name: &'a str) -> Result<Self, Error> {
        if name.is_empty() {
            return Err(Error(Kind::EmptyEvent));
        }
        match line_end(name.as_bytes()) {
            Some(at) => Err(Error(Kind::NewlineInEvent { at })),
            None => Ok(EventType(name)),
        }
    }

    /// The name as text.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

/// An event id: what goes into `id:`. On one line, without NUL; empty resets the reader's id.
///
/// ```
/// use tidings_wire::EventId;
/// assert_eq!(EventId::new("4kq7.1042").unwrap().as_str(), "4kq7.1042");
/// assert_eq!(EventId::new("a\0b").unwrap_err().id(), "wire/nul-in-id");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId<'a>(&'a str);

impl<'a> EventId<'a> {
    /// Takes an id that holds no CR, LF or NUL.
    ///
    /// # Errors
    /// `wire/newline-in-id`, `wire/nul-in-id`.
    pub const fn new(id: &'a str) -> Result<Self, Error> {
        let bytes = id.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'\r' | b'\n' => return Err(Error(Kind::NewlineInId { at })),
                0 => return Err(Error(Kind::NulInId { at })),
                _ => at += 1,
            }
        }
        Ok(EventId(id))
    }

    /// The id as text.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

/// A comment line, which readers ignore: a heartbeat, or a word to whoever looks with curl.
///
/// ```
/// use tidings_wire::Comment;
/// let mut out = Vec::new();
/// Comment::new("hello").unwrap().encode(&mut out);
/// Comment::EMPTY.encode(&mut out);
/// assert_eq!(out, b": hello\n\n:\n\n");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Comment<'a>(&'a str);

impl<'a> Comment<'a> {
    /// The shortest heartbeat.
    pub const EMPTY: Comment<'static> = Comment("");

    /// Takes a text that holds neither CR nor LF.
    ///
    /// # Errors
    /// `wire/newline-in-comment`.
    pub const fn new(text: &'a str) -> Result<Self, Error> {
        match line_end(text.as_bytes()) {
            Some(at) => Err(Error(Kind::NewlineInComment { at })),
            None => Ok(Comment(text)),
        }
    }

    /// The text after the colon and one space.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

/// The place of the first CR or LF; a loop, because `memchr` is not `const`.
const fn line_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\r' || bytes[at] == b'\n' {
            return Some(at);
        }
        at += 1;
    }
    None
}
