//! The newest records of the topics that someone watches, so that serving what has just been
//! committed costs no read of the file.

use crate::event_log::{Bounds, Limit, Page};
use crate::{Error, Record, TopicName};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The bytes kept for one topic.
const BUDGET: usize = 256 << 10;

#[derive(Default)]
pub(crate) struct Live {
    topics: Mutex<HashMap<TopicName, Watched>>,
}

struct Watched {
    head: watch::Sender<u64>,
    bounds: Bounds,
    records: VecDeque<Record>,
    bytes: usize,
}

impl Live {
    fn topics(&self) -> MutexGuard<'_, HashMap<TopicName, Watched>> {
        // Each change is one insert or one push: a panic leaves nothing half done.
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Watches a topic. The bounds are read under the lock that the writer takes after a commit, so
    /// no commit falls between reading and watching.
    pub fn watch(
        &self,
        topic: &TopicName,
        bounds: impl FnOnce() -> Result<Bounds, Error>,
    ) -> Result<watch::Receiver<u64>, Error> {
        let mut topics = self.topics();
        if let Some(watched) = topics.get(topic) {
            return Ok(watched.head.subscribe());
        }
        let bounds = bounds()?;
        if topics.len().is_power_of_two() {
            topics.retain(|_, watched| watched.head.receiver_count() > 0);
        }
        let (head, receiver) = watch::channel(bounds.head);
        topics.insert(
            topic.clone(),
            Watched {
                head,
                bounds,
                records: VecDeque::new(),
                bytes: 0,
            },
        );
        Ok(receiver)
    }

    /// What a read would give, if it is all here.
    pub fn page(&self, topic: &TopicName, after: u64, limit: Limit) -> Option<Page> {
        let topics = self.topics();
        let watched = topics.get(topic)?;
        let wanted = after.checked_add(1)?;
        let start = match watched.records.front() {
            Some(first) if first.seq <= wanted => wanted - first.seq,
            _ if after >= watched.bounds.head => 0,
            _ => return None,
        };
        let start = usize::try_from(start).ok()?.min(watched.records.len());
        let mut bytes = 0;
        let fits = |record: &&Record| {
            let first = bytes == 0;
            bytes += record.size();
            first || bytes <= limit.bytes
        };
        let records = match after >= watched.bounds.head {
            true => Vec::new(),
            false => watched
                .records
                .range(start..)
                .take(limit.records)
                .take_while(fits)
                .cloned()
                .collect(),
        };
        Some(Page {
            records,
            bounds: watched.bounds.clone(),
        })
    }

    /// Shows committed records, which follow on what was shown before.
    pub fn show(&self, topic: &TopicName, records: Vec<Record>) {
        let mut topics = self.topics();
        let Some(watched) = topics.get_mut(topic) else {
            return;
        };
        let Some(head) = records.last().map(|record| record.seq) else {
            return;
        };
        if watched.head.receiver_count() == 0 {
            topics.remove(topic);
            return;
        }
        // What the watcher read from the file already is not shown twice.
        let known = watched.bounds.head;
        for record in records.into_iter().filter(|record| record.seq > known) {
            watched.bytes += record.size();
            watched.records.push_back(record);
        }
        watched.shrink_to(BUDGET);
        if head > known {
            watched.bounds.head = head;
            watched.head.send_replace(head);
        }
    }

    /// Follows a commit that removed records from the front.
    pub fn trim(&self, topic: &TopicName, first: u64) {
        if let Some(watched) = self.topics().get_mut(topic) {
            watched.bounds.first = watched.bounds.first.max(first);
            while watched
                .records
                .front()
                .is_some_and(|record| record.seq < first)
            {
                watched.drop_front();
            }
        }
    }

    pub fn forget(&self, topic: &TopicName) {
        self.topics().remove(topic);
    }
}

impl Watched {
    fn drop_front(&mut self) {
        if let Some(record) = self.records.pop_front() {
            self.bytes -= record.size();
        }
    }

    fn shrink_to(&mut self, budget: usize) {
        while self.bytes > budget {
            self.drop_front();
        }
    }
}
