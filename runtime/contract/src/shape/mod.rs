//! JSON Schema 2020-12 as tables that stand in the binary: the derive prints them from the model's
//! materialised documents, one keyword each, and they judge values as a validator would.

mod array;
mod check;
mod miss;
mod multiple;
mod object;
mod reason;
mod run;
mod seen;
mod table;
mod types;
mod unevaluated;

pub use table::{ArrayShape, Contains, ObjectShape, Search, Shape};
pub use types::Types;
