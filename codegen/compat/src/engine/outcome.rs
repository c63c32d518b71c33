//! What a search for a value can end with.
use std::rc::Rc;

use serde_json::Value;

/// Why a search could not be finished.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Why {
    /// An assertion that the engine does not decide; the number names the reason.
    Opaque(u32),
    /// The step budget was used up.
    Steps,
    /// Schemas or values are nested too deeply.
    Depth,
    /// The search would need something too large, or a number that cannot be written.
    Size(&'static str),
}

/// Values that weigh more than this are not written.
pub(crate) const LARGEST: u64 = 1 << 20;

/// What a member's name weighs, against a value.
const NAME: u64 = 3;

/// How many values a value holds, itself included; what has a name weighs more.
pub(crate) fn weight(value: &Value) -> u64 {
    match value {
        Value::Array(items) => 1 + items.iter().map(weight).sum::<u64>(),
        Value::Object(members) => {
            let members = members.values().map(|member| NAME + weight(member));
            1 + members.sum::<u64>()
        }
        _ => 1,
    }
}

/// Whether a value exists that satisfies a formula.
///
/// `Empty` is a proof. `Found` holds a value that satisfies every assertion. `Maybe` claims nothing; its value, if any,
/// satisfies all that was decided, and is worth a try.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Empty,
    Found(Rc<Value>),
    Maybe(Option<Rc<Value>>, Why),
}

impl Outcome {
    pub(crate) fn found(value: Value) -> Self {
        Self::Found(Rc::new(value))
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    pub(crate) fn value(&self) -> Option<&Rc<Value>> {
        match self {
            Self::Empty => None,
            Self::Found(value) => Some(value),
            Self::Maybe(value, _) => value.as_ref(),
        }
    }

    /// Adds what another alternative found: a value beats a doubt, a doubt beats emptiness.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Found(value), _) | (_, Self::Found(value)) => Self::Found(value),
            (Self::Empty, other) | (other, Self::Empty) => other,
            (Self::Maybe(Some(value), why), Self::Maybe(..))
            | (Self::Maybe(None, why), Self::Maybe(Some(value), _)) => {
                Self::Maybe(Some(value), why)
            }
            (Self::Maybe(None, why), Self::Maybe(None, _)) => Self::Maybe(None, why),
        }
    }

    /// The same outcome under a doubt: what was found may not be allowed after all, but emptiness stays proved.
    pub(crate) fn doubted(self, doubt: Option<Why>) -> Self {
        match (self, doubt) {
            (Self::Found(value), Some(why)) => Self::Maybe(Some(value), why),
            (outcome, _) => outcome,
        }
    }
}
