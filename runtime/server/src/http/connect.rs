//! From a request to the answer, for any stream.

use super::answer::{self, Answer, Refused};
use super::ask::Ask;
use super::body::StreamBody;
use crate::core::{Connection, Core};
use crate::session::work::Attendance;
use crate::shutdown::Shutdown;
use crate::snapshot;
use crate::stream::control::{self, Bye};
use crate::stream::feed::Seat;
use crate::stream::plan::Served;
use crate::stream::projection::Projection;
use crate::stream::reader::{Ending, Reader};
use crate::stream::start::{self, Asked, Begin, Due};
use crate::{Error, Hub};
use http::StatusCode;
use http::request::Parts;
use std::sync::Arc;
use std::time::Duration;
use tidings_contract::{Kind, Start, Stream, Topic};
use tidings_log::TopicName;

/// What a release that nobody knows waits at least: the next server may know it.
const UNKNOWN_WAIT: Duration = Duration::from_secs(30);
/// Over how long those come back whom a full server turned away.
const LIMIT_SPREAD: Duration = Duration::from_secs(10);

impl<S: Stream> Hub<S> {
    /// Answers a request for a broadcast stream, or one that resumes a session: for servers without
    /// axum. The request's query and headers count (`release`, `lastEventId`, `session`,
    /// `Last-Event-ID`), and a [`Shutdown`] in its extensions; its path does not.
    /// What is wrong with a request is said in the answer.
    ///
    /// ```no_run
    /// # use tidings::{Hub, Stream, StreamBody};
    /// # async fn service<Orders: Stream<Topic = ()>, B>(orders: Hub<Orders>, request: http::Request<B>) -> http::Response<StreamBody> {
    /// let (parts, _body) = request.into_parts();
    /// orders.answer(&parts, &()).await
    /// # }
    /// ```
    pub async fn answer(&self, request: &Parts, topic: &S::Topic) -> http::Response<StreamBody> {
        let params = topic.params();
        let values: Vec<_> = params.iter().map(|(_, value)| value.as_str()).collect();
        self.answer_values(request, &values).await
    }

    pub(crate) async fn answer_values(&self, request: &Parts, values: &[&str]) -> Answer {
        let ask = Ask::read(request);
        let endings = self.endings(request.extensions.get::<Shutdown>());
        let connecting = Connecting {
            core: &self.core,
            endings,
        };
        let answered = match self.core.plan.kind {
            Kind::Broadcast => connecting.broadcast(&ask, values).await,
            Kind::Session => connecting.resume(&ask, values).await,
        };
        answered.unwrap_or_else(|refused| *refused)
    }
}

/// One request on its way to a stream. What cannot be served is an answer too, as an `Err`.
pub(crate) struct Connecting<'r> {
    pub core: &'r Arc<Core>,
    pub endings: Vec<Shutdown>,
}

