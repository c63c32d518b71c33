//! `compat/description-missing`: the event has no description.
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/description-missing",
    area: Area::Texts,
    kind: Kind::Removed,
    direction: None,
    level: Level::Style,
    summary: "the event has no description",
    help: "add a `description`: it becomes the doc comment of the generated types",
    detect: Detect::Version(|version| {
        let text = &version.schema.node(version.schema.root()).text;
        (text.description.is_none() && text.title.is_none()).then(|| {
            (
                version.schema.root(),
                "the schema has no description".to_owned(),
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
            new: r#"{"type": "object", "description": "an order was placed"}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object"}"#,
            new: r#"{"type": "object", "title": "Order placed"}"#,
        },
    }),
};
