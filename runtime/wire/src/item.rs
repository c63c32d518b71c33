use alloc::string::String;

/// What a decoder lends: one thing that the stream said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// An event to be dispatched.
    Event(Event<'a>),
    /// A block with an id and no data: the last event id moved, nothing is dispatched.
    Id(&'a str),
    /// A new reconnection time, in milliseconds; too large a number is clamped.
    Retry(u64),
    /// A comment line, without its colon and one space.
    Comment(&'a str),
}

/// An event, borrowed from the chunk or from the decoder until the next call.
///
/// ```
/// use tidings_wire::{Decoder, Item};
/// let mut decoder = Decoder::new();
/// let Ok(Some(Item::Event(event))) = decoder.next(&mut &b"data: hi\n\n"[..]) else { panic!() };
/// let kept = event.to_owned(); // one allocation
/// assert_eq!((kept.name(), kept.data(), kept.id()), ("message", "hi", ""));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The type; `message` where the stream named none.
    pub name: &'a str,
    /// The data lines, joined by LF.
    pub data: &'a str,
    /// The last event id, which persists from event to event.
    pub id: &'a str,
    /// Whether this very event carried an id. Only such an id may be used to drop duplicates.
    pub own_id: bool,
}

impl Event<'_> {
    /// Copies the event out of the decoder, with one allocation.
    pub fn to_owned(&self) -> OwnedEvent {
        let mut text = String::with_capacity(self.name.len() + self.id.len() + self.data.len());
        text.push_str(self.name);
        text.push_str(self.id);
        text.push_str(self.data);
        OwnedEvent {
            text,
            id_at: self.name.len(),
            data_at: self.name.len() + self.id.len(),
            own_id: self.own_id,
        }
    }
}

/// An event that owns its text: name, id and data in one allocation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnedEvent {
    text: String,
    id_at: usize,
    data_at: usize,
    own_id: bool,
}

impl OwnedEvent {
    /// The type; `message` where the stream named none.
    pub fn name(&self) -> &str {
        &self.text[..self.id_at]
    }

    /// The last event id.
    pub fn id(&self) -> &str {
        &self.text[self.id_at..self.data_at]
    }

    /// The data lines, joined by LF.
    pub fn data(&self) -> &str {
        &self.text[self.data_at..]
    }

    /// Whether this very event carried an id.
    pub fn own_id(&self) -> bool {
        self.own_id
    }

    /// The same event, borrowed.
    pub fn as_event(&self) -> Event<'_> {
        Event {
            name: self.name(),
            data: self.data(),
            id: self.id(),
            own_id: self.own_id,
        }
    }
}
