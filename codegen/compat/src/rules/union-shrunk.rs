//! `compat/union-shrunk`: a union lost a branch that stored events may hold.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/union-shrunk",
    area: Area::Unions,
    kind: Kind::Removed,
    direction: Some(Direction::OldToNew),
    level: Level::Wire,
    summary: "a union lost a branch that stored events may hold",
    help: "keep the branch, and stop writing it",
    detect: Detect::Refusal {
        applies: |case| {
            !case.writer_is_newer()
                && case.is(&["anyOf", "oneOf"])
                && case.tags().is_none_or(|(written, read)| written == read)
        },
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
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "c"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "c"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
        },
    }),
};
