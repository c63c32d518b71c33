use crate::Error;
use std::future::Future;
use std::pin::Pin;
use tidings_contract::Cursor;
use tidings_log::Record;

/// A state, encoded: a record that stands in no log.
#[derive(Debug)]
pub(crate) struct Taken {
    pub at: Cursor,
    pub record: Record,
}

pub(crate) type Taking = Pin<Box<dyn Future<Output = Result<Taken, Error>> + Send>>;

/// Takes a state for the topic with these parameter values; the cursor is that of the newest event.
pub(crate) type Provider = Box<dyn Fn(Vec<String>, Cursor) -> Taking + Send + Sync>;
