//! The rule that names what is wrong between two loose documents.
use serde_json::Value;
use tidings_model::Schema;

use crate::breaks::{Told, missing};
use crate::case::Case;
use crate::decide::{Semantics, Sets, Verdict, Witness};
use crate::engine::Side;
use crate::finding::Direction;
use crate::rule::Rule;
use crate::rules::{named, of_break};

/// The rule that names a verdict of [`decide`](crate::decide) on two documents; None where they are compatible.
///
/// The writer counts as the newer side: it is what a deploy brings, while readers stay.
///
/// ```
/// use serde_json::json;
/// use tidings_compat::{Semantics, decide, rule_of};
///
/// let writer = json!({"enum": ["open", "held"]});
/// let reader = json!({"enum": ["open", "done"]});
/// let verdict = decide(&writer, &reader, Semantics::Validation);
/// let rule = rule_of(&writer, &reader, Semantics::Validation, &verdict).unwrap();
/// assert_eq!(rule.id, "compat/enum-grown");
/// ```
pub fn rule_of(
    writer: &Value,
    reader: &Value,
    semantics: Semantics,
    verdict: &Verdict,
) -> Option<&'static Rule> {
    let witness = match verdict {
        Verdict::Compatible => return None,
        Verdict::Unknown(_) => return Some(named("compat/unproved")),
        Verdict::Breaking(witness) => witness,
    };
    let sets = |document, side| {
        let schema = Schema::from_document(document).ok()?;
        Some(Sets::of(&schema, side, semantics))
    };
    // What the model does not take is judged under `validation` all the same, and has no name but the general one.
    let (Some(writes), Some(reads)) = (sets(writer, Side::Writer), sets(reader, Side::Reader))
    else {
        return Some(named("compat/shape-changed"));
    };
    let told = Told {
        witness: Witness::clone(witness),
        missing: missing(witness, reads.document()),
    };
    let case = Case::new(&told, &writes, &reads, Direction::NewToOld);
    Some(of_break(&case).0)
}
