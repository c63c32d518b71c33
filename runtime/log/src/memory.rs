use crate::event_log::{Bounds, EventLog, Limit, Page, Pending};
use crate::salt::Salt;
use crate::{Entry, Error, Record, TopicName};
use std::collections::{BTreeMap, VecDeque};
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tidings_contract::Cursor;
use tokio::sync::watch;

/// A log in memory: for tests, and for streams whose past is worth nothing after a restart.
///
/// Every process mints its own epochs, so a client that comes back after a restart is told of a gap.
///
/// ```
/// use tidings_log::{EventLog, Memory};
/// let log = Memory::new()?;
/// assert!(log.durability().contains("memory"));
/// # Ok::<(), tidings_log::Error>(())
/// ```
#[derive(Debug)]
pub struct Memory {
    salt: Salt,
    topics: Mutex<BTreeMap<TopicName, Life>>,
}

#[derive(Debug)]
struct Life {
    records: VecDeque<Record>,
    first: u64,
    head: watch::Sender<u64>,
}

impl Life {
    fn new() -> Self {
        Life {
            records: VecDeque::new(),
            first: 1,
            head: watch::Sender::new(0),
        }
    }

    fn push(&mut self, entry: Entry) -> u64 {
        let seq = *self.head.borrow() + 1;
        self.records.push_back(entry.at(seq));
        self.head.send_replace(seq);
        seq
    }

    fn page(&self, after: u64, limit: Limit) -> Vec<Record> {
        let start = after.saturating_add(1).saturating_sub(self.first);
        let start = usize::try_from(start)
            .unwrap_or(usize::MAX)
            .min(self.records.len());
        let mut bytes = 0;
        let fits = |record: &&Record| {
            let first = bytes == 0;
            bytes += record.size();
            first || bytes <= limit.bytes
        };
        self.records
            .range(start..)
            .take(limit.records)
            .take_while(fits)
            .cloned()
            .collect()
    }
}

impl Memory {
    /// An empty log.
    ///
    /// # Errors
    /// `log/no-randomness` when the operating system has none.
    pub fn new() -> Result<Self, Error> {
        Ok(Memory {
            salt: Salt::mint()?,
            topics: Mutex::default(),
        })
    }

    fn topics(&self) -> MutexGuard<'_, BTreeMap<TopicName, Life>> {
        // Nothing in here is left half done by a panic, so a poisoned lock is a lock.
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bounds_of(&self, topic: &TopicName, life: Option<&Life>) -> Bounds {
        let (first, head) = life.map_or((1, 0), |life| (life.first, *life.head.borrow()));
        Bounds {
            epoch: self.salt.epoch(topic),
            first,
            head,
        }
    }
}

fn done<T: Send + 'static>(result: Result<T, Error>) -> Pending<T> {
    Box::pin(ready(result))
}

impl EventLog for Memory {
    fn append(&self, batch: Vec<Entry>) -> Pending<Vec<Cursor>> {
        if let Err(error) = batch.iter().try_for_each(Entry::check) {
            return done(Err(error));
        }
        let mut topics = self.topics();
        let place = |entry: Entry| {
            let epoch = self.salt.epoch(&entry.topic);
            let life = topics.entry(entry.topic.clone()).or_insert_with(Life::new);
            Cursor::new(epoch, life.push(entry))
        };
        done(Ok(batch.into_iter().map(place).collect()))
    }

    fn read(&self, topic: &TopicName, after: u64, limit: Limit) -> Pending<Page> {
        let topics = self.topics();
        let life = topics.get(topic);
        let records = life.map_or_else(Vec::new, |life| life.page(after, limit));
        done(Ok(Page {
            records,
            bounds: self.bounds_of(topic, life),
        }))
    }

    fn bounds(&self, topic: &TopicName) -> Pending<Bounds> {
        done(Ok(self.bounds_of(topic, self.topics().get(topic))))
    }

    fn watch(&self, topic: &TopicName) -> Pending<watch::Receiver<u64>> {
        let mut topics = self.topics();
        if !topics.contains_key(topic) && topics.len().is_power_of_two() {
            // Names that were only ever watched, as by a scanner, do not add up.
            topics.retain(|_, life| *life.head.borrow() > 0 || life.head.receiver_count() > 0);
        }
        let life = topics.entry(topic.clone()).or_insert_with(Life::new);
        done(Ok(life.head.subscribe()))
    }

    fn topics(
        &self,
        stream: &str,
        after: Option<TopicName>,
        limit: usize,
    ) -> Pending<Vec<TopicName>> {
        let topics = self.topics();
        let written = topics
            .iter()
            .filter(|(_, life)| *life.head.borrow() > 0)
            .map(|(name, _)| name);
        let wanted = written
            .filter(|name| name.is_of(stream) && after.as_ref().is_none_or(|after| *name > after));
        done(Ok(wanted.take(limit).cloned().collect()))
    }

    fn trim(&self, topic: &TopicName, before: u64) -> Pending<u64> {
        let mut topics = self.topics();
        let mut removed = 0;
        if let Some(life) = topics.get_mut(topic) {
            while life
                .records
                .front()
                .is_some_and(|record| record.time < before)
            {
                life.records.pop_front();
                life.first += 1;
                removed += 1;
            }
        }
        done(Ok(removed))
    }

    fn forget(&self, topic: &TopicName) -> Pending<()> {
        self.topics().remove(topic);
        done(Ok(()))
    }

    fn durability(&self) -> &'static str {
        "in memory only: a restart forgets everything, and tells clients of a gap"
    }
}
