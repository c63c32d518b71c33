//! A server with a state of its own, that moves: what a snapshot is taken of.
//!
//! Its log is in memory, so every process has an epoch of its own and begins with nothing. The state that it gives is up
//! to seven moves old, as one from a cache may be, but always says its cursor.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tidings::{Config, Cursor, Event, EventLog, Hub, Memory, Snapshot};
use tidings_log::TopicName;
use tokio::sync::Mutex;

use crate::contracts::streams::ledger::ledger_state::AccountsItem;
use crate::contracts::streams::ledger::{Ledger, LedgerMoved, LedgerState};

/// So many states are kept, the newest last.
const KEPT: usize = 8;

/// What the moves up to a cursor came to.
#[derive(Clone)]
struct Book {
    at: Cursor,
    moves: i64,
    trace: i64,
    accounts: BTreeMap<String, i64>,
}

impl Book {
    fn after(&self, at: Cursor, moved: &LedgerMoved) -> Self {
        let mut next = self.clone();
        next.at = at;
        next.moves += 1;
        next.trace = (next.trace * 31 + moved.amount + 1000).rem_euclid(1_000_003);
        *next.accounts.entry(moved.account.clone()).or_default() += moved.amount;
        next
    }

    fn event(&self) -> LedgerState {
        let item = |(account, balance): (&String, &i64)| AccountsItem::new(account, *balance);
        LedgerState::new(
            self.accounts.iter().map(item).collect::<Vec<_>>(),
            self.moves,
            self.trace,
        )
    }
}

struct Shop {
    hub: Hub<Ledger>,
    log: Arc<Memory>,
    topic: TopicName,
    /// Held while a move is written, so that states are in the order of the log.
    books: Mutex<VecDeque<Book>>,
    asked: AtomicUsize,
}

impl Shop {
    /// One of the states that are kept, another one each time.
    async fn some(&self) -> Book {
        let books = self.books.lock().await;
        let back = self.asked.fetch_add(1, Ordering::Relaxed) % books.len();
        books[books.len() - 1 - back].clone()
    }

    async fn take(&self, text: &[u8]) -> anyhow::Result<Cursor> {
        let moves: Vec<Value> = serde_json::from_slice(text)?;
        let mut books = self.books.lock().await;
        for one in moves {
            let moved = LedgerMoved::decode(one.to_string().as_bytes())
                .map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
            let at = self.hub.emit(&moved).await?;
            let next = books[books.len() - 1].after(at, &moved);
            books.push_back(next);
            if books.len() > KEPT {
                books.pop_front();
            }
        }
        Ok(books[books.len() - 1].at.clone())
    }

    /// Lets all of the log go. Only the newest state can still be gone on from.
    async fn trim(&self) -> anyhow::Result<()> {
        let mut books = self.books.lock().await;
        let older = books.len() - 1;
        books.drain(..older);
        self.log.trim(&self.topic, u64::MAX).await?;
        Ok(())
    }
}

fn failed(error: &anyhow::Error) -> Response {
    (StatusCode::BAD_REQUEST, error.to_string()).into_response()
}

async fn moves(State(shop): State<Arc<Shop>>, text: Bytes) -> Response {
    match shop.take(&text).await {
        Ok(cursor) => Json(json!({ "cursor": cursor.to_string() })).into_response(),
        Err(error) => failed(&error),
    }
}

async fn trim(State(shop): State<Arc<Shop>>) -> Response {
    match shop.trim().await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => failed(&error),
    }
}

/// The state as a page may fetch it: `{"state", "cursor"}`.
async fn state(State(shop): State<Arc<Shop>>) -> Response {
    let book = shop.some().await;
    let text = book.event().encode().map_err(|error| error.to_string());
    match text.and_then(|text| serde_json::from_slice(&text).map_err(|error| error.to_string())) {
        Ok::<Value, _>(state) => (
            [(header::CACHE_CONTROL, "no-store")],
            Json(json!({ "state": state, "cursor": book.at.to_string() })),
        )
            .into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error).into_response(),
    }
}

/// The ledger's routes: its stream at `/streams/ledger`, `POST /moves` with an array of moves, `POST /trim`, `GET /state`.
///
/// # Errors
/// When the bundle is broken.
pub async fn router() -> anyhow::Result<Router> {
    let log = Arc::new(Memory::new()?);
    let config = Config::new().log(log.clone()).development(true);
    let hub = Hub::<Ledger>::open(config).await?;
    let topic = TopicName::new("ledger", [])?;
    let book = Book {
        at: log.bounds(&topic).await?.tail(),
        moves: 0,
        trace: 0,
        accounts: BTreeMap::new(),
    };
    let shop = Arc::new(Shop {
        hub: hub.clone(),
        log,
        topic,
        books: Mutex::new(VecDeque::from([book])),
        asked: AtomicUsize::new(0),
    });
    let asked = shop.clone();
    hub.snapshot(move |_topic, _head| {
        let shop = asked.clone();
        async move {
            let book = shop.some().await;
            Ok::<_, Infallible>(Snapshot::new(book.at.clone(), book.event()))
        }
    })?;
    Ok(Router::new()
        .route("/moves", post(moves))
        .route("/trim", post(trim))
        .route("/state", get(state))
        .with_state(shop)
        .route("/streams/ledger", hub.route()))
}
