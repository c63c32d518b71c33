//! From a request that starts a session to its answer.

use super::finish::Finish;
use super::live;
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
use std::fmt::{self, Display};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tidings_contract::{Epoch, OnDisconnect, Refusal, Request, SessionRules, SessionStream, Topic};

/// A session stream with the work that its requests start. Cloning shares it.
///
/// [`Hub::session_route`] makes an axum route of it; for other servers there is
/// [`answer`](Sessions::answer).
pub struct Sessions<S: SessionStream> {
    pub(crate) hub: Hub<S>,
    work: Arc<Handler<S>>,
}

/// The work that a request starts; its failures are told to whoever runs the server.
type Handler<S> = dyn Fn(<S as SessionStream>::Request, Session<S>) -> Work + Send + Sync;
type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

impl<S: SessionStream> Clone for Sessions<S> {
    fn clone(&self) -> Self {
        Sessions {
            hub: self.hub.clone(),
            work: self.work.clone(),
        }
    }
}

impl<S: SessionStream> fmt::Debug for Sessions<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("hub", &self.hub)
            .finish_non_exhaustive()
    }
}

impl<S: SessionStream> Hub<S> {
    /// The stream with the work that its requests start: `work` emits until one of the declared end
    /// events. It runs in a task of its own, since a client that is cut may come back.
    pub fn sessions<H, F, E>(&self, work: H) -> Sessions<S>
    where
        H: Fn(S::Request, Session<S>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Display,
    {
        let stream: Arc<str> = self.core.stream().as_str().into();
        let work: Arc<Handler<S>> = Arc::new(move |wanted, session| {
            let (stream, working) = (stream.clone(), work(wanted, session));
            Box::pin(async move {
                if let Err(error) = working.await {
                    tracing::error!(%stream, %error, "a session's work failed");
                }
            })
        });
        Sessions {
            hub: self.clone(),
            work,
        }
    }
}

impl<S: SessionStream> Sessions<S> {
    /// Answers a request that starts a session, with its whole body, or one that resumes a session
    /// that is kept. What is wrong with a request is said in the answer.
    ///
    /// ```no_run
    /// # use tidings::{Sessions, SessionStream, StreamBody};
    /// # async fn service<Assistant: SessionStream<Topic = ()>>(assistant: Sessions<Assistant>, request: http::Request<Vec<u8>>) -> http::Response<StreamBody> {
    /// let (parts, body) = request.into_parts();
    /// assistant.answer(&parts, &(), &body).await
    /// # }
    /// ```
    pub async fn answer(
        &self,
        request: &Parts,
        topic: &S::Topic,
        body: &[u8],
    ) -> http::Response<StreamBody> {
        let params = topic.params();
        let values: Vec<_> = params.iter().map(|(_, value)| value.as_str()).collect();
        self.answer_values(request, &values, body).await
    }

    pub(crate) async fn answer_values(
        &self,
        request: &Parts,
        values: &[&str],
        body: &[u8],
    ) -> Answer {
        let (hub, ask) = (&self.hub, Ask::read(request));
        let starts = |rules: &&SessionRules| {
            ask.session.is_none() && request.method.as_str() == rules.method
        };
        let Some(rules) = hub.core.plan.session.as_ref().filter(starts) else {
            return hub.answer_values(request, values).await;
        };
        if ask.comes_back() {
            // A browser that reconnects by itself: its work was done, and is not done again.
            return *answer::over();
        }
        if body.len() > hub.core.max_request {
            return *answer::too_large(hub.core.max_request);
        }
        let starting = Starting {
            hub,
            rules,
            values,
            endings: hub.endings(request.extensions.get::<Shutdown>()),
        };
        let started = starting.start(request, &ask, body, &*self.work).await;
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
