//! `compat/length-changed`: strings are shorter or longer than the other version takes.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/length-changed",
    area: Area::Strings,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "strings are shorter or longer than the other version takes",
    help: "keep `minLength` and `maxLength`; count in code points",
    detect: Detect::Refusal {
        applies: |case| case.is(&["minLength", "maxLength"]),
        say: |case| {
            format!(
                "{} may have a length that the other version refuses: {}",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "maxLength": 8}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "maxLength": 9}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "maxLength": 8}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "maxLength": 8, "minLength": 0}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^a"}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^b"}}}"#,
        },
    }),
};
