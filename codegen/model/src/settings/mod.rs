//! The TOML files of a registry: `tidings.toml`, `streams/*.toml` and `waivers/*.toml`, typed, every problem at its place.

mod config;
mod date;
mod duration;
mod path;
mod stream;
mod table;
mod waiver;

pub use config::{Config, FailOn, Policy, Promotion, Target, Targets};
pub use date::Date;
pub use duration::parse_duration;
pub use path::{PathTemplate, Segment};
pub use stream::{
    Anonymous, Method, OnDisconnect, RequestType, SessionRules, Start, Stream, StreamEvent,
    StreamKind,
};
pub use table::Written;
pub use waiver::Waiver;
