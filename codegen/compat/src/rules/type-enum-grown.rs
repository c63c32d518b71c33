//! `compat/type-enum-grown`: an exhaustive match over a generated enum or union misses a case.
use crate::case::spot;
use crate::change::Change;
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/type-enum-grown",
    area: Area::Values,
    kind: Kind::Added,
    direction: None,
    level: Level::Source,
    summary: "an exhaustive match over a generated enum or union misses a case",
    help: "handle the new case where the compiler says so",
    detect: Detect::Change(|change| match change {
        Change::CaseAdded { at, case } => Some(format!("{} has the new case {case}", spot(at))),
        _ => None,
    }),
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"fallback": "open"}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"fallback": "open"}}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["done", "open"], "x-tidings": {"closed": true}}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#,
        },
    }),
};
