//! `compat/discriminator-changed`: the branches of a union are told apart by another member.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/discriminator-changed",
    area: Area::Unions,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Wire,
    summary: "the branches of a union are told apart by another member",
    help: "keep the tag, and write a new one beside it",
    detect: Detect::Refusal {
        applies: |case| {
            case.is(&["anyOf", "oneOf"])
                && case.tags().is_some_and(|(written, read)| written != read)
        },
        say: |case| {
            format!(
                "{} is told apart by another member: {}",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"sort": {"const": "a"}}, "required": ["sort"]}, {"type": "object", "properties": {"sort": {"const": "b"}}, "required": ["sort"]}], "x-tidings": {"closed": true}}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "c"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
        },
    }),
};
