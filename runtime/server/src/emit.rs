use crate::Error;
use crate::core::Core;
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use tidings_contract::{Cursor, EmitOn, Event, Kind, Refusal, Stream};
use tidings_log::{Entry, Pending, TopicName};

/// Emits into one topic.
///
/// ```no_run
/// # use tidings::{EmitOn, Emitter, Error};
/// # async fn notify<S: tidings::Stream, E: EmitOn<S>>(user: Emitter<S>, posted: E) -> Result<(), Error> {
/// let cursor = user.traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").emit(&posted).await?;
/// # drop(cursor); Ok(()) }
/// ```
pub struct Emitter<S> {
    core: Arc<Core>,
    topic: Result<TopicName, Error>,
    traceparent: Option<String>,
    stream: PhantomData<fn() -> S>,
}

impl<S> fmt::Debug for Emitter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emitter")
            .field("topic", &self.topic)
            .finish_non_exhaustive()
    }
}

/// An event whose place is fixed and which is on its way to the disk.
pub struct Staged(Pending<Vec<Cursor>>);

impl Staged {
    /// Ends with the event's cursor once it is durable, which is when readers see it.
    ///
    /// # Errors
    /// `log/…`; nothing was written then.
    pub async fn durable(self) -> Result<Cursor, Error> {
        let cursors = self.0.await?;
        cursors.into_iter().next().ok_or_else(|| {
            Error::new(
                "server/log-contract",
                "the log acknowledged an event without a cursor",
                "report this to whoever wrote the log's engine",
            )
        })
    }
}

impl fmt::Debug for Staged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Staged")
    }
}

/// An event that can be emitted on the stream, whatever its type: what
/// [`emit_all`](crate::Hub::emit_all) takes.
pub trait Emits<S>: private::ToEntry {}

impl<S: Stream, E: EmitOn<S>> Emits<S> for E {}

mod private {
    use super::{Core, Entry, Error, Event, TopicName};

    pub trait ToEntry {
        fn to_entry(&self, target: &Target<'_>) -> Result<Entry, Error>;
    }

    /// Where an entry goes.
    pub struct Target<'t> {
        pub(super) core: &'t Core,
        pub(super) topic: &'t TopicName,
        pub(super) traceparent: Option<&'t str>,
    }

    impl<E: Event> ToEntry for E {
        fn to_entry(&self, target: &Target<'_>) -> Result<Entry, Error> {
            super::entry(self, target)
        }
    }
}

use private::Target;

fn entry<E: Event>(event: &E, target: &Target<'_>) -> Result<Entry, Error> {
    let core = target.core;
    core.plan.check_write::<E>()?;
    let payload = event.encode()?;
    let mut entry = Entry::new(
        target.topic.clone(),
        core.surroundings.now(),
        format!("{}/{}", E::NAME, E::VERSION),
        payload,
    );
    if let Some(pointer) = core.plan.key_pointer(E::NAME) {
        entry.key = key(event, pointer).map_err(|refusal| refusal.of(E::NAME, E::VERSION))?;
    }
    entry.traceparent = target.traceparent.map(str::to_owned);
    Ok(entry)
}

/// The value that the event is coalesced by: text as it is, anything else as JSON.
fn key<E: Event>(event: &E, pointer: &str) -> Result<Option<String>, Refusal> {
    let value = event.to_value()?;
    Ok(value.pointer(pointer).map(|key| match key {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }))
}

/// The entry of an event in a session's own topic.
pub(crate) fn session_entry<E: Event>(
    core: &Core,
    topic: &TopicName,
    event: &E,
) -> Result<Entry, Error> {
    entry(
        event,
        &Target {
            core,
            topic,
            traceparent: None,
        },
    )
}

impl<S: Stream> Emitter<S> {
    pub(crate) fn new(core: Arc<Core>, topic: Result<TopicName, Error>) -> Self {
        Emitter {
            core,
            topic,
            traceparent: None,
            stream: PhantomData,
        }
    }

    /// Sets the W3C trace context that the events belong to. One that is malformed is left out: an
    /// event is worth more than its trace.
    #[must_use]
    pub fn traceparent(mut self, traceparent: &str) -> Self {
        let known =
            |byte: u8| byte == b'-' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let valid = (55..=256).contains(&traceparent.len()) && traceparent.bytes().all(known);
        self.traceparent = valid.then(|| traceparent.to_owned());
        self
    }

    /// Emits an event; ends with its cursor once it is durable.
    ///
    /// # Errors
    /// A refusal with its pointer where the payload is not what the schema says,
    /// `log/topic-name` where the topic's parameters are too long, or another `log/…`. Nothing was
    /// written then.
    pub async fn emit<E: EmitOn<S>>(&self, event: &E) -> Result<Cursor, Error> {
        self.stage(event)?.durable().await
    }

    /// Fixes the event's place among others at once; await [`Staged::durable`] for its cursor.
    ///
    /// # Errors
    /// As [`emit`](Emitter::emit), as far as it shows before the disk.
    pub fn stage<E: EmitOn<S>>(&self, event: &E) -> Result<Staged, Error> {
        Ok(Staged(self.append(&[event])?))
    }

    /// Emits several events, of several types, atomically and in order.
    ///
    /// # Errors
    /// As [`emit`](Emitter::emit); where one is refused, none is written.
    pub async fn emit_all(&self, events: &[&dyn Emits<S>]) -> Result<Vec<Cursor>, Error> {
        Ok(self.append(events)?.await?)
    }

    fn append(&self, events: &[&dyn Emits<S>]) -> Result<Pending<Vec<Cursor>>, Error> {
        if self.core.plan.kind == Kind::Session {
            return Err(Error::new(
                "server/session-stream",
                format!(
                    "{} is a session stream: no hub emits into it; nothing was written",
                    S::NAME
                ),
                "emit on the `Session` that its route's handler is given",
            ));
        }
        let target = Target {
            core: &self.core,
            topic: self.topic.as_ref().map_err(Error::clone)?,
            traceparent: self.traceparent.as_deref(),
        };
        let entries: Result<Vec<_>, _> =
            events.iter().map(|event| event.to_entry(&target)).collect();
        Ok(self.core.log.append(entries?))
    }
}
