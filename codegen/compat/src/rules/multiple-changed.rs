//! `compat/multiple-changed`: numbers are not multiples of what the other version asks.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/multiple-changed",
    area: Area::Numbers,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "numbers are not multiples of what the other version asks",
    help: "keep `multipleOf`, or choose one that divides the old one and is checked by no reader",
    detect: Detect::Refusal {
        applies: |case| case.is(&["multipleOf"]),
        say: |case| {
            format!(
                "{} may be {}, which is not a multiple of what readers of the other version ask",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 2}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 3}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 2}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 2.0}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}"#,
        },
    }),
};
