//! A session that is not kept: its events go straight to the one client, through a short queue that
//! makes the handler wait for it.

use crate::core::Connection;
use crate::stream::control;
use crate::stream::projection::Projection;
use crate::stream::reader::{Ending, Pulse};
use bytes::Bytes;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tidings_log::{Entry, Record};
use tokio::sync::{Mutex, mpsc};
use tokio::task::AbortHandle;

/// The frames that may wait for the client.
const QUEUE: usize = 32;

enum Sent {
    Frame(Bytes),
    End(Bytes),
}

/// The handler's side.
pub(crate) struct Outlet {
    projection: Arc<Projection>,
    /// The number of the last frame; held while one is sent, so that numbers and frames agree.
    last: Mutex<u64>,
    queue: mpsc::Sender<Sent>,
}

impl Outlet {
    /// Sends an event; when the client is gone it goes nowhere, since its work may be finished all
    /// the same.
    pub async fn send(&self, entry: Entry, ends: bool) {
        let mut last = self.last.lock().await;
        *last += 1;
        let record = Record {
            seq: *last,
            time: entry.time,
            tag: entry.tag,
            key: entry.key,
            traceparent: entry.traceparent,
            payload: entry.payload,
        };
        let frame = self.projection.encode_one(&format!("s~{last}"), &record);
        let frame = Bytes::from(frame.unwrap_or_default());
        let sent = if ends {
            Sent::End(frame)
        } else {
            Sent::Frame(frame)
        };
        drop(self.queue.send(sent).await);
    }
}

/// The client's side.
pub(crate) struct Live {
    first: Option<Bytes>,
    queue: mpsc::Receiver<Sent>,
    ending: Ending,
    pulse: Option<Pulse>,
    over: bool,
    /// Ends the work with the connection, where the stream says so.
    pub cancel: Option<AbortHandle>,
    _connection: Connection,
}

/// The two sides of a session.
pub(crate) fn open(
    projection: Arc<Projection>,
    retry_ms: u64,
    heartbeat: Option<Duration>,
    ending: Ending,
    connection: Connection,
) -> (Outlet, Live) {
    let (sender, queue) = mpsc::channel(QUEUE);
    let outlet = Outlet {
        projection,
        last: Mutex::new(0),
        queue: sender,
    };
    let live = Live {
        first: Some(control::anchor("s~0", Some(retry_ms))),
        queue,
        ending,
        pulse: heartbeat.map(Pulse::new),
        over: false,
        cancel: None,
        _connection: connection,
    };
    (outlet, live)
}

impl Live {
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
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(first));
        }
        while !self.over {
            match self.queue.poll_recv(task) {
                Poll::Ready(Some(Sent::Frame(frame))) if frame.is_empty() => continue,
                Poll::Ready(Some(Sent::Frame(frame))) => return Poll::Ready(Some(frame)),
                Poll::Ready(Some(Sent::End(frame))) => {
                    self.over = true;
                    return Poll::Ready((!frame.is_empty()).then_some(frame));
                }
                Poll::Ready(None) => self.over = true,
                Poll::Pending => {
                    if let Some(bye) = self.ending.poll(task) {
                        self.over = true;
                        return Poll::Ready(Some(bye));
                    }
                    return match &mut self.pulse {
                        Some(pulse) => pulse.poll(task).map(Some),
                        None => Poll::Pending,
                    };
                }
            }
        }
        Poll::Ready(None)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Some(work) = self.cancel.take() {
            work.abort();
        }
    }
}
