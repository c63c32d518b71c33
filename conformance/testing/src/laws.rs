//! The two laws: what a type writes lies in the emit set, and what the accept set holds is read.

use serde_json::Value;
use tidings_compat::{
    Reason, Semantics, Side, Verdict, Witness, decide, describing, keyword_place,
};
use tidings_model::{Checked, Materialised, Schema};

use crate::advice;
use crate::bounds;
use crate::breaks::{Breaks, Pair};
use crate::described::Described;
use crate::direction::Direction;
use crate::formats;
use crate::nonconformance::Deviation;

/// Who sees to what no type carries: lengths, ranges, patterns, counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// The type's schema has to imply them.
    Compared,
    /// Whoever sends a payload checks it first, as `Event::encode` does.
    CheckedElsewhere,
}

/// E(type) ⊆ E(version): a serde type writes its own members only, so its emit set is what it can produce.
///
/// Where somebody else checks `bounds` before a payload leaves, only the rest has to fit.
pub(crate) fn writes(
    described: &Described,
    version: &Schema<Checked>,
    bounds: Bounds,
) -> Vec<Deviation> {
    let (own, contract) = (described.schema.emit_schema(), version.emit_schema());
    let reader = match bounds {
        Bounds::Compared => contract.document.clone(),
        Bounds::CheckedElsewhere => bounds::without(&contract.document),
    };
    let nothing = decide(&own.document, &Value::Bool(false), Semantics::Validation);
    if own.exact && nothing == Verdict::Compatible {
        let message = "it can write no payload at all, so nothing would be compared";
        return vec![*Deviation::new("testing/writes-nothing", message).on(Direction::Writes)];
    }
    let Breaks { found, unproved } = Pair {
        direction: Direction::Writes,
        writer: &own.document,
        reader: &reader,
        strict: &contract.document,
        contract: contract.schema(),
    }
    .breaks();
    if found.is_empty() && unproved.is_none() {
        return of_the_whole(own, described, &reader).into_iter().collect();
    }
    if !contract.exact {
        // The document is stricter than the contract, so that what it refuses may be allowed.
        let reason = unproved.unwrap_or_else(|| inexact(contract, Side::Reader));
        return vec![doubt(Direction::Writes, &reason)];
    }
    let mut deviations: Vec<Deviation> = found
        .iter()
        .map(|witness| match format_at(&described.schema, witness) {
            Some(format) => undecided(Direction::Writes, witness, &format),
            None => written(witness, contract, &reader),
        })
        .collect();
    deviations.extend(unproved.map(|reason| doubt(Direction::Writes, &reason)));
    deviations
}

/// Where the document of what a type writes is a smaller set, the schema as it was given has to fit, too.
fn of_the_whole(own: &Materialised, described: &Described, reader: &Value) -> Option<Deviation> {
    if own.exact {
        return None;
    }
    let plain = &described.schema.plain_schema().document;
    match decide(plain, reader, Semantics::Validation) {
        Verdict::Compatible => None,
        _ => Some(doubt(Direction::Writes, &inexact(own, Side::Writer))),
    }
}

/// A(version) ⊆ the values that the type deserialises.
pub(crate) fn reads(described: &Described, version: &Schema<Checked>) -> Vec<Deviation> {
    let contract = version.accept_schema();
    let Breaks { found, unproved } = Pair {
        direction: Direction::Reads,
        writer: &contract.document,
        reader: &described.document,
        strict: &described.document,
        contract: contract.schema(),
    }
    .breaks();
    let mut deviations: Vec<Deviation> = found
        .iter()
        .map(|witness| read(witness, &described.document, contract))
        .collect();
    deviations.extend(unproved.map(|reason| doubt(Direction::Reads, &reason)));
    if deviations.is_empty() && !contract.exact {
        deviations.push(doubt(Direction::Reads, &inexact(contract, Side::Writer)));
    }
    if deviations.is_empty() {
        deviations.extend(other_formats(described, contract));
    }
    deviations
}

