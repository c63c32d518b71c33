//! A small shop by hand: what the generator and the derive would print for it, so that these tests
//! stand on the runtime alone.
#![allow(dead_code, missing_docs)] // each test binary uses its part

use serde_json::{Value, json};
use std::sync::LazyLock;
use tidings_contract::{
    Anonymous, Bundle, BundleEvent, BundleStream, BundleVersion, Cell, Digest, EmitOn, Envelope,
    Event, EventName, Kind, Label, Literal, MatrixCell, ObjectShape, OnDisconnect, Payload,
    Refusal, Release, ReleaseId, Request, SessionRules, SessionStream, Shape, Start, Stream,
    StreamName, Topic, Types, VersionNumber,
};

/// Declares an event of one JSON object, its checks, and the streams that write it.
macro_rules! event {
    ($type:ident, $name:literal, $version:literal, on $stream:ident, $shape:expr) => {
        #[derive(Clone, Debug, PartialEq)]
        pub struct $type(pub Value);

        impl Payload for $type {
            fn to_value(&self) -> Result<Value, Refusal> {
                Ok(self.0.clone())
            }
            fn from_value(value: Value) -> Result<Self, Refusal> {
                Ok($type(value))
            }
        }

        impl Event for $type {
            const NAME: &'static str = $name;
            const WIRE: &'static str = $name;
            const VERSION: u32 = $version;
            fn emit_shape() -> &'static Shape {
                &$shape
            }
            fn accept_shape() -> &'static Shape {
                &$shape
            }
        }

        impl EmitOn<$stream> for $type {}
    };
}

const ORDER: Shape = Shape::Object(ObjectShape {
    members: &[
        ("id", Shape::Types(Types::STRING)),
        ("total", Shape::Minimum(Literal::Int(0))),
    ],
    required: &["id"],
    ..ObjectShape::ANY
});

event!(Placed, "order.placed", 2, on Orders, ORDER);
event!(Paid, "order.paid", 1, on Orders, ORDER);
event!(Posted, "notification.posted", 1, on Notifications, Shape::Any);
event!(Token, "assistant.token", 1, on Assistant, Shape::Any);
event!(Done, "assistant.done", 1, on Assistant, Shape::Any);

impl Placed {
    pub fn new(id: &str, total: i64) -> Self {
        Placed(json!({ "id": id, "total": total }))
    }
}

impl Paid {
    pub fn new(id: &str) -> Self {
        Paid(json!({ "id": id }))
    }
}

impl Token {
    pub fn new(text: &str) -> Self {
        Token(json!({ "text": text }))
    }
}

impl Done {
    pub fn new() -> Self {
        Done(json!({}))
    }
}

pub struct Orders;

impl Stream for Orders {
    const NAME: &'static str = "orders";
    type Topic = ();
    fn bundle() -> &'static str {
        &SHOP
    }
}

pub struct Notifications;

pub struct User(pub String);

impl Topic for User {
    fn params(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.0.clone())]
    }
}

impl Stream for Notifications {
    const NAME: &'static str = "notifications";
    type Topic = User;
    fn bundle() -> &'static str {
        &SHOP
    }
}

pub struct Assistant;

impl Stream for Assistant {
    const NAME: &'static str = "assistant";
    type Topic = ();
    fn bundle() -> &'static str {
        &SHOP
    }
}

/// The request: an object with a question.
#[derive(Debug)]
pub struct Ask(pub String);

impl Payload for Ask {
    fn to_value(&self) -> Result<Value, Refusal> {
        Ok(json!({ "question": self.0 }))
    }
    fn from_value(value: Value) -> Result<Self, Refusal> {
        Ok(Ask(value["question"]
            .as_str()
            .unwrap_or_default()
            .to_owned()))
    }
}

impl Request for Ask {
    const NAME: &'static str = "ask@1";
    fn accept_shape() -> &'static Shape {
        &Shape::Object(ObjectShape {
            members: &[("question", Shape::Types(Types::STRING))],
            required: &["question"],
            ..ObjectShape::ANY
        })
    }
}

impl SessionStream for Assistant {
    type Request = Ask;
}

/// The bundle, from which tests make their own by changing it.
pub static SHOP: LazyLock<String> = LazyLock::new(|| shop().to_text());

pub fn name(event: &str) -> EventName {
    event.parse().expect("an event's name")
}

pub fn version(number: u32) -> VersionNumber {
    VersionNumber::new(number).expect("a version")
}

pub fn release_id(stream: &str, number: u32) -> ReleaseId {
    let label = if number == 0 {
        Label::Dev
    } else {
        Label::Number(number)
    };
    let digest = Digest::of(format!("{stream} {number}"));
    ReleaseId::new(StreamName::new(stream).expect("a name"), label, &digest)
}

