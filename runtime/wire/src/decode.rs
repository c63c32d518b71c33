use alloc::string::String;
use alloc::vec::Vec;

use crate::block::{Block, Lent, Line};
use crate::error::{Error, Kind};
use crate::item::{Event, Item};
use crate::limits::Limits;
use crate::plain;

const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];
const BOM_DONE: u8 = 3;
/// Blocks below this many bytes are worth looking at the whole chunk first.
const SMALL: usize = 4 << 10;

/// A decoder of `text/event-stream` that does no IO: hand it chunks, take items.
///
/// ```
/// use tidings_wire::{Decoder, Item};
///
/// let mut decoder = Decoder::new();
/// let mut seen = Vec::new();
/// for chunk in [&b"id: 1\ndata: he"[..], b"llo\r", b"\n\r\ndata: cut"] {
///     let mut rest = chunk;
///     while let Some(item) = decoder.next(&mut rest)? {
///         if let Item::Event(event) = item {
///             seen.push((event.id.to_string(), event.data.to_string()));
///         }
///     }
/// }
/// assert_eq!(seen, [("1".into(), "hello".into())]); // what was cut is dropped whole
/// # Ok::<(), tidings_wire::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Decoder {
    limits: Limits,
    /// How much of a leading byte order mark has been seen; 3 when that question is settled.
    bom: u8,
    /// The last byte was a CR that ended a line: an LF right after it belongs to it.
    after_cr: bool,
    /// The rest of this line is dropped, since it was too long.
    skipping: bool,
    /// The last call lent out of `block`, which is cleared by the next one.
    lent_out: bool,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
    block: Block,
    last_id: String,
    /// Replacement text where a value is ill-formed UTF-8.
    data_text: String,
    kind_text: String,
}

