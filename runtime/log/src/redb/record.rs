//! A record as the bytes of one redb value: layout 1 is the time (8 bytes, little endian), then
//! tag, key and traceparent, each after a 4-byte length (all ones for none), then the payload.

use crate::{Entry, Error, Record};
use bytes::Bytes;

const LAYOUT: u8 = 1;
const NONE: u32 = u32::MAX;

pub(crate) fn write(entry: &Entry, out: &mut Vec<u8>) {
    out.clear();
    out.push(LAYOUT);
    out.extend_from_slice(&entry.time.to_le_bytes());
    push(Some(&entry.tag), out);
    push(entry.key.as_deref(), out);
    push(entry.traceparent.as_deref(), out);
    out.extend_from_slice(&entry.payload);
}

fn push(text: Option<&str>, out: &mut Vec<u8>) {
    // An entry has at most 16 MiB, so a length never reaches the mark for none.
    let length = text.map_or(NONE, |text| text.len() as u32);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(text.unwrap_or_default().as_bytes());
}

pub(crate) fn read(seq: u64, value: &[u8]) -> Result<Record, Error> {
    parse(seq, value)
        .ok_or_else(|| Error::corrupt(format!("record {seq} is not in a known layout")))
}

/// The time alone, for trimming.
pub(crate) fn time(value: &[u8]) -> Option<u64> {
    let (&LAYOUT, rest) = value.split_first()? else {
        return None;
    };
    rest.first_chunk().map(|time| u64::from_le_bytes(*time))
}

fn parse(seq: u64, value: &[u8]) -> Option<Record> {
    let time = time(value)?;
    let mut rest = value.get(9..)?;
    let tag = take(&mut rest)??;
    let key = take(&mut rest)?;
    let traceparent = take(&mut rest)?;
    Some(Record {
        seq,
        time,
        tag,
        key,
        traceparent,
        payload: Bytes::copy_from_slice(rest),
    })
}

/// The next text: nothing when the bytes are not what they should be, else the text or its absence.
fn take(rest: &mut &[u8]) -> Option<Option<String>> {
    let (length, after) = rest.split_first_chunk()?;
    let length = u32::from_le_bytes(*length);
    if length == NONE {
        *rest = after;
        return Some(None);
    }
    let (text, after) = after.split_at_checked(length as usize)?;
    *rest = after;
    Some(Some(std::str::from_utf8(text).ok()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TopicName;

    fn entry() -> Entry {
        let topic = TopicName::new("orders", []).expect("a name");
        Entry::new(topic, 42, "order.placed/2", "{\"a\":1}")
            .key("")
            .traceparent("00-ab")
    }

    #[test]
    fn read_inverts_write() {
        let mut bytes = Vec::new();
        write(&entry(), &mut bytes);
        assert_eq!(read(7, &bytes).expect("our own bytes"), entry().at(7));
        assert_eq!(time(&bytes), Some(42));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut bytes = Vec::new();
        write(&entry(), &mut bytes);
        let head = bytes.len() - entry().payload.len();
        for length in 0..head {
            assert_eq!(
                read(7, &bytes[..length]).expect_err("cut").id(),
                "log/corrupt"
            );
        }
        for at in 0..bytes.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = bytes.clone();
                bytes[at] ^= flip;
                // Either the flip lies in content, or it is told; redb's checksums come before.
                if let Err(error) = read(7, &bytes) {
                    assert_eq!(error.id(), "log/corrupt");
                }
            }
        }
    }
}
