//! A server that a test drives over HTTP: it emits what it is told to, through the generated types, and serves the
//! stream as any server would.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;
use tidings::__contract_v1::{EmitOn, Refusal, Stream};
use tidings::{Config, Hub, Redb, Staged};

/// Why an event was not emitted.
#[derive(Debug)]
pub enum Failure {
    /// The stream writes no such event.
    Unknown,
    /// The generated reader or emitter refused it.
    Refused(Refusal),
    /// The log, or the server, failed.
    Broken(String),
}

type Stage<S> = fn(&Hub<S>, &[u8]) -> Result<Staged, Failure>;

/// One event that a control server can emit.
pub struct Emittable<S> {
    name: &'static str,
    stage: Stage<S>,
}

/// The entry of a generated type: its JSON text is read into the type, and that is emitted.
#[must_use]
pub fn emittable<S: Stream<Topic = ()>, E: EmitOn<S>>() -> Emittable<S> {
    Emittable {
        name: E::NAME,
        stage: |hub, text| {
            let event = E::decode(text).map_err(Failure::Refused)?;
            hub.stage(&event).map_err(|error| match error.refusal() {
                Some(refusal) => Failure::Refused(refusal.clone()),
                None => Failure::Broken(error.to_string()),
            })
        },
    }
}

struct Control<S> {
    hub: Hub<S>,
    events: Vec<Emittable<S>>,
}

async fn emit<S: Stream<Topic = ()>>(
    State(control): State<Arc<Control<S>>>,
    Path(name): Path<String>,
    body: axum::body::Bytes,
) -> Response {
    let found = control.events.iter().find(|event| event.name == name);
    let staged = found
        .ok_or(Failure::Unknown)
        .and_then(|event| (event.stage)(&control.hub, &body));
    let durable = match staged {
        Ok(staged) => staged
            .durable()
            .await
            .map_err(|error| Failure::Broken(error.to_string())),
        Err(failure) => Err(failure),
    };
    match durable {
        Ok(cursor) => Json(json!({ "cursor": cursor.to_string() })).into_response(),
        Err(Failure::Unknown) => (
            StatusCode::NOT_FOUND,
            format!("no event {name} is written here"),
        )
            .into_response(),
        Err(Failure::Refused(refusal)) => {
            let answer = json!({ "pointer": refusal.pointer(), "error": refusal.to_string() });
            (StatusCode::UNPROCESSABLE_ENTITY, Json(answer)).into_response()
        }
        Err(Failure::Broken(error)) => (StatusCode::INTERNAL_SERVER_ERROR, error).into_response(),
    }
}

/// The command line of a control server: `--db FILE [--port N]`.
struct Arguments {
    db: PathBuf,
    port: u16,
}

fn arguments() -> anyhow::Result<Arguments> {
    let mut db = None;
    let mut port = 0;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words
            .next()
            .with_context(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--db" => db = Some(PathBuf::from(value)),
            "--port" => port = value.parse()?,
            _ => bail!("unknown flag {word}"),
        }
    }
    Ok(Arguments {
        db: db.context("--db FILE is missing")?,
        port,
    })
}

/// Serves `S` at `path`, and `POST /emit/<event>` for the events given, until SIGTERM. Prints `listening on <url>`.
///
/// # Errors
/// When the log can't be opened, the bundle is broken, or the port is taken.
pub async fn run<S: Stream<Topic = ()>>(
    path: &str,
    events: Vec<Emittable<S>>,
) -> anyhow::Result<()> {
    let arguments = arguments()?;
    let log = Redb::open(&arguments.db)?;
    let hub = Hub::<S>::open(Config::new().log(log).development(true)).await?;
    listen(router(path, hub, events), arguments.port).await
}

/// The routes of one stream: the stream itself at `path`, and `POST /emit/<event>` for the events given.
pub fn router<S: Stream<Topic = ()>>(path: &str, hub: Hub<S>, events: Vec<Emittable<S>>) -> Router {
    let control = Arc::new(Control {
        hub: hub.clone(),
        events,
    });
    Router::new()
        .route("/emit/{event}", post(emit::<S>))
        .with_state(control)
        .route(path, hub.route())
}

/// Serves `app` on this port of the loopback, a free one for 0, until SIGTERM. Prints `listening on <url>`.
///
/// # Errors
/// When the port is taken.
pub async fn listen(app: Router, port: u16) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    println!("listening on http://{}", listener.local_addr()?);
    tidings::serve(app, listener, async { drop(tidings::stop_signal().await) }).await?;
    Ok(())
}
