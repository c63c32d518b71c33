//! Broadcast streams over real connections: what a client sees first, then, and after a cut.
#![cfg(feature = "axum")]

mod common;

use common::shop::{Notifications, Orders, Paid, Placed, Posted, User, release_id, shop_with};
use common::{Seen, Server};
use http::Request;
use serde_json::json;
use tidings::{Config, Hub};
use tidings_contract::Start;

async fn serve(config: Config) -> (Hub<Orders>, Server) {
    let orders = Hub::<Orders>::open(config).await.expect("opened");
    let app = axum::Router::new().route("/streams/orders", orders.route());
    (orders, Server::start(app).await)
}

fn path(number: u32) -> String {
    format!("/streams/orders?release={}", release_id("orders", number))
}

fn starting(start: Start) -> Config {
    Config::new().bundle(shop_with("orders", |orders| orders.start = start))
}

async fn emit(orders: &Hub<Orders>, from: i64, to: i64) {
    for n in from..=to {
        orders
            .emit(&Placed::new(&format!("o-{n}"), n))
            .await
            .expect("emitted");
    }
}

#[tokio::test]
async fn an_anchor_comes_first_and_then_each_event_in_its_envelope() {
    let (orders, server) = serve(Config::new().clock(|| 1_763_700_000_123)).await;
    let mut reading = server.get(&path(4)).await;
    assert_eq!(reading.status, 200);
    for (header, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
        ("access-control-allow-origin", "*"),
    ] {
        assert_eq!(reading.headers[header], value, "{header}");
    }
    assert_eq!(reading.next().await, Some(Seen::Retry(2000)));
    let anchor = reading.frame().await;
    assert!(
        matches!(anchor, Seen::Id(_)) && anchor.seq() == 0,
        "{anchor:?}"
    );
    let cursor = orders.emit(&Placed::new("o-1", 12)).await.expect("emitted");
    let traced = orders
        .topic(&())
        .traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    traced.emit(&Paid::new("o-1")).await.expect("emitted");
    let placed = reading.frame().await;
    assert_eq!(
        (placed.name(), placed.id()),
        ("order.placed", cursor.to_string().as_str())
    );
    let data =
        json!({ "v": 2, "time": 1_763_700_000_123_u64, "data": { "id": "o-1", "total": 12 } });
    assert_eq!(placed.json(), data);
    let paid = reading.frame().await;
    assert_eq!(
        paid.json()["traceparent"],
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    );
    assert_eq!(paid.seq(), 2);
}

#[tokio::test]
async fn a_plain_client_gets_the_anonymous_release_bare() {
    let (orders, server) = serve(Config::new()).await;
    let mut reading = server.get("/streams/orders").await;
    assert_eq!(reading.frame().await.seq(), 0);
    orders.emit(&Placed::new("o-1", 12)).await.expect("emitted");
    assert_eq!(
        reading.frame().await.json(),
        json!({ "id": "o-1", "total": 12 })
    );
}

#[tokio::test]
async fn a_stream_starts_where_its_file_says() {
    for (start, anchor) in [
        (Start::Now, 5),
        (Start::Oldest, 0),
        (Start::Last(2), 3),
        (Start::Last(9), 0),
    ] {
        let (orders, server) = serve(starting(start)).await;
        emit(&orders, 1, 5).await;
        let mut reading = server.get(&path(4)).await;
        assert_eq!(reading.frame().await.seq(), anchor, "{start}");
        emit(&orders, 6, 6).await;
        let seqs: Vec<_> = reading
            .frames(6 - anchor as usize)
            .await
            .iter()
            .map(Seen::seq)
            .collect();
        assert_eq!(seqs, (anchor + 1..=6).collect::<Vec<_>>(), "{start}");
    }
}

