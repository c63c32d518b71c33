//! `compat/null-added`: a value may now be null.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/null-added",
    area: Area::Types,
    kind: Kind::Added,
    direction: Some(Direction::NewToOld),
    level: Level::Wire,
    summary: "a value may now be null",
    help: "leave the member out instead of writing null, or keep the old member and add a new one",
    detect: Detect::Refusal {
        applies: |case| case.writer_is_newer() && case.is(&["type"]) && case.value().is_null(),
        say: |case| format!("{} may now be null", case.spot()),
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": ["string", "null"]}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": ["string", "null"]}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": ["null", "string"]}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "object"}}}"#,
        },
    }),
};
