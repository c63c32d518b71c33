//! `compat/type-member-dropped`: a member is gone from the generated types.
use crate::case::spot;
use crate::change::Change;
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/type-member-dropped",
    area: Area::Members,
    kind: Kind::Removed,
    direction: None,
    level: Level::Source,
    summary: "a member is gone from the generated types",
    help: "keep the member, marked `deprecated`, until no code reads it",
    detect: Detect::Change(|change| match change {
        Change::MemberDropped { at } => {
            Some(format!("{} is gone from the generated types", spot(at)))
        }
        _ => None,
    }),
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
    }),
};
