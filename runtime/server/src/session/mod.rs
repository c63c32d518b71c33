//! Session streams: one request, one run of events, one end.

mod finish;
pub(crate) mod live;
pub(crate) mod start;
pub(crate) mod work;

pub use start::Sessions;

use crate::Error;
use crate::core::Core;
use crate::emit::session_entry;
use live::Outlet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tidings_contract::{EmitOn, SessionStream};
use tidings_log::TopicName;

/// What a session's handler emits into, until one of the stream's end events ends it.
///
/// Where the stream keeps sessions, an event is durable before it is sent and a client that was cut
/// resumes; else events go straight to the one client, and `emit` waits while it is slow.
pub struct Session<S> {
    shared: Arc<Shared>,
    stream: PhantomData<fn() -> S>,
}

struct Shared {
    core: Arc<Core>,
    sink: Sink,
    ended: AtomicBool,
}

/// Where a session's events go.
pub(crate) enum Sink {
    /// Into the log, under a topic of their own.
    Kept { id: String, topic: TopicName },
    /// Straight to the client.
    Live { topic: TopicName, outlet: Outlet },
}

impl<S> Clone for Session<S> {
    fn clone(&self) -> Self {
        Session {
            shared: self.shared.clone(),
            stream: PhantomData,
        }
    }
}

impl<S> fmt::Debug for Session<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("stream", self.shared.core.stream())
            .finish_non_exhaustive()
    }
}

impl<S: SessionStream> Session<S> {
    pub(crate) fn new(core: Arc<Core>, sink: Sink) -> Self {
        Session {
            shared: Arc::new(Shared {
                core,
                sink,
                ended: AtomicBool::new(false),
            }),
            stream: PhantomData,
        }
    }

    /// The id under which the client resumes; none where the stream keeps no sessions.
    pub fn id(&self) -> Option<&str> {
        match &self.shared.sink {
            Sink::Kept { id, .. } => Some(id),
            Sink::Live { .. } => None,
        }
    }

    /// Emits an event to the session's client. One of the stream's end events ends the session.
    ///
    /// # Errors
    /// A refusal with its pointer, `server/session-over` behind an end event, or `log/…`. Nothing
    /// was sent then.
    pub async fn emit<E: EmitOn<S>>(&self, event: &E) -> Result<(), Error> {
        let shared = &self.shared;
        let over = || {
            Error::new(
                "server/session-over",
                format!("{} after the session's end; nothing was written", E::NAME),
                "emit nothing behind an end event",
            )
        };
        if shared.ended.load(Ordering::SeqCst) {
            return Err(over());
        }
        let (Sink::Kept { topic, .. } | Sink::Live { topic, .. }) = &shared.sink;
        let entry = session_entry(&shared.core, topic, event)?;
        let ends = shared.core.plan.is_end(E::NAME);
        if ends && shared.ended.swap(true, Ordering::SeqCst) {
            return Err(over());
        }
        match &shared.sink {
            Sink::Kept { .. } => {
                if let Err(error) = shared.core.log.append(vec![entry]).await {
                    // An end that was not written has not come: the handler may try again.
                    shared.ended.store(false, Ordering::SeqCst);
                    return Err(error.into());
                }
            }
            Sink::Live { outlet, .. } => outlet.send(entry, ends).await,
        }
        Ok(())
    }
}
