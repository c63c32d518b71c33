//! The TOML files of a registry: `tidings.toml` (of a registry, or of a consumer of one), `streams/*.toml` and `waivers/*.toml`, typed, every problem at its place.

mod config;
mod consumer;
mod date;
mod duration;
mod inside;
mod location;
mod pack;
mod path;
mod stream;
mod table;
mod targets;
mod waiver;

pub use config::{Config, FailOn, Policy, Promotion};
pub use consumer::Consumer;
pub use date::Date;
pub use duration::parse_duration;
pub use location::Location;
pub use pack::{Escape, Pack, Page, PageOf};
pub use path::{PathTemplate, Segment};
pub use stream::{
    Anonymous, Method, OnDisconnect, RequestType, SessionRules, Start, Stream, StreamEvent,
    StreamKind,
};
pub use table::Written;
pub use targets::{Framework, PackTarget, Target, Targets, TypeScriptTarget};
pub use waiver::Waiver;
