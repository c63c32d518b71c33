//! All breaks of one pair: the assertion that refuses a witness is taken away, and the rest is decided again.
use serde_json::Value;

use crate::confirm::Judge;
use crate::decide::{Effort, Sets, Verdict, Witness, included};
use crate::engine::{Ask, Engine, Reason};

/// More breaks than this of one pair are not told apart.
const BREAKS: usize = 24;

/// One break: a witness, and the required member that it is told for.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) witness: Witness,
    /// Where several are missing, each is told by itself, though one witness may lack them all.
    pub(crate) missing: Option<String>,
}

/// What is wrong between a writer and a reader: every break that could be told apart, and what could not be decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaks {
    pub(crate) witnesses: Vec<Told>,
    pub(crate) unknown: Option<Reason>,
}

/// Looks behind the break of a pair for the next one, as long as there is one.
pub(crate) fn breaks(
    engine: &mut Engine,
    writer: &Sets,
    reader: &Sets,
    verdict: &Verdict,
) -> Breaks {
    let mut found = Breaks::default();
    let first = match verdict {
        Verdict::Compatible => return found,
        Verdict::Unknown(reason) => {
            found.unknown = Some(reason.clone());
            return found;
        }
        Verdict::Breaking(witness) => Witness::clone(witness),
    };
    let mut relaxed = reader.document().clone();
    let mut next = Some(first);
    while let Some(witness) = next.take() {
        let missing = missing(&witness, &relaxed);
        let peeled = peel(&mut relaxed, &witness, missing.as_deref());
        found.witnesses.push(Told { witness, missing });
        if !peeled || found.witnesses.len() >= BREAKS {
            break;
        }
        let effort = &mut Effort::default();
        let pair = (writer.document(), &relaxed);
        next = match included(engine, pair, Ask::Inclusion, effort) {
            Verdict::Breaking(witness) if refuses(reader, &witness.value) => Some(*witness),
            _ => None,
        };
    }
    found
}

/// Whether the reader itself, nothing taken away, refuses the value.
fn refuses(reader: &Sets, value: &Value) -> bool {
    Judge::of(reader.document(), value).is_ok_and(|judge| !judge.accepts(value))
}

/// Takes the refusing assertion out of the document; false where it can't be found there.
fn peel(document: &mut Value, witness: &Witness, missing: Option<&str>) -> bool {
    let pointer = &witness.refused.pointer;
    let (parent, keyword) = pointer.rsplit_once('/').unwrap_or(("", ""));
    if document.pointer(pointer) == Some(&Value::Bool(false)) {
        return document
            .pointer_mut(pointer)
            .map(|schema| *schema = Value::Bool(true))
            .is_some();
    }
    let Some(Value::Object(schema)) = document.pointer_mut(parent) else {
        return false;
    };
    match (schema.get_mut(keyword), missing) {
        (Some(Value::Array(names)), Some(name)) if keyword == "required" => {
            names.retain(|known| known.as_str() != Some(name));
            true
        }
        (Some(_), _) => schema.remove(keyword).is_some(),
        (None, _) => false,
    }
}

/// The required member that the witness lacks, where that is what it is refused for.
pub(crate) fn missing(witness: &Witness, reader: &Value) -> Option<String> {
    if witness.refused.keyword != "required" {
        return None;
    }
    let held = witness.value.pointer(&witness.refused.at)?;
    let names = reader.pointer(&witness.refused.pointer)?.as_array()?;
    names
        .iter()
        .filter_map(Value::as_str)
        .find(|name| held.get(name).is_none())
        .map(str::to_owned)
}