#[tokio::test]
async fn a_client_resumes_by_header_or_query_and_the_header_comes_first() {
    let (orders, server) = serve(Config::new()).await;
    emit(&orders, 1, 5).await;
    let epoch = epoch(&server).await;
    let id = |seq: u64| format!("{epoch}.{seq}");
    let with_query = |seq: u64| format!("{}&lastEventId={}", path(4), id(seq));
    for (mut reading, from) in [
        (server.resume(&path(4), id(2)).await, 2_u64),
        (server.get(&with_query(3)).await, 3),
        (server.resume(&with_query(1), id(4)).await, 4),
    ] {
        let frames = reading.frames(6 - from as usize).await;
        assert_eq!(
            frames[0],
            Seen::Id(id(from)),
            "the anchor is the client's own cursor"
        );
        let seqs: Vec<_> = frames.iter().map(Seen::seq).collect();
        assert_eq!(seqs, (from..=5).collect::<Vec<_>>());
    }
}

/// The epoch of the stream's one topic, as any client learns it.
async fn epoch(server: &Server) -> String {
    let anchor = server.get(&path(4)).await.frame().await;
    let (epoch, _) = anchor.id().split_once('.').expect("a cursor");
    epoch.to_owned()
}

#[tokio::test]
async fn whatever_cannot_go_on_is_a_gap_and_then_the_earliest_event_kept() {
    let (orders, server) = serve(Config::new()).await;
    emit(&orders, 1, 3).await;
    let epoch = epoch(&server).await;
    let foreign = format!("{epoch}x.2");
    let ahead = format!("{epoch}.99");
    let long = "7".repeat(60_000);
    let hostile: [(&[u8], serde_json::Value); 7] = [
        (foreign.as_bytes(), json!(foreign)),
        (ahead.as_bytes(), json!(null)),
        (b"\xFF\xFE\x80", json!(null)),
        (b"1763700000123", json!(null)),
        (b"../../etc/passwd", json!(null)),
        (b"s~4", json!(null)),
        (long.as_bytes(), json!(null)),
    ];
    for (id, from) in hostile {
        let mut reading = server.resume(&path(4), id).await;
        let gap = reading.frame().await;
        assert_eq!(gap.name(), "tidings.gap");
        let to = format!("{epoch}.0");
        assert_eq!(
            gap.json(),
            json!({ "from": from, "to": to, "reason": "epoch" })
        );
        assert_eq!(gap.id(), to);
        let seqs: Vec<_> = reading.frames(3).await.iter().map(Seen::seq).collect();
        assert_eq!(seqs, [1, 2, 3]);
    }
}

#[tokio::test]
async fn an_id_of_a_megabyte_is_refused_and_the_server_goes_on() {
    let (_orders, server) = serve(Config::new()).await;
    let reading = server.resume(&path(4), "7".repeat(1 << 20)).await;
    assert!(reading.status.is_client_error(), "{}", reading.status);
    let uri = format!("{}&lastEventId={}", path(4), "7".repeat(60_000));
    assert_eq!(server.get(&uri).await.frame().await.name(), "tidings.gap");
}

#[tokio::test]
async fn a_release_gets_what_the_matrix_says_of_each_event() {
    let (orders, server) = serve(starting(Start::Oldest)).await;
    let (mut two, mut three) = (server.get(&path(2)).await, server.get(&path(3)).await);
    assert_eq!((two.frame().await.seq(), three.frame().await.seq()), (0, 0));
    orders.emit(&Placed::new("o-1", 1)).await.expect("emitted");
    let gap = two.frame().await;
    assert_eq!((gap.name(), gap.seq()), ("tidings.gap", 1));
    assert_eq!(gap.json()["reason"], "unreadable");
    let accepted = three.frame().await;
    // Passed through, it is to be read as the version that the release knows.
    assert_eq!(
        (accepted.name(), &accepted.json()["v"]),
        ("order.placed", &json!(1))
    );
    orders.emit(&Paid::new("o-1")).await.expect("emitted");
    assert_eq!(two.frame().await.name(), "order.paid");
    let skipped = three.frame().await;
    assert!(
        matches!(&skipped, Seen::Id(_)) && skipped.seq() == 2,
        "{skipped:?}"
    );
}

