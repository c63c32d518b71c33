//! The emit set and the accept set as ordinary schema documents: nobody derives the relaxations a second time.

mod declared;
mod emit;
mod graph;
mod materialised;
mod merge;
mod overlap;
mod position;
mod reading;
mod scalars;

use crate::schema::{Checked, Materialised, Schema};

use reading::Reading;

pub(crate) use overlap::types_of;

/// The schema as written.
pub(crate) fn plain(schema: &Schema<Checked>) -> Materialised {
    reading::materialise(schema, Reading::Plain)
}

/// The accept set: what generated readers take.
pub(crate) fn accept(schema: &Schema<Checked>) -> Materialised {
    reading::materialise(schema, Reading::Accept)
}

/// The emit set: what generated emitters can write.
pub(crate) fn emit(schema: &Schema<Checked>) -> Materialised {
    emit::materialise(schema)
}
