//! `compat/type-changed`: a value has another type.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/type-changed",
    area: Area::Types,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "a value has another type",
    help: "give the new type another member name, and keep the old member beside it",
    detect: Detect::Refusal {
        applies: |case| case.is(&["type"]) && !case.value().is_null() && !case.value().is_f64(),
        say: |case| {
            format!(
                "{} is {} in one version, and the other refuses that: {}",
                case.spot(),
                case.shown(),
                case.witness.refused.message
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "object"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": ["string", "null"]}}}"#,
        },
    }),
};
