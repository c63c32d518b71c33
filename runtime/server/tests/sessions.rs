//! Session streams: started once, resumed by their id, ended by an end event.
#![cfg(feature = "axum")]

mod common;

use common::shop::{Ask, Assistant, Done, Token, release_id, shop_with};
use common::{Reading, Seen, Server, until};
use http::Request;
use http_body_util::BodyExt;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tidings::{Config, Error, Hub, Session, StreamBody};
use tidings_contract::{OnDisconnect, SessionRules};
use tokio::sync::Semaphore;

const ASK: &str = "{\"question\":\"why\"}";

/// A handler that sends one token for each permit, then the end; it counts how often it is started,
/// and how often it was dropped before its end.
#[derive(Clone)]
struct Work {
    permits: Arc<Semaphore>,
    started: Arc<AtomicUsize>,
    cancelled: Arc<AtomicUsize>,
}

struct Unfinished(Arc<AtomicUsize>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Work {
    fn new() -> Self {
        Work {
            permits: Arc::new(Semaphore::new(0)),
            started: Arc::default(),
            cancelled: Arc::default(),
        }
    }

    async fn run(self, ask: Ask, session: Session<Assistant>) -> Result<(), Error> {
        self.started.fetch_add(1, Ordering::SeqCst);
        let unfinished = Unfinished(self.cancelled.clone());
        for word in ["one", "two", "three"] {
            self.permits.acquire().await.expect("open").forget();
            session
                .emit(&Token::new(&format!("{} {word}", ask.0)))
                .await?;
        }
        self.permits.acquire().await.expect("open").forget();
        std::mem::forget(unfinished);
        session.emit(&Done::new()).await?;
        let late = session
            .emit(&Token::new("late"))
            .await
            .expect_err("behind the end");
        assert_eq!(late.id(), "server/session-over");
        Ok(())
    }

    fn allow(&self, count: usize) {
        self.permits.add_permits(count);
    }

    fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }
}

async fn serve(work: &Work, change: impl FnOnce(&mut SessionRules)) -> (Hub<Assistant>, Server) {
    let bundle = shop_with("assistant", |stream| {
        change(stream.session.as_mut().expect("rules"))
    });
    let hub = Hub::<Assistant>::open(Config::new().bundle(bundle))
        .await
        .expect("opened");
    let work = work.clone();
    let route = hub.session_route(move |ask, session| work.clone().run(ask, session));
    let app = axum::Router::new().route("/streams/assistant", route);
    (
        hub,
        Server::start_within(app, Duration::from_millis(100)).await,
    )
}

fn path(session: Option<&str>) -> String {
    let session = session
        .map(|id| format!("&session={id}"))
        .unwrap_or_default();
    format!(
        "/streams/assistant?release={}{session}",
        release_id("assistant", 1)
    )
}

async fn begin(server: &Server) -> (Reading, String) {
    let mut reading = server.post(&path(None), ASK).await;
    assert_eq!(reading.status, 200);
    let first = reading.frame().await;
    assert_eq!(first.name(), "tidings.session");
    assert_eq!(first.seq(), 0);
    let id = first.json()["id"].as_str().expect("an id").to_owned();
    assert!(id.len() >= 26, "{id} can be guessed");
    (reading, id)
}

