use crate::core::Core;
use crate::provider::{Taken, Taking};
use crate::{Error, Hub};
use std::fmt::Display;
use std::future::Future;
use std::time::Duration;
use tidings_contract::{Cursor, EmitOn, Event, Stream};
use tidings_log::{Record, TopicName};

/// How long a provider may take; then the client is sent away, to come back.
const WAIT: Duration = Duration::from_secs(10);

/// The state of a topic, and the cursor at which it was taken: it holds what every event up to that
/// cursor did, and nothing of the events after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot<E> {
    at: Cursor,
    state: E,
}

impl<E> Snapshot<E> {
    /// The state at a cursor.
    pub fn new(at: Cursor, state: E) -> Self {
        Snapshot { at, state }
    }
}

impl<S: Stream> Hub<S> {
    /// Says where the state comes from that this stream's file names in `snapshot`: a client without a
    /// usable cursor gets it first, and then every event behind its cursor. Call it before the first
    /// request; until then such clients are answered 503.
    ///
    /// `provider` is given the values of the path's parameters, in the path's order, and the cursor of
    /// the topic's newest event. It may take the state at that cursor or at another one, as long as it
    /// says which: keep the cursor that `emit` returns beside the state that the event changed.
    ///
    /// ```
    /// # #[path = "../tests/common/shop.rs"] mod shop;
    /// # use shop::{Orders, Placed, shop_with};
    /// use std::sync::{Arc, Mutex};
    /// use tidings::{Config, Hub, Snapshot};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let bundle = shop_with("orders", |orders| orders.snapshot = "order.placed".parse().ok());
    /// let orders = Hub::<Orders>::open(Config::new().bundle(bundle)).await?;
    /// // In this shop the newest order is all the state there is.
    /// let state = Arc::new(Mutex::new(None));
    ///
    /// let seen = state.clone();
    /// orders.snapshot(move |_topic, head| {
    ///     let newest = seen.lock().ok().and_then(|state| state.clone());
    ///     let (at, order) = newest.unwrap_or((head, Placed::new("none yet", 0)));
    ///     async move { Ok::<_, std::io::Error>(Snapshot::new(at, order)) }
    /// })?;
    ///
    /// let order = Placed::new("o-1", 12);
    /// let cursor = orders.emit(&order).await?;
    /// *state.lock().unwrap() = Some((cursor, order));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `server/snapshot-event` where the stream's file names another event, or none;
    /// `server/not-the-write-version`; `server/snapshot-twice`.
    pub fn snapshot<E, P, F, R>(&self, provider: P) -> Result<(), Error>
    where
        E: EmitOn<S>,
        P: Fn(Vec<String>, Cursor) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Snapshot<E>, R>> + Send + 'static,
        R: Display,
    {
        let plan = &self.core.plan;
        if plan.snapshot_event() != Some(E::NAME) {
            let named = plan.snapshot_event().unwrap_or("none");
            return Err(Error::new(
                "server/snapshot-event",
                format!(
                    "{} is not the snapshot of {}: its file names {named}",
                    E::NAME,
                    S::NAME
                ),
                format!(
                    "write `snapshot = \"{}\"` in streams/{}.toml, run `tidings generate`, and build again",
                    E::NAME,
                    S::NAME
                ),
            ));
        }
        plan.check_write::<E>()?;
        let surroundings = self.core.surroundings.clone();
        let taking = move |values, head| -> Taking {
            let (taking, surroundings) = (provider(values, head), surroundings.clone());
            Box::pin(async move {
                let snapshot = taking.await.map_err(|error| failed::<E>(&error))?;
                Ok(Taken {
                    record: record(&snapshot, surroundings.now())?,
                    at: snapshot.at,
                })
            })
        };
        let first = self.core.snapshots.set(Box::new(taking));
        first.map_err(|_| {
            Error::new(
                "server/snapshot-twice",
                format!("{} has a snapshot provider already", S::NAME),
                "call `Hub::snapshot` once, where the hub is opened",
            )
        })
    }
}

fn record<E: Event>(snapshot: &Snapshot<E>, time: u64) -> Result<Record, Error> {
    Ok(Record {
        seq: snapshot.at.seq,
        time,
        tag: format!("{}/{}", E::NAME, E::VERSION),
        key: None,
        traceparent: None,
        payload: snapshot.state.encode()?.into(),
    })
}

fn failed<E: Event>(error: &impl Display) -> Error {
    Error::new(
        "server/snapshot-failed",
        format!("the provider of {} failed: {error}", E::NAME),
        "clients that have no cursor are answered 503 until it works",
    )
}

/// Takes the state of a topic, and makes sure that the log goes on from its cursor.
///
/// # Errors
/// `server/snapshot-missing`, `server/snapshot-failed`, `server/snapshot-late`,
/// `server/snapshot-cursor`, `log/…`.
pub(crate) async fn take(core: &Core, topic: &TopicName, values: &[&str]) -> Result<Taken, Error> {
    let Some(provider) = core.snapshots.get() else {
        return Err(Error::new(
            "server/snapshot-missing",
            format!("{} names a snapshot, and nobody provides it", core.stream()),
            "call `Hub::snapshot` where the hub is opened",
        ));
    };
    let head = core.log.bounds(topic).await?.tail();
    let values = values.iter().map(|&value| value.to_owned()).collect();
    let Ok(taken) = tokio::time::timeout(WAIT, provider(values, head)).await else {
        return Err(Error::new(
            "server/snapshot-late",
            format!(
                "the provider of {} took longer than {} s",
                core.stream(),
                WAIT.as_secs()
            ),
            "keep the state ready: it is asked for whenever a client comes without a cursor",
        ));
    };
    let taken = taken?;
    let bounds = core.log.bounds(topic).await?;
    let follows = taken.at.epoch == bounds.epoch
        && taken.at.seq <= bounds.head
        && bounds.continues(taken.at.seq);
    if !follows {
        return Err(Error::new(
            "server/snapshot-cursor",
            format!(
                "the snapshot of {topic} is said to be at {}, from where the log cannot go on (it has {} to {})",
                taken.at,
                bounds.cursor(bounds.first.saturating_sub(1)),
                bounds.tail(),
            ),
            "give the cursor of the last event that the state holds",
        ));
    }
    Ok(taken)
}
