//! From a request that starts a session to its answer.

use super::live;
use super::work::Finish;
use super::{Session, Sink};
use crate::http::answer::{self, Answer, Refused};
use crate::http::ask::Ask;
use crate::http::body::StreamBody;
use crate::http::connect::{Connecting, session_topic};
use crate::shutdown::Shutdown;
use crate::stream::control::{self, Bye};
use crate::stream::projection::Projection;
use crate::stream::reader::{Ending, Reader};
use crate::stream::start::Begin;
use crate::{Error, Hub};
use http::StatusCode;
use http::request::Parts;
use serde_json::json;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tidings_contract::{Epoch, OnDisconnect, Refusal, Request, SessionRules, SessionStream};

/// The work that a request starts; its failures are told to whoever runs the server.
pub(crate) type Handler<S> =
    dyn Fn(<S as SessionStream>::Request, Session<S>) -> Work + Send + Sync;
type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Erases the type of a handler.
pub(crate) fn handler<S, H, F, E>(work: H, stream: &str) -> Arc<Handler<S>>
where
    S: SessionStream,
    H: Fn(S::Request, Session<S>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: Display,
{
    let stream: Arc<str> = stream.into();
    Arc::new(move |wanted, session| {
        let (stream, working) = (stream.clone(), work(wanted, session));
        Box::pin(async move {
            if let Err(error) = working.await {
                tracing::error!(%stream, %error, "a session's work failed");
            }
        })
    })
}

impl<S: SessionStream> Hub<S> {
    /// Answers a request that starts a session, or resumes one that is kept: for servers without
    /// axum. `body` is the request's body, whole; `values` are those of the path's parameters, in
    /// its order.
    pub(crate) async fn answer_session(
        &self,
        request: &Parts,
        values: &[&str],
        body: &[u8],
        handler: &Handler<S>,
    ) -> Answer {
        let ask = Ask::read(request);
        let Some(rules) = self.core.plan.session.as_ref() else {
            return self.answer_values(request, values).await;
        };
        if ask.session.is_some() || request.method.as_str() != rules.method {
            return self.answer_values(request, values).await;
        }
        if ask.comes_back() {
            // A browser that reconnects by itself: its work was done, and is not done again.
            return *answer::over();
        }
        let starting = Starting {
            hub: self,
            rules,
            values,
            endings: self.endings(request.extensions.get::<Shutdown>()),
        };
        let started = starting.start(request, &ask, body, handler).await;
        started.unwrap_or_else(|refused| *refused)
    }
}

struct Starting<'r, S: SessionStream> {
    hub: &'r Hub<S>,
    rules: &'r SessionRules,
    values: &'r [&'r str],
    endings: Vec<Shutdown>,
}

impl<S: SessionStream> Starting<'_, S> {
    async fn start(
        self,
        request: &Parts,
        ask: &Ask,
        body: &[u8],
        handler: &Handler<S>,
    ) -> Result<Answer, Refused> {
        let core = &self.hub.core;
        let connecting = Connecting {
            core,
            endings: self.endings.clone(),
        };
        let topic = connecting.topic(self.values.iter().copied())?;
        let projection = connecting.projection(ask, &topic).await?;
        if let Some(ended) = self.endings.iter().find(|ending| ending.is_triggered()) {
            let wait = core.surroundings.jitter(ended.window());
            return Err(answer::farewell(control::bye(Bye::Drain, wait)));
        }
        let wanted = body_of::<S>(request, body)?;
        match self.rules.replay_ms {
            Some(replay_ms) => self.kept(wanted, &projection, replay_ms, handler).await,
            None => self.live(wanted, projection, handler),
        }
    }

    /// A session whose events go through the log, so that its client may come back to them.
    async fn kept(
        self,
        wanted: S::Request,
        projection: &Arc<Projection>,
        replay_ms: u64,
        handler: &Handler<S>,
    ) -> Result<Answer, Refused> {
        let core = &self.hub.core;
        let connecting = Connecting {
            core,
            endings: self.endings.clone(),
        };
        let connection = connecting.admit()?;
        let opened = async {
            let id = unguessable()?;
            let topic = session_topic(core, self.values, &id)?;
            let seat = core.seat(&topic, projection).await?;
            let bounds = core.log.bounds(&topic).await?;
            Ok((id, topic, seat, bounds))
        };
        let (id, topic, seat, bounds) = opened
            .await
            .map_err(|error: Error| connecting.unavailable(&error))?;
        let cancel = self.rules.on_disconnect == OnDisconnect::Cancel;
        let patience = cancel.then(|| Duration::from_millis(replay_ms));
        let work = core.works.begin(topic.clone(), patience);
        let attendance = core.works.attend(&topic);
        let finish = Finish {
            work: work.clone(),
            core: Arc::downgrade(core),
        };
        let begin = Begin {
            frame: control::session(&id, &bounds.tail(), Some(core.plan.retry_ms)),
            position: bounds.head,
        };
        let session = Session::new(core.clone(), Sink::Kept { id, topic });
        let running = handler(wanted, session);
        let task = tokio::spawn(async move {
            let _finish = finish;
            running.await;
        });
        work.runs_as(task.abort_handle());
        let ending = Ending::new(core.surroundings.clone(), self.endings, true);
        let reader = Reader::new(connection, seat, begin, ending, Some(attendance));
        Ok(answer::stream(StreamBody::reader(reader)))
    }

    /// A session that lives as long as its connection.
    fn live(
        self,
        wanted: S::Request,
        projection: Arc<Projection>,
        handler: &Handler<S>,
    ) -> Result<Answer, Refused> {
        let core = &self.hub.core;
        let connecting = Connecting {
            core,
            endings: self.endings.clone(),
        };
        let connection = connecting.admit()?;
        let topic = connecting.topic(self.values.iter().copied())?;
        let ending = Ending::new(core.surroundings.clone(), self.endings, true);
        let plan = &core.plan;
        let (outlet, mut live) = live::open(
            projection,
            plan.retry_ms,
            plan.heartbeat,
            ending,
            connection,
        );
        let session = Session::new(core.clone(), Sink::Live { topic, outlet });
        let task = tokio::spawn(handler(wanted, session));
        if self.rules.on_disconnect == OnDisconnect::Cancel {
            live.cancel = Some(task.abort_handle());
        }
        Ok(answer::stream(StreamBody::live(live)))
    }
}

/// Reads the request's body, or says what is wrong with it.
fn body_of<S: SessionStream>(request: &Parts, body: &[u8]) -> Result<S::Request, Refused> {
    let content_type = request.headers.get(http::header::CONTENT_TYPE);
    let essence = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next());
    let json =
        essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"));
    if !<S::Request as Request>::NAME.is_empty() && !json {
        // Also what keeps a form on another site from starting work: JSON needs a CORS preflight.
        let why = "a session is started by a body of type application/json";
        return Err(answer::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    S::Request::decode(body).map_err(|refusal| {
        let status = match refusal.id() {
            Refusal::VALUE => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::BAD_REQUEST,
        };
        let error = json!({
            "error": {
                "id": refusal.id(),
                "pointer": refusal.pointer(),
                "reason": refusal.reason(),
            }
        });
        answer::refused_json(status, &error)
    })
}

/// 128 random bits as text, whatever randomness the hub was configured with: who knows the id may
/// read the session.
fn unguessable() -> Result<String, Error> {
    let word = || {
        getrandom::u64().map_err(|error| {
            Error::new(
                "server/no-randomness",
                error.to_string(),
                "the operating system gave no random bytes",
            )
        })
    };
    Ok(format!("{}{}", Epoch::mint(word()?), Epoch::mint(word()?)))
}
