//! `compat/integer-unsafe`: an integer may lie beyond 2^53, where JavaScript numbers are not exact.
use tidings_model::{Checked, Form, NodeId, Schema, Types};

use crate::case::spot;
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/integer-unsafe",
    area: Area::Numbers,
    kind: Kind::Loosened,
    direction: None,
    level: Level::Style,
    summary: "an integer may lie beyond 2^53, where JavaScript numbers are not exact",
    help: r#"bound it (`"maximum": 9007199254740991`), or mark it `"x-tidings": {"bigint": true}`"#,
    detect: Detect::Version(|version| {
        unsafe_integer(version.schema).map(|(node, at)| {
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

/// The first integer that is bounded, but beyond 2^53, with the member that holds it.
fn unsafe_integer(schema: &Schema<Checked>) -> Option<(NodeId, String)> {
    const SAFE: i128 = 1 << 53;
    schema.ids().find_map(|id| {
        let node = schema.node(id);
        let whole = node
            .types
            .is_some_and(|types| types.contains(Types::INTEGER) && !types.contains(Types::NUMBER));
        if !whole || node.tidings.bigint {
            return None;
        }
        let Form::Integer { range } = schema.form(id) else {
            return None;
        };
        let beyond = |bound: Option<i128>| bound.is_some_and(|bound| bound.abs() > SAFE);
        let place = node.place.pointer.replace("/properties/", "/");
        (beyond(range.min) || beyond(range.max)).then_some((id, place))
    })
}
