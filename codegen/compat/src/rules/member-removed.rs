//! `compat/member-removed`: a member that readers require is not written any more.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/member-removed",
    area: Area::Members,
    kind: Kind::Removed,
    direction: Some(Direction::NewToOld),
    level: Level::Wire,
    summary: "a member that readers require is not written any more",
    help: "keep the member in the new version (it may be marked `deprecated`), or remove it once no client of the older releases is left: raise `oldest_release` of the stream first",
    detect: Detect::Refusal {
        applies: |case| {
            case.writer_is_newer()
                && case
                    .missing
                    .as_deref()
                    .is_some_and(|name| !case.writer_declares(name))
        },
        say: |case| {
            format!(
                "{} is not written any more, and is required by readers of the older version",
                case.member()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"note": {"type": "string"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
    }),
};