fn release(stream: &str, number: u32, retired: bool, events: &[(&str, u32)]) -> Release {
    Release {
        id: release_id(stream, number),
        number: (number > 0).then_some(number),
        dev: number == 0,
        retired,
        events: events
            .iter()
            .map(|(event, v)| (name(event), version(*v)))
            .collect(),
    }
}

fn cell(event: &str, v: u32, stream: &str, number: u32, cell: Cell) -> MatrixCell {
    MatrixCell {
        event: name(event),
        version: version(v),
        release: release_id(stream, number),
        cell,
        reason: (cell == Cell::Refuse).then(|| "/total is required".to_owned()),
    }
}

fn stream(path: &str, kind: Kind, write: &[(&str, u32)], releases: Vec<Release>) -> BundleStream {
    BundleStream {
        path: path.into(),
        kind,
        envelope: Envelope::Compact,
        start: Start::Now,
        snapshot: None,
        heartbeat_ms: 15_000,
        window_ms: 14 * 86_400_000,
        retry_ms: Some(2_000),
        anonymous: None,
        write: write
            .iter()
            .map(|(event, v)| (name(event), version(*v)))
            .collect(),
        keys: Default::default(),
        session: None,
        releases,
        matrix: Vec::new(),
    }
}

/// The shop's bundle.
pub fn shop() -> Bundle {
    let mut bundle = Bundle::new("shop");
    for (event, versions) in [
        ("order.placed", 2),
        ("order.paid", 1),
        ("notification.posted", 1),
        ("assistant.token", 1),
        ("assistant.done", 1),
    ] {
        let of = |v: u32| BundleVersion {
            meaning: Digest::of(format!("{event} {v}")),
        };
        let versions = (1..=versions).map(|v| (version(v), of(v))).collect();
        bundle.events.insert(
            name(event),
            BundleEvent {
                wire: event.into(),
                versions,
            },
        );
    }
    for (of, rules) in [
        ("orders", orders()),
        ("notifications", notifications()),
        ("assistant", assistant()),
    ] {
        bundle
            .streams
            .insert(StreamName::new(of).expect("a name"), rules);
    }
    bundle
}

/// Release 1 is retired; 2 reads order.placed v1 only and can't take v2; 3 reads order.placed v1,
/// takes v2, and has no order.paid; 4 reads all; 0 is that of the drafts.
fn orders() -> BundleStream {
    let newest = [("order.placed", 2), ("order.paid", 1)];
    let mut orders = stream(
        "/streams/orders",
        Kind::Broadcast,
        &newest,
        vec![
            release("orders", 1, true, &[("order.placed", 1)]),
            release(
                "orders",
                2,
                false,
                &[("order.placed", 1), ("order.paid", 1)],
            ),
            release("orders", 3, false, &[("order.placed", 1)]),
            release("orders", 4, false, &newest),
            release("orders", 0, false, &newest),
        ],
    );
    for (number, placed_1, placed_2, paid_1) in [
        (2, Cell::Same, Cell::Refuse, Cell::Same),
        (3, Cell::Same, Cell::Accept, Cell::Skip),
        (4, Cell::Accept, Cell::Same, Cell::Same),
        (0, Cell::Accept, Cell::Same, Cell::Same),
    ] {
        orders.matrix.extend([
            cell("order.placed", 1, "orders", number, placed_1),
            cell("order.placed", 2, "orders", number, placed_2),
            cell("order.paid", 1, "orders", number, paid_1),
        ]);
    }
    orders.keys.insert(name("order.placed"), "/id".into());
    orders.anonymous = Some(Anonymous {
        release: release_id("orders", 4),
        envelope: Envelope::Bare,
    });
    orders
}

fn notifications() -> BundleStream {
    let events = [("notification.posted", 1)];
    let mut notifications = stream(
        "/streams/notifications/{user}",
        Kind::Broadcast,
        &events,
        vec![release("notifications", 1, false, &events)],
    );
    let same = cell("notification.posted", 1, "notifications", 1, Cell::Same);
    notifications.matrix.push(same);
    notifications
}

fn assistant() -> BundleStream {
    let events = [("assistant.token", 1), ("assistant.done", 1)];
    let mut assistant = stream(
        "/streams/assistant",
        Kind::Session,
        &events,
        vec![release("assistant", 1, false, &events)],
    );
    let same = |(event, v): (&str, u32)| cell(event, v, "assistant", 1, Cell::Same);
    assistant.matrix.extend(events.map(same));
    assistant.session = Some(SessionRules {
        method: "POST".into(),
        request: Some("ask@1".into()),
        end: vec![name("assistant.done")],
        replay_ms: Some(600_000),
        on_disconnect: OnDisconnect::Finish,
    });
    assistant
}

/// The text of the shop's bundle with changes to one stream.
pub fn shop_with(stream: &str, change: impl FnOnce(&mut BundleStream)) -> String {
    let mut bundle = shop();
    change(
        bundle
            .streams
            .get_mut(stream)
            .expect("a stream of the shop"),
    );
    bundle.to_text()
}
