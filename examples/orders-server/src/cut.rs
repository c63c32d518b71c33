//! The demo's wire cutter: ends every open stream in the middle, as a dying proxy would, and refuses new ones for a while.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;

/// Shared by the button's route and by the layer around the streams.
#[derive(Debug, Clone)]
pub struct Cutter(Arc<watch::Sender<Cut>>);

/// How often the streams were cut, and until when none is let in.
#[derive(Debug, Clone, Copy)]
struct Cut {
    count: u64,
    until: Instant,
}

/// `?seconds=4`
#[derive(Debug, Deserialize)]
pub struct Wish {
    #[serde(default)]
    seconds: u8,
}

impl Cutter {
    /// Nothing is cut yet.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Cut {
            count: 0,
            until: Instant::now(),
        })))
    }
}

/// The button: `POST /demo/cut?seconds=4`.
pub async fn press(State(cutter): State<Cutter>, Query(wish): Query<Wish>) -> StatusCode {
    let until = Instant::now() + Duration::from_secs(u64::from(wish.seconds.min(30)));
    cutter.0.send_modify(|cut| {
        *cut = Cut {
            count: cut.count + 1,
            until,
        }
    });
    StatusCode::NO_CONTENT
}

/// The layer: refuses a stream while the cut lasts, and breaks those that are open when the next one comes.
pub async fn guard(State(cutter): State<Cutter>, request: Request, next: Next) -> Response {
    let signal = cutter.0.subscribe();
    let Cut { count, until } = *signal.borrow();
    if Instant::now() < until {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let cut = async move {
        let mut signal = signal;
        // The sender lives as long as the router; should it go first, there is nothing left to cut.
        if signal.wait_for(|cut| cut.count != count).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    next.run(request).await.map(|body| {
        Body::new(Breakable {
            body,
            cut: Box::pin(cut),
        })
    })
}

/// A body that ends in an error once it is cut, so that the connection is torn and not closed in order.
struct Breakable {
    body: Body,
    cut: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl HttpBody for Breakable {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        if self.cut.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(axum::Error::new(std::io::Error::other(
                "cut by the demo's button",
            )))));
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}
