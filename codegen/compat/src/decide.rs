//! One pair, decided: proved, refuted with a confirmed witness, or neither.
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tidings_model::{Checked, Diagnostic, Materialised, Schema};

use crate::confirm::{Judge, Refused};
use crate::engine::{self, Answer, Ask, Engine, Reason, Side};
use crate::shrink::shrink;

/// Steps after which a decision ends with `unknown`.
pub const BUDGET: u64 = 200_000;

/// Witnesses for which a validator would have to read more schemas than this are not confirmed.
const READING: u64 = 1 << 21;

/// In which sense a reader has to accept what a writer writes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Semantics {
    /// As the generated code has it: the writer's emit set lies in the reader's accept set.
    #[default]
    Generated,
    /// Both schemas as written: plain set inclusion, comparable with other tools.
    Validation,
}

impl Semantics {
    /// The word by which reports and flags name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Validation => "validation",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Generated => Self::Validation,
            Self::Validation => Self::Generated,
        }
    }
}

/// A payload that the writer can produce and the reader refuses; both confirmed by an independent validator.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Witness {
    /// The payload; no member and no element of it can be left out.
    pub value: Value,
    /// What the reader holds against it.
    pub refused: Refused,
}

/// What can be said about a pair.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum Verdict {
    /// Proved: the reader accepts everything.
    Compatible,
    /// Refuted, with a payload that shows it.
    Breaking(Box<Witness>),
    /// Neither proved nor refuted.
    Unknown(Reason),
}

impl Verdict {
    /// The word by which reports name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Breaking(_) => "breaking",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// Decides whether a reader accepts everything that a writer can produce.
///
/// Both documents are JSON Schema 2020-12, self-contained. The answer never guesses: `Compatible` is proved, and
/// `Breaking` shows a payload.
///
/// ```
/// use serde_json::json;
/// use tidings_compat::{Semantics, Verdict, decide};
///
/// let old = json!({"type": "object", "properties": {"id": {"type": "string"}}});
/// let new = json!({"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}});
/// assert_eq!(decide(&old, &new, Semantics::Generated), Verdict::Compatible);
/// assert_eq!(decide(&new, &old, Semantics::Generated), Verdict::Compatible);
///
/// // As plain sets the first is wrong: the old schema lets `note` be anything.
/// let Verdict::Breaking(witness) = decide(&old, &new, Semantics::Validation) else { panic!("it breaks") };
/// assert_eq!(witness.value, json!({"note": null}));
/// assert_eq!(witness.refused.at, "/note");
/// ```
pub fn decide(writer: &Value, reader: &Value, semantics: Semantics) -> Verdict {
    decide_within(writer, reader, semantics, BUDGET).0
}

/// As [`decide`], with a budget of its own; and how many steps were taken.
///
/// A search ends with `Unknown` once it has used up the budget. There are at most three: whether a value is refused,
/// whether any can be written, and again with the writer's schema as written where its emit set has no exact document.
///
/// ```
/// use serde_json::json;
/// use tidings_compat::{Semantics, Verdict, decide_within};
///
/// let a = json!({"oneOf": [{"type": "integer", "minimum": 3}, {"type": "string", "pattern": "^a"}]});
/// let ab = json!({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[ab]"}]});
/// let (verdict, steps) = decide_within(&a, &ab, Semantics::Validation, 1_000);
/// assert_eq!(verdict, Verdict::Compatible);
/// assert!((2..100).contains(&steps));
/// let (verdict, _) = decide_within(&a, &ab, Semantics::Validation, 1);
/// assert_eq!(verdict.name(), "unknown");
/// ```
pub fn decide_within(
    writer: &Value,
    reader: &Value,
    semantics: Semantics,
    budget: u64,
) -> (Verdict, u64) {
    let mut effort = Effort { budget, taken: 0 };
    if engine::too_deep(writer) || engine::too_deep(reader) {
        let reason = Reason::limit("depth", "a schema is nested too deeply");
        return (Verdict::Unknown(reason), 0);
    }
    let engine = &mut Engine::default();
    let verdict = if semantics == Semantics::Validation {
        included(engine, (writer, reader), Ask::Inclusion, &mut effort)
    } else {
        match (read(writer, Side::Writer), read(reader, Side::Reader)) {
            (Ok(writer), Ok(reader)) => {
                let sets = |schema, side| Sets::of(schema, side, semantics);
                let (writer, reader) = (sets(&writer, Side::Writer), sets(&reader, Side::Reader));
                accepts(engine, &writer, &reader, &mut effort)
            }
            (Err(reason), _) | (_, Err(reason)) => Verdict::Unknown(reason),
        }
    };
    (verdict, effort.taken)
}

/// What searches may cost, each, and what they have cost so far.
#[derive(Debug)]
pub(crate) struct Effort {
    budget: u64,
    taken: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            budget: BUDGET,
            taken: 0,
        }
    }
}

fn read(document: &Value, side: Side) -> Result<Schema<Checked>, Reason> {
    Schema::from_document(document).map_err(|problems| {
        let first = problems.into_iter().find(Diagnostic::is_error);
        let (pointer, message) = first.map_or_else(Default::default, |problem| {
            (
                problem
                    .place
                    .map(|place| place.pointer.to_string())
                    .unwrap_or_default(),
                problem.message,
            )
        });
        Reason {
            side: Some(side),
            keyword: "schema".into(),
            pointer,
            message,
        }
    })
}

