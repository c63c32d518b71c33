//! One pair, decided: proved, refuted with a confirmed witness, or neither.
use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use tidings_model::{Checked, Diagnostic, Schema};

use crate::confirm::{Judged, Refused};
use crate::engine::{self, Answer, Reason, Side};
use crate::shrink::shrink;

/// Steps after which a decision ends with `unknown`.
pub(crate) const BUDGET: u64 = 200_000;

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
    if engine::too_deep(writer) || engine::too_deep(reader) {
        return Verdict::Unknown(Reason::limit("depth", "a schema is nested too deeply"));
    }
    if semantics == Semantics::Validation {
        let judged = |document| Judged::new(Cow::Borrowed(document));
        return included(&judged(writer), &judged(reader));
    }
    match (read(writer, Side::Writer), read(reader, Side::Reader)) {
        (Ok(writer), Ok(reader)) => {
            let sets = |schema, side| Sets::of(schema, side, semantics);
            accepts(&sets(&writer, Side::Writer), &sets(&reader, Side::Reader))
        }
        (Err(reason), _) | (_, Err(reason)) => Verdict::Unknown(reason),
    }
}

fn read(document: &Value, side: Side) -> Result<Schema<Checked>, Reason> {
    Schema::from_document(document).map_err(|problems| {
        let first = problems.into_iter().find(Diagnostic::is_error);
        let (pointer, message) = first.map_or_else(Default::default, |problem| {
            (
                problem.place.map(|place| place.pointer).unwrap_or_default(),
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
pub(crate) struct Sets {
    pub(crate) judged: Judged<'static>,
    pub(crate) schema: Schema<Checked>,
    /// Where the document is not the set itself but a smaller one.
    inexact: Option<Reason>,
    /// The schema as written, which is never a smaller set than what is emitted.
    plain: Judged<'static>,
    semantics: Semantics,
}

impl Sets {
    /// Materialises the emit set for a writer, the accept set for a reader; under `validation` the schema as written.
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
                .map(|place| place.pointer.clone())
                .unwrap_or_default();
            let message = "which members are declared here can't be written as a schema".to_owned();
            Reason {
                side: Some(side),
                keyword: "emit set".into(),
                pointer,
                message,
            }
        });
        let plain = if inexact.is_some() {
            schema.plain_schema().document
        } else {
            Value::Null
        };
        Self {
            judged: Judged::new(Cow::Owned(set.document)),
            schema: set.schema,
            inexact,
            plain: Judged::new(Cow::Owned(plain)),
            semantics,
        }
    }

    pub(crate) fn document(&self) -> &Value {
        &self.judged.document
    }
}

/// Whether the reader's accept set holds the writer's emit set.
pub(crate) fn accepts(writer: &Sets, reader: &Sets) -> Verdict {
    let verdict = included(&writer.judged, &reader.judged);
    match (&verdict, &writer.inexact, &reader.inexact) {
        // A document that is stricter than the emit set proves nothing; the schema as written is looser, and may.
        (Verdict::Compatible, Some(reason), _) => match included(&writer.plain, &reader.judged) {
            Verdict::Compatible => verdict,
            _ => Verdict::Unknown(reason.clone()),
        },
        (Verdict::Breaking(_), _, Some(reason)) => Verdict::Unknown(reason.clone()),
        (Verdict::Compatible, None, _)
            if writer.semantics == Semantics::Generated
                && engine::is_empty(writer.document(), BUDGET) =>
        {
            Verdict::Unknown(Reason {
                side: Some(Side::Writer),
                keyword: "emit set".into(),
                pointer: String::new(),
                message: "no value can be written at all".into(),
            })
        }
        _ => verdict,
    }
}

/// Plain inclusion of two documents: the engine's answer, and a witness only if the validator confirms it.
pub(crate) fn included(writer: &Judged<'_>, reader: &Judged<'_>) -> Verdict {
    let (answer, _) = engine::includes(&writer.document, &reader.document, BUDGET);
    let (value, reason) = match answer {
        Answer::Included => return Verdict::Compatible,
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
    let refused = |side, message: &str| {
        Verdict::Unknown(Reason {
            side: Some(side),
            keyword: "schema".into(),
            pointer: String::new(),
            message: message.to_owned(),
        })
    };
    let (writes, reads) = match (writer.judge(), reader.judge()) {
        (Ok(writes), Ok(reads)) => (writes, reads),
        (Err(message), _) => return refused(Side::Writer, message),
        (_, Err(message)) => return refused(Side::Reader, message),
    };
    if !writes.accepts(&value) || reads.accepts(&value) {
        return Verdict::Unknown(reason);
    }
    let value = shrink(value, writes, reads);
    match reads.refuses(&value) {
        Some(refused) => Verdict::Breaking(Box::new(Witness { value, refused })),
        None => Verdict::Unknown(reason),
    }
}
