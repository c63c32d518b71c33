//! `compat/pattern-changed`: strings do not match the pattern of the other version.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/pattern-changed",
    area: Area::Strings,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "strings do not match the pattern of the other version",
    help: "keep the pattern, or one that matches exactly the same strings",
    detect: Detect::Refusal {
        applies: |case| case.is(&["pattern"]),
        say: |case| {
            format!(
                "{} may be {}, which does not match the pattern of the other version",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^[a-c]+$"}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^[a-d]+$"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^[a-c]+$"}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "pattern": "^(a|b|c)+$"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"s": {"type": "string", "maxLength": 1}}}"#,
            new: r#"{"type": "object", "properties": {"s": {"type": "string", "maxLength": 2}}}"#,
        },
    }),
};
