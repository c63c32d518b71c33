//! The readers: ours and those that Rust programs use, each behind the same two calls.

use std::convert::Infallible;
use std::hint::black_box;

use bytes::{Bytes, BytesMut};
use eventsource_stream::Eventsource;
use futures_util::{FutureExt, Stream, StreamExt, stream};
use tidings_wire::{Decoder, Item};
use tokio_util::codec::Decoder as _;

use crate::cases::Seen;

/// A stream as it arrives: chunks that share one allocation, so that no reader pays for their making.
pub type Chunks = Vec<Bytes>;

/// A reader.
pub struct Reader {
    pub name: &'static str,
    /// Everything that it dispatches; an error where it gives up.
    pub read: fn(&Chunks) -> Result<Vec<Seen>, String>,
    /// Reads and lets go; the number of bytes of data dispatched.
    pub drain: fn(&Chunks) -> usize,
}

pub const READERS: [Reader; 8] = [
    Reader {
        name: "tidings (borrowed)",
        read: read_borrowed,
        drain: drain_borrowed,
    },
    Reader {
        name: "tidings (owned)",
        read: read_owned,
        drain: drain_owned,
    },
    Reader {
        name: "eventsource-stream 0.2.3",
        read: read_eventsource_stream,
        drain: drain_eventsource_stream,
    },
    Reader {
        name: "sse-stream 0.3.0",
        read: read_sse_stream,
        drain: drain_sse_stream,
    },
    Reader {
        name: "sse-core 0.2.3",
        read: read_sse_core,
        drain: drain_sse_core,
    },
    Reader {
        name: "sse-parse 0.1.0",
        read: read_sse_parse,
        drain: drain_sse_parse,
    },
    Reader {
        name: "stream-rs 0.1.0",
        read: read_stream_rs,
        drain: drain_stream_rs,
    },
    Reader {
        name: "russe 0.3.1",
        read: read_russe,
        drain: drain_russe,
    },
];

fn named(event: Option<&str>) -> String {
    let event = event.filter(|event| !event.is_empty());
    event.unwrap_or("message").to_owned()
}

fn read_borrowed(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let (mut decoder, mut seen) = (Decoder::new(), Vec::new());
    for chunk in chunks {
        decoder.feed(chunk, |item| {
            if let Ok(Item::Event(event)) = item {
                let id = Some(event.id.to_owned());
                seen.push(Seen {
                    event: event.name.into(),
                    data: event.data.into(),
                    id,
                });
            }
        });
    }
    Ok(seen)
}

fn drain_borrowed(chunks: &Chunks) -> usize {
    let (mut decoder, mut bytes) = (Decoder::new(), 0);
    for chunk in chunks {
        decoder.feed(chunk, |item| {
            if let Ok(Item::Event(event)) = item {
                bytes += black_box(event).data.len();
            }
        });
    }
    bytes
}

fn read_owned(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let (mut decoder, mut seen) = (Decoder::new(), Vec::new());
    for chunk in chunks {
        let mut rest = &chunk[..];
        while let Some(item) = decoder.next(&mut rest).map_err(|error| error.to_string())? {
            let Item::Event(event) = item else { continue };
            let event = event.to_owned();
            let id = Some(event.id().to_owned());
            seen.push(Seen {
                event: event.name().into(),
                data: event.data().into(),
                id,
            });
        }
    }
    Ok(seen)
}

fn drain_owned(chunks: &Chunks) -> usize {
    let (mut decoder, mut bytes) = (Decoder::new(), 0);
    for chunk in chunks {
        decoder.feed(chunk, |item| {
            if let Ok(Item::Event(event)) = item {
                bytes += black_box(event.to_owned()).data().len();
            }
        });
    }
    bytes
}

/// The chunks as a stream that is always ready.
fn arriving(chunks: &Chunks) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin + '_ {
    stream::iter(chunks.iter().cloned().map(Ok))
}

/// Runs a future over streams that are always ready.
fn now<T>(future: impl Future<Output = T>) -> Result<T, String> {
    future
        .now_or_never()
        .ok_or_else(|| "it waits although all bytes are there".to_owned())
}

fn read_eventsource_stream(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let mut events = arriving(chunks).eventsource();
    let mut seen = Vec::new();
    while let Some(event) = now(events.next())? {
        let event = event.map_err(|error| format!("{error:?}"))?;
        seen.push(Seen {
            event: named(Some(&event.event)),
            data: event.data,
            id: Some(event.id),
        });
    }
    Ok(seen)
}

