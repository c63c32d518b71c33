//! Snapshots: whoever has no usable cursor gets the state first, and then what follows on it. In this
//! shop `order.paid` is the state: how many orders there are, and their total.
#![cfg(feature = "axum")]

mod common;

use common::shop::{Orders, Paid, Placed, name, release_id, shop_with};
use common::{Reading, Seen, Server};
use proptest::prelude::{ProptestConfig, any, prop, proptest};
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tidings::{Config, Cursor, EventLog, Hub, Memory, Snapshot};
use tidings_contract::{BundleStream, Cell};
use tidings_log::TopicName;

fn config(change: impl FnOnce(&mut BundleStream)) -> Config {
    Config::new().bundle(shop_with("orders", |orders| {
        orders.snapshot = Some(name("order.paid"));
        change(orders);
    }))
}

/// The shop's own state, changed behind each emit, so that it may lag but always knows its cursor.
#[derive(Clone, Debug, PartialEq)]
struct State {
    at: Cursor,
    count: i64,
    total: i64,
}

impl State {
    fn event(&self) -> Paid {
        Paid(json!({ "id": self.count.to_string(), "total": self.total }))
    }
}

struct Shop {
    orders: Hub<Orders>,
    server: Server,
    log: Arc<Memory>,
    time: Arc<AtomicU64>,
    state: Arc<Mutex<State>>,
}

impl Shop {
    async fn open(config: Config) -> Self {
        let log = Arc::new(Memory::new().expect("a log"));
        let time = Arc::new(AtomicU64::new(0));
        let clock = time.clone();
        let config = config
            .log(log.clone())
            .clock(move || clock.load(Ordering::SeqCst));
        let orders = Hub::<Orders>::open(config).await.expect("opened");
        let tail = log.bounds(&topic()).await.expect("bounds").tail();
        let state = Arc::new(Mutex::new(State {
            at: tail,
            count: 0,
            total: 0,
        }));
        let app = axum::Router::new().route("/streams/orders", orders.route());
        Shop {
            orders,
            server: Server::start(app).await,
            log,
            time,
            state,
        }
    }

    async fn with_provider(config: Config) -> Self {
        let shop = Self::open(config).await;
        let state = shop.state.clone();
        let provided = shop.orders.snapshot(move |values, _head| {
            assert_eq!(values, [""; 0], "the path has no parameters");
            let state = state.lock().expect("no panic").clone();
            async move { Ok::<_, Infallible>(Snapshot::new(state.at.clone(), state.event())) }
        });
        provided.expect("the stream names it");
        shop
    }

    /// Places an order, a millisecond after the one before.
    async fn place(&self, total: i64) -> Cursor {
        self.time.fetch_add(1, Ordering::SeqCst);
        let at = self
            .orders
            .emit(&Placed::new("o", total))
            .await
            .expect("emitted");
        let mut state = self.state.lock().expect("no panic");
        *state = State {
            at: at.clone(),
            count: state.count + 1,
            total: state.total + total,
        };
        at
    }

    async fn get(&self, release: u32) -> Reading {
        self.server.get(&path(release)).await
    }
}

fn path(release: u32) -> String {
    format!("/streams/orders?release={}", release_id("orders", release))
}

fn topic() -> TopicName {
    TopicName::new("orders", []).expect("a topic")
}

fn data(seen: &Seen) -> Value {
    seen.json()["data"].clone()
}

#[tokio::test]
async fn whoever_has_no_cursor_gets_the_state_in_the_anchors_place() {
    let shop = Shop::with_provider(config(|_| {})).await;
    shop.place(10).await;
    let at = shop.place(5).await;
    let mut reading = shop.get(4).await;
    assert_eq!(reading.next().await, Some(Seen::Retry(2000)));
    let state = reading.frame().await;
    assert_eq!((state.name(), state.id()), ("order.paid", &*at.to_string()));
    assert_eq!(data(&state), json!({ "id": "2", "total": 15 }));
    let next = shop.place(7).await;
    assert_eq!(reading.frame().await.id(), next.to_string());
}

#[tokio::test]
async fn a_cursor_that_the_log_goes_on_from_needs_no_state() {
    let shop = Shop::with_provider(config(|_| {})).await;
    let first = shop.place(10).await.to_string();
    let second = shop.place(5).await.to_string();
    let mut reading = shop.server.resume(&path(4), &first).await;
    assert_eq!(reading.frame().await, Seen::Id(first));
    assert_eq!(reading.frame().await.id(), second);
}

#[tokio::test]
async fn what_was_lost_is_told_without_an_id_and_then_comes_the_state() {
    let shop = Shop::with_provider(config(|_| {})).await;
    let lost = shop.place(10).await.to_string();
    for total in [1, 2] {
        shop.place(total).await;
    }
    let at = shop.place(5).await.to_string();
    shop.log.trim(&topic(), 3).await.expect("trimmed");
    for (id, from, reason) in [
        (&*lost, json!(lost), "trimmed"),
        ("zzzz.4", json!("zzzz.4"), "epoch"),
        ("nonsense", Value::Null, "epoch"),
    ] {
        let mut reading = shop.server.resume(&path(4), id).await;
        let gap = reading.frame().await;
        assert_eq!((gap.name(), gap.id()), ("tidings.gap", ""), "{gap:?}");
        assert_eq!(
            gap.json(),
            json!({ "from": from, "to": at, "reason": reason })
        );
        let state = reading.frame().await;
        assert_eq!(
            (state.id(), data(&state)),
            (&*at, json!({ "id": "4", "total": 18 }))
        );
    }
}

