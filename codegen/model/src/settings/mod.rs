//! The TOML files of a registry: `tidings.toml` and `streams/*.toml`, typed, every problem at its place.

mod config;
mod duration;
mod path;
mod stream;
mod table;

pub use config::{Config, Policy, Promotion, Target, Targets};
pub use duration::parse_duration;
pub use path::{PathTemplate, Segment};
pub use stream::{
    Anonymous, Method, OnDisconnect, RequestType, SessionRules, Start, Stream, StreamEvent,
    StreamKind,
};
pub use table::Written;
