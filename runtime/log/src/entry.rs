use crate::{Error, TopicName};
use bytes::Bytes;

/// The largest entry, in bytes over all its parts.
const LARGEST: usize = 16 << 20;

/// What is appended: an event of a topic, before it has a place.
///
/// ```
/// use tidings_log::{Entry, TopicName};
/// let topic = TopicName::new("orders", [])?;
/// let entry = Entry::new(topic, 1_763_700_000_123, "order.placed/2", "{}").key("o-1");
/// # drop(entry); Ok::<(), tidings_log::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The topic it goes to.
    pub topic: TopicName,
    /// When it was emitted, in milliseconds since 1970.
    pub time: u64,
    /// What it is, opaque to the log: `order.placed/2`.
    pub tag: String,
    /// The key by which it may be coalesced.
    pub key: Option<String>,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
    /// The payload, as it will be served.
    pub payload: Bytes,
}

impl Entry {
    /// An entry without key and trace.
    pub fn new(
        topic: TopicName,
        time: u64,
        tag: impl Into<String>,
        payload: impl Into<Bytes>,
    ) -> Self {
        Entry {
            topic,
            time,
            tag: tag.into(),
            key: None,
            traceparent: None,
            payload: payload.into(),
        }
    }

    /// Sets the key.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the trace.
    #[must_use]
    pub fn traceparent(mut self, traceparent: impl Into<String>) -> Self {
        self.traceparent = Some(traceparent.into());
        self
    }

    /// Its size in memory and, nearly, in the file.
    pub(crate) fn size(&self) -> usize {
        let key = self.key.as_ref().map_or(0, String::len);
        let trace = self.traceparent.as_ref().map_or(0, String::len);
        self.payload.len() + self.tag.len() + key + trace + 64
    }

    /// Refuses what would stall the log for everyone else.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.size() > LARGEST {
            return Err(Error::new(
                "log/entry-too-large",
                format!("an entry of {} bytes", self.size()),
                "an entry has at most 16 MiB; send a reference to what is larger",
            ));
        }
        Ok(())
    }

    pub(crate) fn at(self, seq: u64) -> Record {
        Record {
            seq,
            time: self.time,
            tag: self.tag,
            key: self.key,
            traceparent: self.traceparent,
            payload: self.payload,
        }
    }
}

/// What is read back: an event at its place in the topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place; with the topic's epoch it makes the cursor.
    pub seq: u64,
    /// When it was emitted, in milliseconds since 1970.
    pub time: u64,
    /// What it is.
    pub tag: String,
    /// The key by which it may be coalesced.
    pub key: Option<String>,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
    /// The payload.
    pub payload: Bytes,
}

impl Record {
    pub(crate) fn size(&self) -> usize {
        let key = self.key.as_ref().map_or(0, String::len);
        let trace = self.traceparent.as_ref().map_or(0, String::len);
        self.payload.len() + self.tag.len() + key + trace + 64
    }
}
