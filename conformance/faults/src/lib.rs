//! A server of Server-Sent Events that fails as it is told to, and says what it saw.
//!
//! A test posts a [`Scenario`] and gets a port of its own that plays it: the nth request gets the nth reply, and a reply
//! is a list of [`Step`]s, down to single bytes, resets, silence, and a port that is closed for a while. It may stand in
//! front of another server and break its answers. Afterwards the test asks what the port saw ([`Observed`]): requests with
//! their headers and times, connections, and how each reply ended.
//!
//! The way of data: control request → `scenario` (parse, check) → `port` (listens, accepts) → `request` (reads heads) →
//! `play` (steps → bytes on the `connection`) → `observed`.
//!
//! **Invariants**
//! - What a port does follows from its scenario and the requests alone: no randomness, nothing for particular clients.
//! - A scenario that cannot be played is refused before anything listens.
//! - It never listens beyond this machine, unless the address it is given says so.
//! - HTTP/1.1 is spoken by hand, since no HTTP server lets a test decide which bytes leave in which packet, and what the
//!   socket does next.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use tidings_faults::{Port, Scenario};
//! let scenario = Scenario::parse(br#"{"routes": [{"replies": [[{"head": {"status": 503}}]]}]}"#).unwrap();
//! let port = Port::open(scenario, ([127, 0, 0, 1], 0).into()).await.unwrap();
//! assert_eq!(port.observed().count, 0);
//! # });
//! ```

mod connection;
mod control;
mod error;
mod observed;
mod play;
mod port;
mod request;
mod scenario;
mod shared;
mod upstream;

pub use control::control;
pub use error::ScenarioError;
pub use observed::{Ending, Observed, Seen};
pub use port::Port;
pub use scenario::{Entries, Head, Log, Proxy, Repeat, Route, Scenario, Split, Step};
