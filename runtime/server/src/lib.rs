//! tidings: typed, versioned Server-Sent Events.
//!
//! **The way of data.** A [`Hub`] of a generated [`Stream`] takes an event ([`Hub::emit`]): its type
//! says that the stream writes it, its emit shape checks the payload, and the log makes it durable.
//! Then whoever reads the topic gets it: a *feed* follows the log, encodes each record once for every
//! *projection* in use (a release in an envelope), and keeps the frames in a *ring*. A *reader* is a
//! cursor, not a queue: it takes from the ring, reads on from the log where it fell behind, and is
//! told of a gap where it fell out of the log. Where the stream names a snapshot, whoever has no usable
//! cursor gets the state first ([`Hub::snapshot`]). Requests come in through [`Hub::answer`] (anything
//! that takes an `http_body::Body`) or [`Hub::route`] (axum); [`Hub::sessions`] and
//! [`Hub::session_route`] serve streams that belong to one request and end.
//!
//! **Invariants**
//! - No frame leaves before its log entry is durable.
//! - A payload that its schema refuses is not written; a version that the bundle does not write is
//!   not written.
//! - Every frame but a heartbeat carries a cursor; cursors of one epoch rise strictly. There is no
//!   silent gap.
//! - A slow reader costs a position and at most one chunk, and delays nobody.
//! - A session's work is started once, whatever its client sends again.
//! - Nothing in a request makes the server panic, or be silent about what it did not do.
//! - No code of the generator is linked in: a server knows its registry from the bundle.
//!
//! ```
//! # #[path = "../tests/common/shop.rs"] mod shop;
//! # use shop::{Orders, Placed};
//! use tidings::{Config, Hub};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let orders = Hub::<Orders>::open(Config::new()).await?;
//! let app: axum::Router = axum::Router::new().route("/streams/orders", orders.route());
//!
//! let cursor = orders.emit(&Placed::new("o-1", 12)).await?; // durable from here on
//! assert_eq!(cursor.seq, 1);
//! let refused = orders.emit(&Placed::new("o-2", -3)).await.unwrap_err();
//! assert_eq!(
//!     refused.to_string(),
//!     "order.placed v2 refused at /total: -3 is below minimum 0; nothing was written",
//! );
//! # drop(app); Ok(()) }
//! ```

#[doc(hidden)]
#[path = "contract_v1.rs"]
pub mod __contract_v1;
mod bell;
mod config;
mod core;
mod emit;
mod error;
mod http;
mod hub;
mod pattern;
mod provider;
mod retention;
mod session;
mod shutdown;
mod snapshot;
mod stream;

pub use crate::http::body::StreamBody;
#[cfg(feature = "axum")]
pub use crate::http::serve::{serve, serve_within};
pub use config::Config;
pub use emit::{Emits, Emitter, Staged};
pub use error::Error;
pub use hub::Hub;
pub use session::{Session, Sessions};
pub use shutdown::{Shutdown, stop_signal};
pub use snapshot::Snapshot;
pub use tidings_contract::{
    Cursor, EmitOn, Epoch, Event, Integer, Members, Number, Payload, Refusal, Request,
    SessionStream, Stream, Topic,
};
pub use tidings_log::{EventLog, Memory, Redb};
#[cfg(feature = "derive")]
pub use tidings_macros::{Event, Payload};
