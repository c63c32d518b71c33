//! `compat/names-changed`: members have names that the other version refuses.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/names-changed",
    area: Area::Members,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "members have names that the other version refuses",
    help: "keep `propertyNames` as it was",
    detect: Detect::Refusal {
        applies: |case| case.witness.refused.pointer.contains("/propertyNames"),
        say: |case| {
            format!(
                "{} may have members whose names the other version refuses: {}",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^a"}}"#,
            new: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^b"}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^a"}}"#,
            new: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^a.*"}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 2}"#,
            new: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 3}"#,
        },
    }),
};
