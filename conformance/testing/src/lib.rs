//! Tests that a type whose serde implementation is not tidings' own carries what the registry says, both ways.
//!
//! `#[derive(tidings::Event)]` writes a type's serialiser, and checks it at compile time. This is for the others: types
//! with `#[derive(Serialize, Deserialize)]`, with an implementation by hand, or of another crate. What such a type
//! writes and reads is what its `schemars` schema says.
//!
//! The way of data: schemars describes the type twice, as it is serialised and as it is deserialised; the registry is
//! found as the derive finds it, and the model materialises the version's emit set and accept set; then two inclusions
//! are decided, by the checker that `tidings check` uses:
//!
//! - **writes**: whatever the type serialises, a writer of the version may produce;
//! - **reads**: whatever a reader of the version has to take, from this and from newer writers, the type deserialises.
//!
//! **Invariants**
//! - A type passes only when both inclusions are proved; what can't be proved fails, and says why.
//! - What fails shows a payload, as small as it can be, that both schemas were asked about.
//! - All that differs is told at once, each with a code, a place, and a way out.
//! - Nothing is written, and nothing but the registry's files is read, those once in a process.
//!
//! A schema does not tell all. Schemars does not say that a double which is not finite is written as null, that serde
//! reads no `1.0` into an integer, nor what an `#[serde(alias)]` takes. A type is taken to write no member that its
//! schema does not name, and to leave out what may be left out where it is none
//! ([`Conformance::nulls_are_written`] says otherwise).
//!
//! ```
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, JsonSchema)]
//! struct OrderPaid {
//!     order_id: String,
//!     #[serde(skip_serializing_if = "Option::is_none")]
//!     comment: Option<String>,
//! }
//!
//! // In a test: `assert_conforms_to::<OrderPaid>("order.paid", 1)`.
//! let refusal = tidings_testing::conforms_to::<OrderPaid>("order.paid", 1).expect_err("it does not conform");
//! let first = &refusal.deviations()[0];
//! assert_eq!(first.id.0, "testing/write-refused");
//! ```

mod advice;
mod bounds;
mod breaks;
mod conformance;
mod contract;
mod described;
mod direction;
mod formats;
mod laws;
mod nonconformance;
mod nulls;

pub use conformance::Conformance;
pub use direction::Direction;
pub use nonconformance::{Deviation, Nonconformance};
pub use tidings_model::ErrorId;

use schemars::JsonSchema;
use tidings_contract::Event;

/// Compares a type with the version of the event that it says it is.
///
/// Lengths, ranges, patterns and counts are left to [`Event::encode`], which checks them against the emit shape; a type
/// that does without it is compared by [`conforms_to`].
///
/// # Errors
/// Everything that keeps it from conforming; or the one reason why it can't be compared.
#[track_caller]
pub fn conforms<T: JsonSchema + Event>() -> Result<(), Nonconformance> {
    Conformance::to(T::NAME, T::VERSION)
        .bounds_are_checked()
        .of::<T>()
}

/// Compares a type that speaks serde alone with a version of an event, or of a shared type: `types/money`.
///
/// # Errors
/// As [`conforms`].
#[track_caller]
pub fn conforms_to<T: JsonSchema>(name: &str, version: u32) -> Result<(), Nonconformance> {
    Conformance::to(name, version).of::<T>()
}

/// Fails a test unless [`conforms`].
#[track_caller]
pub fn assert_conforms<T: JsonSchema + Event>() {
    if let Err(nonconformance) = conforms::<T>() {
        panic!("{nonconformance}");
    }
}

/// Fails a test unless [`conforms_to`].
#[track_caller]
pub fn assert_conforms_to<T: JsonSchema>(name: &str, version: u32) {
    if let Err(nonconformance) = conforms_to::<T>(name, version) {
        panic!("{nonconformance}");
    }
}