/// What the line loop found; it borrows from the chunk only, so that the loop may go on mutating.
enum Step<'c> {
    Dispatch(Lent<'c>),
    Moved,
    Retry(u64),
    /// A comment that lies in the chunk, or else in `data_text`.
    Comment(Option<&'c [u8]>),
}

impl Decoder {
    /// A decoder at the start of a stream, with default [`Limits`].
    pub fn new() -> Self {
        Decoder::default()
    }

    /// A decoder with limits of its own.
    pub fn with_limits(limits: Limits) -> Self {
        Decoder {
            limits,
            ..Decoder::default()
        }
    }

    /// Starts over for a new connection: what was not complete is dropped, the last event id stays.
    pub fn restart(&mut self) {
        self.bom = 0;
        self.after_cr = false;
        self.skipping = false;
        self.lent_out = false;
        self.line.clear();
        self.block.clear();
    }

    /// The last event id, as a reconnection would send it; empty when there is none.
    pub fn last_event_id(&self) -> &str {
        &self.last_id
    }

    /// Sets the last event id, as from a resume token of an earlier life.
    pub fn set_last_event_id(&mut self, id: &str) {
        self.last_id.clear();
        self.last_id.push_str(id);
    }

    /// Takes bytes off the front of `chunk` until there is an item, or the chunk is used up (`None`).
    ///
    /// What is lent lives until the next call; nothing is allocated for an event that lies in the
    /// chunk whole with one data line, nor for others once the buffers have grown.
    ///
    /// # Errors
    /// `wire/line-too-long`, `wire/event-too-large`, `wire/id-too-long`: reported once for a block,
    /// whose event is then dropped. The decoder stays usable and goes on behind it.
    pub fn next<'d, 'c: 'd>(&'d mut self, chunk: &mut &'c [u8]) -> Result<Option<Item<'d>>, Error> {
        if self.lent_out {
            self.lent_out = false;
            self.block.clear();
        }
        if self.bom < BOM_DONE {
            self.drop_bom(chunk);
        }
        match self.step(chunk)? {
            None => Ok(None),
            Some(Step::Retry(milliseconds)) => Ok(Some(Item::Retry(milliseconds))),
            Some(Step::Moved) => Ok(Some(Item::Id(&self.last_id))),
            Some(Step::Comment(Some(lent))) => {
                Ok(Some(Item::Comment(text(lent, &mut self.data_text))))
            }
            Some(Step::Comment(None)) => Ok(Some(Item::Comment(&self.data_text))),
            Some(Step::Dispatch(lent)) => Ok(Some(Item::Event(self.event(lent)))),
        }
    }

    /// Calls `each` with every item of a chunk, errors included; for callers that need no early exit. It
    /// is faster than [`next`](Decoder::next), since it sees the chunk whole.
    pub fn feed(&mut self, chunk: &[u8], mut each: impl FnMut(Result<Item<'_>, Error>)) {
        let mut rest = chunk;
        let mut text = None;
        loop {
            let before = rest.len();
            match self.next(&mut rest) {
                Ok(Some(item)) => each(Ok(item)),
                Ok(None) => return,
                Err(error) => each(Err(error)),
            }
            // Behind an event nothing is held back, so that plain blocks are lent as they lie there. Of
            // large ones there are few, and they are cheaper checked one by one.
            if self.lent_out && !self.after_cr && before - rest.len() < SMALL {
                let text = *text.get_or_insert_with(|| well_formed(chunk));
                let at = self.plain_blocks(text, chunk.len() - rest.len(), &mut each);
                rest = &chunk[at..];
            }
        }
    }

    /// Takes plain blocks from this place on, and returns the place behind them.
    fn plain_blocks(
        &mut self,
        text: &str,
        mut at: usize,
        each: &mut impl FnMut(Result<Item<'_>, Error>),
    ) -> usize {
        let read =
            |at: usize, joined: &mut String| plain::read(text.get(at..)?, &self.limits, joined);
        while let Some((block, length)) = read(at, &mut self.data_text) {
            at += length;
            if let Some(id) = block.id {
                self.last_id.clear();
                self.last_id.push_str(id);
            }
            each(Ok(Item::Event(Event {
                name: block
                    .kind
                    .filter(|kind| !kind.is_empty())
                    .unwrap_or("message"),
                data: block.data.unwrap_or(&self.data_text),
                id: &self.last_id,
                own_id: block.id.is_some(),
            })));
        }
        at
    }

    fn event<'d, 'c: 'd>(&'d mut self, lent: Lent<'c>) -> Event<'d> {
        self.lent_out = true;
        let data = lent.data.unwrap_or(self.block.data());
        let kind = lent.kind.unwrap_or(&self.block.kind);
        Event {
            name: match kind {
                [] => "message",
                raw => text(raw, &mut self.kind_text),
            },
            data: text(data, &mut self.data_text),
            id: &self.last_id,
            own_id: self.block.has_id,
        }
    }

    /// Drops one byte order mark at the start of the stream, also when chunks cut it.
    fn drop_bom(&mut self, chunk: &mut &[u8]) {
        while let Some((&byte, rest)) = chunk.split_first() {
            if byte != BOM[usize::from(self.bom)] {
                self.line.extend_from_slice(&BOM[..usize::from(self.bom)]);
                self.bom = BOM_DONE;
                return;
            }
            *chunk = rest;
            self.bom += 1;
            if self.bom == BOM_DONE {
                return;
            }
        }
    }

    fn step<'c>(&mut self, chunk: &mut &'c [u8]) -> Result<Option<Step<'c>>, Error> {
        let mut lent = Lent::default();
        loop {
            if self.after_cr && !chunk.is_empty() {
                self.after_cr = false;
                if chunk[0] == b'\n' {
                    *chunk = &chunk[1..];
                }
            }
            // Every event ends in a blank line, which needs no search.
            let end = match chunk.first() {
                Some(b'\n' | b'\r') => Some(0),
                _ => memchr::memchr2(b'\n', b'\r', chunk),
            };
            let Some(end) = end else {
                self.block.keep(&mut lent);
                return self.carry(chunk).map(|()| None);
            };
            let bytes: &'c [u8] = chunk;
            let part = &bytes[..end];
            self.after_cr = bytes[end] == b'\r';
            *chunk = &bytes[end + 1..];
            let found = if self.line.is_empty() && !self.skipping {
                self.whole_line(part, &mut lent)
            } else {
                self.carried_line(part, &mut lent)
            };
            match found {
                Ok(None) => {}
                Ok(Some(step)) => {
                    if let Step::Retry(_) | Step::Comment(_) = step {
                        self.block.keep(&mut lent);
                    }
                    return Ok(Some(step));
                }
                Err(error) => {
                    self.block.keep(&mut lent);
                    return Err(error);
                }
            }
        }
    }

    /// Keeps the beginning of a line for the next chunk; each byte is copied once.
    fn carry(&mut self, chunk: &mut &[u8]) -> Result<(), Error> {
        let part = core::mem::take(chunk);
        if self.skipping {
            return Ok(());
        }
        if self.line.len() + part.len() > self.limits.line {
            self.skipping = true;
            self.line.clear();
            return self.too_long(&mut Lent::default());
        }
        self.line.extend_from_slice(part);
        Ok(())
    }

    fn whole_line<'c>(
        &mut self,
        line: &'c [u8],
        lent: &mut Lent<'c>,
    ) -> Result<Option<Step<'c>>, Error> {
        if line.is_empty() {
            return Ok(self.blank(core::mem::take(lent)));
        }
        if line.len() > self.limits.line {
            return self.too_long(lent).map(|()| None);
        }
        match Line::parse(line) {
            Line::Data(value) => {
                if self.admits(lent, value.len(), true)? {
                    if lent.data.is_none() && !self.block.has_data {
                        lent.data = Some(value);
                    } else {
                        if let Some(first) = lent.data.take() {
                            self.block.push_data(first);
                        }
                        self.block.push_data(value);
                    }
                }
            }
            Line::Kind(value) => {
                lent.kind = None;
                self.block.kind.clear();
                if self.admits(lent, value.len(), false)? {
                    lent.kind = Some(value);
                }
            }
            Line::Id(value) => {
                self.check_id(value)?;
                lent.id = Some(value);
            }
            Line::Retry(milliseconds) => return Ok(Some(Step::Retry(milliseconds))),
            Line::Comment(value) => return Ok(Some(Step::Comment(Some(value)))),
            Line::Ignored => {}
        }
        Ok(None)
    }

    /// A line that began in an earlier chunk: its values are copied into the block.
    fn carried_line<'c>(
        &mut self,
        part: &[u8],
        lent: &mut Lent<'c>,
    ) -> Result<Option<Step<'c>>, Error> {
        if core::mem::take(&mut self.skipping) {
            return Ok(None);
        }
        if self.line.len() + part.len() > self.limits.line {
            self.line.clear();
            return self.too_long(lent).map(|()| None);
        }
        self.block.keep(lent);
        let mut line = core::mem::take(&mut self.line);
        line.extend_from_slice(part);
        let found = match Line::parse(&line) {
            Line::Data(value) if !self.block.has_data => {
                let from = line.len() - value.len();
                let admitted = self.admits(lent, value.len(), true);
                admitted.map(|admitted| {
                    if admitted {
                        self.block.take_data(&mut line, from);
                    }
                    None
                })
            }
            _ => self.copied_line(&line, lent),
        };
        line.clear();
        self.line = line;
        found
    }

    fn copied_line<'c>(
        &mut self,
        line: &[u8],
        lent: &mut Lent<'c>,
    ) -> Result<Option<Step<'c>>, Error> {
        match Line::parse(line) {
            Line::Data(value) => {
                if self.admits(lent, value.len(), true)? {
                    self.block.push_data(value);
                }
            }
            Line::Kind(value) => {
                self.block.kind.clear();
                if self.admits(lent, value.len(), false)? {
                    self.block.set_kind(value);
                }
            }
            Line::Id(value) => {
                self.check_id(value)?;
                self.block.set_id(value);
            }
            Line::Retry(milliseconds) => return Ok(Some(Step::Retry(milliseconds))),
            Line::Comment(value) => {
                replace(&mut self.data_text, value);
                return Ok(Some(Step::Comment(None)));
            }
            Line::Ignored => {}
        }
        Ok(None)
    }

    /// The end of a block: the id is committed first, also where nothing is dispatched.
    fn blank<'c>(&mut self, lent: Lent<'c>) -> Option<Step<'c>> {
        if let Some(id) = lent.id {
            replace(&mut self.last_id, id);
            self.block.has_id = true;
        } else if self.block.has_id {
            replace(&mut self.last_id, &self.block.id);
        }
        if lent.data.is_some() || self.block.has_data {
            return Some(Step::Dispatch(lent));
        }
        let moved = self.block.has_id;
        self.block.clear();
        moved.then_some(Step::Moved)
    }

    /// Whether one more value belongs to this block's event: not once something of it was dropped.
    fn admits(&mut self, lent: &mut Lent<'_>, more: usize, data: bool) -> Result<bool, Error> {
        if self.block.over {
            return Ok(false);
        }
        if self.block.size_with(lent, more, data) > self.limits.event {
            self.block.drop_event(lent);
            return Err(Error(Kind::EventTooLarge {
                limit: self.limits.event,
            }));
        }
        Ok(true)
    }

    fn check_id(&self, id: &[u8]) -> Result<(), Error> {
        if id.len() > self.limits.id {
            return Err(Error(Kind::IdTooLong {
                limit: self.limits.id,
            }));
        }
        Ok(())
    }

    /// Drops the event that an overlong line may belong to; told once for a block.
    fn too_long(&mut self, lent: &mut Lent<'_>) -> Result<(), Error> {
        if self.block.over {
            return Ok(());
        }
        self.block.drop_event(lent);
        Err(Error(Kind::LineTooLong {
            limit: self.limits.line,
        }))
    }
}

/// The chunk as text, up to what is ill-formed or cut.
fn well_formed(chunk: &[u8]) -> &str {
    match simdutf8::compat::from_utf8(chunk) {
        Ok(text) => text,
        Err(error) => core::str::from_utf8(&chunk[..error.valid_up_to()]).unwrap_or_default(),
    }
}

/// The value as text; what is ill-formed is rewritten into `scratch`.
fn text<'t>(raw: &'t [u8], scratch: &'t mut String) -> &'t str {
    match simdutf8::basic::from_utf8(raw) {
        Ok(text) => text,
        Err(_) => {
            replace(scratch, raw);
            scratch
        }
    }
}

/// Overwrites `text`, with U+FFFD for each maximal ill-formed subpart.
fn replace(text: &mut String, raw: &[u8]) {
    text.clear();
    for part in raw.utf8_chunks() {
        text.push_str(part.valid());
        if !part.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}
