//! How events flow: only what is durable, each once and in order, whoever is slow; and how it ends.
#![cfg(feature = "axum")]

mod common;

use bytes::Bytes;
use common::shop::{Orders, Paid, Placed, release_id, shop_with};
use common::{Seen, Server, soon, until};
use http::Request;
use http::request::Parts;
use http_body_util::BodyExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tidings::{Config, Cursor, EventLog, Hub, Memory, Redb, Shutdown, StreamBody};
use tidings_contract::Start;
use tidings_log::{Bounds, Entry, Limit, Page, Pending, TopicName};
use tokio::sync::{Semaphore, watch};

fn path(number: u32) -> String {
    format!("/streams/orders?release={}", release_id("orders", number))
}

async fn serve(config: Config) -> (Hub<Orders>, Server) {
    let orders = Hub::<Orders>::open(config).await.expect("opened");
    let app = axum::Router::new().route("/streams/orders", orders.route());
    (orders, Server::start(app).await)
}

fn oldest() -> String {
    shop_with("orders", |orders| orders.start = Start::Oldest)
}

fn parts(id: Option<&str>) -> Parts {
    let request = Request::get(path(4)).header("last-event-id", id.unwrap_or_default());
    request.body(()).expect("a request").into_parts().0
}

async fn open(hub: &Hub<Orders>, id: Option<&str>) -> StreamBody {
    hub.answer(&parts(id), &()).await.into_body()
}

async fn chunk(body: &mut StreamBody) -> Option<Bytes> {
    body.frame()
        .await
        .map(|frame| frame.expect("infallible").into_data().expect("data"))
}

/// A log whose appends become durable one by one, as the test allows.
struct Gate {
    log: Arc<Memory>,
    permits: Arc<Semaphore>,
}