/// A format is compared by its name: what the type reads in one, the contract has to announce in the same.
fn other_formats(described: &Described, contract: &Materialised) -> Option<Deviation> {
    let reader = formats::languages(described.document.clone());
    if reader == described.document {
        return None;
    }
    let writer = formats::languages(contract.document.clone());
    match decide(&writer, &reader, Semantics::Validation) {
        Verdict::Compatible => None,
        Verdict::Unknown(reason) => Some(doubt(Direction::Reads, &reason)),
        Verdict::Breaking(witness) => {
            let format = format_at(&described.schema, &witness).unwrap_or_default();
            Some(undecided(Direction::Reads, &witness, &format))
        }
    }
}

/// The format that a type gives to the text that was refused.
fn format_at(schema: &Schema<Checked>, witness: &Witness) -> Option<String> {
    let refused = witness.value.pointer(&witness.refused.at)?;
    if !refused.is_string() {
        return None;
    }
    let schema = schema.plain_schema().schema();
    describing(schema, &witness.refused.at)
        .into_iter()
        .filter_map(|node| schema.node(node).format.clone())
        .find(|format| !formats::is_numeric(format))
}

fn written(witness: &Witness, contract: &Materialised, reader: &Value) -> Deviation {
    let refused = &witness.refused;
    let message = format!(
        "it can write what the contract forbids{}: {}",
        at(&refused.at),
        refused.message
    );
    let place = keyword_place(contract.schema(), &refused.pointer);
    Deviation {
        at: refused.at.clone(),
        payload: Some(witness.value.clone()),
        place: Some(format!("{place}, `{}`", refused.keyword)),
        help: advice::of(Direction::Writes, witness, reader, contract.schema()),
        ..*Deviation::new("testing/write-refused", message).on(Direction::Writes)
    }
}

fn read(witness: &Witness, reader: &Value, contract: &Materialised) -> Deviation {
    let refused = &witness.refused;
    let message = format!(
        "it refuses what writers may send{}: {}",
        at(&refused.at),
        refused.message
    );
    Deviation {
        at: refused.at.clone(),
        payload: Some(witness.value.clone()),
        place: Some(format!("{} of the type's own schema", refused.pointer)),
        help: advice::of(Direction::Reads, witness, reader, contract.schema()),
        ..*Deviation::new("testing/read-refused", message).on(Direction::Reads)
    }
}

/// What can't be told, since nobody spells out which texts have a format.
fn undecided(direction: Direction, witness: &Witness, format: &str) -> Deviation {
    let place = at(&witness.refused.at);
    let (message, help) = match direction {
        Direction::Writes => (
            format!(
                "not proved: the type writes the format `{format}`{place}, and the contract asks for more than a string"
            ),
            "give the type a schema that says which texts it writes: `#[schemars(regex(pattern = …))]`",
        ),
        Direction::Reads => (
            format!(
                "not proved: the type reads the format `{format}`{place} only, which the contract does not announce"
            ),
            "read a `String` and parse it where it is used, or publish a version with that `format`",
        ),
    };
    Deviation {
        at: witness.refused.at.clone(),
        ..*Deviation::new("testing/unproved", message)
            .on(direction)
            .help(Some(help))
    }
}

fn doubt(direction: Direction, reason: &Reason) -> Deviation {
    let (writer, reader) = match direction {
        Direction::Writes => ("type", "contract"),
        Direction::Reads => ("contract", "type"),
    };
    let side = match reason.side {
        Some(Side::Writer) => format!(" of the {writer}"),
        Some(Side::Reader) => format!(" of the {reader}"),
        None => String::new(),
    };
    let place = if reason.pointer.is_empty() {
        String::new()
    } else {
        format!(" at {}", reason.pointer)
    };
    let message = format!(
        "not proved for what it {direction}: `{}`{place}{side}: {}",
        reason.keyword, reason.message
    );
    *Deviation::new("testing/unproved", message).on(direction)
}

fn inexact(set: &Materialised, side: Side) -> Reason {
    Reason {
        side: Some(side),
        keyword: "emit set".into(),
        pointer: set
            .inexact_at
            .first()
            .map(|place| place.pointer.to_string())
            .unwrap_or_default(),
        message: "which members are declared here can't be written as a schema".into(),
    }
}

fn at(pointer: &str) -> String {
    if pointer.is_empty() {
        String::new()
    } else {
        format!(" at {pointer}")
    }
}
