//! Ports over real sockets: what is written, how it ends, and what is said of it.

use std::io::ErrorKind;
use std::time::Duration;

use tidings_faults::{Ending, Port, Scenario};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(20);

async fn port(scenario: &str) -> Port {
    let scenario = Scenario::parse(scenario.as_bytes()).expect("a scenario that can be played");
    Port::open(scenario, ([127, 0, 0, 1], 0).into())
        .await
        .expect("a free port")
}

async fn ask(port: &Port, target: &str, headers: &str) -> TcpStream {
    let mut socket = TcpStream::connect(port.address())
        .await
        .expect("the port listens");
    let request = format!("GET {target} HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
    socket
        .write_all(request.as_bytes())
        .await
        .expect("the port reads");
    socket
}

/// Everything up to the end of the connection, and the error that it ended with.
async fn read(mut socket: TcpStream) -> (String, Option<ErrorKind>) {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    loop {
        match socket.read(&mut piece).await {
            Ok(0) => return (String::from_utf8(bytes).expect("UTF-8"), None),
            Ok(read) => bytes.extend_from_slice(&piece[..read]),
            Err(error) => return (String::from_utf8(bytes).expect("UTF-8"), Some(error.kind())),
        }
    }
}

/// The body of a chunked answer, as far as it came.
fn body(answer: &str) -> String {
    let (_, chunks) = answer.split_once("\r\n\r\n").expect("a head");
    let mut lines = chunks.split("\r\n");
    let mut body = String::new();
    while let (Some(size), Some(text)) = (lines.next(), lines.next()) {
        assert_eq!(usize::from_str_radix(size, 16).ok(), Some(text.len()));
        body.push_str(text);
    }
    body
}

#[tokio::test]
async fn the_nth_request_gets_the_nth_reply() {
    let port = port(
        r#"{"routes": [
            {"path": "/a", "query": {"token": "x"}, "replies": [[{"head": {"status": 401}}, "cut"], [{"send": "data: 1\n\n"}, "cut"]], "then": [{"head": {"status": 204}}, "cut"]},
            {"headers": {"last-event-id": "7"}, "then": [{"head": {"status": 599, "headers": {"retry-after": "2"}}}, "cut"]}
        ]}"#,
    )
    .await;
    let mut answers = Vec::new();
    for (target, headers) in [
        ("/a?b&token=x", ""),
        ("/a?token=x", ""),
        ("/a?token=x", ""),
        ("/b", "Last-Event-ID: 7\r\n"),
    ] {
        answers.push(read(ask(&port, target, headers).await).await.0);
    }
    assert!(
        answers[0].starts_with("HTTP/1.1 401 Unauthorized\r\n"),
        "{}",
        answers[0]
    );
    assert_eq!(body(&answers[1]), "data: 1\n\n");
    assert!(
        answers[1].contains("content-type: text/event-stream\r\n"),
        "{}",
        answers[1]
    );
    assert!(
        answers[2].starts_with("HTTP/1.1 204 ") && !answers[2].contains("chunked"),
        "{}",
        answers[2]
    );
    assert!(
        answers[3].starts_with("HTTP/1.1 599 ") && answers[3].contains("retry-after: 2\r\n"),
        "{}",
        answers[3]
    );
    let seen = port.observed();
    let noted: Vec<_> = seen
        .requests
        .iter()
        .map(|seen| (seen.route, seen.status))
        .collect();
    assert_eq!(
        noted,
        [
            (Some(1), Some(401)),
            (Some(1), Some(200)),
            (Some(1), Some(204)),
            (Some(2), Some(599))
        ]
    );
    assert_eq!(
        (seen.connections, seen.count, seen.most_open, seen.open),
        (4, 4, 1, 0)
    );
    assert_eq!(seen.requests[1].sent, 9);
    assert_eq!(seen.requests[3].headers["last-event-id"], "7");
}

