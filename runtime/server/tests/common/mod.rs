//! What the tests share: a server on an ephemeral port, and a client that reads frames off a socket.
#![allow(dead_code)] // each test binary uses its part

pub mod shop;

use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::collections::VecDeque;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tidings_wire::{Decoder, Item};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Ends a wait for something that never comes.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what)
        .await
        .expect("it comes before the timeout")
}

/// A server, as a process would run it.
pub struct Server {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub async fn start(router: axum::Router) -> Self {
        Self::start_within(router, Duration::from_secs(5)).await
    }

    /// A server that drains over this window.
    pub async fn start_within(router: axum::Router, window: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let shutdown = async { drop(stopped.await) };
        let running = tokio::spawn(tidings::serve_within(router, listener, shutdown, window));
        Server {
            address,
            stop,
            running,
        }
    }

    /// Stops it as SIGTERM would, and waits for its end.
    pub async fn stop(self) {
        drop(self.stop);
        soon(self.running).await.expect("no panic").expect("served");
    }

    pub fn ask_to_stop(self) -> JoinHandle<std::io::Result<()>> {
        drop(self.stop);
        self.running
    }

    pub async fn get(&self, path: &str) -> Reading {
        self.request(Request::get(path), "").await
    }

    /// A GET with this Last-Event-ID.
    pub async fn resume(&self, path: &str, id: impl AsRef<[u8]>) -> Reading {
        self.request(Request::get(path).header("last-event-id", id.as_ref()), "")
            .await
    }

    /// A POST with a JSON body.
    pub async fn post(&self, path: &str, body: &str) -> Reading {
        self.request(
            Request::post(path).header("content-type", "application/json"),
            body,
        )
        .await
    }

    pub async fn request(&self, request: http::request::Builder, body: &str) -> Reading {
        let socket = TcpStream::connect(self.address).await.expect("connected");
        let (mut sender, connection) = http1::handshake(TokioIo::new(socket))
            .await
            .expect("HTTP/1.1");
        let connection = tokio::spawn(async move { drop(connection.await) });
        let request = request
            .header("host", "tidings.test")
            .body(Full::<bytes::Bytes>::from(body.to_owned()));
        let response = soon(sender.send_request(request.expect("a request")))
            .await
            .expect("answered");
        let (head, body) = response.into_parts();
        Reading {
            status: head.status,
            headers: head.headers,
            body,
            decoder: Decoder::new(),
            seen: VecDeque::new(),
            connection,
        }
    }
}

/// What a frame said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Event {
        name: String,
        data: String,
        id: String,
    },
    Id(String),
    Retry(u64),
    Heartbeat,
}

impl Seen {
    pub fn name(&self) -> &str {
        match self {
            Seen::Event { name, .. } => name,
            other => panic!("no event: {other:?}"),
        }
    }

    pub fn json(&self) -> serde_json::Value {
        match self {
            Seen::Event { data, .. } => serde_json::from_str(data).expect("data is JSON"),
            other => panic!("no event: {other:?}"),
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Seen::Event { id, .. } | Seen::Id(id) => id,
            other => panic!("no id: {other:?}"),
        }
    }

    /// The seq of its cursor.
    pub fn seq(&self) -> u64 {
        let cursor: tidings::Cursor = self.id().parse().expect("a cursor");
        cursor.seq
    }
}

fn see(item: Item<'_>) -> Seen {
    match item {
        Item::Event(event) => Seen::Event {
            name: event.name.into(),
            data: event.data.into(),
            id: event.id.into(),
        },
        Item::Id(id) => Seen::Id(id.into()),
        Item::Retry(milliseconds) => Seen::Retry(milliseconds),
        Item::Comment(_) => Seen::Heartbeat,
    }
}

/// An answer being read. Dropping it cuts the connection.
pub struct Reading {
    pub status: StatusCode,
    pub headers: HeaderMap,
    body: Incoming,
    decoder: Decoder,
    seen: VecDeque<Seen>,
    connection: JoinHandle<()>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Reading {
    /// The next thing that the stream says; none at its end.
    pub async fn next(&mut self) -> Option<Seen> {
        while self.seen.is_empty() {
            let frame = soon(self.body.frame()).await?.ok()?;
            let chunk = frame.into_data().unwrap_or_default();
            let seen = &mut self.seen;
            self.decoder.feed(&chunk, |item| {
                seen.push_back(see(item.expect("well-formed")))
            });
        }
        self.seen.pop_front()
    }

    /// The next event or id, past heartbeats and `retry:`.
    pub async fn frame(&mut self) -> Seen {
        let next = async {
            loop {
                match self.next().await.expect("the stream goes on") {
                    Seen::Retry(_) | Seen::Heartbeat => {}
                    frame => return frame,
                }
            }
        };
        soon(next).await
    }

    /// The next frames.
    pub async fn frames(&mut self, count: usize) -> Vec<Seen> {
        let mut frames = Vec::new();
        while frames.len() < count {
            frames.push(self.frame().await);
        }
        frames
    }

    /// Everything to the end.
    pub async fn rest(&mut self) -> Vec<Seen> {
        let mut rest = Vec::new();
        while let Some(seen) = self.next().await {
            rest.push(seen);
        }
        rest
    }

    /// The body as text, for answers that are no stream.
    pub async fn text(mut self) -> String {
        let mut text = Vec::new();
        while let Some(Ok(frame)) = soon(self.body.frame()).await {
            text.extend_from_slice(&frame.into_data().unwrap_or_default());
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Waits until a condition holds, looking again whenever other tasks have run.
pub async fn until(mut condition: impl AsyncFnMut() -> bool) {
    soon(async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
