//! A proposal for one version step, tried on what the checker finds between the two.
use serde::Serialize;
use serde_json::Value;
use tidings_model::{Checked, Schema};

use super::lift::lift;
use super::op::Proposed;
use super::walk;
use crate::breaks::breaks;
use crate::confirm::Judge;
use crate::decide::{Effort, Semantics, Sets, Verdict, accepts};
use crate::engine::{Engine, Side};

/// What carries payloads of a version to the next one.
///
/// ```
/// use serde_json::json;
/// use tidings_compat::propose;
/// use tidings_model::Schema;
///
/// let version = |document| Schema::from_document(&document).map_err(|_| "no schema");
/// let older = version(json!({"type": "object", "required": ["client_dt"], "properties": {"client_dt": {"type": "string"}}}))?;
/// let newer = version(json!({"type": "object", "required": ["dt"], "properties": {"dt": {"type": "string"}}}))?;
/// let proposal = propose(&older, &newer);
/// assert_eq!(proposal.ops[0].op.to_string(), r#"rename = { from = "/client_dt", to = "/dt" }"#);
/// assert!(proposal.ops[0].is_guess && proposal.doubts.is_empty());
/// assert_eq!(proposal.lift(&json!({"client_dt": "2026"})), json!({"dt": "2026"}));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Proposal {
    /// The operations, in order; none where every payload of the older version is one of the newer as it stands.
    pub ops: Vec<Proposed>,
    /// What the operations leave open: each needs a person's word.
    pub doubts: Vec<Doubt>,
}

/// A place where nothing in the two schemas says what an older payload means now.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Doubt {
    /// JSON pointer into the payload.
    pub at: String,
    /// What is open, in words.
    pub reason: String,
}

impl Proposal {
    /// Whether no lens is needed.
    pub fn is_implied(&self) -> bool {
        self.ops.is_empty() && self.doubts.is_empty()
    }

    /// What the operations make of a payload of the older version.
    pub fn lift(&self, payload: &Value) -> Value {
        lift(self.ops.iter().map(|proposed| &proposed.op), payload)
    }
}

/// Proposes a lens from a version to a later one, or says what stands in the way.
///
/// Each break between the two is tried: an operation counts only where the lifted payload is accepted.
pub fn propose(older: &Schema<Checked>, newer: &Schema<Checked>) -> Proposal {
    let writer = Sets::of(older, Side::Writer, Semantics::Generated);
    let reader = Sets::of(newer, Side::Reader, Semantics::Generated);
    let engine = &mut Engine::default();
    let verdict = accepts(engine, &writer, &reader, &mut Effort::default());
    if verdict == Verdict::Compatible {
        return Proposal::default();
    }
    let mut proposal = Proposal {
        ops: walk::ops(older, newer),
        doubts: Vec::new(),
    };
    let found = breaks(engine, &writer, &reader, &verdict);
    if let Some(unknown) = found.unknown {
        proposal.doubts.push(Doubt {
            at: String::new(),
            reason: format!(
                "it can't be decided what older payloads mean: {}",
                unknown.message
            ),
        });
    }
    for told in &found.witnesses {
        let lifted = proposal.lift(&told.witness.value);
        let Ok(judge) = Judge::of(reader.document(), &lifted) else {
            continue;
        };
        let open = judge.refusals(&lifted).into_iter().map(|refused| Doubt {
            at: refused.at,
            reason: refused.message,
        });
        proposal.doubts.extend(open);
    }
    proposal.doubts.sort();
    proposal.doubts.dedup();
    proposal
}
