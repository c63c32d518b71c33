//! `compat/items-count-changed`: arrays have more or fewer elements than the other version takes, or none of a kind it asks for.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/items-count-changed",
    area: Area::Arrays,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "arrays have more or fewer elements than the other version takes, or none of a kind it asks for",
    help: "keep `minItems`, `maxItems`, `contains` and its counts",
    detect: Detect::Refusal {
        applies: |case| {
            case.is(&[
                "minItems",
                "maxItems",
                "contains",
                "minContains",
                "maxContains",
            ])
        },
        say: |case| {
            format!(
                "{} may be {}, which has a number of elements that the other version refuses",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "array", "maxItems": 2}}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "array", "maxItems": 3}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "array", "maxItems": 2}}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "array", "maxItems": 2, "minItems": 0}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "array", "uniqueItems": true}}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "array", "uniqueItems": false}}}"#,
        },
    }),
};
