//! `compat/member-made-required`: a member that could be left out is required now.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/member-made-required",
    area: Area::Members,
    kind: Kind::Tightened,
    direction: Some(Direction::OldToNew),
    level: Level::Wire,
    summary: "a member that could be left out is required now",
    help: "leave the member out of `required`, as in the older version",
    detect: Detect::Refusal {
        applies: |case| {
            !case.writer_is_newer()
                && case
                    .missing
                    .as_deref()
                    .is_some_and(|name| case.writer_declares(name))
        },
        say: |case| {
            format!(
                "{} is required now, and events of the older version may lack it",
                case.member()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"], "description": "an order"}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}, "at": {"type": "string"}}, "required": ["at"]}"#,
        },
    }),
};