fn text(seen: &Seen) -> String {
    seen.json()["data"]["text"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn a_kept_session_is_resumed_by_get_and_its_work_is_started_once() {
    let work = Work::new();
    let (_hub, server) = serve(&work, |_| {}).await;
    let (mut cut, id) = begin(&server).await;
    work.allow(1);
    let one = cut.frame().await;
    assert_eq!(text(&one), "why one");
    drop(cut);
    work.allow(1);
    let mut resumed = server.resume(&path(Some(&id)), one.id()).await;
    assert_eq!(resumed.frame().await, Seen::Id(one.id().to_owned()));
    assert_eq!(text(&resumed.frame().await), "why two");
    // Without a cursor it is told from its start.
    let mut whole = server.get(&path(Some(&id))).await;
    assert_eq!(
        whole
            .frames(3)
            .await
            .iter()
            .map(Seen::seq)
            .collect::<Vec<_>>(),
        [0, 1, 2]
    );
    work.allow(2);
    for reading in [&mut resumed, &mut whole] {
        let rest = reading.rest().await;
        assert_eq!(
            rest.iter().map(Seen::name).collect::<Vec<_>>(),
            ["assistant.token", "assistant.done"]
        );
        let back = server.resume(&path(Some(&id)), rest[1].id()).await;
        assert_eq!(back.status, 204, "there is nothing behind the end");
    }
    let late = server.get(&path(Some(&id))).await.rest().await;
    assert_eq!(late.last().map(Seen::name), Some("assistant.done"));
    assert_eq!(work.started(), 1);
}

#[tokio::test]
async fn a_session_that_nobody_knows_is_over() {
    let (_hub, server) = serve(&Work::new(), |_| {}).await;
    for id in ["0123456789abc0123456789abc", "../x", "%00", "~"] {
        assert_eq!(server.get(&path(Some(id))).await.status, 204, "{id}");
    }
    let long = "x".repeat(2_000);
    assert_eq!(server.get(&path(Some(&long))).await.status, 400);
}

#[tokio::test]
async fn a_request_that_comes_back_does_not_start_the_work_again() {
    let work = Work::new();
    let (_hub, server) = serve(&work, |_| {}).await;
    let post = Request::post(path(None))
        .header("content-type", "application/json")
        .header("last-event-id", "4kq7.3");
    assert_eq!(server.request(post, ASK).await.status, 204);
    assert_eq!(server.resume(&path(None), "s~3").await.status, 204);
    assert_eq!(server.get(&path(None)).await.status, 405);
    assert_eq!(work.started(), 0);
}

#[tokio::test]
async fn a_session_that_is_not_kept_numbers_its_frames_and_ends_with_its_end_event() {
    let work = Work::new();
    let (_hub, server) = serve(&work, |rules| rules.replay_ms = None).await;
    let mut reading = server.post(&path(None), ASK).await;
    work.allow(4);
    let frames = reading.rest().await;
    let ids: Vec<_> = frames.iter().skip(1).map(Seen::id).collect();
    assert_eq!(frames[0], Seen::Retry(2_000));
    assert_eq!(ids, ["s~0", "s~1", "s~2", "s~3", "s~4"]);
    assert_eq!(frames[5].name(), "assistant.done");
    assert_eq!(server.resume(&path(None), "s~4").await.status, 204);
    assert_eq!(
        server.get(&path(Some("s"))).await.status,
        405,
        "it keeps no sessions"
    );
}

#[tokio::test]
async fn the_work_is_cancelled_or_finished_as_the_stream_says_when_the_client_goes() {
    for (rule, cancelled) in [(OnDisconnect::Cancel, 1), (OnDisconnect::Finish, 0)] {
        let work = Work::new();
        let (_hub, server) = serve(&work, |rules| {
            rules.replay_ms = None;
            rules.on_disconnect = rule;
        })
        .await;
        let mut reading = server.post(&path(None), ASK).await;
        work.allow(1);
        reading.frames(2).await;
        drop(reading);
        if cancelled == 1 {
            until(async || work.cancelled.load(Ordering::SeqCst) == 1).await;
        } else {
            work.allow(3);
            until(async || work.permits.available_permits() == 0).await;
            until(async || Arc::strong_count(&work.started) == 2).await;
            assert_eq!(work.cancelled.load(Ordering::SeqCst), 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_kept_session_is_cancelled_only_when_nobody_came_back_in_time() {
    let bundle = shop_with("assistant", |stream| {
        let rules = stream.session.as_mut().expect("rules");
        rules.on_disconnect = OnDisconnect::Cancel;
    });
    let hub = Hub::<Assistant>::open(Config::new().bundle(bundle))
        .await
        .expect("opened");
    let work = Work::new();
    let started = work.clone();
    let sessions = hub.sessions(move |ask, session| started.clone().run(ask, session));
    let answer = async |request: http::request::Builder, body: &str| {
        let request = request.header("content-type", "application/json").body(());
        let (parts, ()) = request.expect("a request").into_parts();
        sessions
            .answer(&parts, &(), body.as_bytes())
            .await
            .into_body()
    };
    let text = async |body: &mut StreamBody| {
        let frame = body.frame().await.expect("it goes on").expect("it holds");
        String::from_utf8_lossy(&frame.into_data().expect("data")).into_owned()
    };
    let kept = Duration::from_secs(600);
    let cancelled = || work.cancelled.load(Ordering::SeqCst);
    let mut first = answer(Request::post(path(None)), ASK).await;
    let id = text(&mut first)
        .await
        .split('"')
        .nth(3)
        .expect("an id")
        .to_owned();
    drop(first);
    tokio::time::sleep(kept - Duration::from_secs(1)).await;
    let mut second = answer(Request::get(path(Some(&id))), "").await;
    assert!(text(&mut second).await.starts_with("retry: 2000\nid: "));
    work.allow(1);
    assert!(text(&mut second).await.contains("why one"));
    // The first client's time is up, and it does not matter.
    tokio::time::sleep(kept).await;
    assert_eq!(cancelled(), 0);
    drop(second);
    tokio::time::sleep(kept - Duration::from_secs(1)).await;
    assert_eq!(cancelled(), 0);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(cancelled(), 1);
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_starts_nothing() {
    let work = Work::new();
    let (_hub, server) = serve(&work, |_| {}).await;
    let refused = server.post(&path(None), "{\"question\":7}").await;
    assert_eq!(refused.status, 422);
    let error: serde_json::Value = serde_json::from_str(&refused.text().await).expect("JSON");
    assert_eq!(error["error"]["pointer"], "/question");
    assert_eq!(error["error"]["id"], "contract/value-refused");
    for (body, status) in [
        ("{", 400),
        ("", 400),
        ("{\"question\":\"a\",\"question\":\"b\"}", 400),
        ("{}", 422),
    ] {
        assert_eq!(
            server.post(&path(None), body).await.status,
            status,
            "{body}"
        );
    }
    let large = format!("{{\"question\":\"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(server.post(&path(None), &large).await.status, 413);
    let form = Request::post(path(None)).header("content-type", "text/plain");
    assert_eq!(server.request(form, ASK).await.status, 415);
    assert_eq!(
        server.request(Request::put(path(None)), ASK).await.status,
        405
    );
    let unknown = format!("/streams/assistant?release={}", release_id("assistant", 9));
    assert_eq!(
        server.post(&unknown, ASK).await.frame().await.json()["reason"],
        "unknown"
    );
    assert_eq!(work.started(), 0);
}

#[tokio::test]
async fn work_that_fails_ends_the_stream_and_is_not_started_again() {
    let hub = Hub::<Assistant>::open(Config::new()).await.expect("opened");
    let route = hub.session_route(async |_: Ask, session: Session<Assistant>| {
        session.emit(&Token::new("half")).await?;
        Err(Error::from(tidings::Refusal::new("out of tokens")))
    });
    let server = Server::start(axum::Router::new().route("/streams/assistant", route)).await;
    let (mut reading, id) = begin(&server).await;
    let rest = reading.rest().await;
    assert_eq!(rest.len(), 1);
    assert_eq!(
        server.resume(&path(Some(&id)), rest[0].id()).await.status,
        204
    );
}

#[tokio::test]
async fn a_panic_in_the_work_ends_that_session_alone() {
    let hub = Hub::<Assistant>::open(Config::new()).await.expect("opened");
    let route = hub.session_route(async |ask: Ask, session: Session<Assistant>| {
        assert_ne!(ask.0, "die", "as it was asked");
        session.emit(&Done::new()).await
    });
    let server = Server::start(axum::Router::new().route("/streams/assistant", route)).await;
    let mut dying = server.post(&path(None), "{\"question\":\"die\"}").await;
    assert_eq!(dying.frame().await.name(), "tidings.session");
    assert_eq!(dying.next().await, None);
    let (mut living, _) = begin(&server).await;
    assert_eq!(living.frame().await.name(), "assistant.done");
}

#[tokio::test]
async fn a_session_whose_server_died_tells_what_it_had_and_that_there_is_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = async || {
        let log = tidings::Redb::open(folder.path().join("log.redb")).expect("a log");
        Hub::<Assistant>::open(Config::new().log(log))
            .await
            .expect("opened")
    };
    let work = Work::new();
    let started = work.clone();
    let hub = open().await;
    let route = hub.session_route(move |ask, session| started.clone().run(ask, session));
    let app = axum::Router::new().route("/streams/assistant", route);
    let server = Server::start_within(app, Duration::ZERO).await;
    let (mut reading, id) = begin(&server).await;
    work.allow(2);
    let seen = reading.frames(2).await;
    drop(reading);
    server.stop().await;
    hub.close().await;
    until(async || work.cancelled.load(Ordering::SeqCst) == 1).await;
    let hub = open().await;
    let route = hub.session_route(async |_: Ask, _: Session<Assistant>| Err(late()));
    let server = Server::start(axum::Router::new().route("/streams/assistant", route)).await;
    let rest = server
        .resume(&path(Some(&id)), seen[0].id())
        .await
        .rest()
        .await;
    assert_eq!(rest.last(), Some(&seen[1]));
    assert_eq!(
        server.resume(&path(Some(&id)), seen[1].id()).await.status,
        204
    );
}

fn late() -> Error {
    Error::from(tidings::Refusal::new("nothing is started here"))
}

#[tokio::test]
async fn a_drain_lets_a_session_finish_within_the_window() {
    let work = Work::new();
    let (_hub, server) = serve(&work, |_| {}).await;
    let (mut finishes, _) = begin(&server).await;
    let (mut hangs, _) = begin(&server).await;
    work.allow(4);
    // One session gets all permits or both share them: what counts is that each stream is ended.
    let stopped = server.ask_to_stop();
    let (first, second) = tokio::join!(finishes.rest(), hangs.rest());
    let ends = |frames: &[Seen]| {
        let last = frames
            .iter()
            .rfind(|seen| matches!(seen, Seen::Event { .. }));
        last.map(|seen| seen.name().to_owned())
    };
    for frames in [&first, &second] {
        let end = ends(frames);
        assert!(
            matches!(end.as_deref(), Some("assistant.done" | "tidings.bye")),
            "{frames:?}"
        );
    }
    common::soon(stopped)
        .await
        .expect("no panic")
        .expect("served");
}

#[tokio::test]
async fn nothing_is_emitted_into_a_session_stream_from_outside() {
    let hub = Hub::<Assistant>::open(Config::new()).await.expect("opened");
    assert_eq!(
        hub.emit(&Done::new()).await.expect_err("refused").id(),
        "server/session-stream"
    );
    assert_eq!(json!({}), Done::new().0);
}
