//! `compat/member-required`: a new member is required, and stored events do not have it.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/member-required",
    area: Area::Members,
    kind: Kind::Added,
    direction: Some(Direction::OldToNew),
    level: Level::Wire,
    summary: "a new member is required, and stored events do not have it",
    help: "make the new member optional: leave it out of `required`",
    detect: Detect::Refusal {
        applies: |case| {
            !case.writer_is_newer()
                && case
                    .missing
                    .as_deref()
                    .is_some_and(|name| !case.writer_declares(name))
        },
        say: |case| {
            format!(
                "{} is new and required, and events of the older version do not have it",
                case.member()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}, "at": {"type": "string"}}, "required": ["id", "at"]}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}, "at": {"type": "string"}}, "required": ["id"]}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
        },
    }),
};
