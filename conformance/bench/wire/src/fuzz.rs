//! Differential fuzzing: the decoder against an oracle that follows the standard's prose over characters.

#[path = "../../../../runtime/wire/tests/common/mod.rs"]
#[allow(unused)] // shared with the crate's own tests, each of which uses its part
mod oracle;

use std::num::NonZero;
use std::time::Instant;

use anyhow::bail;
use oracle::{decode, whole};
use tidings_wire::Limits;

/// The pieces in which all rules of the format can meet.
const TOKENS: [&[u8]; 10] = [
    b"data",
    b"event",
    b"id",
    b"retry",
    b":",
    b" ",
    b"\r",
    b"\n",
    b"7",
    b"\xEF\xBB\xBF",
];
/// What shows the state that a token string left behind.
const TAIL: &[u8] = b"\n\ndata: end\n\n";
/// The longest token strings that are tried exhaustively.
const LENGTH: u32 = 7;

/// Pieces of random streams; bytes of any kind come between them.
const PIECES: [&[u8]; 26] = [
    b"data",
    b"data:",
    b"data: ",
    b"event: ",
    b"event",
    b"id: ",
    b"id",
    b"retry: ",
    b"retry",
    b":",
    b": ",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\r\r",
    b"\0",
    b"12",
    b"x",
    b"\xEF\xBB\xBF",
    b"\xEF\xBB",
    b"\xE2\x82",
    b"\xE2\x82\xAC",
    b"\xF0\x9F\x98\x80",
    b"\xED\xA0\x80",
];

/// Tries every token string and then random streams, until so many executions are done.
///
/// # Errors
/// At the first difference, with the stream.
pub fn run(seed: u64, executions: u64) -> anyhow::Result<()> {
    let started = Instant::now();
    println!("wire fuzz: seed {seed}, at least {executions} executions");
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get) as u64;
    let exhaustive = exhaustive(workers)?;
    println!(
        "every string of {} tokens up to length {LENGTH}: {exhaustive} executions, no difference, {:.1?}",
        TOKENS.len(),
        started.elapsed()
    );
    let rest = executions.saturating_sub(exhaustive).div_ceil(workers);
    let random = all(workers, |worker| random(seed.wrapping_add(worker), rest))?;
    println!("random streams at random cuts: {random} executions, no difference");
    println!(
        "{} executions, 0 differences, seed {seed}, {:.1?}",
        exhaustive + random,
        started.elapsed()
    );
    Ok(())
}

/// Runs one part on each core, and adds up what they did.
fn all(workers: u64, part: impl Fn(u64) -> anyhow::Result<u64> + Sync) -> anyhow::Result<u64> {
    std::thread::scope(|scope| {
        let part = &part;
        let parts: Vec<_> = (0..workers)
            .map(|worker| scope.spawn(move || part(worker)))
            .collect();
        parts
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|_| bail!("a worker panicked")))
            .sum()
    })
}

fn exhaustive(workers: u64) -> anyhow::Result<u64> {
    all(workers, |worker| {
        let mut done = 0;
        let mut stream = Vec::new();
        for length in 0..=LENGTH {
            for number in (worker..10u64.pow(length)).step_by(workers as usize) {
                stream.clear();
                let mut rest = number;
                for _ in 0..length {
                    stream.extend_from_slice(TOKENS[(rest % 10) as usize]);
                    rest /= 10;
                }
                stream.extend_from_slice(TAIL);
                if whole(&stream) != oracle::oracle(&stream) {
                    bail!("they differ on {:?}", stream.escape_ascii().to_string());
                }
                done += 1;
            }
        }
        Ok(done)
    })
}

fn random(seed: u64, executions: u64) -> anyhow::Result<u64> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut stream = Vec::new();
    for _ in 0..executions {
        stream.clear();
        for _ in 0..random.usize(1..24) {
            match random.u8(..8) {
                0 => stream.extend((0..random.usize(1..5)).map(|_| random.u8(..))),
                _ => stream.extend_from_slice(PIECES[random.usize(..PIECES.len())]),
            }
        }
        let mut chunks = Vec::new();
        let mut rest = &stream[..];
        while !rest.is_empty() {
            let (chunk, tail) = rest.split_at(random.usize(1..=rest.len().min(9)));
            chunks.push(chunk);
            rest = tail;
        }
        if decode(Limits::default(), chunks.iter().copied()) != oracle::oracle(&stream) {
            let cuts: Vec<_> = chunks
                .iter()
                .map(|chunk| chunk.escape_ascii().to_string())
                .collect();
            bail!("they differ on {cuts:?}, seed {seed}");
        }
    }
    Ok(executions)
}
