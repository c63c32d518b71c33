//! JSON Schema 2020-12 as tables that stand in the binary: the derive prints them from the model's
//! materialised documents, one keyword each, and they judge values as a validator would.
//! It prints them as text ([`Table`]), which becomes a [`Shape`] when it is first asked.

mod array;
mod check;
mod miss;
mod multiple;
mod object;
mod reason;
mod rows;
mod run;
mod seen;
mod table;
mod types;
mod unevaluated;

pub use rows::Table;
pub use table::{ArrayShape, Contains, Later, ObjectShape, Search, Shape};
pub use types::Types;