impl EventLog for Gate {
    fn append(&self, batch: Vec<Entry>) -> Pending<Vec<Cursor>> {
        let (log, permits) = (self.log.clone(), self.permits.clone());
        Box::pin(async move {
            permits.acquire().await.expect("open").forget();
            log.append(batch).await
        })
    }
    fn read(&self, topic: &TopicName, after: u64, limit: Limit) -> Pending<Page> {
        self.log.read(topic, after, limit)
    }
    fn bounds(&self, topic: &TopicName) -> Pending<Bounds> {
        self.log.bounds(topic)
    }
    fn watch(&self, topic: &TopicName) -> Pending<watch::Receiver<u64>> {
        self.log.watch(topic)
    }
    fn topics(
        &self,
        stream: &str,
        after: Option<TopicName>,
        limit: usize,
    ) -> Pending<Vec<TopicName>> {
        self.log.topics(stream, after, limit)
    }
    fn trim(&self, topic: &TopicName, before: u64) -> Pending<u64> {
        self.log.trim(topic, before)
    }
    fn forget(&self, topic: &TopicName) -> Pending<()> {
        self.log.forget(topic)
    }
    fn durability(&self) -> &'static str {
        "when the test says so"
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_seen_before_it_is_durable() {
    let permits = Arc::new(Semaphore::new(0));
    let log = Gate {
        log: Arc::new(Memory::new().expect("a log")),
        permits: permits.clone(),
    };
    let bundle = shop_with("orders", |orders| orders.heartbeat_ms = 0);
    let hub = Hub::<Orders>::open(Config::new().log(log).bundle(bundle))
        .await
        .expect("opened");
    let mut body = open(&hub, None).await;
    chunk(&mut body).await.expect("the anchor");
    let staged = hub.stage(&Placed::new("o-1", 1)).expect("staged");
    let durable = tokio::spawn(staged.durable());
    // The paused clock runs on only when every task waits: an hour in which nothing may come.
    let hour = Duration::from_secs(3600);
    assert!(tokio::time::timeout(hour, chunk(&mut body)).await.is_err());
    assert!(!durable.is_finished());
    permits.add_permits(1);
    let seen = chunk(&mut body).await.expect("the event");
    let cursor = durable.await.expect("no panic").expect("durable");
    assert!(seen.starts_with(format!("id: {cursor}\n").as_bytes()));
}

#[tokio::test(start_paused = true)]
async fn a_quiet_stream_sends_heartbeats_and_a_busy_one_does_not() {
    let hub = Hub::<Orders>::open(Config::new()).await.expect("opened");
    let mut body = open(&hub, None).await;
    chunk(&mut body).await.expect("the anchor");
    let began = tokio::time::Instant::now();
    for beats in 1..=3 {
        assert_eq!(chunk(&mut body).await.expect("a heartbeat"), ":\n\n");
        assert_eq!(began.elapsed().as_secs(), beats * 15);
    }
    for _ in 0..5 {
        tokio::time::advance(Duration::from_secs(10)).await;
        hub.emit(&Paid::new("o-1")).await.expect("emitted");
        let event = chunk(&mut body).await.expect("an event");
        assert!(event.starts_with(b"id: "), "{event:?}");
    }
    assert_eq!(chunk(&mut body).await.expect("a heartbeat"), ":\n\n");
    assert_eq!(began.elapsed().as_secs(), 3 * 15 + 5 * 10 + 15);
}

#[tokio::test(start_paused = true)]
async fn a_merge_window_writes_a_burst_at_once() {
    let merging = Config::new().merge(Duration::from_millis(20));
    for (config, chunks) in [(merging, 1), (Config::new(), 5)] {
        let hub = Hub::<Orders>::open(config).await.expect("opened");
        let mut body = open(&hub, None).await;
        chunk(&mut body).await.expect("the anchor");
        let mut seen = Vec::new();
        for n in 0..5 {
            hub.emit(&Placed::new("o", n)).await.expect("emitted");
            if chunks == 5 {
                seen.push(chunk(&mut body).await.expect("an event"));
            }
        }
        if chunks == 1 {
            seen.push(chunk(&mut body).await.expect("all events"));
        }
        let events: usize = seen
            .iter()
            .map(|chunk| chunk.windows(7).filter(|w| w == b"\nevent:").count())
            .sum();
        assert_eq!((seen.len(), events), (chunks, 5));
    }
}

#[tokio::test]
async fn readers_of_one_projection_share_the_bytes() {
    let hub = Hub::<Orders>::open(Config::new()).await.expect("opened");
    let (mut one, mut two) = (open(&hub, None).await, open(&hub, None).await);
    chunk(&mut one).await.expect("the anchor");
    chunk(&mut two).await.expect("the anchor");
    hub.emit(&Placed::new("o-1", 1)).await.expect("emitted");
    let (one, two) = (
        chunk(&mut one).await.expect("bytes"),
        chunk(&mut two).await.expect("bytes"),
    );
    assert_eq!(one.as_ptr(), two.as_ptr(), "encoded once, copied never");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reader_sees_every_event_once_and_in_order_whoever_falls_behind() {
    const EVENTS: u64 = 3_000;
    // A ring so small that whoever stops for a moment has to read the log.
    let (orders, server) = serve(Config::new().ring_bytes(4_096).bundle(oldest())).await;
    let note = "x".repeat(300);
    let mut readers = Vec::new();
    for n in 0..8 {
        let mut reading = server.get(&path(if n % 2 == 0 { 4 } else { 3 })).await;
        readers.push(tokio::spawn(async move {
            let mut seen = Vec::new();
            while seen.last() != Some(&EVENTS) {
                seen.push(reading.frame().await.seq());
                if n > 3 && seen.len() % 500 == 0 {
                    tokio::task::yield_now().await;
                }
            }
            (reading, seen)
        }));
    }
    // One that reads nothing until all is over: it costs a position and delays nobody.
    let mut stuck = server.get(&path(4)).await;
    let mut staged = Vec::new();
    for n in 0..EVENTS {
        let event = Placed(serde_json::json!({ "id": format!("o-{n}"), "total": n, "note": note }));
        staged.push(orders.stage(&event).expect("staged"));
        if n % 100 == 0 {
            for pending in staged.drain(..) {
                pending.durable().await.expect("durable");
            }
            tokio::task::yield_now().await;
        }
    }
    for pending in staged {
        pending.durable().await.expect("durable");
    }
    let all: Vec<_> = (0..=EVENTS).collect();
    for reader in readers {
        let (_reading, seen) = soon(reader).await.expect("no panic");
        assert_eq!(seen, all);
    }
    let seqs: Vec<_> = stuck
        .frames(all.len())
        .await
        .iter()
        .map(Seen::seq)
        .collect();
    assert_eq!(seqs, all);
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_falls_out_of_the_log_is_told_of_the_gap() {
    let log = Arc::new(Memory::new().expect("a log"));
    let time = Arc::new(AtomicU64::new(1_000));
    let clock = time.clone();
    let config = Config::new()
        .log(log.clone())
        .ring_bytes(1)
        .bundle(oldest())
        .clock(move || clock.load(Ordering::SeqCst));
    let hub = Hub::<Orders>::open(config).await.expect("opened");
    let mut slow = open(&hub, None).await;
    let anchor = chunk(&mut slow).await.expect("the anchor");
    for n in 0..2_000 {
        time.fetch_add(1, Ordering::SeqCst);
        hub.emit(&Placed::new("o", n)).await.expect("emitted");
        tokio::task::yield_now().await;
    }
    let topic = TopicName::new("orders", []).expect("a name");
    log.trim(&topic, 1_000 + 1_900).await.expect("trimmed");
    let gap = chunk(&mut slow).await.expect("the gap");
    let epoch = log.bounds(&topic).await.expect("bounds").epoch;
    assert!(anchor.ends_with(format!("id: {epoch}.0\n\n").as_bytes()));
    let expected = format!(
        "id: {epoch}.1899\nevent: tidings.gap\n\
         data: {{\"from\":\"{epoch}.0\",\"reason\":\"trimmed\",\"to\":\"{epoch}.1899\"}}\n\n"
    );
    assert_eq!(gap, expected);
    let next = chunk(&mut slow).await.expect("what is kept");
    assert!(next.starts_with(format!("id: {epoch}.1900\n").as_bytes()));
}

#[tokio::test(start_paused = true)]
async fn events_older_than_the_window_leave_the_log() {
    const DAY: u64 = 86_400_000;
    let log = Arc::new(Memory::new().expect("a log"));
    let time = Arc::new(AtomicU64::new(100 * DAY));
    let clock = time.clone();
    let config = Config::new()
        .log(log.clone())
        .clock(move || clock.load(Ordering::SeqCst));
    let hub = Hub::<Orders>::open(config).await.expect("opened");
    let topic = TopicName::new("orders", []).expect("a name");
    for _ in 0..20 {
        hub.emit(&Paid::new("o")).await.expect("emitted");
        time.fetch_add(DAY, Ordering::SeqCst);
    }
    let first = async || log.bounds(&topic).await.expect("bounds").first;
    assert_eq!(first().await, 1);
    // The window is 14 days: of 20 events, a day each, six are older.
    tokio::time::sleep(Duration::from_secs(3_601)).await;
    assert_eq!(first().await, 7);
    let id = format!("{}.3", log.bounds(&topic).await.expect("bounds").epoch);
    let mut back = open(&hub, Some(&id)).await;
    let gap = chunk(&mut back).await.expect("the gap");
    assert!(gap.windows(7).any(|bytes| bytes == b"trimmed"), "{gap:?}");
}

#[tokio::test]
async fn a_restart_on_the_same_file_is_no_gap() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("orders.redb");
    let mut last = None;
    let mut seen = Vec::new();
    for life in 0..3 {
        let log = Redb::open(&file).expect("opened");
        let (orders, server) = serve(Config::new().log(log).bundle(oldest())).await;
        for n in 0..5 {
            orders
                .emit(&Placed::new("o", life * 5 + n))
                .await
                .expect("emitted");
        }
        let mut reading = server
            .resume(&path(4), last.clone().unwrap_or_default())
            .await;
        let frames = reading.frames(4).await;
        assert!(
            matches!(frames[0], Seen::Id(_)),
            "an anchor, not a gap: {:?}",
            frames[0]
        );
        seen.extend(frames[1..].iter().map(Seen::seq));
        last = frames.last().map(|frame| frame.id().to_owned());
        drop(reading);
        server.stop().await;
        orders.close().await;
    }
    assert_eq!(seen, (1..=9).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_log_in_memory_tells_of_a_gap_after_a_restart() {
    let (orders, server) = serve(Config::new()).await;
    let cursor = orders.emit(&Paid::new("o")).await.expect("emitted");
    server.stop().await;
    let (_orders, server) = serve(Config::new()).await;
    let gap = server
        .resume(&path(4), cursor.to_string())
        .await
        .frame()
        .await;
    assert_eq!(gap.json()["reason"], "epoch");
    assert_eq!(gap.json()["from"], cursor.to_string());
}

#[tokio::test]
async fn a_drain_tells_every_client_when_to_come_back_and_ends() {
    let draws = Arc::new(AtomicU64::new(0));
    let random = move || 700 + draws.fetch_add(1, Ordering::SeqCst);
    let (orders, server) = serve(Config::new().random(random)).await;
    let mut readings = [
        server.get(&path(4)).await,
        server.get("/streams/orders").await,
    ];
    for reading in &mut readings {
        reading.frame().await;
    }
    // Somebody who takes nothing, not even the farewell, holds nothing up.
    let _silent = server.get(&path(4)).await;
    orders.emit(&Paid::new("o")).await.expect("emitted");
    for reading in &mut readings {
        reading.frame().await;
    }
    let mut retries = Vec::new();
    let stopped = server.ask_to_stop();
    for reading in &mut readings {
        let Some(Seen::Retry(retry)) = reading.next().await else {
            panic!("retry comes first")
        };
        let bye = reading.frame().await;
        assert_eq!(
            bye.json(),
            serde_json::json!({ "reason": "drain", "retry": retry })
        );
        assert_eq!(reading.next().await, None);
        retries.push(retry);
    }
    assert_ne!(retries[0], retries[1], "each has a moment of its own");
    soon(stopped).await.expect("no panic").expect("served");
}

#[tokio::test]
async fn a_client_whose_socket_is_full_does_not_hold_up_the_end() {
    let hub = Hub::<Orders>::open(Config::new().bundle(oldest()))
        .await
        .expect("opened");
    let app = axum::Router::new().route("/streams/orders", hub.route());
    let server = Server::start_within(app, Duration::ZERO).await;
    let stuck = server.get(&path(4)).await;
    let note = "x".repeat(64 << 10);
    for n in 0..256 {
        let event = Placed(serde_json::json!({ "id": format!("o-{n}"), "total": n, "note": note }));
        hub.emit(&event).await.expect("emitted");
    }
    let began = std::time::Instant::now();
    server.stop().await;
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    drop(stuck);
}

#[tokio::test]
async fn two_hubs_on_one_log_show_each_others_events() {
    let log = Arc::new(Memory::new().expect("a log"));
    // As in a deploy in which the old server and the new one overlap.
    let (old, old_server) = serve(Config::new().log(log.clone())).await;
    let (new, new_server) = serve(Config::new().log(log)).await;
    let mut readings = [
        old_server.get(&path(4)).await,
        new_server.get(&path(4)).await,
    ];
    for reading in &mut readings {
        assert_eq!(reading.frame().await.seq(), 0);
    }
    for hub in [&old, &new, &old] {
        hub.emit(&Paid::new("o")).await.expect("emitted");
    }
    for reading in &mut readings {
        let seqs: Vec<_> = reading.frames(3).await.iter().map(Seen::seq).collect();
        assert_eq!(seqs, [1, 2, 3]);
    }
}

#[tokio::test]
async fn draining_a_hub_ends_its_streams_alone_and_doing_it_again_is_nothing() {
    let hub = Hub::<Orders>::open(Config::new()).await.expect("opened");
    let mut body = open(&hub, None).await;
    chunk(&mut body).await.expect("the anchor");
    hub.drain();
    hub.drain();
    let bye = chunk(&mut body).await.expect("the farewell");
    assert!(
        bye.windows(11).any(|bytes| bytes == b"tidings.bye"),
        "{bye:?}"
    );
    assert_eq!(chunk(&mut body).await, None);
    let other = Hub::<Orders>::open(Config::new()).await.expect("opened");
    let shutdown = Shutdown::new(Duration::from_secs(1));
    let mut request = parts(None);
    request.extensions.insert(shutdown.clone());
    let mut body = other.answer(&request, &()).await.into_body();
    chunk(&mut body).await.expect("the anchor");
    assert!(shutdown.trigger() && !shutdown.trigger());
    assert!(
        chunk(&mut body)
            .await
            .is_some_and(|bye| bye.starts_with(b"retry: "))
    );
    assert_eq!(chunk(&mut body).await, None);
}

#[tokio::test]
async fn what_its_schema_refuses_is_not_written_nor_is_what_comes_with_it() {
    let hub = Hub::<Orders>::open(Config::new()).await.expect("opened");
    let (good, bad) = (Placed::new("o-1", 1), Placed::new("o-1", -3));
    let refused = hub.emit(&bad).await.expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "order.placed v2 refused at /total: -3 is below minimum 0; nothing was written"
    );
    assert_eq!(
        refused.refusal().map(|refusal| refusal.pointer()),
        Some("/total")
    );
    assert!(hub.stage(&bad).is_err());
    assert!(hub.emit_all(&[&good, &Paid::new("o"), &bad]).await.is_err());
    let cursors = hub
        .emit_all(&[&good, &Paid::new("o")])
        .await
        .expect("emitted");
    let seqs: Vec<_> = cursors.iter().map(|cursor| cursor.seq).collect();
    assert_eq!(seqs, [1, 2], "nothing of the refused batches has a place");
}

#[tokio::test]
async fn the_log_gets_a_tag_the_time_the_key_and_the_trace() {
    let log = Arc::new(Memory::new().expect("a log"));
    let hub = Hub::<Orders>::open(Config::new().log(log.clone()).clock(|| 7_000))
        .await
        .expect("opened");
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    hub.topic(&())
        .traceparent(trace)
        .emit(&Placed::new("o-1", 1))
        .await
        .expect("emitted");
    hub.topic(&())
        .traceparent("00\r\nid: x")
        .emit(&Paid::new("o-1"))
        .await
        .expect("emitted");
    let topic = TopicName::new("orders", []).expect("a name");
    let records = log
        .read(&topic, 0, Limit::default())
        .await
        .expect("read")
        .records;
    let (placed, paid) = (&records[0], &records[1]);
    assert_eq!(
        (placed.tag.as_str(), placed.time),
        ("order.placed/2", 7_000)
    );
    assert_eq!(
        placed.key.as_deref(),
        Some("o-1"),
        "the stream's file names /id"
    );
    assert_eq!(placed.traceparent.as_deref(), Some(trace));
    assert_eq!(placed.payload, "{\"id\":\"o-1\",\"total\":1}");
    assert_eq!((paid.key.as_ref(), paid.traceparent.as_ref()), (None, None));
}

#[tokio::test]
async fn a_bundle_that_writes_another_version_refuses_this_one() {
    let older = shop_with("orders", |orders| {
        orders
            .write
            .insert(common::shop::name("order.placed"), common::shop::version(1));
        orders.write.remove("order.paid");
    });
    let hub = Hub::<Orders>::open(Config::new().bundle(older))
        .await
        .expect("opened");
    let refused = hub.emit(&Placed::new("o", 1)).await.expect_err("refused");
    assert_eq!(refused.id(), "server/not-the-write-version");
    let refused = hub.emit(&Paid::new("o")).await.expect_err("refused");
    assert_eq!(refused.id(), "server/not-an-event-of-the-stream");
    let broken = Hub::<Orders>::open(Config::new().bundle("{}"))
        .await
        .expect_err("no bundle");
    assert_eq!(broken.id(), "contract/bundle-format");
    let other = tidings_contract::Bundle::new("other").to_text();
    let missing = Hub::<Orders>::open(Config::new().bundle(other))
        .await
        .expect_err("no stream");
    assert_eq!(missing.id(), "server/unknown-stream");
}

#[tokio::test(start_paused = true)]
async fn topics_that_are_read_once_leave_nothing_behind() {
    let hub = Hub::<Orders>::open(Config::new()).await.expect("opened");
    drop(open(&hub, None).await);
    assert_eq!(hub.connections(), 0);
    // A reader that comes right back finds the same ring; one that comes late finds a new one.
    tokio::time::sleep(Duration::from_secs(60)).await;
    let mut body = open(&hub, None).await;
    chunk(&mut body).await.expect("the anchor");
    hub.emit(&Paid::new("o")).await.expect("emitted");
    assert!(
        chunk(&mut body)
            .await
            .is_some_and(|event| event.starts_with(b"id: "))
    );
    until(async || hub.connections() == 1).await;
}
