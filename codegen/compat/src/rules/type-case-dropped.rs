//! `compat/type-case-dropped`: code names a case of a generated enum or union that is gone.
use crate::case::spot;
use crate::change::Change;
use crate::finding::Level;
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/type-case-dropped",
    area: Area::Values,
    kind: Kind::Removed,
    direction: None,
    level: Level::Source,
    summary: "a generated enum or union has lost a case, and code that names it does not compile",
    help: "keep the case, and stop writing it, until no code names it",
    detect: Detect::Change(|change| match change {
        Change::CaseDropped { at, case } => {
            Some(format!("{} has no case {case} any more", spot(at)))
        }
        _ => None,
    }),
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"fallback": "open"}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"fallback": "open"}}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["done", "open"], "x-tidings": {"closed": true}}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"fallback": "open"}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"fallback": "open"}}}}"#,
        },
    }),
};
