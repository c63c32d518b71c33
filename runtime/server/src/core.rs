use crate::Error;
#[cfg(feature = "axum")]
use crate::config::Origins;
use crate::config::{Config, Surroundings};
use crate::provider::Provider;
use crate::session::work::Works;
use crate::shutdown::Shutdown;
use crate::stream::feed::{Feed, Seat};
use crate::stream::plan::Plan;
use crate::stream::projection::Projection;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tidings_contract::StreamName;
use tidings_log::{EventLog, TopicName};
use tokio::task::JoinSet;

/// Over how long clients come back when a hub is drained by itself.
const DRAIN: Duration = Duration::from_secs(5);

/// One stream being served: what all its connections and emitters share.
pub(crate) struct Core {
    pub plan: Plan,
    pub log: Arc<dyn EventLog>,
    pub surroundings: Surroundings,
    #[cfg(feature = "axum")]
    pub origins: Origins,
    pub max_request: usize,
    pub works: Arc<Works>,
    /// What knows the state, where the stream names a snapshot.
    pub snapshots: OnceLock<Provider>,
    pub shutdown: Shutdown,
    merge: Duration,
    max_connections: Option<usize>,
    connections: AtomicUsize,
    feeds: Mutex<HashMap<TopicName, Arc<Feed>>>,
    /// What follows the log and trims it; it ends with the hub.
    tasks: Mutex<JoinSet<()>>,
    ring_bytes: Arc<AtomicUsize>,
    ring_limit: usize,
}

impl Core {
    pub fn open(stream: &str, bundle: &str, mut config: Config) -> Result<Arc<Self>, Error> {
        let text = config.bundle.as_deref().unwrap_or(bundle);
        let plan = Plan::read(text, stream, config.development)?;
        let log = config.take_log()?;
        tracing::info!(stream, durability = log.durability(), "stream opened");
        Ok(Arc::new(Core {
            plan,
            log,
            surroundings: config.surroundings,
            #[cfg(feature = "axum")]
            origins: config.origins,
            max_request: config.max_request,
            works: Arc::default(),
            snapshots: OnceLock::new(),
            shutdown: Shutdown::new(DRAIN),
            merge: config.merge,
            max_connections: config.max_connections,
            connections: AtomicUsize::new(0),
            feeds: Mutex::default(),
            tasks: Mutex::default(),
            ring_bytes: Arc::default(),
            ring_limit: config.ring_bytes,
        }))
    }

    fn feeds(&self) -> MutexGuard<'_, HashMap<TopicName, Arc<Feed>>> {
        // Held for a lookup or an insert only.
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        // Held to start a task or to take all of them.
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a task that ends with the hub.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks();
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Ends its streams and its tasks, and waits for the tasks.
    pub async fn close(&self) {
        self.shutdown.trigger();
        self.works.abort();
        let mut tasks = std::mem::take(&mut *self.tasks());
        tasks.shutdown().await;
    }

    /// The topic of the stream with these parameter values.
    pub fn topic<'v>(&self, values: impl IntoIterator<Item = &'v str>) -> Result<TopicName, Error> {
        Ok(TopicName::new(self.plan.stream.as_str(), values)?)
    }

    /// The stream.
    pub fn stream(&self) -> &StreamName {
        &self.plan.stream
    }

    /// A seat at the topic's feed, which is started if nobody reads it yet.
    pub async fn seat(
        self: &Arc<Self>,
        topic: &TopicName,
        projection: &Arc<Projection>,
    ) -> Result<Seat, Error> {
        let sit = |feeds: &HashMap<TopicName, Arc<Feed>>| {
            let feed = feeds.get(topic).filter(|feed| !feed.is_closed());
            feed.map(|feed| feed.seat(projection.clone()))
        };
        // Sitting down under this lock, a reader never sits at a feed that is being cleared away.
        if let Some(seat) = sit(&self.feeds()) {
            return Ok(seat);
        }
        let mut head = self.log.watch(topic).await?;
        let bounds = self.log.bounds(topic).await?;
        let mut feeds = self.feeds();
        if let Some(seat) = sit(&feeds) {
            return Ok(seat);
        }
        let position = *head.borrow_and_update();
        let budget = self.ring_bytes.clone();
        let feed = Feed::new(
            topic.clone(),
            bounds.epoch,
            position,
            budget,
            self.ring_limit,
        );
        let feed = Arc::new(feed);
        let seat = feed.seat(projection.clone());
        feeds.insert(topic.clone(), feed.clone());
        drop(feeds);
        let (core, log, merge) = (Arc::downgrade(self), self.log.clone(), self.merge);
        let follow = async move {
            loop {
                feed.run(&*log, &mut head, merge).await;
                let Some(core) = core.upgrade() else { return };
                if core.clear_away(&feed) {
                    return;
                }
            }
        };
        self.spawn(follow);
        Ok(seat)
    }

    /// Forgets a feed that nobody reads, or that is closed; false when a reader has just sat down.
    fn clear_away(&self, feed: &Arc<Feed>) -> bool {
        let mut feeds = self.feeds();
        if feed.readers() > 0 && !feed.is_closed() {
            return false;
        }
        if feeds
            .get(&feed.topic)
            .is_some_and(|known| Arc::ptr_eq(known, feed))
        {
            feeds.remove(&feed.topic);
        }
        true
    }

    /// Has the readers of a topic look again.
    pub fn wake(&self, topic: &TopicName) {
        let feed = self.feeds().get(topic).cloned();
        if let Some(feed) = feed {
            feed.wake();
        }
    }

    /// Counts a connection in, unless there are too many.
    pub fn admit(self: &Arc<Self>) -> Option<Connection> {
        let before = self.connections.fetch_add(1, Ordering::SeqCst);
        let connection = Connection { core: self.clone() };
        self.max_connections
            .is_none_or(|limit| before < limit)
            .then_some(connection)
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// An open connection: it keeps the hub alive, and is counted out when it is dropped.
pub(crate) struct Connection {
    pub core: Arc<Core>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.core.connections.fetch_sub(1, Ordering::SeqCst);
    }
}
