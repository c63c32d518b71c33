//! `compat/items-repeat`: elements may repeat, and the other version refuses that.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/items-repeat",
    area: Area::Arrays,
    kind: Kind::Loosened,
    direction: None,
    level: Level::Wire,
    summary: "elements may repeat, and the other version refuses that",
    help: "keep `uniqueItems` in the new version",
    detect: Detect::Refusal {
        applies: |case| case.is(&["uniqueItems"]),
        say: |case| {
            format!(
                "the elements of {} may repeat: {}",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "array", "uniqueItems": true}}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "array", "uniqueItems": false}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "array", "uniqueItems": true}}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "array", "uniqueItems": true, "minItems": 0}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "array", "maxItems": 2}}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "array", "maxItems": 3}}}"#,
        },
    }),
};
