//! `compat/enum-grown`: an enum has a new member that older readers refuse.
use crate::finding::{Direction, Level};
use crate::rule::{Area, Detect, Example, Examples, Kind, Rule, Shape};

pub(super) static RULE: Rule = Rule {
    id: "compat/enum-grown",
    area: Area::Values,
    kind: Kind::Added,
    direction: Some(Direction::NewToOld),
    level: Level::Wire,
    summary: "an enum has a new member that older readers refuse",
    help: r#"write one of the known values instead; older readers take a new one only where their version declared a fallback (`"x-tidings": {"fallback": "..."}`) before it was published"#,
    detect: Detect::Refusal {
        applies: |case| case.writer_is_newer() && case.is(&["enum", "const"]),
        say: |case| format!("{} may now be {}", case.spot(), case.shown()),
    },
    examples: Some(Examples {
        shape: Shape::Schemas,
        positive: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"closed": true}}}}"#,
        },
        negative: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"fallback": "open"}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"fallback": "open"}}}}"#,
        },
        near_miss: Example {
            old: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done", "held"], "x-tidings": {"closed": true}}}}"#,
            new: r#"{"type": "object", "properties": {"status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#,
        },
    }),
};
