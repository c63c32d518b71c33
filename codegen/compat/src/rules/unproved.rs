//! `compat/unproved`: neither a proof nor a counterexample was found.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/unproved",
    area: Area::Shapes,
    kind: Kind::Unproved,
    direction: None,
    level: Level::Wire,
    summary: "neither a proof nor a counterexample was found",
    help: "write the keyword that is named in the same way in both versions, or in a simpler way",
    detect: Detect::Registry,
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^(?=a)a*$"}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^(?=a)a+$"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^(?=a)a*$"}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^(?=a)a*$"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^a+$"}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^a*$"}}}"#,
        },
    }),
};
