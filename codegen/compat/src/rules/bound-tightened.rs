//! `compat/bound-tightened`: stored numbers lie beyond the new bound.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/bound-tightened",
    area: Area::Numbers,
    kind: Kind::Tightened,
    direction: Some(Direction::OldToNew),
    level: Level::Wire,
    summary: "stored numbers lie beyond the new bound",
    help: "keep the bound as it was",
    detect: Detect::Refusal {
        applies: |case| {
            !case.writer_is_newer()
                && case.is(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
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
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "maximum": 9}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "maximum": 9.0}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": -1}}}"#,
        },
    }),
};