/// A schema as one side of a decision under `generated`: the set as a document, and what is known of it.
#[derive(Debug)]
pub(crate) struct Sets {
    set: Arc<Materialised>,
    /// Where the document is not the set itself but a smaller one.
    inexact: Option<Reason>,
    /// Then the schema as written, which is never a smaller set than what is emitted.
    plain: Option<Arc<Materialised>>,
    semantics: Semantics,
}

impl Sets {
    /// The emit set for a writer, the accept set for a reader; under `validation` the schema as written.
    pub(crate) fn of(schema: &Schema<Checked>, side: Side, semantics: Semantics) -> Self {
        let set = match (semantics, side) {
            (Semantics::Validation, _) => schema.plain_schema(),
            (Semantics::Generated, Side::Writer) => schema.emit_schema(),
            (Semantics::Generated, Side::Reader) => schema.accept_schema(),
        };
        let inexact = (!set.exact).then(|| {
            let pointer = set
                .inexact_at
                .first()
                .map(|place| place.pointer.to_string())
                .unwrap_or_default();
            let message = "which members are declared here can't be written as a schema".to_owned();
            Reason {
                side: Some(side),
                keyword: "emit set".into(),
                pointer,
                message,
            }
        });
        Self {
            set: Arc::clone(set),
            plain: inexact.as_ref().map(|_| Arc::clone(schema.plain_schema())),
            inexact,
            semantics,
        }
    }

    pub(crate) fn document(&self) -> &Value {
        &self.set.document
    }

    /// The document as typed nodes.
    pub(crate) fn schema(&self) -> &Schema<Checked> {
        self.set.schema()
    }
}

/// Whether the reader's accept set holds the writer's emit set.
pub(crate) fn accepts(
    engine: &mut Engine,
    writer: &Sets,
    reader: &Sets,
    effort: &mut Effort,
) -> Verdict {
    let sets = [&writer.set, &reader.set].into_iter().chain(&writer.plain);
    sets.for_each(|set| engine.keep(set));
    let something = writer.semantics == Semantics::Generated && writer.inexact.is_none();
    let ask = if something {
        Ask::InclusionOfSomething
    } else {
        Ask::Inclusion
    };
    let verdict = included(engine, (writer.document(), reader.document()), ask, effort);
    match (&verdict, &writer.inexact, &reader.inexact) {
        // A document that is stricter than the emit set proves nothing; the schema as written is looser, and may.
        (Verdict::Compatible, Some(reason), _) => {
            let plain = writer.plain.as_ref().map(|plain| {
                let pair = (&plain.document, reader.document());
                included(engine, pair, Ask::Inclusion, effort)
            });
            match plain {
                Some(Verdict::Compatible) => verdict,
                _ => Verdict::Unknown(reason.clone()),
            }
        }
        (Verdict::Breaking(_), _, Some(reason)) => Verdict::Unknown(reason.clone()),
        _ => verdict,
    }
}

/// Plain inclusion of two documents: the engine's answer, and a witness only if the validator confirms it.
pub(crate) fn included(
    engine: &mut Engine,
    (writer, reader): (&Value, &Value),
    ask: Ask,
    effort: &mut Effort,
) -> Verdict {
    let decision = engine.includes(writer, reader, ask, effort.budget);
    effort.taken += decision.steps;
    let (value, reason) = match decision.answer {
        Answer::Included => return Verdict::Compatible,
        Answer::Vacuous => {
            return Verdict::Unknown(Reason {
                side: Some(Side::Writer),
                keyword: "emit set".into(),
                pointer: String::new(),
                message: "no value can be written at all".into(),
            });
        }
        Answer::Refuted(value) => (
            value,
            Reason::limit(
                "witness",
                "the validator does not confirm the witness found",
            ),
        ),
        Answer::Unknown(reason, Some(value)) => (value, reason),
        Answer::Unknown(reason, None) => return Verdict::Unknown(reason),
    };
    let effort = [writer, reader].map(|document| engine::reading(document, &value));
    let reading = effort[0].saturating_add(effort[1]);
    if reading > READING {
        return Verdict::Unknown(match decision.clean {
            true => Reason::limit(
                "budget",
                "a validator would take too long over the witness found",
            ),
            false => reason,
        });
    }
    // What the engine did not understand may be no schema at all, which only the whole document shows.
    let judge = |document: &Value| match decision.clean {
        true => Judge::of(document, &value),
        false => Judge::new(document),
    };
    let refused = |side, message: String| {
        Verdict::Unknown(Reason {
            side: Some(side),
            keyword: "schema".into(),
            pointer: String::new(),
            message,
        })
    };
    let (writes, reads) = match (judge(writer), judge(reader)) {
        (Ok(writes), Ok(reads)) => (writes, reads),
        (Err(message), _) => return refused(Side::Writer, message),
        (_, Err(message)) => return refused(Side::Reader, message),
    };
    if !writes.accepts(&value) || reads.accepts(&value) {
        return Verdict::Unknown(reason);
    }
    let value = shrink(value, &writes, &reads, reading);
    match reads.refuses(&value) {
        Some(refused) => Verdict::Breaking(Box::new(Witness { value, refused })),
        None => Verdict::Unknown(reason),
    }
}
