use super::projection::Projection;
use super::ring::{Ring, Take};
use crate::bell::{Bell, Listener};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tidings_contract::Epoch;
use tidings_log::{EventLog, Limit, Record, TopicName};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// How long a topic that nobody reads keeps its rings, for readers that come right back.
pub(crate) const LINGER: Duration = Duration::from_secs(10);
/// What one ring keeps of its own account, in bytes.
const RING: usize = 1 << 20;
/// One flush, so that a reader is handed at most about this much at once.
pub(crate) const FLUSH: Limit = Limit {
    records: 512,
    bytes: 64 << 10,
};

/// A topic that has readers: what the log shows is encoded here once for each projection in use.
pub(crate) struct Feed {
    pub topic: TopicName,
    pub epoch: Epoch,
    rings: Mutex<Rings>,
    bell: Arc<Bell>,
    readers: AtomicUsize,
    /// The last reader has left.
    left: Notify,
    closed: AtomicBool,
    /// The bytes in all rings of the hub, and what they may be.
    budget: Arc<AtomicUsize>,
    budget_limit: usize,
}

struct Rings {
    /// The position up to which the log was read.
    position: u64,
    used: HashMap<usize, Used>,
}

struct Used {
    projection: Arc<Projection>,
    ring: Ring,
    readers: usize,
    left: Instant,
}

impl Feed {
    pub fn new(
        topic: TopicName,
        epoch: Epoch,
        position: u64,
        budget: Arc<AtomicUsize>,
        budget_limit: usize,
    ) -> Self {
        Feed {
            topic,
            epoch,
            rings: Mutex::new(Rings {
                position,
                used: HashMap::new(),
            }),
            bell: Arc::default(),
            readers: AtomicUsize::new(0),
            left: Notify::new(),
            closed: AtomicBool::new(false),
            budget,
            budget_limit,
        }
    }

    fn rings(&self) -> MutexGuard<'_, Rings> {
        // Encoding happens outside the lock, so nothing is left half done by a panic.
        self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat for one reader of this projection.
    pub fn seat(self: &Arc<Self>, projection: Arc<Projection>) -> Seat {
        self.readers.fetch_add(1, Ordering::SeqCst);
        let mut rings = self.rings();
        let position = rings.position;
        let used = rings.used.entry(projection.number).or_insert_with(|| Used {
            projection: projection.clone(),
            ring: Ring::new(position),
            readers: 0,
            left: Instant::now(),
        });
        used.readers += 1;
        drop(rings);
        Seat {
            listener: self.bell.listener(),
            feed: self.clone(),
            projection,
        }
    }

