//! The embedded engine: one redb file, one writer thread, one sync for all batches that wait.

mod live;
mod record;
mod shared;
mod tables;
mod writer;

use crate::event_log::{Bounds, EventLog, Limit, Page, Pending};
use crate::{Entry, Error, TopicName};
use live::Live;
use redb::{Builder, Database, ReadableDatabase, StorageBackend};
use shared::{Shared, engine_panicked, guarded};
use std::fmt;
use std::future::ready;
use std::path::Path;
use std::sync::Arc;
use tables::Durable;
use tidings_contract::Cursor;
use tokio::sync::watch;
use writer::Writer;

/// Bytes of the file that are kept in memory.
const CACHE: usize = 64 << 20;

/// A log in one redb file, the embedded default.
///
/// Appends that wait at the same time are committed together, so the disk's sync bounds the latency
/// of one and not the throughput of many. One process has the file open; another is refused.
///
/// ```
/// use tidings_log::{EventLog, Redb};
/// # let folder = tempfile::tempdir()?;
/// let log = Redb::open(folder.path().join("orders.redb"))?;
/// assert!(log.durability().contains("fsync"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Redb {
    shared: Arc<Shared>,
    writer: Writer,
    durable: Durable,
}

impl fmt::Debug for Redb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redb")
            .field("durable", &self.durable)
            .finish_non_exhaustive()
    }
}

impl Redb {
    /// Opens the file, or creates it. Every append is synced before it is acknowledged.
    ///
    /// # Errors
    /// `log/locked` when another process has it open, `log/corrupt`, `log/format`, `log/io`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::at_path(path.as_ref(), Durable::Synced)
    }

    /// Opens the file with lazy durability: appends are acknowledged before they are synced, and a
    /// crash may lose the last fraction of a second. A start after one mints new epochs, so that
    /// clients are told of the gap rather than served other events under cursors they know.
    ///
    /// # Errors
    /// As [`open`](Redb::open).
    pub fn open_lazy(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::at_path(path.as_ref(), Durable::Lazy)
    }

    /// Opens a log on storage of one's own, synced as by [`open`](Redb::open).
    ///
    /// # Errors
    /// As [`open`](Redb::open).
    pub fn with_backend(backend: impl StorageBackend) -> Result<Self, Error> {
        let database = guarded(|| Ok(builder().create_with_backend(backend)?))?;
        Self::start(database, Durable::Synced)
    }

    fn at_path(path: &Path, durable: Durable) -> Result<Self, Error> {
        let database = guarded(|| Ok(builder().create(path)?))?;
        Self::start(database, durable)
    }

    fn start(database: Database, durable: Durable) -> Result<Self, Error> {
        let salt = guarded(|| Ok(tables::prepare(&database, durable)))??;
        let shared = Arc::new(Shared {
            database,
            salt,
            live: Live::default(),
        });
        let writer = Writer::start(shared.clone(), durable)?;
        Ok(Redb {
            shared,
            writer,
            durable,
        })
    }

    /// Runs what may wait for the disk where it holds up nobody else.
    fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, Error> + Send + 'static,
    ) -> Pending<T> {
        let shared = self.shared.clone();
        Box::pin(async move {
            let working = tokio::task::spawn_blocking(move || work(&shared));
            working
                .await
                .unwrap_or_else(|ended| match ended.is_panic() {
                    true => Err(engine_panicked()),
                    false => Err(Error::closed()),
                })
        })
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder
        .set_cache_size(CACHE)
        .set_repair_callback(|session| {
            tracing::info!(
                progress = session.progress(),
                "checking the log after an unclean stop"
            );
        });
    builder
}

impl EventLog for Redb {
    fn append(&self, batch: Vec<Entry>) -> Pending<Vec<Cursor>> {
        match batch.iter().try_for_each(Entry::check) {
            Ok(()) => self.writer.append(batch),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    fn read(&self, topic: &TopicName, after: u64, limit: Limit) -> Pending<Page> {
        if let Some(page) = self.shared.live.page(topic, after, limit) {
            return Box::pin(ready(Ok(page)));
        }
        let topic = topic.clone();
        self.blocking(move |shared| {
            let read = shared.database.begin_read().map_err(redb::Error::from)?;
            tables::page(&read, &shared.salt, &topic, after, limit)
        })
    }

    fn bounds(&self, topic: &TopicName) -> Pending<Bounds> {
        let topic = topic.clone();
        self.blocking(move |shared| shared.bounds(&topic))
    }

    fn watch(&self, topic: &TopicName) -> Pending<watch::Receiver<u64>> {
        let topic = topic.clone();
        self.blocking(move |shared| shared.live.watch(&topic, || shared.bounds(&topic)))
    }

    fn topics(
        &self,
        stream: &str,
        after: Option<TopicName>,
        limit: usize,
    ) -> Pending<Vec<TopicName>> {
        let stream = stream.to_owned();
        self.blocking(move |shared| {
            let read = shared.database.begin_read().map_err(redb::Error::from)?;
            tables::topics(&read, &stream, after.as_ref(), limit)
        })
    }

    fn trim(&self, topic: &TopicName, before: u64) -> Pending<u64> {
        self.writer.trim(topic.clone(), before)
    }

    fn forget(&self, topic: &TopicName) -> Pending<()> {
        self.writer.forget(topic.clone())
    }

    fn durability(&self) -> &'static str {
        match self.durable {
            Durable::Synced => {
                "every event is in the file, synced with fsync, before it is acknowledged"
            }
            Durable::Lazy => "lazy: events are acknowledged before they are synced",
        }
    }
}
