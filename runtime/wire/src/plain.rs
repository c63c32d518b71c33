//! Blocks as encoders write them: nothing that a line loop has to remember. Whatever else a stream may
//! hold is left to the decoder's own loop, which reads the same bytes again.

use alloc::string::String;

use crate::limits::Limits;

/// A block with data. Its values lie in the chunk; data of several lines lies in the buffer.
#[derive(Default)]
pub(crate) struct PlainBlock<'c> {
    pub data: Option<&'c str>,
    pub kind: Option<&'c str>,
    pub id: Option<&'c str>,
}

/// Reads the block that a text begins with, and its length: lines of data, at most one type and one id,
/// all with LF, within the limits, and ended. None where it is anything else.
pub(crate) fn read<'c>(
    text: &'c str,
    limits: &Limits,
    joined: &mut String,
) -> Option<(PlainBlock<'c>, usize)> {
    let mut block = PlainBlock::default();
    let mut lines = 0;
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let end = match rest.as_bytes() {
            [b'\n', ..] => break,
            bytes => memchr::memchr2(b'\n', b'\r', bytes)?,
        };
        if rest.as_bytes()[end] == b'\r' || end > limits.line {
            return None;
        }
        let line = &rest[..end];
        if let Some(value) = value(line, "data:") {
            match block.data {
                _ if lines == 0 => block.data = Some(value),
                Some(first) => {
                    joined.clear();
                    joined.push_str(first);
                    push_line(joined, value);
                    block.data = None;
                }
                None => push_line(joined, value),
            }
            lines += 1;
        } else if let (Some(value), None) = (value(line, "id:"), block.id) {
            block.id = Some(value).filter(|id| id.len() <= limits.id && !id.contains('\0'));
            block.id?;
        } else if let (Some(value), None) = (value(line, "event:"), block.kind) {
            block.kind = Some(value);
        } else {
            return None;
        }
        at += end + 1;
    }
    let data = block.data.map_or(joined.len(), str::len);
    let fits = lines > 0 && data + block.kind.map_or(0, str::len) <= limits.event;
    fits.then_some((block, at + 1))
}

fn push_line(joined: &mut String, line: &str) {
    joined.push('\n');
    joined.push_str(line);
}

/// The value of a field, where the line is one of this name and colon.
fn value<'l>(line: &'l str, field: &str) -> Option<&'l str> {
    let value = line.strip_prefix(field)?;
    Some(value.strip_prefix(' ').unwrap_or(value))
}
