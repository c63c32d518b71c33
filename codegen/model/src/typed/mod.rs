//! Computes the typed view of a schema: what applies together is merged, unions are told apart, forms are given.

mod build;
mod merge;
mod union;

pub(crate) use build::build;
