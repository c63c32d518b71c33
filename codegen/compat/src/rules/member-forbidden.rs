//! `compat/member-forbidden`: a member is written that the other version does not allow at all.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/member-forbidden",
    area: Area::Members,
    kind: Kind::Tightened,
    direction: None,
    level: Level::Wire,
    summary: "a member is written that the other version does not allow at all",
    help: "allow the member in both versions; `false` as its schema refuses it for ever",
    detect: Detect::Refusal {
        applies: |case| {
            case.is(&[
                "falseSchema",
                "additionalProperties",
                "unevaluatedProperties",
                "unevaluatedItems",
                "false schema",
                "items",
            ]) || case.reader.always == Some(false)
        },
        say: |case| {
            format!(
                "{} may be {}, and the other version does not allow it",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"a": false}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "object"}}}"#,
        },
    }),
};