#[tokio::test]
async fn a_release_without_the_event_begins_as_ever_and_one_that_cannot_read_it_is_told() {
    let shop = Shop::with_provider(config(|orders| {
        let of_2 = |cell: &&mut tidings_contract::MatrixCell| {
            cell.release == release_id("orders", 2) && cell.event.as_str() == "order.paid"
        };
        orders.matrix.iter_mut().find(of_2).expect("a cell").cell = Cell::Refuse;
    }))
    .await;
    let at = shop.place(10).await.to_string();
    assert_eq!(shop.get(3).await.frame().await, Seen::Id(at.clone()));
    let gap = shop.get(2).await.frame().await;
    assert_eq!((gap.name(), gap.id()), ("tidings.gap", &*at));
    assert_eq!(
        gap.json(),
        json!({ "from": null, "to": at, "reason": "unreadable" })
    );
}

#[tokio::test]
async fn without_a_provider_or_with_one_that_fails_the_answer_is_503() {
    let none = Shop::open(config(|_| {})).await;
    let failing = Shop::open(config(|_| {})).await;
    let provided = failing
        .orders
        .snapshot::<Paid, _, _, _>(|_, _| async { Err("the database is away") });
    provided.expect("the stream names it");
    let ahead = Shop::open(config(|_| {})).await;
    let provided = ahead.orders.snapshot(|_, head| async move {
        let beyond = Cursor::new(head.epoch, head.seq + 1);
        Ok::<_, Infallible>(Snapshot::new(beyond, Paid::new("o")))
    });
    provided.expect("the stream names it");
    for shop in [none, failing, ahead] {
        let at = shop.place(1).await.to_string();
        let answer = shop.get(4).await;
        assert_eq!(answer.status, 503);
        assert!(answer.headers.contains_key("retry-after"));
        // Whoever can go on does.
        assert_eq!(
            shop.server.resume(&path(4), &at).await.frame().await,
            Seen::Id(at)
        );
    }
}

#[tokio::test]
async fn the_provider_is_for_the_event_that_the_file_names_and_there_is_one() {
    let shop = Shop::with_provider(config(|_| {})).await;
    let provide = |shop: &Shop| {
        shop.orders
            .snapshot(|_, head| async { Ok::<_, Infallible>(Snapshot::new(head, Paid::new("o"))) })
    };
    assert_eq!(
        provide(&shop).expect_err("a second one").id(),
        "server/snapshot-twice"
    );
    let other = shop.orders.snapshot(|_, head| async {
        Ok::<_, Infallible>(Snapshot::new(head, Placed::new("o", 1)))
    });
    assert_eq!(
        other.expect_err("another event").id(),
        "server/snapshot-event"
    );
    let unnamed = Shop::open(Config::new()).await;
    assert_eq!(
        provide(&unnamed).expect_err("no snapshot").id(),
        "server/snapshot-event"
    );
}

/// What a client makes of the stream.
#[derive(Debug, Default, PartialEq)]
struct View {
    count: i64,
    total: i64,
    last_id: String,
}

impl View {
    fn see(&mut self, seen: &Seen) {
        if let Seen::Event { name, .. } = seen {
            let data = &seen.json()["data"];
            let total = data["total"].as_i64().unwrap_or_default();
            match &**name {
                "order.placed" => (self.count, self.total) = (self.count + 1, self.total + total),
                "order.paid" => {
                    self.count = data["id"]
                        .as_str()
                        .and_then(|id| id.parse().ok())
                        .expect("a count");
                    self.total = total;
                }
                _ => {}
            }
        }
        if let Seen::Event { id, .. } | Seen::Id(id) = seen
            && !id.is_empty()
        {
            self.last_id.clone_from(id);
        }
    }
}

async fn law(totals: &[u8], cuts: &[bool], trims: &[bool]) -> Result<(), TestCaseError> {
    let shop = Shop::with_provider(config(|_| {})).await;
    let mut view = View::default();
    let mut reading = None;
    for (n, &total) in totals.iter().enumerate() {
        let at = shop.place(i64::from(total)).await;
        if trims.get(n) == Some(&true) {
            shop.log.trim(&topic(), at.seq).await.expect("trimmed");
        }
        if cuts.get(n) == Some(&true) {
            // Cut, and back with what it has.
            let resumed = shop.server.resume(&path(4), view.last_id.clone()).await;
            let reading = reading.insert(resumed);
            while view.last_id != at.to_string() {
                view.see(&reading.frame().await);
            }
        }
    }
    let mut reading = shop.server.resume(&path(4), view.last_id.clone()).await;
    let state = shop.state.lock().expect("no panic").clone();
    loop {
        view.see(&reading.frame().await);
        if view.last_id == state.at.to_string() {
            break;
        }
    }
    proptest::prop_assert_eq!((view.count, view.total), (state.count, state.total));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_state_and_what_follows_is_the_state_from_the_whole_log(
        totals in prop::collection::vec(any::<u8>(), 1..24),
        cuts in prop::collection::vec(any::<bool>(), 24),
        trims in prop::collection::vec(any::<bool>(), 24),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(law(&totals, &cuts, &trims))?;
    }
}
