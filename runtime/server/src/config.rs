use crate::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tidings_log::{EventLog, Memory};

/// How a hub runs. What clients see (paths, heartbeats, windows, versions) is not here: it comes
/// from the registry.
///
/// ```
/// use tidings::{Config, Redb};
/// # let folder = tempfile::tempdir()?;
/// let config = Config::new().log(Redb::open(folder.path().join("orders.redb"))?);
/// # drop(config); Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Config {
    pub(crate) log: Option<Arc<dyn EventLog>>,
    pub(crate) bundle: Option<String>,
    pub(crate) development: bool,
    pub(crate) merge: Duration,
    pub(crate) max_connections: Option<usize>,
    pub(crate) max_request: usize,
    pub(crate) ring_bytes: usize,
    #[cfg(feature = "axum")]
    pub(crate) origins: Origins,
    pub(crate) surroundings: Surroundings,
}

/// Which pages may read the stream.
#[cfg(feature = "axum")]
#[derive(Clone, Debug)]
pub(crate) enum Origins {
    Any,
    These(Vec<String>),
}

/// What the hub takes from outside, so that tests can hold it.
#[derive(Clone)]
pub(crate) struct Surroundings {
    clock: Arc<dyn Fn() -> u64 + Send + Sync>,
    random: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl Surroundings {
    /// Milliseconds since 1970.
    pub fn now(&self) -> u64 {
        (self.clock)()
    }

    /// A duration of up to `span`, in milliseconds.
    pub fn jitter(&self, span: Duration) -> u64 {
        let span = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        (self.random)() % span.saturating_add(1).max(1)
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            log: None,
            bundle: None,
            development: cfg!(debug_assertions),
            merge: Duration::ZERO,
            max_connections: None,
            max_request: 1 << 20,
            ring_bytes: 64 << 20,
            #[cfg(feature = "axum")]
            origins: Origins::Any,
            surroundings: Surroundings {
                clock: Arc::new(wall_clock),
                random: Arc::new(operating_system_random),
            },
        }
    }
}

impl Config {
    /// A log in memory, every write at once, and development releases in a debug build.
    pub fn new() -> Self {
        Config::default()
    }

    /// Keeps events in this log. Hubs of several streams may share one: give each a clone of the
    /// same `Arc`.
    #[must_use]
    pub fn log(mut self, log: impl EventLog) -> Self {
        self.log = Some(Arc::new(log));
        self
    }

    /// Uses this bundle rather than the one that the code was generated with, such as a newer one.
    #[must_use]
    pub fn bundle(mut self, text: impl Into<String>) -> Self {
        self.bundle = Some(text.into());
        self
    }

    /// Whether releases of unpublished state, `orders@dev-…`, are served too. Default: in debug builds,
    /// so that a schema can be tried before it is published.
    #[must_use]
    pub fn development(mut self, on: bool) -> Self {
        self.development = on;
        self
    }

    /// Waits this long after an event for more, and writes them together: nothing (the default) for
    /// latency, 5 ms for throughput, 20 ms for dashboards.
    #[must_use]
    pub fn merge(mut self, window: Duration) -> Self {
        self.merge = window;
        self
    }

    /// Turns further connections away with `tidings.bye limit`. Default: no limit.
    #[must_use]
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = Some(count);
        self
    }

    /// The longest body that starts a session, in bytes. Default: 1 MiB.
    #[must_use]
    pub fn max_request(mut self, bytes: usize) -> Self {
        self.max_request = bytes;
        self
    }

    /// The bytes of encoded frames that all topics of the hub keep for their readers. Default:
    /// 64 MiB. A reader that falls behind them reads on from the log.
    #[must_use]
    pub fn ring_bytes(mut self, bytes: usize) -> Self {
        self.ring_bytes = bytes;
        self
    }

    /// Lets only pages of these origins read the stream, as in `https://shop.example`. Default: any,
    /// without credentials.
    #[cfg(feature = "axum")]
    #[must_use]
    pub fn origins<O: Into<String>>(mut self, origins: impl IntoIterator<Item = O>) -> Self {
        self.origins = Origins::These(origins.into_iter().map(Into::into).collect());
        self
    }

    /// Tells the time, in milliseconds since 1970: for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.surroundings.clock = Arc::new(clock);
        self
    }

    /// Draws the jitter of reconnections: for tests. Session ids stay unguessable.
    #[must_use]
    pub fn random(mut self, random: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.surroundings.random = Arc::new(random);
        self
    }

    pub(crate) fn take_log(&mut self) -> Result<Arc<dyn EventLog>, Error> {
        match self.log.take() {
            Some(log) => Ok(log),
            None => Ok(Arc::new(Memory::new()?)),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("development", &self.development)
            .field("merge", &self.merge)
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

fn wall_clock() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Jitter needs no secrecy: without randomness the clock's low bits have to do.
fn operating_system_random() -> u64 {
    getrandom::u64().unwrap_or_else(|_| wall_clock())
}
