use super::chunk::Chunk;
use bytes::Bytes;
use std::collections::VecDeque;

/// The newest chunks of one projection of one topic.
///
/// It covers every record after `start`; what is older is in the log alone.
#[derive(Debug)]
pub(crate) struct Ring {
    start: u64,
    chunks: VecDeque<Chunk>,
    bytes: usize,
}

/// What a ring has for a reader.
#[derive(Debug)]
pub(crate) enum Take {
    /// Bytes, the position behind them, and whether the session ends there.
    Bytes(Bytes, u64, bool),
    /// The reader is up to date.
    Current,
    /// The reader fell out of the ring: the log has what it lacks.
    Behind,
}

impl Ring {
    /// A ring that begins after `position`.
    pub fn new(position: u64) -> Self {
        Ring {
            start: position,
            chunks: VecDeque::new(),
            bytes: 0,
        }
    }

    /// What comes after the reader's position.
    pub fn take(&self, position: u64) -> Take {
        if position < self.start {
            return Take::Behind;
        }
        let at = self.chunks.partition_point(|chunk| chunk.until <= position);
        match self.chunks.get(at) {
            Some(chunk) => Take::Bytes(chunk.from(position), chunk.until, chunk.ends),
            None => Take::Current,
        }
    }

    /// Adds a chunk that follows on the last one.
    pub fn push(&mut self, chunk: Chunk) {
        self.bytes += chunk.bytes.len();
        self.chunks.push_back(chunk);
    }

    /// Drops the oldest chunk but never the only one; how many bytes that freed.
    pub fn shrink(&mut self) -> usize {
        if self.chunks.len() < 2 {
            return 0;
        }
        let Some(chunk) = self.chunks.pop_front() else {
            return 0;
        };
        self.start = chunk.until;
        self.bytes -= chunk.bytes.len();
        chunk.bytes.len()
    }

    /// The bytes that it holds.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(after: u64, until: u64) -> Chunk {
        let frames = (after + 1..=until)
            .enumerate()
            .map(|(at, seq)| (seq, at))
            .collect();
        let bytes: Vec<u8> = (after + 1..=until).map(|seq| seq as u8).collect();
        Chunk {
            until,
            bytes: bytes.into(),
            frames,
            ends: false,
        }
    }

    fn taken(ring: &Ring, position: u64) -> Vec<u8> {
        match ring.take(position) {
            Take::Bytes(bytes, ..) => bytes.to_vec(),
            Take::Current => vec![],
            Take::Behind => vec![255],
        }
    }

    #[test]
    fn a_reader_takes_what_follows_its_position_and_no_more() {
        let mut ring = Ring::new(3);
        assert!(taken(&ring, 3).is_empty());
        assert_eq!(taken(&ring, 2), [255]);
        ring.push(chunk(3, 5));
        ring.push(chunk(5, 8));
        assert_eq!(taken(&ring, 3), [4, 5]);
        assert_eq!(taken(&ring, 4), [5]);
        assert_eq!(taken(&ring, 6), [7, 8]);
        assert!(taken(&ring, 8).is_empty());
    }

    #[test]
    fn what_is_dropped_is_the_oldest_and_never_the_last() {
        let mut ring = Ring::new(0);
        ring.push(chunk(0, 2));
        ring.push(chunk(2, 3));
        assert_eq!((ring.shrink(), ring.bytes()), (2, 1));
        assert_eq!(taken(&ring, 1), [255]);
        assert_eq!(taken(&ring, 2), [3]);
        assert_eq!(ring.shrink(), 0);
    }
}
