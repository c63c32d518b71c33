//! The emit set.

use super::Materialised;
use super::reading::{Reading, materialise as read};
use crate::schema::{Checked, Schema};

pub(crate) fn materialise(schema: &Schema<Checked>) -> Materialised {
    read(schema, Reading::Plain)
}
