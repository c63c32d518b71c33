//! `compat/union-grown`: a union has a new branch that older readers refuse.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/union-grown",
    area: Area::Unions,
    kind: Kind::Added,
    direction: Some(Direction::NewToOld),
    level: Level::Wire,
    summary: "a union has a new branch that older readers refuse",
    help: "put the new shape into an event of its own; older readers take a new branch only where their version declared a fallback for the tag before it was published",
    detect: Detect::Refusal {
        applies: |case| {
            case.writer_is_newer()
                && case.is(&["anyOf", "oneOf"])
                && case.tags().is_none_or(|(written, read)| written == read)
        },
        say: |case| {
            format!(
                "{} may now be {}, which matches no branch that older readers know",
                case.spot(),
                case.shown()
            )
        },
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "c"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"fallback": "a", "tag": "kind"}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "c"}}, "required": ["kind"]}], "x-tidings": {"fallback": "a", "tag": "kind"}}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "c"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"u": {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}, "required": ["kind"]}, {"type": "object", "properties": {"kind": {"const": "b"}}, "required": ["kind"]}], "x-tidings": {"closed": true}}}}"#,
        },
    }),
};