#[tokio::test]
async fn a_run_of_skipped_events_is_one_id_only_frame_and_one_of_unreadable_ones_one_gap() {
    let (orders, server) = serve(starting(Start::Oldest)).await;
    let (placed, paid) = (Placed::new("o-1", 1), Paid::new("o-1"));
    orders
        .emit_all(&[&paid, &paid, &placed, &placed, &paid, &paid])
        .await
        .expect("emitted");
    let mut three = server.get(&path(3)).await;
    let seen: Vec<_> = three.frames(5).await.iter().map(Seen::seq).collect();
    assert_eq!(seen, [0, 2, 3, 4, 6]);
    let mut two = server.get(&path(2)).await;
    let frames = two.frames(6).await;
    let seen: Vec<_> = frames.iter().map(Seen::seq).collect();
    assert_eq!(seen, [0, 1, 2, 4, 5, 6]);
    let gap = frames[3].json();
    assert!(
        gap["from"]
            .as_str()
            .is_some_and(|from| from.ends_with(".2")),
        "{gap}"
    );
    assert!(
        gap["to"].as_str().is_some_and(|to| to.ends_with(".4")),
        "{gap}"
    );
}

#[tokio::test]
async fn entries_of_a_version_that_the_server_does_not_know_are_a_gap_for_who_reads_the_event() {
    let log = std::sync::Arc::new(tidings::Memory::new().expect("a log"));
    let config = starting(Start::Oldest).log(log.clone()).clock(|| 1_000);
    let (_orders, server) = serve(config).await;
    let topic = tidings_log::TopicName::new("orders", []).expect("a name");
    // As a newer server wrote them before it was rolled back.
    let entry = |tag: &str| tidings_log::Entry::new(topic.clone(), 1_000, tag, "{}");
    let newer = vec![
        entry("order.placed/7"),
        entry("order.paid/9"),
        entry("order.lost/1"),
    ];
    tidings::EventLog::append(&log, newer)
        .await
        .expect("appended");
    let mut four = server.get(&path(4)).await;
    let frames = four.frames(3).await;
    assert_eq!((frames[1].name(), frames[1].seq()), ("tidings.gap", 2));
    assert_eq!(frames[2], Seen::Id(frames[2].id().to_owned()));
    let mut three = server.get(&path(3)).await;
    let frames = three.frames(3).await;
    assert_eq!((frames[1].name(), frames[1].seq()), ("tidings.gap", 1));
    assert_eq!(frames[2].seq(), 3);
}

#[tokio::test]
async fn a_retired_release_is_told_so_and_answered_204_when_it_comes_back() {
    let (orders, server) = serve(Config::new()).await;
    emit(&orders, 1, 1).await;
    let mut reading = server.get(&path(1)).await;
    let bye = reading.frame().await;
    assert_eq!(bye.name(), "tidings.bye");
    let newest = release_id("orders", 4).to_string();
    assert_eq!(
        bye.json(),
        json!({ "reason": "retired", "retry": null, "newest": newest })
    );
    assert!(bye.id().ends_with(".1~end"), "{bye:?}");
    assert_eq!(reading.next().await, None);
    // What a plain EventSource does next; it needs no state on the server's side.
    let back = server.resume(&path(1), bye.id()).await;
    assert_eq!(back.status, 204);
    assert_eq!(back.text().await, "");
}

#[tokio::test]
async fn a_release_that_is_not_known_yet_is_sent_away_for_half_a_minute() {
    let (_orders, server) = serve(Config::new().development(false).random(|| 12_345)).await;
    let unknown = format!("/streams/orders?release={}", release_id("orders", 9));
    // Releases of drafts are unknown too, unless the server is in development mode.
    for path in [unknown, path(0)] {
        let mut reading = server.get(&path).await;
        assert_eq!(reading.next().await, Some(Seen::Retry(42_345)));
        let bye = reading.frame().await;
        assert_eq!(bye.json(), json!({ "reason": "unknown", "retry": 42_345 }));
        assert_eq!(reading.next().await, None);
    }
    let (_orders, server) = serve(Config::new().development(true)).await;
    assert!(matches!(
        server.get(&path(0)).await.frame().await,
        Seen::Id(_)
    ));
}

