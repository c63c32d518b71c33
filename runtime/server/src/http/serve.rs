use super::route::watching;
use crate::Shutdown;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Over how long clients come back after a drain.
const WINDOW: Duration = Duration::from_secs(5);
/// What connections get beyond the window to take their farewell.
const GRACE: Duration = Duration::from_secs(1);
/// How long a client may take to send a request's head.
const HEAD: Duration = Duration::from_secs(30);
/// What hyper holds for one connection, in bytes: a request's head, and frames that the socket does not
/// take yet. Its default is six times as much.
const BUFFER: usize = 64 << 10;
/// What an accept that failed for want of files or memory waits.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves plain HTTP/1.1, behind a proxy that ends TLS, until `shutdown` resolves; then drains: every
/// stream is told `tidings.bye drain`, and the call ends within six seconds.
///
/// Against `axum::serve` it sets TCP_NODELAY, without which an event waits for the answer to the one
/// before, and it ends although streams are open.
///
/// ```no_run
/// # async fn run(app: axum::Router) -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// tidings::serve(app, listener, async { drop(tidings::stop_signal().await) }).await
/// # }
/// ```
///
/// # Errors
/// When the listener itself fails; open streams are drained then too. What fails for one connection
/// ends that one.
pub async fn serve(
    router: axum::Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    serve_within(router, listener, shutdown, WINDOW).await
}

/// As [`serve`], with a window of one's own: clients come back within it, and the call ends one second
/// after it.
///
/// # Errors
/// As [`serve`].
pub async fn serve_within(
    router: axum::Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
    window: Duration,
) -> io::Result<()> {
    let drain = Shutdown::new(window);
    let router = watching(router, &drain);
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let ended = loop {
        tokio::select! {
            () = &mut shutdown => break Ok(()),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, router.clone(), drain.clone()));
                }
                Err(error) if is_of_one(&error) => {}
                Err(error) if is_shortage(&error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => break Err(error),
            },
            // Finished connections are let go as they finish.
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    };
    drop(listener);
    drain.trigger();
    tracing::info!(connections = connections.len(), "draining");
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(window + GRACE, all).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "cut, since they did not take their farewell"
        );
    }
    ended
}

/// The client went away while it was being accepted.
fn is_of_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

/// Out of file descriptors or memory (ENFILE, EMFILE, ENOMEM, ENOBUFS): those that are open go on,
/// and make room when they end.
fn is_shortage(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(23 | 24 | 12 | 105))
}

async fn connection(stream: TcpStream, router: axum::Router, drain: Shutdown) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was refused");
    }
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(BUFFER);
    let serving = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut serving = pin!(serving);
    let ended = tokio::select! {
        ended = &mut serving => ended,
        () = triggered(&drain) => {
            // Streams end by themselves; this ends connections that wait for another request.
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

/// Resolves once the shutdown is triggered.
async fn triggered(shutdown: &Shutdown) {
    let mut listener = shutdown.signal().listener();
    std::future::poll_fn(|task| {
        listener.listen(task);
        match shutdown.is_triggered() {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
}
