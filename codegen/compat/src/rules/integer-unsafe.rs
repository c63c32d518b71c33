//! `compat/integer-unsafe`: an integer may lie beyond 2^53, where JavaScript numbers are not exact.
use super::{Area, Detect, Example, Examples, Kind, Rule, Shape};
use crate::case::spot;
use crate::finding::Level;

pub(super) static RULE: Rule = Rule {
    id: "compat/integer-unsafe",
    area: Area::Numbers,
    kind: Kind::Loosened,
    direction: None,
    level: Level::Style,
    summary: "an integer may lie beyond 2^53, where JavaScript numbers are not exact",
    help: r#"bound it (`"maximum": 9007199254740991`), or mark it `"x-tidings": {"bigint": true}`"#,
    detect: Detect::Version(|version| {
        version.unsafe_integer().map(|(node, at)| {
            (
                node,
                format!(
                    "{} may lie beyond 2^53, where JavaScript numbers are not exact",
                    spot(&at)
                ),
            )
        })
    }),
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object"}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 9007199254740993}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object"}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 100}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object"}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer", "x-tidings": {"bigint": true}}}}"#,
        },
    }),
};