impl Connecting<'_> {
    async fn broadcast(self, ask: &Ask, values: &[&str]) -> Result<Answer, Refused> {
        let topic = self.topic(values.iter().copied())?;
        let projection = self.projection(ask, &topic).await?;
        let connection = self.admit()?;
        let asked = ask.position();
        let opened = self.begin(&topic, &projection, &asked, values);
        let (seat, begin) = opened.await.map_err(|error| self.unavailable(&error))?;
        Ok(self.stream(seat, begin, None, connection))
    }

    /// A seat, and the first frame: the state where the stream names a snapshot that the release reads
    /// and the client has no cursor to go on from.
    async fn begin(
        &self,
        topic: &TopicName,
        projection: &Arc<Projection>,
        asked: &Asked,
        values: &[&str],
    ) -> Result<(Seat, Begin), Error> {
        let plan = &self.core.plan;
        // Seated first: from here on the ring has what the log shows later.
        let seat = self.core.seat(topic, projection).await?;
        let bounds = self.core.log.bounds(topic).await?;
        let due = start::due(asked, &bounds);
        let begin = if matches!(due, Due::Continues(_)) || !plan.gives_snapshots(projection) {
            start::begin(&due, &bounds, plan.start, plan.retry_ms)
        } else {
            let taken = snapshot::take(self.core, topic, values).await?;
            start::begin_behind(&due, &taken, projection, plan.retry_ms)
        };
        Ok((seat, begin))
    }

    /// Goes on with a session that is kept.
    async fn resume(self, ask: &Ask, values: &[&str]) -> Result<Answer, Refused> {
        let plan = &self.core.plan;
        let kept = plan
            .session
            .as_ref()
            .is_some_and(|session| session.replay_ms.is_some());
        let Some(id) = ask.session.as_deref().filter(|_| kept) else {
            // What comes back without a session's id would start its work a second time.
            return Err(match ask.comes_back() {
                true => answer::over(),
                false => answer::refused(
                    StatusCode::METHOD_NOT_ALLOWED,
                    format!("{} is a session stream: its request starts it", plan.stream),
                ),
            });
        };
        let topic = session_topic(self.core, values, id).map_err(|error| bad_request(&error))?;
        let projection = self.projection(ask, &topic).await?;
        let connection = self.admit()?;
        let attendance = self.core.works.attend(&topic);
        let bounds = self
            .core
            .log
            .bounds(&topic)
            .await
            .map_err(|error| self.unavailable(&error.into()))?;
        let seen_all = match ask.position() {
            Asked::Cursor(cursor) => cursor.epoch == bounds.epoch && cursor.seq >= bounds.head,
            Asked::Nothing | Asked::Foreign => bounds.head == 0,
        };
        if attendance.is_over() && seen_all {
            return Err(answer::over());
        }
        let opened = async {
            let seat = self.core.seat(&topic, &projection).await?;
            let bounds = self.core.log.bounds(&topic).await?;
            let due = start::due(&ask.position(), &bounds);
            let begin = start::begin(&due, &bounds, Start::Oldest, plan.retry_ms);
            Ok::<_, Error>((seat, begin))
        };
        let (seat, begin) = opened.await.map_err(|error| self.unavailable(&error))?;
        Ok(self.stream(seat, begin, Some(attendance), connection))
    }

    /// A topic of the stream, unless its name is beyond all measure.
    pub fn topic<'v>(
        &self,
        values: impl IntoIterator<Item = &'v str>,
    ) -> Result<TopicName, Refused> {
        self.core.topic(values).map_err(|error| bad_request(&error))
    }

    /// What the client's release is served as, or the frame that sends it away.
    pub async fn projection(
        &self,
        ask: &Ask,
        topic: &TopicName,
    ) -> Result<Arc<Projection>, Refused> {
        if ask.comes_from_the_end() {
            return Err(answer::over());
        }
        let plan = &self.core.plan;
        let release = match ask.release() {
            None => return plan.anonymous().cloned().ok_or_else(|| self.unknown()),
            Some(Ok(release)) if *release.stream() == plan.stream => release,
            Some(Ok(release)) => {
                let why = format!(
                    "{release} is a release of another stream than {}",
                    plan.stream
                );
                return Err(answer::refused(StatusCode::BAD_REQUEST, why));
            }
            Some(Err(text)) => {
                let shown: String = text.chars().take(80).collect();
                let why = format!(
                    "{shown:?} is not a release id, as in {}@1-1c2e93ab47d0",
                    plan.stream
                );
                return Err(answer::refused(StatusCode::BAD_REQUEST, why));
            }
        };
        match plan.release(&release) {
            Some(Served::As(projection)) => Ok(projection.clone()),
            Some(Served::Retired) => Err(self.retired(ask, topic).await),
            None => Err(self.unknown()),
        }
    }

    /// Counts the connection in, unless the server is full or about to end.
    pub fn admit(&self) -> Result<Connection, Refused> {
        self.core.admit().ok_or_else(|| {
            let wait = self.core.plan.retry_ms + self.core.surroundings.jitter(LIMIT_SPREAD);
            answer::farewell(control::bye(Bye::Limit, wait))
        })
    }

    fn stream(
        self,
        seat: Seat,
        begin: Begin,
        session: Option<Attendance>,
        connection: Connection,
    ) -> Answer {
        let surroundings = self.core.surroundings.clone();
        let ending = Ending::new(surroundings, self.endings, session.is_some());
        let reader = Reader::new(connection, seat, begin, ending, session);
        answer::stream(StreamBody::reader(reader))
    }

    fn unknown(&self) -> Refused {
        let wait = UNKNOWN_WAIT.as_millis() as u64 + self.core.surroundings.jitter(UNKNOWN_WAIT);
        answer::farewell(control::bye(Bye::Unknown, wait))
    }

    async fn retired(&self, ask: &Ask, topic: &TopicName) -> Refused {
        let at = match ask.position() {
            Asked::Cursor(cursor) => cursor,
            Asked::Nothing | Asked::Foreign => match self.core.log.bounds(topic).await {
                Ok(bounds) => bounds.tail(),
                Err(error) => return self.unavailable(&error.into()),
            },
        };
        let newest = self.core.plan.newest.as_ref().map(ToString::to_string);
        answer::farewell(control::retired(&at.to_string(), newest.as_deref()))
    }

    pub fn unavailable(&self, error: &Error) -> Refused {
        tracing::error!(stream = %self.core.stream(), id = error.id(), %error, "the stream cannot be opened");
        answer::unavailable(1 + self.core.surroundings.jitter(LIMIT_SPREAD) / 1000)
    }
}

fn bad_request(error: &Error) -> Refused {
    answer::refused(StatusCode::BAD_REQUEST, error.to_string())
}

/// The topic of one session: beside those of the stream, under a name that parameters rarely have
/// and that nobody guesses.
pub(crate) fn session_topic(core: &Core, values: &[&str], id: &str) -> Result<TopicName, Error> {
    let own = format!("~{id}");
    core.topic(values.iter().copied().chain(std::iter::once(own.as_str())))
}
