//! The engine: is there a value that the writer's schema accepts and the reader's refuses?
//!
//! Documents become formulas (`build`), `writer and not reader` is searched for a value (`solve`, and one file per
//! JSON type), and an exhausted search is the proof that there is none.
mod arrays;
mod build;
mod build_array;
mod build_object;
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
mod unevaluated;

use serde_json::Value;

pub use reason::{Reason, Side};

use build::{At, Builder};
use document::Document;
use formula::Arena;
use language::Languages;
use outcome::{Outcome, Why};
use solve::Solver;

/// Documents nested deeper than this are not read at all.
pub(crate) const NESTING: usize = 512;

/// What the engine says about a pair, before anybody else has looked at the value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Answer {
    /// No value is accepted by the writer and refused by the reader: proved.
    Included,
    /// This value is a candidate.
    Refuted(Value),
    /// Neither; perhaps with a value that is worth a try.
    Unknown(Reason, Option<Value>),
}

/// Answers, and counts the steps taken.
pub(crate) fn includes(writer: &Value, reader: &Value, budget: u64) -> (Answer, u64) {
    if too_deep(writer) || too_deep(reader) {
        return (
            Answer::Unknown(
                Reason::limit("depth", "a schema is nested too deeply"),
                None,
            ),
            0,
        );
    }
    if writer == reader {
        return (Answer::Included, 0);
    }
    let (mut arena, mut languages, mut reasons) = (Arena::new(), Languages::default(), Vec::new());
    let documents = [(writer, Side::Writer), (reader, Side::Reader)];
    let mut circular = false;
    let [accepted, required] = documents.map(|(schema, side)| {
        let document = Document::new(schema);
        let mut builder = Builder::new(&document, side, &mut arena, &mut languages, &mut reasons);
        let lit = builder.schema(schema, &At::ROOT);
        circular |= builder.circular;
        lit
    });
    // No validator can be asked about a schema that means nothing, so that no candidate is worth a try.
    if circular {
        let reason = reasons
            .iter()
            .find(|reason| reason.keyword == "$ref")
            .cloned();
        let reason = reason.unwrap_or_else(|| Reason::limit("$ref", "a circle of references"));
        return (Answer::Unknown(reason, None), 0);
    }
    let refused = arena.not(required);
    let mut solver = Solver::new(&mut arena, &languages, budget);
    let outcome = solver.all(&[accepted, refused]);
    let taken = budget - solver.steps;
    let answer = match outcome {
        Outcome::Empty => Answer::Included,
        Outcome::Found(value) => Answer::Refuted(Value::clone(&value)),
        Outcome::Maybe(value, why) => Answer::Unknown(
            reason(why, &reasons),
            value.map(|value| Value::clone(&value)),
        ),
    };
    (answer, taken)
}

/// Whether it is proved that a schema accepts nothing at all.
pub(crate) fn is_empty(schema: &Value, budget: u64) -> bool {
    includes(schema, &Value::Bool(false), budget).0 == Answer::Included
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

/// Whether a document is nested beyond what can be read, told without recursion.
pub(crate) fn too_deep(value: &Value) -> bool {
    let mut level = vec![value];
    for _ in 0..NESTING {
        level = level
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().collect::<Vec<_>>(),
                Value::Object(members) => members.values().collect(),
                _ => Vec::new(),
            })
            .collect();
        if level.is_empty() {
            return false;
        }
    }
    true
}
