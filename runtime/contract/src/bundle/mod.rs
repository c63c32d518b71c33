//! The registry in one file: for a running server, and for consumers in other repositories.

mod stream;
mod text;
mod whole;

pub use stream::{
    Anonymous, BundleStream, Cell, Kind, MatrixCell, OnDisconnect, Release, SessionRules, Start,
};
pub use whole::{Bundle, BundleEvent, BundleVersion};
