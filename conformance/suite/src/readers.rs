//! The generated Rust types of the suite's registry, found by event and version.

use serde_json::Value;
use tidings::__contract_v1::{Event, Refusal};

use crate::contracts::events;

/// One version of an event, as its generated type reads and writes it.
#[derive(Clone, Copy)]
pub struct Reader {
    /// The event.
    pub event: &'static str,
    /// The version.
    pub version: u32,
    read: fn(&[u8]) -> Result<Value, Refusal>,
    write: fn(&[u8]) -> Result<Vec<u8>, Refusal>,
}

impl Reader {
    /// Reads a payload as a generated reader does, and gives back what the type holds.
    ///
    /// # Errors
    /// The reader's refusal.
    pub fn read(&self, text: &[u8]) -> Result<Value, Refusal> {
        (self.read)(text)
    }

    /// Reads a payload, then writes it as a generated emitter does.
    ///
    /// # Errors
    /// The refusal of the reader, or else of the emitter.
    pub fn write(&self, text: &[u8]) -> Result<Vec<u8>, Refusal> {
        (self.write)(text)
    }
}

fn reader<E: Event>() -> Reader {
    Reader {
        event: E::NAME,
        version: E::VERSION,
        read: |text| E::decode(text).and_then(|event| event.to_value()),
        write: |text| E::decode(text).and_then(|event| event.encode()),
    }
}

/// Every version of every event of the suite's registry.
#[must_use]
pub fn readers() -> Vec<Reader> {
    vec![
        reader::<events::ledger_moved::v1::LedgerMoved>(),
        reader::<events::ledger_state::v1::LedgerState>(),
        reader::<events::probe_bounds::v1::ProbeBounds>(),
        reader::<events::probe_bounds::v2::ProbeBounds>(),
        reader::<events::probe_bounds::v3::ProbeBounds>(),
        reader::<events::probe_choice::v1::ProbeChoice>(),
        reader::<events::probe_choice::v2::ProbeChoice>(),
        reader::<events::probe_choice::v3::ProbeChoice>(),
        reader::<events::probe_composed::v1::ProbeComposed>(),
        reader::<events::probe_composed::v2::ProbeComposed>(),
        reader::<events::probe_composed::v3::ProbeComposed>(),
        reader::<events::probe_either::v1::ProbeEither>(),
        reader::<events::probe_either::v2::ProbeEither>(),
        reader::<events::probe_either::v3::ProbeEither>(),
        reader::<events::probe_figure::v1::ProbeFigure>(),
        reader::<events::probe_figure::v2::ProbeFigure>(),
        reader::<events::probe_figure::v3::ProbeFigure>(),
        reader::<events::probe_kinds::v1::ProbeKinds>(),
        reader::<events::probe_kinds::v2::ProbeKinds>(),
        reader::<events::probe_kinds::v3::ProbeKinds>(),
        reader::<events::probe_lists::v1::ProbeLists>(),
        reader::<events::probe_lists::v2::ProbeLists>(),
        reader::<events::probe_lists::v3::ProbeLists>(),
        reader::<events::probe_names::v1::ProbeNames>(),
        reader::<events::probe_nested::v1::ProbeNested>(),
        reader::<events::probe_nested::v2::ProbeNested>(),
        reader::<events::probe_nested::v3::ProbeNested>(),
        reader::<events::probe_open::v1::ProbeOpen>(),
        reader::<events::probe_open::v2::ProbeOpen>(),
        reader::<events::probe_rows::v1::ProbeRows>(),
        reader::<events::probe_rows::v2::ProbeRows>(),
        reader::<events::probe_rows::v3::ProbeRows>(),
        reader::<events::probe_scalars::v1::ProbeScalars>(),
        reader::<events::probe_scalars::v2::ProbeScalars>(),
        reader::<events::probe_scalars::v3::ProbeScalars>(),
        reader::<events::probe_texts::v1::ProbeTexts>(),
        reader::<events::probe_texts::v2::ProbeTexts>(),
        reader::<events::probe_texts::v3::ProbeTexts>(),
        reader::<events::probe_tree::v1::ProbeTree>(),
        reader::<events::probe_tree::v2::ProbeTree>(),
        reader::<events::probe_tree::v3::ProbeTree>(),
        reader::<events::probe_whole::v1::ProbeWhole>(),
        reader::<events::probe_whole::v2::ProbeWhole>(),
        reader::<events::probe_whole::v3::ProbeWhole>(),
        reader::<events::trap_branching::v1::TrapBranching>(),
        reader::<events::trap_branching::v2::TrapBranching>(),
        reader::<events::trap_constants::v1::TrapConstants>(),
        reader::<events::trap_constants::v2::TrapConstants>(),
        reader::<events::trap_counted::v1::TrapCounted>(),
        reader::<events::trap_counted::v2::TrapCounted>(),
        reader::<events::trap_counted::v3::TrapCounted>(),
        reader::<events::trap_defaults::v1::TrapDefaults>(),
        reader::<events::trap_defaults::v2::TrapDefaults>(),
        reader::<events::trap_edges::v1::TrapEdges>(),
        reader::<events::trap_edges::v2::TrapEdges>(),
        reader::<events::trap_edges::v3::TrapEdges>(),
        reader::<events::trap_free::v1::TrapFree>(),
        reader::<events::trap_free::v2::TrapFree>(),
        reader::<events::trap_leftover::v1::TrapLeftover>(),
        reader::<events::trap_leftover::v2::TrapLeftover>(),
        reader::<events::trap_leftover::v3::TrapLeftover>(),
        reader::<events::trap_negation::v1::TrapNegation>(),
        reader::<events::trap_negation::v2::TrapNegation>(),
        reader::<events::trap_negation::v3::TrapNegation>(),
        reader::<events::trap_overlap::v1::TrapOverlap>(),
        reader::<events::trap_overlap::v2::TrapOverlap>(),
        reader::<events::trap_parts::v1::TrapParts>(),
        reader::<events::trap_parts::v2::TrapParts>(),
        reader::<events::trap_polarity::v1::TrapPolarity>(),
        reader::<events::trap_polarity::v2::TrapPolarity>(),
        reader::<events::trap_required::v1::TrapRequired>(),
        reader::<events::trap_required::v2::TrapRequired>(),
        reader::<events::trap_unique::v1::TrapUnique>(),
        reader::<events::trap_unique::v2::TrapUnique>(),
        reader::<events::trap_unique::v3::TrapUnique>(),
    ]
}