fn drain_eventsource_stream(chunks: &Chunks) -> usize {
    let (mut events, mut bytes) = (arriving(chunks).eventsource(), 0);
    while let Ok(Some(Ok(event))) = now(events.next()) {
        bytes += black_box(event).data.len();
    }
    bytes
}

fn read_sse_stream(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let mut events = sse_stream::SseByteStream::new(arriving(chunks));
    let mut seen = Vec::new();
    // It tells blocks, also those that dispatch nothing, and their own ids.
    while let Some(event) = now(events.next())? {
        let event = event.map_err(|error| format!("{error:?}"))?;
        let Some(data) = event.data else { continue };
        seen.push(Seen {
            event: named(event.event.as_deref()),
            data,
            id: None,
        });
    }
    Ok(seen)
}

fn drain_sse_stream(chunks: &Chunks) -> usize {
    let (mut events, mut bytes) = (sse_stream::SseByteStream::new(arriving(chunks)), 0);
    while let Ok(Some(Ok(event))) = now(events.next()) {
        bytes += black_box(event).data.map_or(0, |data| data.len());
    }
    bytes
}

fn read_sse_core(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let (mut decoder, mut seen) = (sse_core::SseDecoder::new(), Vec::new());
    for chunk in chunks {
        let mut chunk = chunk.clone();
        while let Some(event) = decoder.next(&mut chunk) {
            if let sse_core::SseEvent::Message(event) = event.map_err(|error| error.to_string())? {
                let id = Some(
                    event
                        .last_event_id
                        .as_deref()
                        .unwrap_or_default()
                        .to_owned(),
                );
                seen.push(Seen {
                    event: named(Some(&event.event)),
                    data: event.data,
                    id,
                });
            }
        }
    }
    Ok(seen)
}

fn drain_sse_core(chunks: &Chunks) -> usize {
    let (mut decoder, mut bytes) = (sse_core::SseDecoder::new(), 0);
    for chunk in chunks {
        let mut chunk = chunk.clone();
        while let Some(event) = decoder.next(&mut chunk) {
            if let Ok(sse_core::SseEvent::Message(event)) = event {
                bytes += black_box(event).data.len();
            }
        }
    }
    bytes
}

fn read_sse_parse(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let (mut parser, mut seen) = (sse_parse::SseParser::new(), Vec::new());
    for chunk in chunks {
        parser.feed(chunk);
        while let Some(event) = parser.next_event() {
            seen.push(Seen {
                event: event.event,
                data: event.data,
                id: Some(event.id),
            });
        }
    }
    Ok(seen)
}

fn drain_sse_parse(chunks: &Chunks) -> usize {
    let (mut parser, mut bytes) = (sse_parse::SseParser::new(), 0);
    for chunk in chunks {
        parser.feed(chunk);
        while let Some(event) = parser.next_event() {
            bytes += black_box(event).data.len();
        }
    }
    bytes
}

fn read_stream_rs(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let (mut parser, mut events) = (stream_rs::sse::SseParser::new(), Vec::new());
    for chunk in chunks {
        parser.feed(chunk, &mut events);
    }
    // Its events hold their own ids; what persists is asked of the parser.
    let seen = |event: stream_rs::sse::SseEvent| Seen {
        event: named(event.event.as_deref()),
        data: event.data,
        id: None,
    };
    Ok(events.into_iter().map(seen).collect())
}

fn drain_stream_rs(chunks: &Chunks) -> usize {
    let (mut parser, mut events, mut bytes) = (stream_rs::sse::SseParser::new(), Vec::new(), 0);
    for chunk in chunks {
        parser.feed(chunk, &mut events);
        for event in events.drain(..) {
            bytes += black_box(event).data.len();
        }
    }
    bytes
}

fn russe(chunks: &Chunks, mut each: impl FnMut(russe::Message)) -> Result<(), String> {
    let (mut decoder, mut buffer) = (russe::Decoder::default(), BytesMut::new());
    for chunk in chunks {
        buffer.extend_from_slice(chunk);
        while let Some(event) = decoder
            .decode(&mut buffer)
            .map_err(|error| error.to_string())?
        {
            if let russe::Event::Message(message) = event {
                each(message);
            }
        }
    }
    Ok(())
}

fn read_russe(chunks: &Chunks) -> Result<Vec<Seen>, String> {
    let mut seen = Vec::new();
    russe(chunks, |message| {
        let event = named(message.event.as_deref());
        seen.push(Seen {
            event,
            data: message.data.to_string(),
            id: None,
        });
    })?;
    Ok(seen)
}

fn drain_russe(chunks: &Chunks) -> usize {
    let mut bytes = 0;
    let read = russe(chunks, |message| bytes += black_box(message).data.len());
    read.map_or(0, |()| bytes)
}
