//! `compat/bound-loosened`: numbers may now lie beyond the bound of older readers.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/bound-loosened",
    area: Area::Numbers,
    kind: Kind::Loosened,
    direction: Some(Direction::NewToOld),
    level: Level::Wire,
    summary: "numbers may now lie beyond the bound of older readers",
    help: "keep the bound in the new version",
    detect: Detect::Refusal {
        applies: |case| {
            case.writer_is_newer()
                && case.is(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        },
        say: |case| format!("{} may now be {}", case.spot(), case.shown()),
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": -1}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0, "title": "n"}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}"#,
        },
    }),
};
