use crate::config::Config;
use crate::core::Core;
use crate::emit::{Emits, Emitter, Staged};
use crate::{Error, Shutdown};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use tidings_contract::{Cursor, EmitOn, Stream, Topic};

/// A stream being served: emit into it, route requests to it. Cloning shares it.
///
/// ```no_run
/// # use tidings::{Config, Hub, Redb};
/// # async fn open<Orders: tidings::Stream<Topic = ()>>() -> Result<(), Box<dyn std::error::Error>> {
/// // `Orders` is generated from schemas/streams/orders.toml.
/// let orders = Hub::<Orders>::open(Config::new().log(Redb::open("orders.redb")?)).await?;
/// let app: axum::Router = axum::Router::new().route("/streams/orders", orders.route());
/// # drop(app); Ok(()) }
/// ```
pub struct Hub<S> {
    pub(crate) core: Arc<Core>,
    stream: PhantomData<fn() -> S>,
}

impl<S> Clone for Hub<S> {
    fn clone(&self) -> Self {
        Hub {
            core: self.core.clone(),
            stream: PhantomData,
        }
    }
}

impl<S> fmt::Debug for Hub<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub")
            .field("stream", self.core.stream())
            .field("connections", &self.core.connections())
            .finish_non_exhaustive()
    }
}

impl<S: Stream> Hub<S> {
    /// Opens the stream: verifies the bundle, and starts trimming the log to the stream's window.
    ///
    /// # Errors
    /// `contract/bundle-…` when the bundle is not what it says, `server/unknown-stream`,
    /// `server/wire-name`, `log/…`.
    pub async fn open(config: Config) -> Result<Self, Error> {
        let core = Core::open(S::NAME, S::bundle(), config)?;
        core.spawn(crate::retention::run(Arc::downgrade(&core)));
        Ok(Hub {
            core,
            stream: PhantomData,
        })
    }

    /// An emitter into one topic of a stream with parameters.
    pub fn topic(&self, topic: &S::Topic) -> Emitter<S> {
        let params = topic.params();
        let name = self
            .core
            .topic(params.iter().map(|(_, value)| value.as_str()));
        Emitter::new(self.core.clone(), name)
    }

    /// How many connections are open now.
    pub fn connections(&self) -> usize {
        self.core.connections()
    }

    /// Ends every open stream of this hub with `tidings.bye drain`, and any that is opened later;
    /// clients come back over the next seconds. Doing it again is nothing. Under
    /// `tidings::serve` this happens by itself.
    pub fn drain(&self) {
        self.core.shutdown.trigger();
    }

    /// Drains the hub, cancels its sessions' work, and stops following its log; when this ends and every clone of the hub and its
    /// routes is dropped, a log in a file may be opened again in the same process.
    pub async fn close(self) {
        self.core.close().await;
    }

    pub(crate) fn endings(&self, other: Option<&Shutdown>) -> Vec<Shutdown> {
        let own = self.core.shutdown.clone();
        std::iter::once(own).chain(other.cloned()).collect()
    }
}

impl<S: Stream<Topic = ()>> Hub<S> {
    /// Emits an event; ends with its cursor once it is durable.
    ///
    /// # Errors
    /// A refusal with its pointer where the payload is not what the schema says, or `log/…`.
    /// Nothing was written then.
    pub async fn emit<E: EmitOn<S>>(&self, event: &E) -> Result<Cursor, Error> {
        self.topic(&()).emit(event).await
    }

    /// Fixes the event's place among others at once; await [`Staged::durable`] for its cursor. A
    /// caller may stage many before it waits.
    ///
    /// # Errors
    /// A refusal with its pointer.
    pub fn stage<E: EmitOn<S>>(&self, event: &E) -> Result<Staged, Error> {
        self.topic(&()).stage(event)
    }

    /// Emits several events, of several types, atomically and in order:
    /// `hub.emit_all(&[&placed, &paid])`.
    ///
    /// # Errors
    /// As [`emit`](Hub::emit); where one is refused, none is written.
    pub async fn emit_all(&self, events: &[&dyn Emits<S>]) -> Result<Vec<Cursor>, Error> {
        self.topic(&()).emit_all(events).await
    }
}
