//! `compat/type-member-optional`: a member of the generated types may now be absent.
use crate::case::spot;
use crate::change::Change;
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/type-member-optional",
    area: Area::Members,
    kind: Kind::Loosened,
    direction: None,
    level: Level::Source,
    summary: "a member of the generated types may now be absent",
    help: "keep it required, or expect that readers have to handle its absence",
    detect: Detect::Change(|change| match change {
        Change::MemberOptional { at } => {
            Some(format!("{} may be absent in the generated types", spot(at)))
        }
        _ => None,
    }),
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
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"note": {"type": "string"}}}"#,
        },
    }),
};
