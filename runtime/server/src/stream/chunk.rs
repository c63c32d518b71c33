use bytes::Bytes;

/// The frames of one flush, encoded once for all readers of a projection, and never changed.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    /// The position behind it; it begins where the one before it ended.
    pub until: u64,
    pub bytes: Bytes,
    /// For each frame, the last seq that it covers and where it starts, in order.
    pub frames: Vec<(u64, usize)>,
    /// Whether its last frame ends the session.
    pub ends: bool,
}

impl Chunk {
    /// What a reader at this position has not seen, without copying.
    pub fn from(&self, position: u64) -> Bytes {
        let next = self.frames.partition_point(|(seq, _)| *seq <= position);
        match self.frames.get(next) {
            Some((_, start)) => self.bytes.slice(*start..),
            None => Bytes::new(),
        }
    }
}
