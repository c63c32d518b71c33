//! `compat/type-member-required`: the constructor of the generated type asks for one more member.
use crate::case::spot;
use crate::change::Change;
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/type-member-required",
    area: Area::Members,
    kind: Kind::Tightened,
    direction: None,
    level: Level::Source,
    summary: "the constructor of the generated type asks for one more member",
    help: "make the member optional: it then becomes a setter, and no call breaks",
    detect: Detect::Change(|change| match change {
        Change::MemberRequired { at } => Some(format!("the constructor asks for {}", spot(at))),
        _ => None,
    }),
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
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
    }),
};
