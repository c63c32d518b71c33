//! `compat/enum-shrunk`: an enum lost a member that stored events may hold.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/enum-shrunk",
    area: Area::Values,
    kind: Kind::Removed,
    direction: Some(Direction::OldToNew),
    level: Level::Wire,
    summary: "an enum lost a member that stored events may hold",
    help: "keep the member in the enum and stop writing it; or give the enum a fallback",
    detect: Detect::Refusal {
        applies: |case| !case.writer_is_newer() && case.is(&["enum", "const"]),
        say: |case| {
            format!(
                "{} can not be {} any more, and events of the older version may hold it",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["held", "done", "open"], "x-tidings": {"closed": true}}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"closed": true}}}}"#,
        },
    }),
};
