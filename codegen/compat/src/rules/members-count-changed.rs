//! `compat/members-count-changed`: objects have more or fewer members than the other version takes.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/members-count-changed",
    area: Area::Members,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "objects have more or fewer members than the other version takes",
    help: "keep `minProperties` and `maxProperties`",
    detect: Detect::Refusal {
        applies: |case| case.is(&["minProperties", "maxProperties"]),
        say: |case| {
            format!(
                "{} may be {}, which has a number of members that the other version refuses",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 2}"#,
            new: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 3}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 2}"#,
            new: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 2, "minProperties": 0}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"maxLength": 2}}"#,
            new: r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"maxLength": 3}}"#,
        },
    }),
};
