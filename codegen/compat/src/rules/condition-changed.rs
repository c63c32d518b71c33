//! `compat/condition-changed`: what one part of a payload demands of another has changed.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/condition-changed",
    area: Area::Conditions,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "what one part of a payload demands of another has changed",
    help: "keep `dependentRequired`, `dependentSchemas`, `if` and `not` as they were",
    detect: Detect::Refusal {
        applies: |case| {
            let words = [
                "dependentRequired",
                "dependentSchemas",
                "not",
                "if",
                "then",
                "else",
            ];
            case.is(&words) || (case.is(&["required"]) && case.missing.is_none())
        },
        say: |case| {
            format!(
                "{} may be {}, which the conditions of the other version refuse",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "dependentRequired": {"a": ["b"]}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "dependentRequired": {}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "dependentRequired": {"a": ["b"]}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "dependentRequired": {"a": ["b"]}, "title": "d"}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#,
        },
    }),
};
