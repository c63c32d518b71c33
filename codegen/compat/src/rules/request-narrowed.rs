//! `compat/request-narrowed`: clients of older releases send a request that the session refuses.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/request-narrowed",
    area: Area::Streams,
    kind: Kind::Tightened,
    direction: Some(Direction::OldToNew),
    level: Level::Wire,
    summary: "clients of older releases send a request that the session refuses",
    help: "keep the older request type beside the new one, or make what is new in it optional",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Request,
        positive: Example {
            old: r#"{"type": "object", "properties": {"q": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}"#,
            new: r#"{"type": "object", "properties": {"q": {"type": "string"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}"#,
            new: r#"{"type": "object", "properties": {"q": {"type": "string"}, "lang": {"type": "string"}}, "required": ["q"]}"#,
        },
    }),
};
