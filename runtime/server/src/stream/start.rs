//! Where a reader begins, and what it is told first.

use super::control::{self, Gap};
use super::projection::Projection;
use crate::provider::Taken;
use bytes::Bytes;
use tidings_contract::{Cursor, Start};
use tidings_log::Bounds;

/// The position that a client asks to go on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It has none.
    Nothing,
    /// An id that this kind of server writes.
    Cursor(Cursor),
    /// An id that nobody wrote here.
    Foreign,
}

impl Asked {
    /// Reads a last event id as it came, in whatever bytes.
    pub fn read(id: Option<&[u8]>) -> Self {
        match id {
            None | Some([]) => Asked::Nothing,
            Some(id) => {
                let text = std::str::from_utf8(id).ok();
                let cursor = text.and_then(|text| text.parse().ok());
                cursor.map_or(Asked::Foreign, Asked::Cursor)
            }
        }
    }
}

/// What the log makes of the position that a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The log goes on from there.
    Continues(u64),
    /// There is none to go on from.
    Fresh,
    /// It is lost: what the client said, where it means something, and why.
    Lost { from: Option<String>, reason: Gap },
}

/// Judges the position against what the log keeps.
pub(crate) fn due(asked: &Asked, bounds: &Bounds) -> Due {
    let lost = |from: Option<&Cursor>, reason| {
        let from = from.map(ToString::to_string);
        Due::Lost { from, reason }
    };
    match asked {
        Asked::Nothing => Due::Fresh,
        Asked::Foreign => lost(None, Gap::Epoch),
        Asked::Cursor(cursor) if cursor.epoch != bounds.epoch => lost(Some(cursor), Gap::Epoch),
        Asked::Cursor(cursor) if cursor.seq > bounds.head => lost(None, Gap::Epoch),
        Asked::Cursor(cursor) if !bounds.continues(cursor.seq) => lost(Some(cursor), Gap::Trimmed),
        Asked::Cursor(cursor) => Due::Continues(cursor.seq),
    }
}

/// The first frame, and the position behind it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Begin {
    pub frame: Bytes,
    pub position: u64,
}

/// Begins where the client asks, or where the stream starts; a position that is lost is a gap.
pub(crate) fn begin(due: &Due, bounds: &Bounds, start: Start, retry_ms: u64) -> Begin {
    let before_first = bounds.first.saturating_sub(1);
    let anchor = |position: u64| Begin {
        frame: control::anchor(&bounds.cursor(position).to_string(), Some(retry_ms)),
        position,
    };
    match due {
        Due::Continues(position) => anchor(*position),
        Due::Fresh => anchor(match start {
            Start::Now => bounds.head,
            Start::Oldest => before_first,
            Start::Last(count) => before_first.max(bounds.head.saturating_sub(u64::from(count))),
        }),
        Due::Lost { from, reason } => {
            let to = bounds.cursor(before_first);
            Begin {
                frame: control::first_gap(from.as_deref(), &to, *reason, Some(retry_ms)),
                position: before_first,
            }
        }
    }
}

/// Begins behind a snapshot, which takes the anchor's place; what was lost is told before it. One that
/// the release cannot read is a gap up to its cursor.
pub(crate) fn begin_behind(
    due: &Due,
    taken: &Taken,
    projection: &Projection,
    retry_ms: u64,
) -> Begin {
    let position = taken.at.seq;
    let (from, reason) = match due {
        Due::Lost { from, reason } => (from.as_deref(), Some(*reason)),
        Due::Continues(_) | Due::Fresh => (None, None),
    };
    let at = taken.at.to_string();
    let Some(snapshot) = projection.encode_one(&at, &taken.record) else {
        let frame = control::first_gap(from, &taken.at, Gap::Unreadable, Some(retry_ms));
        return Begin { frame, position };
    };
    let mut out = Vec::new();
    match reason {
        Some(reason) => control::gap_before_snapshot(from, &taken.at, reason, retry_ms, &mut out),
        None => control::push_retry(retry_ms, &mut out),
    }
    out.extend_from_slice(&snapshot);
    Begin {
        frame: out.into(),
        position,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidings_contract::Epoch;

    const KEPT: std::ops::RangeInclusive<u64> = 11..=20;

    fn bounds() -> Bounds {
        Bounds {
            epoch: Epoch::new("4kq7").expect("an epoch"),
            first: *KEPT.start(),
            head: *KEPT.end(),
        }
    }

    #[track_caller]
    fn check(id: Option<&[u8]>, start: Start, position: u64, frame: &str) {
        let due = due(&Asked::read(id), &bounds());
        let begin = begin(&due, &bounds(), start, 7);
        assert_eq!(begin.position, position);
        assert_eq!(String::from_utf8_lossy(&begin.frame), frame);
    }

    fn gap(from: &str, reason: &str) -> String {
        format!(
            "retry: 7\nid: 4kq7.10\nevent: tidings.gap\n\
             data: {{\"from\":{from},\"reason\":\"{reason}\",\"to\":\"4kq7.10\"}}\n\n"
        )
    }

    #[test]
    fn without_a_cursor_the_stream_says_where_it_starts() {
        check(None, Start::Now, 20, "retry: 7\nid: 4kq7.20\n\n");
        check(Some(b""), Start::Oldest, 10, "retry: 7\nid: 4kq7.10\n\n");
        check(None, Start::Last(3), 17, "retry: 7\nid: 4kq7.17\n\n");
        check(None, Start::Last(300), 10, "retry: 7\nid: 4kq7.10\n\n");
    }

    #[test]
    fn a_cursor_within_what_is_kept_goes_on_from_there() {
        for seq in [10, 11, 20] {
            let id = format!("4kq7.{seq}");
            let frame = format!("retry: 7\nid: {id}\n\n");
            check(Some(id.as_bytes()), Start::Now, seq, &frame);
        }
    }

    #[test]
    fn what_cannot_go_on_is_a_gap_and_then_the_earliest_kept() {
        check(
            Some(b"4kq7.9"),
            Start::Now,
            10,
            &gap("\"4kq7.9\"", "trimmed"),
        );
        check(
            Some(b"4kq7.0"),
            Start::Now,
            10,
            &gap("\"4kq7.0\"", "trimmed"),
        );
        check(
            Some(b"zzzz.15"),
            Start::Now,
            10,
            &gap("\"zzzz.15\"", "epoch"),
        );
        check(Some(b"4kq7.21"), Start::Now, 10, &gap("null", "epoch"));
        check(
            Some(b"4kq7.18446744073709551615"),
            Start::Now,
            10,
            &gap("null", "epoch"),
        );
    }

    #[test]
    fn hostile_ids_are_foreign() {
        let long = vec![b'9'; 1 << 20];
        let ids: [&[u8]; 8] = [
            b"\xFF\xFE",
            b"4kq7.-1",
            b"4kq7.18446744073709551616",
            b".",
            b"4kq7.15\r\nevent: x",
            b"\0",
            b"1763700000123",
            &long,
        ];
        for id in ids {
            check(Some(id), Start::Now, 10, &gap("null", "epoch"));
        }
    }
}
