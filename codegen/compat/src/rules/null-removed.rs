//! `compat/null-removed`: a value can not be null any more, and stored events may hold null.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/null-removed",
    area: Area::Types,
    kind: Kind::Removed,
    direction: Some(Direction::OldToNew),
    level: Level::Wire,
    summary: "a value can not be null any more, and stored events may hold null",
    help: "keep null in the type, and stop writing it",
    detect: Detect::Refusal {
        applies: |case| !case.writer_is_newer() && case.is(&["type"]) && case.value().is_null(),
        say: |case| {
            format!(
                "{} can not be null any more, and events of the older version may hold null",
                case.spot()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": ["string", "null"]}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": ["string", "null"]}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": ["null", "string"]}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": ["string", "null"]}}}"#,
        },
    }),
};
