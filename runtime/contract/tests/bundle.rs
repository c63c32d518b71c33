//! A bundle is verified before it is believed.

use tidings_contract::*;

const TEXT: &str = r#"{
  "tidings": 1,
  "name": "shop",
  "files": { "tidings.toml": "name = \"shop\"\n" },
  "events": { "order.placed": { "wire": "order.placed", "versions": {
    "1": { "meaning": "0000000000000000000000000000000000000000000000000000000000000001" },
    "2": { "meaning": "0000000000000000000000000000000000000000000000000000000000000002" } } } },
  "streams": { "orders": {
    "path": "/streams/orders", "kind": "broadcast", "envelope": "compact", "start": "last:50",
    "heartbeat_ms": 15000, "window_ms": 1209600000,
    "anonymous": { "release": "orders@1-1c2e93ab47d0", "envelope": "bare" },
    "write": { "order.placed": 2 }, "keys": { "order.placed": "/order_id" }, "session": null,
    "releases": [
      { "id": "orders@1-1c2e93ab47d0", "number": 1, "dev": false, "retired": false, "events": { "order.placed": 1 } },
      { "id": "orders@2-2c2e93ab47d0", "number": 2, "dev": false, "retired": true, "events": { "order.placed": 2 } },
      { "id": "orders@dev-3c2e93ab47d0", "number": null, "dev": true, "retired": false, "events": {} } ],
    "matrix": [
      { "event": "order.placed", "version": 1, "release": "orders@1-1c2e93ab47d0", "cell": "same" },
      { "event": "order.placed", "version": 2, "release": "orders@1-1c2e93ab47d0", "cell": "refuse", "reason": "total is missing" } ]
  } }
}"#;

/// The text with a true digest.
fn sealed(text: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let digest = Digest::of_json(&value).to_string();
    value
        .as_object_mut()
        .expect("an object")
        .insert("digest".into(), digest.into());
    value.to_string()
}

fn id(text: &str) -> (&'static str, String) {
    let error = Bundle::parse(text).expect_err(text);
    (error.id(), error.to_string())
}

#[test]
fn a_bundle_answers_what_a_server_asks() {
    let bundle = Bundle::parse(&sealed(TEXT)).expect("a bundle");
    let stream = bundle.stream("orders").expect("a stream");
    assert_eq!(
        (stream.start, stream.kind),
        (Start::Last(50), Kind::Broadcast)
    );
    let release: ReleaseId = "orders@1-1c2e93ab47d0".parse().expect("an id");
    assert_eq!(stream.newest().map(|newest| &newest.id), Some(&release));
    let cell = |version| bundle.cell("order.placed", VersionNumber::new(version)?, &release);
    assert_eq!(cell(1).map(|cell| cell.cell), Some(Cell::Same));
    assert_eq!(
        cell(2).and_then(|cell| cell.reason.as_deref()),
        Some("total is missing")
    );
    assert_eq!(cell(3), None);
    assert!(bundle.stream("other").is_none());
}

#[test]
fn print_inverts_parse() {
    let bundle = Bundle::parse(&sealed(TEXT)).expect("a bundle");
    let text = bundle.to_text();
    let again = Bundle::parse(&text).expect("its own text");
    assert_eq!(again.streams, bundle.streams);
    assert_eq!(again.to_text(), text);
}

#[test]
fn whatever_was_edited_by_hand_is_found() {
    assert_eq!(
        id(&sealed(TEXT).replace("\\\"shop\\\"", "\\\"shed\\\"")).0,
        "contract/bundle-digest"
    );
    assert_eq!(id(TEXT).0, "contract/bundle-digest");
    assert_eq!(
        id(&sealed(&TEXT.replace("\"tidings\": 1", "\"tidings\": 2"))).0,
        "contract/bundle-format"
    );
    for text in ["", "[]", "null", "{\"tidings\":1", "7"] {
        assert!(Bundle::parse(text).is_err(), "{text}");
    }
}

#[test]
fn what_a_bundle_names_exists() {
    for (from, to, says) in [
        (
            "\"write\": { \"order.placed\": 2 }",
            "\"write\": { \"order.placed\": 9 }",
            "no order.placed version 9",
        ),
        (
            "\"write\": { \"order.placed\": 2 }",
            "\"write\": { \"order.paid\": 1 }",
            "no order.paid version 1",
        ),
        ("\"broadcast\"", "\"session\"", "session rules"),
        (
            "\"release\": \"orders@1-1c2e93ab47d0\", \"envelope\"",
            "\"release\": \"orders@9-1c2e93ab47d0\", \"envelope\"",
            "orders@9",
        ),
        (
            "\"version\": 2, \"release\": \"orders@1",
            "\"version\": 2, \"release\": \"orders@4",
            "the matrix names",
        ),
        (
            "\"keys\": { \"order.placed\"",
            "\"keys\": { \"order.paid\"",
            "does not write order.paid",
        ),
        ("\"last:50\"", "\"last:-1\"", "`last:-1`"),
        ("\"heartbeat_ms\": 15000", "\"heartbeat_ms\": -1", "-1"),
        (
            "\"order.placed\": { \"wire\"",
            "\"Order\": { \"wire\"",
            "`Order`",
        ),
        (
            "\"session\": null",
            "\"session\": null, \"extra\": 1",
            "extra",
        ),
    ] {
        assert!(TEXT.contains(from), "{from}");
        let (id, message) = id(&sealed(&TEXT.replace(from, to)));
        assert_eq!(id, "contract/bundle-content", "{message}");
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn hostile_text_gives_a_short_error() {
    for text in [
        "",
        ".",
        "a.",
        ".1",
        "a.1.2",
        "A.1",
        "a.-1",
        "a.18446744073709551616",
        "a.1\n",
        "s~1",
        "\u{0}.1",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
    let long = "x".repeat(1 << 20);
    for error in [
        long.parse::<Cursor>().expect_err("too long"),
        long.parse::<ReleaseId>().expect_err("no release"),
        long.parse::<EventName>().expect_err("too long"),
        long.parse::<Digest>().expect_err("no digest"),
    ] {
        assert!(error.to_string().len() < 500);
        assert!(!error.help().is_empty());
    }
    assert!("tidings.gap".parse::<EventName>().is_err());
    assert!("tidings".parse::<EventName>().is_err());
    assert!("tidingsx.gap".parse::<EventName>().is_ok());
}
