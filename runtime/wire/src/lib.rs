//! The `text/event-stream` codec of tidings: frames that cannot be malformed, and a decoder that
//! follows WHATWG HTML sections 9.2.5 and 9.2.6 byte for byte.
//!
//! **The way of data.** Out: an [`EventType`], [`EventId`] or [`Comment`] is checked once, when it
//! is made; a [`Frame`] of them is appended to a buffer that the caller reuses, which cannot fail.
//! In: a [`Decoder`] is handed chunks as they arrive from anywhere and lends one [`Item`] at a
//! time, borrowed from the chunk wherever the event lies in it whole.
//!
//! **Invariants**
//! - No input makes the decoder panic, end, or grow beyond its [`Limits`]; ill-formed UTF-8 becomes
//!   U+FFFD by maximal subpart.
//! - How the bytes are cut into chunks never shows (`chunking_is_invisible`).
//! - Each byte is looked at a bounded number of times: the decoder never rescans a carried line.
//! - A blank line acts at its CR: no event waits for a byte that belongs to the next one.
//! - `decode(encode(e)) = e`, with line ends in data normalised to LF (`decode_inverts_encode`).
//! - The crate does no IO and knows no clock, no JSON and no runtime. Without the feature `std` it
//!   needs only `alloc`.
//!
//! ```
//! use tidings_wire::{Decoder, EventId, EventType, Frame, Item};
//!
//! let mut out = Vec::new();
//! Frame::new("{\"total\":12}")
//!     .event(EventType::new("order.placed")?)
//!     .id(EventId::new("4kq7.1042")?)
//!     .encode(&mut out);
//! assert_eq!(out, b"id: 4kq7.1042\nevent: order.placed\ndata: {\"total\":12}\n\n");
//!
//! let mut decoder = Decoder::new();
//! let mut chunk = &out[..];
//! let Some(Item::Event(event)) = decoder.next(&mut chunk)? else { panic!("one event") };
//! assert_eq!((event.name, event.data, event.id), ("order.placed", "{\"total\":12}", "4kq7.1042"));
//! # Ok::<(), tidings_wire::Error>(())
//! ```
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod block;
mod decode;
mod encode;
mod error;
mod item;
mod limits;
mod plain;
mod token;

pub use decode::Decoder;
pub use encode::Frame;
pub use error::Error;
pub use item::{Event, Item, OwnedEvent};
pub use limits::Limits;
pub use token::{Comment, EventId, EventType};
