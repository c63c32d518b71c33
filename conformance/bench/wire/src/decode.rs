//! Decoding: megabytes a second and allocations per event, in one run.

use std::time::Duration;

use crate::allocations;
use crate::mix::{self, MIXES, ROUNDS};
use crate::peers::READERS;

/// What WIRE.md asks for against the best peer, by mix.
const TARGETS: [f64; 4] = [2.0, 2.5, 1.15, 1.5];
/// The chunk sizes: what a buffered reader hands over, and what one packet holds.
const CHUNKS: [usize; 2] = [64 << 10, 1_460];

pub fn run() {
    for chunk in CHUNKS {
        println!("\nDecode, MB/s, chunks of {chunk} bytes; in brackets allocations per event.\n");
        let columns: Vec<_> = MIXES.iter().map(|mix| column(mix, chunk)).collect();
        print!("{:<30}", "");
        MIXES.iter().for_each(|mix| print!(" {:>16}", mix.name));
        println!();
        for (row, reader) in READERS.iter().enumerate() {
            print!("{:<30}", reader.name);
            for column in &columns {
                let (speed, allocations) = column[row];
                print!(" {:>16}", format!("{speed:.0} ({allocations:.2})"));
            }
            println!();
        }
        print!("{:<30}", "tidings / best peer");
        for (column, target) in columns.iter().zip(TARGETS) {
            let best = column[2..]
                .iter()
                .map(|(speed, _)| *speed)
                .fold(0.0, f64::max);
            let ratio = column[0].0 / best;
            print!(" {:>16}", format!("{ratio:.2}x of {target}x"));
        }
        println!();
    }
}

/// Speed and allocations per event of every reader on one mix.
fn column(mix: &mix::Mix, chunk: usize) -> Vec<(f64, f64)> {
    let stream = mix.stream();
    let chunks = mix::cut(&stream, chunk);
    let mut times = vec![Vec::new(); READERS.len()];
    for _ in 0..ROUNDS {
        for (reader, times) in READERS.iter().zip(&mut times) {
            times.push(mix::time(|| {
                assert!((reader.drain)(&chunks) > 0, "{} reads nothing", reader.name)
            }));
        }
    }
    let allocations = READERS.iter().map(|reader| {
        let (allocations, _) = allocations::of(|| (reader.drain)(&chunks));
        allocations as f64 / mix.events() as f64
    });
    let speeds = times
        .into_iter()
        .map(|times| mix::speed(stream.len(), mix::fastest(&times)));
    speeds.zip(allocations).collect()
}

/// One data line fed byte by byte: time per byte of a 1-MiB line against a 1-KiB line.
pub fn linear() {
    let per_byte = |length: usize, times: usize| {
        let mut line = b"data: ".to_vec();
        line.resize(length, b'x');
        line.extend_from_slice(b"\n\n");
        let chunks = mix::cut(&line.into(), 1);
        let round = |_| {
            mix::time(|| {
                (0..times).for_each(|_| {
                    std::hint::black_box((READERS[0].drain)(&chunks));
                })
            })
        };
        let time: Duration = mix::fastest(&(0..ROUNDS).map(round).collect::<Vec<_>>());
        time.as_secs_f64() / (length * times) as f64
    };
    let (short, long) = (per_byte(1 << 10, 1 << 10), per_byte(1 << 20, 1));
    println!(
        "\nOne line fed byte by byte: {:.1} ns a byte at 1 KiB, {:.1} ns at 1 MiB: {:.2}x (at most 1.1x is asked for)",
        short * 1e9,
        long * 1e9,
        long / short
    );
}

/// What this machine can do at all: no reader is faster than finding its line ends.
pub fn limits() {
    let stream = MIXES[0].stream();
    let blank = vec![b'x'; stream.len()];
    let mut copy = Vec::with_capacity(stream.len());
    let best = |mut round: Box<dyn FnMut() + '_>| {
        let times: Vec<_> = (0..ROUNDS).map(|_| mix::time(&mut round)).collect();
        mix::speed(stream.len(), mix::fastest(&times))
    };
    let scan = best(Box::new(|| {
        std::hint::black_box(memchr::memchr2(b'\n', b'\r', &blank));
    }));
    let ends = best(Box::new(|| {
        std::hint::black_box(memchr::memchr2_iter(b'\n', b'\r', &stream).count());
    }));
    let copied = best(Box::new(|| {
        copy.clear();
        copy.extend_from_slice(&stream);
        std::hint::black_box(&copy);
    }));
    println!(
        "\nThis machine, MB/s: memchr2 without a hit {scan:.0}, line ends of the 32-byte mix {ends:.0}, memcpy {copied:.0}"
    );
}
