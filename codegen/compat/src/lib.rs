//! Whether readers of one version accept what writers of another produce: proved, refuted, or unknown.
//!
//! The way of data: a pair of schemas becomes two documents (under `generated` the emit set and the accept set that
//! tidings-model materialises); the engine reads both as formulas and searches for a value that the first accepts and
//! the second refuses; an exhausted search is a proof, and a value that an independent validator confirms is a witness.
//! [`decide`] does that for two loose documents, and [`rule_of`] names what it found. [`check`] does it for every pair of a registry that can meet, and
//! names each break by a [`Rule`]; [`matrix`] says what a server does with each pair; [`is_free`] whether a version may
//! be promoted without asking. [`propose`] says what could carry payloads of one version to the next.
//!
//! **Invariants**
//! - `Compatible` is never said when a breaking payload exists: what the engine does not understand can only make an
//!   answer `Unknown`.
//! - Every `Breaking` carries a witness that the jsonschema crate confirms on both sides, and that holds nothing superfluous.
//! - Every decision ends: steps, depth, automata and sizes are bounded; the same input gives the same answer.
//! - Nothing here reads files, prints, or knows a target language; maps that reach output are ordered.
//!
//! ```
//! use serde_json::json;
//! use tidings_compat::{Semantics, Verdict, decide};
//!
//! let writer = json!({"type": "object", "required": ["status"], "properties": {"status": {"enum": ["open", "held"]}}});
//! let reader = json!({"type": "object", "required": ["status"], "properties": {"status": {"enum": ["open", "done"]}}});
//! let Verdict::Breaking(witness) = decide(&writer, &reader, Semantics::Generated) else { panic!("it breaks") };
//! assert_eq!(witness.value, json!({"status": "held"}));
//! assert_eq!(witness.refused.pointer, "/properties/status/enum");
//! ```
mod agreed;
mod assess;
mod breaks;
mod case;
mod change;
mod check;
mod confirm;
mod decide;
mod edits;
mod engine;
mod excerpt;
mod finding;
mod gate;
mod growth;
mod lens;
mod locate;
mod matrix;
mod merged;
mod naming;
mod rename;
mod rule;
mod rules;
mod shrink;
mod spread;
mod streams;
mod terms;
mod versions;
mod waivers;

pub use assess::Assessment;
pub use case::Case;
pub use check::check;
pub use confirm::Refused;
pub use decide::{BUDGET, Semantics, Verdict, Witness, decide, decide_within};
pub use edits::SafeEdit;
pub use engine::{Reason, Side};
pub use finding::{Claim, Direction, Finding, Level, Pair, Waived};
pub use gate::gate;
pub use growth::is_free;
pub use lens::{Doubt, Op, Proposal, Proposed, propose};
pub use locate::{describing, keyword_place};
pub use matrix::matrix;
pub use naming::rule_of;
pub use rule::{Area, Example, Examples, Kind, Rule, Shape};
pub use rules::{RULES, rule};
pub use terms::Terms;
