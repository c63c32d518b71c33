//! `compat/member-optional`: a member that readers require may now be left out.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/member-optional",
    area: Area::Members,
    kind: Kind::Loosened,
    direction: Some(Direction::NewToOld),
    level: Level::Wire,
    summary: "a member that readers require may now be left out",
    help: "keep the member in `required` in the new version",
    detect: Detect::Refusal {
        applies: |case| {
            case.writer_is_newer()
                && case
                    .missing
                    .as_deref()
                    .is_some_and(|name| case.writer_declares(name))
        },
        say: |case| {
            format!(
                "{} may now be left out, and is required by readers of the older version",
                case.member()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"note": {"type": "string"}}}"#,
        },
    }),
};
