//! The log of tidings: the ordered, durable record of a topic's events.
//!
//! **The way of data.** An emitter hands [`EventLog::append`] a batch of [`Entry`]s; the call fixes
//! their order, the future ends when they are durable, with their cursors. Only then do readers see
//! them: [`EventLog::watch`] tells that the head moved, [`EventLog::read`] gives the [`Record`]s
//! after a position together with the [`Bounds`] of what is kept, so that a reader can tell a quiet
//! log from one that was trimmed under it. [`Memory`] keeps everything in the process; [`Redb`]
//! keeps it in one file and commits concurrent batches in one sync.
//!
//! **Invariants**
//! - A record is visible only once it is durable, and then to everyone, in one order.
//! - A batch is visible whole or not at all.
//! - Seqs of one topic rise strictly from 1; a seq of one epoch never names two records.
//! - An epoch names one life of one topic: it differs between topics and between logs, and a log
//!   that may have lost what it acknowledged mints new ones.
//! - Records are never rewritten; trimming removes them from the front only.
//! - The log knows nothing of schemas, envelopes or HTTP: a tag is opaque, a payload is bytes.
//! - Reading a topic that nobody wrote to writes nothing.
//!
//! ```
//! use tidings_log::{Entry, EventLog, Limit, Memory, TopicName};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), tidings_log::Error> {
//! let log = Memory::new()?;
//! let orders = TopicName::new("orders", [])?;
//! let entry = Entry::new(orders.clone(), 1_763_700_000_123, "order.placed/2", r#"{"total":12}"#);
//! let cursors = log.append(vec![entry]).await?;
//!
//! let page = log.read(&orders, 0, Limit::default()).await?;
//! assert_eq!(page.records[0].seq, cursors[0].seq);
//! assert_eq!(page.bounds.epoch, cursors[0].epoch);
//! # Ok(()) }
//! ```

mod entry;
mod error;
mod event_log;
mod memory;
mod redb;
mod salt;
mod topic;

pub use crate::redb::Redb;
pub use entry::{Entry, Record};
pub use error::Error;
pub use event_log::{Bounds, EventLog, Limit, Page, Pending};
pub use memory::Memory;
pub use topic::TopicName;
