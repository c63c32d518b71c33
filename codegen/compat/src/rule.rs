//! What a rule consists of: texts, how it is found, and three examples.
use serde::Serialize;
use tidings_model::{Checked, NodeId, Schema};

use crate::case::Case;
use crate::change::Change;
use crate::finding::{Direction, Level};

/// What part of a contract a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Area {
    Arrays,
    Conditions,
    Members,
    Numbers,
    Shapes,
    Streams,
    Strings,
    Texts,
    Types,
    Unions,
    Values,
    Waivers,
}

/// What an edit does to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Added,
    Loosened,
    Removed,
    Replaced,
    Tightened,
    Unproved,
}

/// How a rule finds what it is about.
pub(crate) enum Detect {
    /// By a confirmed break: which ones, and what to say of it.
    Refusal {
        applies: fn(&Case<'_>) -> bool,
        say: fn(&Case<'_>) -> String,
    },
    /// By a change of the generated types.
    Change(fn(&Change) -> Option<String>),
    /// By one version alone.
    Version(fn(&Looked<'_>) -> Option<(NodeId, String)>),
    /// By what `check` sees of whole streams, or by a proof that fails.
    Registry,
}

/// One version under the eyes of a rule.
pub(crate) struct Looked<'a> {
    pub(crate) schema: &'a Schema<Checked>,
    pub(crate) number: u32,
}

/// What the two texts of an example are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Two versions of one event.
    Schemas,
    /// A stream file before and after; the events `one` and `two` exist.
    Stream,
    /// Two versions of the request type of a session.
    Request,
    /// A waiver of a break before and after an edit, on a day in June 2026; `FINGERPRINT` and `SCHEMAS` stand for what
    /// identifies the break.
    Waiver,
}

/// What a rule is shown to match, and not to match.
#[derive(Clone, Copy, Debug)]
pub struct Examples {
    /// What the texts are.
    pub shape: Shape,
    /// An edit that the rule reports.
    pub positive: Example,
    /// A harmless edit of the same kind.
    pub negative: Example,
    /// An edit that another rule reports, or none.
    pub near_miss: Example,
}

/// A text before and after an edit.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Before.
    pub old: &'static str,
    /// After.
    pub new: &'static str,
}

/// One rule of the checker.
///
/// ```
/// let rule = tidings_compat::rule("compat/member-removed").unwrap();
/// assert_eq!(rule.level, tidings_compat::Level::Wire);
/// ```
pub struct Rule {
    /// Its id, which never changes.
    pub id: &'static str,
    /// What it is about.
    pub area: Area,
    /// What the edit does.
    pub kind: Kind,
    /// The direction that it is about, where it is about one only.
    pub direction: Option<Direction>,
    /// Who is hit.
    pub level: Level,
    /// What happened, in one clause.
    pub summary: &'static str,
    /// The first way out.
    pub help: &'static str,
    pub(crate) detect: Detect,
    /// Its examples; the rule of last resort has none, since a case that needs it is a rule to be written.
    pub examples: Option<Examples>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("id", &self.id)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}
