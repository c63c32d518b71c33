//! `compat/change-unsaid`: a new version does not say why it exists.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/change-unsaid",
    area: Area::Texts,
    kind: Kind::Added,
    direction: None,
    level: Level::Style,
    summary: "a new version does not say why it exists",
    help: r#"add one sentence to the schema: `"x-tidings": {"change": "..."}`"#,
    detect: Detect::Version(|version| {
        (version.number > 1
            && version
                .schema
                .node(version.schema.root())
                .tidings
                .change
                .is_none())
        .then(|| {
            (
                version.schema.root(),
                "this version does not say why it exists".to_owned(),
            )
        })
    }),
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object"}"#,
            new: r#"{"type": "object", "x-tidings": {"change": "counts are exact"}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object"}"#,
            new: r#"{"type": "object", "x-tidings": {"change": "a note"}, "description": "x"}"#,
        },
    }),
};
