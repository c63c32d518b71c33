//! The payload mixes, and how a figure is taken.

use std::time::{Duration, Instant};

use bytes::Bytes;

/// Rounds of which the fastest counts, since what other programs take is no reader's fault; the readers
/// take turns in each.
pub const ROUNDS: usize = 25;
/// About how much a stream of one mix holds.
const BYTES: usize = 2 << 20;

/// One kind of event.
pub struct Mix {
    pub name: &'static str,
    lines: usize,
    line: usize,
}

pub const MIXES: [Mix; 4] = [
    Mix {
        name: "32 B",
        lines: 1,
        line: 32,
    },
    Mix {
        name: "300 B",
        lines: 1,
        line: 300,
    },
    Mix {
        name: "16 KiB",
        lines: 1,
        line: 16 << 10,
    },
    Mix {
        name: "10 x 64 B",
        lines: 10,
        line: 64,
    },
];

impl Mix {
    /// The data of one event.
    pub fn data(&self) -> String {
        let line: String = ('a'..='z').cycle().take(self.line).collect();
        vec![line; self.lines].join("\n")
    }

    /// How many events a stream has.
    pub fn events(&self) -> usize {
        (BYTES / (self.lines * (self.line + 7) + 1)).max(1)
    }

    /// A stream of such events, with data alone.
    pub fn stream(&self) -> Bytes {
        let event: String = self
            .data()
            .lines()
            .map(|line| format!("data: {line}\n"))
            .collect();
        format!("{event}\n")
            .repeat(self.events())
            .into_bytes()
            .into()
    }
}

/// Cuts a stream into chunks.
pub fn cut(stream: &Bytes, chunk: usize) -> Vec<Bytes> {
    let starts = (0..stream.len()).step_by(chunk);
    starts
        .map(|at| stream.slice(at..stream.len().min(at + chunk)))
        .collect()
}

/// How long a call takes.
pub fn time(call: impl FnOnce()) -> Duration {
    let started = Instant::now();
    call();
    started.elapsed()
}

/// The shortest one.
pub fn fastest(times: &[Duration]) -> Duration {
    times.iter().min().copied().unwrap_or_default()
}

/// Megabytes a second.
pub fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}
