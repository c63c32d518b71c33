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
mod scope;
mod solve;
mod strings;
mod tag;
mod tedium;
mod together;
mod unevaluated;

use serde_json::Value;

pub use reason::{Reason, Side};
pub(crate) use tedium::reading;

pub(crate) use together::Engine;

use outcome::Why;

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