    pub fn readers(&self) -> usize {
        self.readers.load(Ordering::SeqCst)
    }

    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    /// Ends its readers' connections: they come back, and are judged anew.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.bell.ring();
    }

    /// Wakes every reader, so that it looks again.
    pub fn wake(&self) {
        self.bell.ring();
    }

    /// Follows the log until nobody has read the topic for a while.
    pub async fn run(&self, log: &dyn EventLog, head: &mut watch::Receiver<u64>, merge: Duration) {
        let mut quiet_since = Instant::now();
        loop {
            let linger = tokio::time::sleep_until(quiet_since + LINGER);
            tokio::select! {
                moved = head.changed() => match moved {
                    Ok(()) if merge.is_zero() => {}
                    Ok(()) => tokio::time::sleep(merge).await,
                    Err(_) => return self.close(),
                },
                () = self.left.notified() => {
                    // Nothing to linger for: whoever asks for names at random leaves nothing behind.
                    if self.readers() == 0 && self.is_empty() {
                        return;
                    }
                    continue;
                }
                () = linger => {
                    if self.readers() == 0 {
                        return;
                    }
                    quiet_since = Instant::now();
                }
            }
            if self.readers() > 0 {
                quiet_since = Instant::now();
            }
            let newest = *head.borrow_and_update();
            if let Err(error) = self.follow(log, newest).await {
                tracing::error!(topic = %self.topic, id = error.id(), %error, "the log cannot be read");
                return self.close();
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.rings()
            .used
            .values()
            .all(|used| used.ring.bytes() == 0)
    }

    /// Encodes what came up to `head`.
    async fn follow(&self, log: &dyn EventLog, head: u64) -> Result<(), tidings_log::Error> {
        loop {
            let after = self.rings().position;
            if after >= head {
                return Ok(());
            }
            let page = log.read(&self.topic, after, FLUSH).await?;
            if page.bounds.epoch != self.epoch {
                // The log began another life.
                self.close();
                return Ok(());
            }
            if page.bounds.first > after + 1 {
                // Trimmed faster than it was followed: readers go to the log, which tells them.
                self.jump(page.bounds.first - 1);
                continue;
            }
            if page.records.is_empty() {
                return Ok(());
            }
            self.show(after, &page.records);
        }
    }

    /// Puts records that follow on `after` into every ring, and tells the readers.
    fn show(&self, after: u64, records: &[Record]) {
        let encode = |projection: &Projection| projection.encode(&self.epoch, after, records);
        let known: Vec<_> = {
            let rings = self.rings();
            rings
                .used
                .values()
                .map(|used| used.projection.clone())
                .collect()
        };
        // Outside the lock, under which readers take.
        let mut encoded: HashMap<_, _> = known
            .iter()
            .map(|projection| (projection.number, encode(projection)))
            .collect();
        let mut rings = self.rings();
        rings.position = records.last().map_or(after, |record| record.seq);
        rings.used.retain(|_, used| {
            let kept = used.readers > 0 || used.left.elapsed() < LINGER;
            if !kept {
                self.budget.fetch_sub(used.ring.bytes(), Ordering::Relaxed);
            }
            kept
        });
        for (number, used) in &mut rings.used {
            // A projection that came into use meanwhile is encoded here.
            let chunk = encoded
                .remove(number)
                .unwrap_or_else(|| encode(&used.projection));
            self.push(&mut used.ring, chunk);
        }
        drop(rings);
        self.bell.ring();
    }

    /// Begins all rings anew behind a part of the log that is gone.
    fn jump(&self, position: u64) {
        let mut rings = self.rings();
        rings.position = position;
        for used in rings.used.values_mut() {
            self.budget.fetch_sub(used.ring.bytes(), Ordering::Relaxed);
            used.ring = Ring::new(position);
        }
        drop(rings);
        self.bell.ring();
    }

    fn push(&self, ring: &mut Ring, chunk: super::chunk::Chunk) {
        let added = chunk.bytes.len();
        let mut total = self.budget.fetch_add(added, Ordering::Relaxed) + added;
        ring.push(chunk);
        while ring.bytes() > RING || total > self.budget_limit {
            let freed = ring.shrink();
            if freed == 0 {
                break;
            }
            total = self.budget.fetch_sub(freed, Ordering::Relaxed) - freed;
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let bytes: usize = self
            .rings()
            .used
            .values()
            .map(|used| used.ring.bytes())
            .sum();
        self.budget.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// One reader's place at a feed; given up when it is dropped.
pub(crate) struct Seat {
    pub feed: Arc<Feed>,
    pub projection: Arc<Projection>,
    listener: Listener,
}

impl Seat {
    /// Has the reader woken when there is more, from now on.
    pub fn listen(&mut self, task: &std::task::Context<'_>) {
        self.listener.listen(task);
    }

    /// What follows the position.
    pub fn take(&self, position: u64) -> Take {
        let rings = self.feed.rings();
        match rings.used.get(&self.projection.number) {
            Some(used) => used.ring.take(position),
            None => Take::Behind,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rings = self.feed.rings();
        if let Some(used) = rings.used.get_mut(&self.projection.number) {
            used.readers -= 1;
            used.left = Instant::now();
        }
        drop(rings);
        if self.feed.readers.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.feed.left.notify_one();
        }
    }
}