#[tokio::test]
async fn what_is_no_release_of_the_stream_is_refused_in_words() {
    let (_orders, server) = serve(Config::new()).await;
    let other = format!("/streams/orders?release={}", release_id("notifications", 1));
    for (path, word) in [
        (other.as_str(), "another stream"),
        ("/streams/orders?release=orders", "not a release id"),
        ("/streams/orders?release=%FF%0Ax%00", "not a release id"),
    ] {
        let reading = server.get(path).await;
        assert_eq!(reading.status, 400);
        let text = reading.text().await;
        assert!(text.contains(word), "{text}");
    }
}

#[tokio::test]
async fn a_full_server_says_limit_and_takes_clients_again_when_others_left() {
    let (orders, server) = serve(Config::new().max_connections(1).random(|| 500)).await;
    let mut first = server.get(&path(4)).await;
    first.frame().await;
    let mut second = server.get(&path(4)).await;
    assert_eq!(
        second.frame().await.json(),
        json!({ "reason": "limit", "retry": 2_500 })
    );
    assert_eq!(second.next().await, None);
    drop(first);
    common::until(async || orders.connections() == 0).await;
    assert!(matches!(
        server.get(&path(4)).await.frame().await,
        Seen::Id(_)
    ));
}

#[tokio::test]
async fn topics_are_apart_and_their_parameters_come_from_the_path() {
    let hub = Hub::<Notifications>::open(Config::new())
        .await
        .expect("opened");
    let app = axum::Router::new().route("/streams/notifications/{user}", hub.route());
    let server = Server::start(app).await;
    let mut ann = server.get("/streams/notifications/ann").await;
    let mut slash = server.get("/streams/notifications/a%2Fb").await;
    let anchors = (ann.frame().await, slash.frame().await);
    assert_ne!(
        anchors.0.id(),
        anchors.1.id(),
        "each topic has an epoch of its own"
    );
    let post = async |user: &str| {
        let to = hub.topic(&User(user.into()));
        to.emit(&Posted(json!({ "for": user })))
            .await
            .expect("emitted")
    };
    for user in ["a/b", "ann", "a"] {
        post(user).await;
    }
    assert_eq!(ann.frame().await.json(), json!({ "for": "ann" }));
    assert_eq!(slash.frame().await.json(), json!({ "for": "a/b" }));
    // A cursor of another topic is a gap.
    let mut moved = server
        .resume("/streams/notifications/a%2Fb", anchors.0.id())
        .await;
    assert_eq!(moved.frame().await.json()["reason"], "epoch");
    let long = hub
        .topic(&User("u".repeat(2000)))
        .emit(&Posted(json!({})))
        .await;
    assert_eq!(long.expect_err("refused").id(), "log/topic-name");
}

#[tokio::test]
async fn a_page_elsewhere_may_read_and_send_its_last_event_id() {
    let (_orders, server) = serve(Config::new()).await;
    let preflight = Request::options(path(4))
        .header("origin", "https://shop.example")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "last-event-id");
    let answer = server.request(preflight, "").await;
    assert!(answer.status.is_success());
    let allowed = answer.headers["access-control-allow-headers"]
        .to_str()
        .expect("text");
    assert!(allowed.contains("last-event-id"), "{allowed}");
    let (_orders, server) = serve(Config::new().origins(["https://shop.example"])).await;
    let from = |origin: &str| Request::get(path(4)).header("origin", origin);
    let own = server.request(from("https://shop.example"), "").await;
    assert_eq!(
        own.headers["access-control-allow-origin"],
        "https://shop.example"
    );
    let other = server.request(from("https://evil.example"), "").await;
    assert!(!other.headers.contains_key("access-control-allow-origin"));
}
