//! What the readers and the writer of one file have in common.

use super::live::Live;
use super::tables;
use crate::event_log::Bounds;
use crate::salt::Salt;
use crate::{Error, TopicName};
use redb::{Database, ReadableDatabase};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The open file, and the part of it that is kept in memory.
pub(crate) struct Shared {
    pub database: Database,
    pub salt: Salt,
    pub live: Live,
}

impl Shared {
    /// The bounds of a topic, read from the file.
    pub fn bounds(&self, topic: &TopicName) -> Result<Bounds, Error> {
        let read = self.database.begin_read().map_err(redb::Error::from)?;
        tables::bounds(&read, &self.salt, topic)
    }
}

/// Runs the engine, which may panic on bytes that something else changed in its file (a flipped bit
/// in the map of free pages does it): that ends in an error here, not in the server's end.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(Error::from),
        Err(_) => Err(engine_panicked()),
    }
}

pub(crate) fn engine_panicked() -> Error {
    Error::corrupt("the engine met bytes in its file that it did not write")
}
