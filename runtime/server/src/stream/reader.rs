use super::control::{self, Bye, Gap};
use super::feed::{FLUSH, Seat};
use super::ring::Take;
use super::start::Begin;
use crate::bell::Listener;
use crate::config::Surroundings;
use crate::core::Connection;
use crate::session::work::Attendance;
use crate::shutdown::Shutdown;
use bytes::Bytes;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tidings_log::{Page, Pending};
use tokio::time::{Instant, Sleep};

/// One reader: a position in a topic, not a queue.
///
/// It takes what the ring has; where it fell out of the ring it reads the log, a page at a time and
/// only when it is polled; where it fell out of the log it is told of a gap.
pub(crate) struct Reader {
    seat: Seat,
    position: u64,
    ready: VecDeque<Bytes>,
    ending: Ending,
    /// The session that it attends, where the stream is one.
    session: Option<Attendance>,
    fetch: Option<Pending<Page>>,
    pulse: Option<Pulse>,
    /// Everything is said; what is ready goes out, and then the end.
    over: bool,
    connection: Connection,
}

/// What ends a stream from this side.
pub(crate) struct Ending {
    surroundings: Surroundings,
    watched: Vec<(Shutdown, Listener)>,
    /// Where work is under way it may finish within the window.
    patient: bool,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Ending {
    pub fn new(
        surroundings: Surroundings,
        watched: impl IntoIterator<Item = Shutdown>,
        patient: bool,
    ) -> Self {
        let listen = |shutdown: Shutdown| {
            let listener = shutdown.signal().listener();
            (shutdown, listener)
        };
        Ending {
            surroundings,
            watched: watched.into_iter().map(listen).collect(),
            patient,
            deadline: None,
        }
    }

    /// The farewell, once it is time.
    pub fn poll(&mut self, task: &mut Context<'_>) -> Option<Bytes> {
        for (_, listener) in &mut self.watched {
            listener.listen(task);
        }
        let (shutdown, _) = self
            .watched
            .iter()
            .find(|(shutdown, _)| shutdown.is_triggered())?;
        let window = shutdown.window();
        if self.patient {
            let wait = || Box::pin(tokio::time::sleep(window));
            let deadline = self.deadline.get_or_insert_with(wait);
            if deadline.as_mut().poll(task).is_pending() {
                return None;
            }
        }
        Some(control::bye(Bye::Drain, self.surroundings.jitter(window)))
    }
}

/// Heartbeats: the timer runs on while frames are written and is set anew only when it fires.
pub(crate) struct Pulse {
    every: Duration,
    last: Instant,
    timer: Pin<Box<Sleep>>,
}

impl Pulse {
    pub fn new(every: Duration) -> Self {
        Pulse {
            every,
            last: Instant::now(),
            timer: Box::pin(tokio::time::sleep(every)),
        }
    }

    /// Something was written.
    pub fn beat(&mut self) {
        self.last = Instant::now();
    }

    /// A heartbeat, once the connection was silent for long enough.
    pub fn poll(&mut self, task: &mut Context<'_>) -> Poll<Bytes> {
        loop {
            std::task::ready!(self.timer.as_mut().poll(task));
            let due = self.last + self.every;
            if due <= Instant::now() {
                self.beat();
                self.timer.as_mut().reset(self.last + self.every);
                return Poll::Ready(control::heartbeat());
            }
            self.timer.as_mut().reset(due);
        }
    }
}

impl Reader {
    pub fn new(
        connection: Connection,
        seat: Seat,
        begin: Begin,
        ending: Ending,
        session: Option<Attendance>,
    ) -> Self {
        Reader {
            seat,
            position: begin.position,
            ready: VecDeque::from([begin.frame]),
            ending,
            session,
            fetch: None,
            pulse: connection.core.plan.heartbeat.map(Pulse::new),
            over: false,
            connection,
        }
    }

    /// The next bytes; none at the end.
    pub fn poll_next(&mut self, task: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let next = std::task::ready!(self.poll_bytes(task));
        if next.is_some()
            && let Some(pulse) = &mut self.pulse
        {
            pulse.beat();
        }
        Poll::Ready(next)
    }

    fn poll_bytes(&mut self, task: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Poll::Ready(Some(bytes));
            }
            if self.over {
                return Poll::Ready(None);
            }
            if let Some(bye) = self.ending.poll(task) {
                self.finish(Some(bye));
                continue;
            }
            // Listening comes before looking, so that no ring between the two is missed.
            self.seat.listen(task);
            if let Some(fetch) = &mut self.fetch {
                match fetch.as_mut().poll(task) {
                    Poll::Pending => {}
                    Poll::Ready(page) => {
                        self.fetch = None;
                        self.read_on(page);
                        continue;
                    }
                }
            } else if self.seat.feed.is_closed() {
                self.finish(None);
                continue;
            } else {
                match self.seat.take(self.position) {
                    Take::Bytes(bytes, position, ends) => {
                        self.position = position;
                        self.over = ends;
                        return Poll::Ready(Some(bytes));
                    }
                    Take::Behind => {
                        self.fetch = Some(self.fetch_page());
                        continue;
                    }
                    Take::Current if self.session_is_over() => {
                        self.fetch = Some(self.fetch_page());
                        continue;
                    }
                    Take::Current => {}
                }
            }
            return match &mut self.pulse {
                Some(pulse) => pulse.poll(task).map(Some),
                None => Poll::Pending,
            };
        }
    }

    fn finish(&mut self, farewell: Option<Bytes>) {
        self.ready.extend(farewell);
        self.over = true;
    }

    fn session_is_over(&self) -> bool {
        self.session.as_ref().is_some_and(Attendance::is_over)
    }

    fn fetch_page(&self) -> Pending<Page> {
        self.connection
            .core
            .log
            .read(&self.seat.feed.topic, self.position, FLUSH)
    }

    /// Goes on with what the log has after the position.
    fn read_on(&mut self, page: Result<Page, tidings_log::Error>) {
        let feed = &self.seat.feed;
        let page = match page {
            Ok(page) if page.bounds.epoch == feed.epoch => page,
            Ok(_) => return self.finish(None),
            Err(error) => {
                tracing::error!(topic = %feed.topic, id = error.id(), %error, "the log cannot be read");
                return self.finish(None);
            }
        };
        let bounds = &page.bounds;
        if self.position + 1 < bounds.first {
            let plan = &self.connection.core.plan;
            if plan.gives_snapshots(&self.seat.projection) {
                // It comes back with the cursor it has, and gets the gap together with the state.
                return self.finish(None);
            }
            let (from, to) = (
                bounds.cursor(self.position),
                bounds.cursor(bounds.first - 1),
            );
            let mut gap = Vec::new();
            control::push_gap(Some(&from.to_string()), &to, Gap::Trimmed, &mut gap);
            self.ready.push_back(gap.into());
            self.position = bounds.first - 1;
        }
        if page.records.is_empty() {
            // Nothing follows, though the ring begins later: seqs need not be dense.
            self.position = self.position.max(bounds.head);
            if self.session_is_over() {
                self.finish(None);
            }
            return;
        }
        let chunk = self
            .seat
            .projection
            .encode(&feed.epoch, self.position, &page.records);
        self.position = chunk.until;
        self.ready.push_back(chunk.bytes);
        self.over = chunk.ends;
    }
}
