//! `compat/type-replaced`: a member has another generated type.
use crate::case::spot;
use crate::change::Change;
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/type-replaced",
    area: Area::Types,
    kind: Kind::Replaced,
    direction: None,
    level: Level::Source,
    summary: "a member has another generated type",
    help: "give the new type another member name",
    detect: Detect::Change(|change| match change {
        Change::TypeReplaced { at, from, to } => Some(format!(
            "{} was {from} and is {to} in the generated types",
            spot(at)
        )),
        _ => None,
    }),
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"m": {"type": "integer"}}}"#,
        },
    }),
};
