/// How much a [`Decoder`](crate::Decoder) keeps of what one sender says.
///
/// A line, event or id beyond its limit is reported once and dropped; the stream goes on after it,
/// so that one oversized event cannot be replayed for ever.
///
/// ```
/// use tidings_wire::{Decoder, Limits};
/// let decoder = Decoder::with_limits(Limits { event: 64 * 1024, ..Limits::default() });
/// # drop(decoder);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest line, in bytes without its line end. Default: 16 MiB.
    pub line: usize,
    /// The largest event, in bytes of its data and its type. Default: 16 MiB.
    pub event: usize,
    /// The longest id, in bytes. It travels back in a request header. Default: 4 KiB.
    pub id: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            line: 16 << 20,
            event: 16 << 20,
            id: 4 << 10,
        }
    }
}
