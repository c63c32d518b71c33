use crate::{Entry, Error, Record, TopicName};
use std::future::Future;
use std::pin::Pin;
use tidings_contract::{Cursor, Epoch};
use tokio::sync::watch;

/// What a log is still working on. It goes on also when nobody waits for it.
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'static>>;

/// What a topic keeps: everything from `first` to `head`, under one epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The life of the topic that the seqs belong to.
    pub epoch: Epoch,
    /// The seq of the earliest record kept; `head + 1` when none is.
    pub first: u64,
    /// The seq of the last record ever appended; 0 when there never was one.
    pub head: u64,
}

impl Bounds {
    /// The cursor at a place of this life.
    pub fn cursor(&self, seq: u64) -> Cursor {
        Cursor::new(self.epoch.clone(), seq)
    }

    /// The cursor at the head: what comes after it is new.
    pub fn tail(&self) -> Cursor {
        self.cursor(self.head)
    }

    /// Whether a reader that has everything up to `seq` can go on without having missed anything.
    pub fn continues(&self, seq: u64) -> bool {
        seq <= self.head && seq + 1 >= self.first
    }
}

/// How much one [`EventLog::read`] gives at most; at least one record, where there is one.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The number of records.
    pub records: usize,
    /// The bytes of those records.
    pub bytes: usize,
}

impl Default for Limit {
    /// 1,024 records, 256 KiB.
    fn default() -> Self {
        Limit {
            records: 1024,
            bytes: 256 << 10,
        }
    }
}

/// Records, and what the topic kept at the instant when they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In order; empty when there is nothing after the position.
    pub records: Vec<Record>,
    /// Of the same instant as the records: a first record beyond `bounds.first` and a position
    /// before it mean that records between them were trimmed.
    pub bounds: Bounds,
}

/// An ordered, durable record of topics.
///
/// The trait is object-safe, and its futures own what they need, so that a caller may stage several
/// appends before it waits for the first.
pub trait EventLog: Send + Sync + 'static {
    /// Appends entries of one or more topics, atomically and in order. The order against other
    /// appends is fixed by this call, not by polling; dropping the future does not undo it. Ends
    /// when the entries are durable, with one cursor for each.
    ///
    /// # Errors
    /// `log/entry-too-large`, `log/backlog` when too much waits for the disk, `log/disk-full`,
    /// `log/io`, `log/closed`: nothing of the batch became visible.
    fn append(&self, batch: Vec<Entry>) -> Pending<Vec<Cursor>>;

    /// Reads records with a seq greater than `after`.
    ///
    /// # Errors
    /// `log/io`, `log/corrupt`.
    fn read(&self, topic: &TopicName, after: u64, limit: Limit) -> Pending<Page>;

    /// What the topic keeps now. A topic that was never written to has an epoch too, the one that
    /// its first record will get.
    ///
    /// # Errors
    /// `log/io`.
    fn bounds(&self, topic: &TopicName) -> Pending<Bounds>;

    /// The head of the topic, as it moves. The first value is the head now.
    ///
    /// # Errors
    /// `log/io`.
    fn watch(&self, topic: &TopicName) -> Pending<watch::Receiver<u64>>;

    /// The topics of a stream that were written to, in the order of their names: those after
    /// `after`, at most `limit`.
    ///
    /// # Errors
    /// `log/io`.
    fn topics(
        &self,
        stream: &str,
        after: Option<TopicName>,
        limit: usize,
    ) -> Pending<Vec<TopicName>>;

    /// Removes records from the front while they are older than `before` (milliseconds since 1970).
    /// Ends with their number. Seqs are not used again.
    ///
    /// # Errors
    /// `log/io`, `log/closed`.
    fn trim(&self, topic: &TopicName, before: u64) -> Pending<u64>;

    /// Forgets a topic whose name will not be used again, such as that of one session.
    ///
    /// # Errors
    /// `log/io`, `log/closed`.
    fn forget(&self, topic: &TopicName) -> Pending<()>;

    /// What durable means here, in one sentence for the server to say at start.
    fn durability(&self) -> &'static str;
}

/// A log that several hubs share, as in one redb file for all streams of a server.
impl<L: EventLog + ?Sized> EventLog for std::sync::Arc<L> {
    fn append(&self, batch: Vec<Entry>) -> Pending<Vec<Cursor>> {
        (**self).append(batch)
    }

    fn read(&self, topic: &TopicName, after: u64, limit: Limit) -> Pending<Page> {
        (**self).read(topic, after, limit)
    }

    fn bounds(&self, topic: &TopicName) -> Pending<Bounds> {
        (**self).bounds(topic)
    }

    fn watch(&self, topic: &TopicName) -> Pending<watch::Receiver<u64>> {
        (**self).watch(topic)
    }

    fn topics(
        &self,
        stream: &str,
        after: Option<TopicName>,
        limit: usize,
    ) -> Pending<Vec<TopicName>> {
        (**self).topics(stream, after, limit)
    }

    fn trim(&self, topic: &TopicName, before: u64) -> Pending<u64> {
        (**self).trim(topic, before)
    }

    fn forget(&self, topic: &TopicName) -> Pending<()> {
        (**self).forget(topic)
    }

    fn durability(&self) -> &'static str {
        (**self).durability()
    }
}