#[tokio::test]
async fn a_reset_is_a_reset_and_a_cut_is_none() {
    let port = port(r#"{"routes": [{"replies": [[{"send": "data: par"}, {"wait": 20}, "reset"], [{"send": "data: par"}, "cut"]]}]}"#).await;
    let (answer, error) = read(ask(&port, "/", "").await).await;
    assert_eq!(
        (body(&answer).as_str(), error),
        ("data: par", Some(ErrorKind::ConnectionReset))
    );
    let (answer, error) = read(ask(&port, "/", "").await).await;
    assert_eq!((body(&answer).as_str(), error), ("data: par", None));
    assert!(!answer.ends_with("0\r\n\r\n"), "{answer}");
    let seen = port.observed();
    assert_eq!(
        seen.requests
            .iter()
            .map(|seen| seen.how)
            .collect::<Vec<_>>(),
        [Some(Ending::Reset), Some(Ending::Cut)]
    );
}

#[tokio::test]
async fn a_body_is_split_where_it_is_told() {
    let port = port(r#"{"routes": [{"then": [{"split": {"size": 1}}, {"bytes": "61 62"}, {"send": "cd"}, {"split": {}}, {"send": "ef"}, "cut"]}]}"#).await;
    let (answer, _) = read(ask(&port, "/", "").await).await;
    assert!(
        answer.ends_with("\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n1\r\nd\r\n2\r\nef\r\n"),
        "{answer}"
    );
}

#[tokio::test]
async fn entries_follow_the_cursor_and_come_as_they_are_added() {
    let port = port(
        r#"{"log": {"size": 3, "data": "{seq}"}, "routes": [{"replies": [[{"entries": {"overlap": 1, "count": 2}}, {"entries": {"count": 2, "live": true}}, "cut"], [{"entries": {}}, "cut"]]}]}"#,
    )
    .await;
    let answer = tokio::spawn(read(ask(&port, "/", "last-event-id: e1.2\r\n").await));
    port.wait(1, PATIENCE).await;
    assert_eq!(port.append(1), 4);
    assert_eq!(port.append(5), 9);
    let entry = |seq: u64| format!("id: e1.{seq}\nevent: tick\ndata: {seq}\n\n");
    let (answer, _) = answer.await.expect("the reader does not panic");
    assert_eq!(body(&answer), [2, 3, 4, 5].map(entry).concat());
    let (answer, _) = read(ask(&port, "/?lastEventId=e1.8", "").await).await;
    assert_eq!(body(&answer), entry(9));
}

#[tokio::test]
async fn a_port_that_is_down_refuses_and_comes_back() {
    let port = port(
        r#"{"routes": [{"replies": [[{"send": "x"}, {"wait": 20}, {"down": 300}], [{"head": {}}, "cut"]]}]}"#,
    )
    .await;
    let (_, error) = read(ask(&port, "/", "").await).await;
    assert_eq!(error, Some(ErrorKind::ConnectionReset));
    let began = std::time::Instant::now();
    let mut refused = false;
    // The listener closes in a turn of its own, so that a connection may still be taken, and reset, before that.
    loop {
        assert!(
            began.elapsed() < PATIENCE,
            "it is not refused, or stays down"
        );
        match TcpStream::connect(port.address()).await {
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
                refused = true;
            }
            Ok(_) if refused => break,
            Ok(_) => {}
        }
        tokio::task::yield_now().await;
    }
    assert!(
        read(ask(&port, "/", "").await)
            .await
            .0
            .starts_with("HTTP/1.1 200 OK")
    );
}

#[tokio::test]
async fn silence_lasts_until_the_client_goes_or_the_port_is_told() {
    let port = port(r#"{"routes": [{"then": [{"send": ":"}, "stall"]}]}"#).await;
    let first = ask(&port, "/", "").await;
    let sent = |index: usize| {
        port.observed()
            .requests
            .get(index)
            .is_some_and(|seen| seen.sent == 1)
    };
    let began = std::time::Instant::now();
    while !sent(0) && began.elapsed() < PATIENCE {
        tokio::task::yield_now().await;
    }
    drop(first);
    let second = tokio::spawn(read(ask(&port, "/", "").await));
    while !sent(1) && began.elapsed() < PATIENCE {
        tokio::task::yield_now().await;
    }
    port.break_off(true);
    assert_eq!(
        second.await.expect("the reader does not panic").1,
        Some(ErrorKind::ConnectionReset)
    );
    let seen = port.observed();
    assert_eq!(
        (seen.requests[0].how, seen.requests[1].how, seen.open),
        (Some(Ending::Client), Some(Ending::Reset), 0)
    );
}

#[tokio::test]
async fn a_proxy_passes_on_what_it_is_told_and_then_goes_on() {
    let behind = port(r#"{"routes": [{"path": "/s", "headers": {"last-event-id": "e1.4"}, "query": {"a": "b"}, "then": [{"head": {"status": 203, "headers": {"x-behind": "1"}}}, {"send": "0123456789"}]}]}"#).await;
    let scenario = format!(
        r#"{{"routes": [{{"replies": [[{{"proxy": {{"to": "http://{0}", "bytes": 4}}}}, {{"send": "-"}}, {{"proxy": {{}}}}, "cut"], [{{"proxy": {{"to": "http://{0}", "bytes": 4}}}}, "reset"]]}}]}}"#,
        behind.address()
    );
    let front = port(&scenario).await;
    let mut socket = ask(&front, "/s?a=b", "last-event-id: e1.4\r\n").await;
    front.wait(1, PATIENCE).await;
    let mut answer = String::new();
    let mut piece = [0; 256];
    while !answer.ends_with("0\r\n\r\n") {
        let read = socket.read(&mut piece).await.expect("it is not broken");
        assert!(read > 0, "{answer}");
        answer.push_str(std::str::from_utf8(&piece[..read]).expect("UTF-8"));
    }
    assert!(
        answer.starts_with("HTTP/1.1 203 ") && answer.contains("x-behind: 1\r\n"),
        "{answer}"
    );
    assert_eq!(body(&answer), "0123-456789");
    let (_, error) = read(ask(&front, "/s?a=b", "last-event-id: e1.4\r\n").await).await;
    assert_eq!(error, Some(ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn a_page_of_another_origin_may_ask() {
    let port = port(r#"{"routes": [{"then": [{"head": {}}, "cut"]}]}"#).await;
    let mut socket = TcpStream::connect(port.address())
        .await
        .expect("the port listens");
    let request = "OPTIONS / HTTP/1.1\r\norigin: http://a\r\naccess-control-request-method: GET\r\naccess-control-request-headers: authorization,last-event-id\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    socket
        .write_all(request.as_bytes())
        .await
        .expect("the port reads");
    let (answer, _) = read(socket).await;
    assert!(
        answer.starts_with("HTTP/1.1 204 ")
            && answer.contains("access-control-allow-headers: authorization,last-event-id\r\n"),
        "{answer}"
    );
    assert!(answer.contains("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!((port.observed().preflights, port.observed().count), (1, 1));
}

#[test]
fn a_scenario_that_cannot_be_played_is_refused_with_its_place() {
    for (scenario, says) in [
        (
            r#"{"routes": [{}]}"#,
            "route 1: neither `replies` nor `then` says what to answer",
        ),
        (
            r#"{"routes": [{"then": ["end", "cut"]}]}"#,
            "route 1, then, step 2: nothing comes after an end",
        ),
        (
            r#"{"routes": [{"replies": [[{"send": ""}, {"head": {}}]]}]}"#,
            "route 1, reply 1, step 2: the head was sent already",
        ),
        (
            r#"{"routes": [{"replies": [["end"]]}, {"then": [{"bytes": "0g"}]}]}"#,
            "route 2, then, step 1: `0g` is not pairs of hexadecimal digits",
        ),
        (
            r#"{"routes": [{"then": [{"repeat": {"steps": [{"send": "x"}]}}]}]}"#,
            "route 1, then, step 1: a repeat without end needs `every`",
        ),
        (
            r#"{"routes": [{"then": [{"proxy": {}}]}]}"#,
            "route 1, then, step 1: the first proxy of a reply needs `to`",
        ),
        (
            r#"{"routes": [{"then": [{"proxy": {"to": "https://a"}}]}]}"#,
            "route 1, then, step 1: `https://a` is not of the form http://host:port",
        ),
        (
            r#"{"routes": [{"then": [{"head": {"status": 99}}]}]}"#,
            "route 1, then, step 1: the status 99 is not one of 200 to 599",
        ),
        (
            r#"{"routes": [{"then": [{"head": {"headers": {"a": "b\r\nc: d"}}}]}]}"#,
            "route 1, then, step 1: the header `a` cannot be written",
        ),
        (
            r#"{"routes": [{"headers": {"Accept": ""}, "then": []}]}"#,
            "route 1: the header `Accept` is written in lower case here",
        ),
    ] {
        let error = Scenario::parse(scenario.as_bytes()).expect_err(scenario);
        assert_eq!(
            (error.to_string().as_str(), error.id()),
            (says, "faults/bad-scenario")
        );
    }
    let error =
        Scenario::parse(b"{\"routes\": [\n{\"replys\": []}]}").expect_err("an unknown member");
    assert!(
        error.to_string().contains("unknown field `replys`")
            && error.to_string().contains("line 2"),
        "{error}"
    );
}
