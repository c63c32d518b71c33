//! `compat/integer-widened`: a number with a fraction meets a reader that takes integers only.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/integer-widened",
    area: Area::Types,
    kind: Kind::Loosened,
    direction: None,
    level: Level::Wire,
    summary: "a number with a fraction meets a reader that takes integers only",
    help: "keep `integer`, or put the fraction into a member of its own",
    detect: Detect::Refusal {
        applies: |case| case.is(&["type"]) && case.value().is_f64(),
        say: |case| {
            format!(
                "{} may be {}, and readers of the other version take integers only",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "number"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "string"}}}"#,
        },
    }),
};
