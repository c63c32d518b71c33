//! Encoding: an event with type and id into bytes, in one run.

use std::convert::Infallible;
use std::hint::black_box;

use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use bytes::BytesMut;
use futures_util::{FutureExt, StreamExt, stream};
use tidings_wire::{EventId, EventType, Frame};
use tokio_util::codec::Encoder as _;

use crate::allocations;
use crate::mix::{self, MIXES, Mix, ROUNDS};

const NAME: &str = "order.placed";
const ID: &str = "4kq7.1042";
/// A buffer that is written out at this size.
const FLUSH: usize = 64 << 10;

/// A writer: encodes every payload, and returns how many bytes that made.
type Writer = fn(events: &Events) -> usize;

/// What is written: payloads that lie apart in memory, as they come from a log, and the frames that they make.
struct Events {
    data: Vec<String>,
    frames: Vec<Vec<u8>>,
}

impl Events {
    fn of(mix: &Mix) -> Self {
        let data = mix.data();
        let lines: String = data.lines().map(|line| format!("data: {line}\n")).collect();
        let frame = format!("id: {ID}\nevent: {NAME}\n{lines}\n").into_bytes();
        Events {
            data: vec![data; mix.events()],
            frames: vec![frame; mix.events()],
        }
    }
}

const WRITERS: [(&str, Writer); 5] = [
    ("tidings", tidings),
    ("memcpy of the frame", copied),
    ("russe 0.3.1", russe),
    ("sse-stream 0.3.0", sse_stream),
    ("axum 0.8.9 Sse", axum),
];

/// # Errors
/// When the writers do not write the same event.
pub fn run() -> anyhow::Result<()> {
    println!("\nEncode, MB/s, with type and id; in brackets allocations per event.\n");
    let columns: Vec<_> = MIXES.iter().map(column).collect();
    print!("{:<30}", "");
    MIXES.iter().for_each(|mix| print!(" {:>16}", mix.name));
    println!();
    for (row, (name, _)) in WRITERS.iter().enumerate() {
        print!("{name:<30}");
        for column in &columns {
            let (speed, allocations) = column[row];
            print!(" {:>16}", format!("{speed:.0} ({allocations:.2})"));
        }
        println!();
    }
    let small = &columns[0];
    let best = small[2..]
        .iter()
        .map(|(speed, _)| *speed)
        .fold(0.0, f64::max);
    println!(
        "\nat 32 B: {:.2}x the best peer (1.8x is asked for), {:.2}x axum (5x)",
        small[0].0 / best,
        small[0].0 / small[4].0
    );
    for (mix, column) in MIXES.iter().zip(&columns).skip(1) {
        let share = 100.0 * column[0].0 / column[1].0;
        println!(
            "at {}: {share:.0} % of memcpy (90 % is asked for from 300 B up)",
            mix.name
        );
    }
    Ok(())
}

fn column(mix: &Mix) -> Vec<(f64, f64)> {
    let events = Events::of(mix);
    let mut taken = vec![Vec::new(); WRITERS.len()];
    for _ in 0..ROUNDS {
        for ((_, write), taken) in WRITERS.iter().zip(&mut taken) {
            taken.push(mix::time(|| assert!(black_box(write(&events)) > 0)));
        }
    }
    let measure = |((_, write), taken): (&(&str, Writer), Vec<_>)| {
        let (allocations, bytes) = allocations::of(|| write(&events));
        let allocations = allocations as f64 / events.data.len() as f64;
        (mix::speed(bytes, mix::fastest(&taken)), allocations)
    };
    WRITERS.iter().zip(taken).map(measure).collect()
}

fn tidings(events: &Events) -> usize {
    let (Ok(name), Ok(id)) = (EventType::new(NAME), EventId::new(ID)) else {
        return 0;
    };
    let (mut out, mut bytes) = (Vec::with_capacity(2 * FLUSH), 0);
    for data in &events.data {
        Frame::new(black_box(data))
            .event(name)
            .id(id)
            .encode(&mut out);
        bytes += flush(&mut out);
    }
    bytes + out.len()
}

/// Empties a buffer that is full, as a writer to a socket would.
fn flush(out: &mut Vec<u8>) -> usize {
    if out.len() < FLUSH {
        return 0;
    }
    black_box(&out);
    let bytes = out.len();
    out.clear();
    bytes
}

/// The frames as they were encoded before, copied: nothing that has to write these bytes is faster.
fn copied(events: &Events) -> usize {
    let (mut out, mut bytes) = (Vec::with_capacity(2 * FLUSH), 0);
    for frame in &events.frames {
        out.extend_from_slice(black_box(frame));
        bytes += flush(&mut out);
    }
    bytes + out.len()
}

fn russe(events: &Events) -> usize {
    let (mut encoder, mut out, mut bytes) = (
        russe::Encoder::default(),
        BytesMut::with_capacity(2 * FLUSH),
        0,
    );
    for data in &events.data {
        let message = russe::Message {
            data: black_box(data.as_str()).into(),
            event: Some(NAME.into()),
            retry: None,
            id: Some(ID.into()),
        };
        if encoder
            .encode(russe::Event::Message(message), &mut out)
            .is_err()
        {
            return 0;
        }
        if out.len() >= FLUSH {
            bytes += black_box(&out).len();
            out.clear();
        }
    }
    bytes + out.len()
}

fn sse_stream(events: &Events) -> usize {
    let event = |data: &String| {
        sse_stream::Sse::default()
            .event(NAME)
            .id(ID)
            .data(black_box(data.as_str()))
    };
    let encoded = events.data.iter().map(|data| event(data).encode());
    encoded
        .map(|frame| frame.map_or(0, |bytes| black_box(bytes).len()))
        .sum()
}

/// Events have no bytes of their own there: the body that axum would serve is read.
fn axum(events: &Events) -> usize {
    let event = |data: &String| {
        Ok::<_, Infallible>(
            Event::default()
                .event(NAME)
                .id(ID)
                .data(black_box(data.as_str())),
        )
    };
    let events = stream::iter(events.data.iter().map(event).collect::<Vec<_>>());
    let body = Sse::new(events).into_response().into_body();
    let bytes = body.into_data_stream().fold(0, async |bytes, chunk| {
        bytes + chunk.map_or(0, |chunk| black_box(chunk).len())
    });
    bytes.now_or_never().unwrap_or(0)
}
