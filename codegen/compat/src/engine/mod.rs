//! The engine: is there a value that the writer's schema accepts and the reader's refuses?
//!
//! Documents become formulas (`build`), `writer and not reader` is searched for a value (`solve`, and one file per
//! JSON type), and an exhausted search is the proof that there is none.
mod arrays;
mod build;
mod build_array;
mod build_object;
mod circle;
mod distinct;
mod document;
mod formula;
mod holds;
mod kind;
mod language;
mod mark;
mod numbers;
mod objects;
mod outcome;
mod rational;
mod reason;
mod scalars;
mod solve;
mod strings;
mod tag;
mod tedium;
mod unevaluated;

use serde_json::Value;

pub use reason::{Reason, Side};
pub(crate) use tedium::reading;

use build::{At, Builder};
use document::Document;
use formula::Arena;
use language::Languages;
use outcome::{Outcome, Why};
use solve::Solver;

/// Documents nested deeper than this are not read at all.
pub(crate) const NESTING: usize = 512;

/// As many literals and values joined while documents are read count as one step.
const JOINED: u64 = 32;

/// What the engine says about a pair, before anybody else has looked at the value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Answer {
    /// No value is accepted by the writer and refused by the reader: proved.
    Included,
    /// The writer accepts no value at all: proved, where that was asked.
    Vacuous,
    /// This value is a candidate.
    Refuted(Value),
    /// Neither; perhaps with a value that is worth a try.
    Unknown(Reason, Option<Value>),
}

/// An answer, and what it took.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Decision {
    pub(crate) answer: Answer,
    pub(crate) steps: u64,
    /// Whether every keyword of both documents was understood.
    pub(crate) clean: bool,
}

impl Decision {
    fn unknown(reason: Reason) -> Self {
        Self {
            answer: Answer::Unknown(reason, None),
            steps: 0,
            clean: false,
        }
    }
}

/// Whether a proof has to show besides that the writer accepts anything at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ask {
    Inclusion,
    InclusionOfSomething,
}

/// Answers, and counts the steps taken.
pub(crate) fn includes(writer: &Value, reader: &Value, ask: Ask, budget: u64) -> Decision {
    if too_deep(writer) || too_deep(reader) {
        return Decision::unknown(Reason::limit("depth", "a schema is nested too deeply"));
    }
    if ask == Ask::Inclusion && writer == reader {
        return Decision {
            answer: Answer::Included,
            steps: 0,
            clean: true,
        };
    }
    let (mut arena, mut languages, mut reasons) = (Arena::new(), Languages::default(), Vec::new());
    let documents = [(writer, Side::Writer), (reader, Side::Reader)];
    let (mut circular, mut full) = (false, false);
    let [accepted, required] = documents.map(|(schema, side)| {
        let document = Document::new(schema);
        let room = budget.saturating_mul(JOINED);
        let mut builder = Builder::new(
            &document,
            side,
            &mut arena,
            &mut languages,
            &mut reasons,
            room,
        );
        let lit = builder.schema(schema, &At::ROOT);
        circular |= builder.circular;
        full |= builder.full;
        // What was not read may hide a circle.
        circular |= builder.cut && circle::any(&document, schema);
        lit
    });
    // No validator can be asked about a schema that means nothing, so that no candidate is worth a try.
    if circular {
        let reason = reasons
            .iter()
            .find(|reason| reason.keyword == "$ref")
            .cloned();
        let reason = reason.unwrap_or_else(|| Reason::limit("$ref", "a circle of references"));
        return Decision::unknown(reason);
    }
    if full {
        let decision =
            Decision::unknown(Reason::limit("budget", "the schemas are too large to read"));
        return Decision {
            steps: budget,
            ..decision
        };
    }
    let refused = arena.not(required);
    let read = (arena.work / JOINED).min(budget);
    let mut solver = Solver::new(&mut arena, &languages, budget - read);
    let outcome = solver.all(&[accepted, refused]);
    let mut steps = budget - solver.steps;
    let answer = match outcome {
        Outcome::Empty if ask == Ask::InclusionOfSomething => {
            solver.steps = budget;
            let vacuous = solver.solve(accepted).is_empty();
            steps += budget - solver.steps;
            if vacuous {
                Answer::Vacuous
            } else {
                Answer::Included
            }
        }
        Outcome::Empty => Answer::Included,
        Outcome::Found(value) => Answer::Refuted(Value::clone(&value)),
        Outcome::Maybe(value, why) => Answer::Unknown(
            reason(why, &reasons),
            value.map(|value| Value::clone(&value)),
        ),
    };
    Decision {
        answer,
        steps,
        clean: reasons.is_empty(),
    }
}

fn reason(why: Why, reasons: &[Reason]) -> Reason {
    match why {
        Why::Opaque(number) => reasons
            .get(number as usize)
            .cloned()
            .unwrap_or_else(|| Reason::limit("keyword", "an assertion that is not decided")),
        Why::Steps => Reason::limit("budget", "the step budget was used up"),
        Why::Depth => Reason::limit(
            "depth",
            "references or values are nested too deeply to follow",
        ),
        Why::Size(what) => Reason::limit("size", what),
    }
}

/// Whether a document is nested beyond what can be read.
pub(crate) fn too_deep(value: &Value) -> bool {
    fn within(value: &Value, left: usize) -> bool {
        match value {
            Value::Array(items) => left > 0 && items.iter().all(|item| within(item, left - 1)),
            Value::Object(members) => {
                left > 0 && members.values().all(|member| within(member, left - 1))
            }
            _ => true,
        }
    }
    !within(value, NESTING)
}
