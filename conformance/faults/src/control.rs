//! The control face: HTTP for tests in any language, open to pages of any origin.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use tower_http::cors::CorsLayer;

use crate::observed::Observed;
use crate::port::Port;
use crate::{Scenario, ScenarioError};

/// The longest time that a question waits.
const PATIENCE: u64 = 60_000;

/// The ports that are open.
#[derive(Default)]
struct Ports {
    next: u64,
    open: BTreeMap<u64, Arc<Port>>,
}

#[derive(Clone)]
struct Control {
    ports: Arc<Mutex<Ports>>,
    address: SocketAddr,
}

/// Why a call is refused.
enum Refusal {
    Scenario(ScenarioError),
    Unknown(u64),
    Busy(std::io::Error),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, id, message) = match self {
            Self::Scenario(error) => (StatusCode::BAD_REQUEST, error.id(), error.to_string()),
            Self::Unknown(number) => (
                StatusCode::NOT_FOUND,
                "faults/unknown-scenario",
                format!("no scenario {number} is open"),
            ),
            Self::Busy(error) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "faults/no-port",
                error.to_string(),
            ),
        };
        (status, Json(json!({ "id": id, "message": message }))).into_response()
    }
}

impl Control {
    fn port(&self, number: u64) -> Result<Arc<Port>, Refusal> {
        let ports = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        ports
            .open
            .get(&number)
            .cloned()
            .ok_or(Refusal::Unknown(number))
    }
}

/// The routes of the control face. Ports are opened on the host of `address`.
///
/// `POST /scenarios` opens a port, `GET /scenarios/{id}?requests=N&within=MS` says what it saw, `PUT` switches its routes,
/// `DELETE` closes it; `POST /scenarios/{id}/append?count=N`, `/cut`, `/reset` and `/down?time=MS` act on it at once.
pub fn control(address: SocketAddr) -> Router {
    Router::new()
        .route("/scenarios", post(open))
        .route("/scenarios/{id}", get(observe).put(switch).delete(close))
        .route("/scenarios/{id}/append", post(append))
        .route("/scenarios/{id}/cut", post(cut))
        .route("/scenarios/{id}/reset", post(reset))
        .route("/scenarios/{id}/down", post(down))
        .layer(CorsLayer::permissive())
        .with_state(Control {
            ports: Arc::default(),
            address,
        })
}

async fn open(State(control): State<Control>, body: Bytes) -> Result<Response, Refusal> {
    let scenario = Scenario::parse(&body).map_err(Refusal::Scenario)?;
    let address = SocketAddr::new(control.address.ip(), 0);
    let port = Port::open(scenario, address).await.map_err(Refusal::Busy)?;
    let url = format!("http://{}", port.address());
    let mut ports = control.ports.lock().unwrap_or_else(PoisonError::into_inner);
    ports.next += 1;
    let id = ports.next;
    ports.open.insert(id, Arc::new(port));
    Ok((StatusCode::CREATED, Json(json!({ "id": id, "url": url }))).into_response())
}

#[derive(Deserialize)]
struct Wait {
    #[serde(default)]
    requests: u64,
    #[serde(default)]
    within: u64,
}

async fn observe(
    State(control): State<Control>,
    Path(id): Path<u64>,
    Query(wait): Query<Wait>,
) -> Result<Json<Observed>, Refusal> {
    let port = control.port(id)?;
    port.wait(
        wait.requests,
        Duration::from_millis(wait.within.min(PATIENCE)),
    )
    .await;
    Ok(Json(port.observed()))
}

async fn switch(
    State(control): State<Control>,
    Path(id): Path<u64>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let port = control.port(id)?;
    port.switch(Scenario::parse(&body).map_err(Refusal::Scenario)?);
    Ok(StatusCode::NO_CONTENT)
}

async fn close(State(control): State<Control>, Path(id): Path<u64>) -> Result<StatusCode, Refusal> {
    let mut ports = control.ports.lock().unwrap_or_else(PoisonError::into_inner);
    ports
        .open
        .remove(&id)
        .map(|_| StatusCode::NO_CONTENT)
        .ok_or(Refusal::Unknown(id))
}

#[derive(Deserialize)]
struct Count {
    count: u64,
}

async fn append(
    State(control): State<Control>,
    Path(id): Path<u64>,
    Query(Count { count }): Query<Count>,
) -> Result<Response, Refusal> {
    let last = control.port(id)?.append(count);
    Ok(Json(json!({ "last": last })).into_response())
}

async fn cut(State(control): State<Control>, Path(id): Path<u64>) -> Result<StatusCode, Refusal> {
    control.port(id)?.break_off(false);
    Ok(StatusCode::NO_CONTENT)
}

async fn reset(State(control): State<Control>, Path(id): Path<u64>) -> Result<StatusCode, Refusal> {
    control.port(id)?.break_off(true);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Time {
    time: u64,
}

async fn down(
    State(control): State<Control>,
    Path(id): Path<u64>,
    Query(Time { time }): Query<Time>,
) -> Result<StatusCode, Refusal> {
    control.port(id)?.down(Duration::from_millis(time));
    Ok(StatusCode::NO_CONTENT)
}
