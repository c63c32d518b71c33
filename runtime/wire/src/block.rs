use alloc::vec::Vec;

/// The buffers of the block being read, as HTML 9.2.6 names them, plus what was dropped of it.
///
/// A value stays a slice of the chunk (`'c`) until the chunk ends or a second data line comes;
/// only then is it copied here. Flags say what is set, since comparing and clearing buffers per
/// event costs more than parsing it.
#[derive(Debug, Default)]
pub(crate) struct Block {
    data: Vec<u8>,
    /// Where the data begins in its buffer: a line that was carried is taken over whole, its field included.
    data_from: usize,
    pub has_data: bool,
    pub kind: Vec<u8>,
    pub id: Vec<u8>,
    pub has_id: bool,
    /// Something in this block was beyond a limit, and was reported: its event is dropped.
    pub over: bool,
}

/// The values of the current block that still lie in the chunk.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lent<'c> {
    pub data: Option<&'c [u8]>,
    pub kind: Option<&'c [u8]>,
    pub id: Option<&'c [u8]>,
}

/// What one line asks for.
pub(crate) enum Line<'l> {
    Data(&'l [u8]),
    Kind(&'l [u8]),
    Id(&'l [u8]),
    Retry(u64),
    Comment(&'l [u8]),
    Ignored,
}

impl<'l> Line<'l> {
    /// Splits a line that is not blank. Names are literal and case-sensitive.
    pub fn parse(line: &'l [u8]) -> Self {
        match line {
            [b'd', b'a', b't', b'a', rest @ ..] => field(rest).map_or(Line::Ignored, Line::Data),
            [b'e', b'v', b'e', b'n', b't', rest @ ..] => {
                field(rest).map_or(Line::Ignored, Line::Kind)
            }
            [b'i', b'd', rest @ ..] => match field(rest) {
                Some(id) if !id.contains(&0) => Line::Id(id),
                _ => Line::Ignored,
            },
            [b'r', b'e', b't', b'r', b'y', rest @ ..] => field(rest)
                .and_then(digits)
                .map_or(Line::Ignored, Line::Retry),
            [b':', rest @ ..] => Line::Comment(rest.strip_prefix(b" ").unwrap_or(rest)),
            _ => Line::Ignored,
        }
    }
}

/// The value after a field's name: nothing, or a colon and at most one space before it.
fn field(rest: &[u8]) -> Option<&[u8]> {
    match rest {
        [] => Some(rest),
        [b':', b' ', value @ ..] | [b':', value @ ..] => Some(value),
        _ => None,
    }
}

/// ASCII digits only, clamped; an empty value is no number.
fn digits(value: &[u8]) -> Option<u64> {
    if value.is_empty() {
        return None;
    }
    value.iter().try_fold(0u64, |sum, byte| {
        byte.is_ascii_digit().then(|| {
            sum.saturating_mul(10)
                .saturating_add(u64::from(byte - b'0'))
        })
    })
}

impl Block {
    pub fn clear(&mut self) {
        self.data.clear();
        self.data_from = 0;
        self.kind.clear();
        self.id.clear();
        self.has_data = false;
        self.has_id = false;
        self.over = false;
    }

    /// Copies what lies in the chunk, before the chunk goes away.
    pub fn keep(&mut self, lent: &mut Lent<'_>) {
        if let Some(data) = lent.data.take() {
            self.push_data(data);
        }
        if let Some(kind) = lent.kind.take() {
            self.set_kind(kind);
        }
        if let Some(id) = lent.id.take() {
            self.set_id(id);
        }
    }

    /// The data so far.
    pub fn data(&self) -> &[u8] {
        &self.data[self.data_from..]
    }

    /// Takes over a line whose data begins at this place, where the block has no data yet; gives an empty
    /// buffer back.
    pub fn take_data(&mut self, line: &mut Vec<u8>, from: usize) {
        core::mem::swap(&mut self.data, line);
        line.clear();
        self.data_from = from;
        self.has_data = true;
    }

    pub fn push_data(&mut self, value: &[u8]) {
        if self.has_data {
            self.data.push(b'\n');
        }
        self.data.extend_from_slice(value);
        self.has_data = true;
    }

    pub fn set_kind(&mut self, value: &[u8]) {
        self.kind.clear();
        self.kind.extend_from_slice(value);
    }

    pub fn set_id(&mut self, value: &[u8]) {
        self.id.clear();
        self.id.extend_from_slice(value);
        self.has_id = true;
    }

    /// The size of the event if one more value came to it.
    pub fn size_with(&self, lent: &Lent<'_>, more: usize, data: bool) -> usize {
        let kept = lent.data.map_or(self.data().len(), <[u8]>::len);
        let kind = lent.kind.map_or(self.kind.len(), <[u8]>::len);
        let joint = usize::from(data && (lent.data.is_some() || self.has_data));
        kept + kind + joint + more
    }

    /// Drops the event of this block and keeps its id, so that the cursor moves past it.
    pub fn drop_event(&mut self, lent: &mut Lent<'_>) {
        lent.data = None;
        lent.kind = None;
        self.data.clear();
        self.data_from = 0;
        self.kind.clear();
        self.has_data = false;
        self.over = true;
    }
}
