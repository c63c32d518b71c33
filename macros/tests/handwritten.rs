//! Types that a person wrote: aliases, renames, and Rust's own choice of names and types.

#![allow(missing_docs, dead_code, reason = "types of a test")]

mod contract;

use std::borrow::Cow;
use std::collections::HashMap;
use tidings_contract::{Event as _, Payload as _, read_json};
use tidings_macros::{Event, Payload};

type Name = String;
type Maybe<T> = Option<T>;

#[derive(Debug, PartialEq, Event)]
#[event("reading.taken", version = 1, path = "registry", crate = "contract")]
#[serde(rename_all = "camelCase")]
struct ReadingTaken {
    sensor_id: Name,
    #[serde(rename(serialize = "unit", deserialize = "unit"))]
    measured_in: Unit,
    samples: Vec<Sample>,
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/reading.taken",
    version = 1,
    at = "/properties/unit",
    path = "registry",
    crate = "contract"
)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Kelvin,
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/reading.taken",
    version = 1,
    at = "/properties/samples/items",
    path = "registry",
    crate = "contract"
)]
struct Sample {
    #[payload(rename = "at")]
    taken_at: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Maybe<Option<f64>>,
}

/// Without a field for undeclared members: they are not kept, and never emitted.
#[derive(Debug, PartialEq, Event)]
#[event("everything", version = 1, path = "registry", crate = "contract")]
struct Everything {
    text: Cow<'static, str>,
    flag: bool,
    big: u64,
    ratio: f64,
    small: Option<u32>,
    must_be_null_or_text: Option<Box<str>>,
    may_be_null_or_text: Option<Option<String>>,
    pair: (i64, Name),
    #[payload(rename = "type")]
    kind: Kind,
    nothing: (),
    anything: Option<serde_json::Value>,
    version: Option<f64>,
    names: Option<Vec<Box<str>>>,
    counts: Option<HashMap<String, i64>>,
    inner: Option<Box<Inner>>,
    odd: Option<serde_json::Value>,
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/everything",
    version = 1,
    at = "/properties/type",
    rename_all = "kebab-case",
    path = "registry",
    crate = "contract"
)]
enum Kind {
    A,
    #[payload(rename = "b-c")]
    Other,
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/everything",
    version = 1,
    at = "/properties/inner",
    path = "registry",
    crate = "contract"
)]
struct Inner {
    id: String,
    #[payload(rename = "+1")]
    up: Option<i64>,
    #[payload(rename = "-1")]
    down: Option<i64>,
}

/// One type for two places of the same shape, around a type of its own.
#[derive(Debug, PartialEq, Payload)]
#[payload("types/money", version = 1, path = "registry", crate = "contract")]
struct Price {
    amount: i64,
    currency: String,
}

#[derive(Debug, PartialEq, Event)]
#[event("order.placed", version = 1, path = "registry", crate = "contract")]
struct OrderPlaced {
    order_id: String,
    total: Price,
    note: Option<String>,
}

#[derive(Debug, PartialEq, Event)]
#[event("batch.sent", version = 1, path = "registry", crate = "contract")]
struct Batch(Vec<Price>);

/// Rust compares and prints tuples of twelve; one more is a value, and is checked all the same.
#[derive(Debug, PartialEq, Event)]
#[event("vector.measured", version = 1, path = "registry", crate = "contract")]
struct Vector {
    dozen: (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, Name),
    more: serde_json::Value,
}

/// The variants stand in another order than the branches: their names tell.
#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/method",
    path = "registry",
    crate = "contract"
)]
#[serde(tag = "kind")]
enum Method {
    #[payload(fallback)]
    Unheard(serde_json::Value),
    Transfer(Transfer),
    #[payload(rename = "credit-card")]
    Plastic(Plastic),
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/method/oneOf/1",
    path = "registry",
    crate = "contract"
)]
struct Transfer {
    iban: String,
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/method/oneOf/0",
    path = "registry",
    crate = "contract"
)]
struct Plastic {
    kind: String,
    last4: String,
}

#[test]
fn names_are_those_of_the_schema() {
    let text = r#"{"samples":[{"at":1,"value":null},{"at":2},{"at":3,"value":1.5}],"sensorId":"s","unit":"kelvin"}"#;
    let reading = ReadingTaken::decode(text.as_bytes()).expect(text);
    let values: Vec<_> = reading.samples.iter().map(|sample| sample.value).collect();
    assert_eq!(values, [Some(None), None, Some(Some(1.5))]);
    assert_eq!(reading.measured_in, Unit::Kelvin);
    assert_eq!(reading.encode().as_deref(), Ok(text.as_bytes()));
    assert_eq!(ReadingTaken::WIRE, "Reading-Taken");
}

#[test]
fn types_of_choice_carry_the_same_values() {
    let text = r#"{"big":18446744073709551615,"counts":{"a":-1},"flag":true,"inner":{"+1":1,"-1":2,"id":""},"may_be_null_or_text":null,"must_be_null_or_text":"x","names":["a"],"nothing":null,"odd":"ab","pair":[1,"x"],"ratio":0.5,"small":65535,"text":"t","type":"b-c","version":1.5}"#;
    let everything = Everything::decode(text.as_bytes()).expect(text);
    assert_eq!(everything.kind, Kind::Other);
    assert_eq!(everything.encode().as_deref(), Ok(text.as_bytes()));
    let refusal = Everything::decode(text.replace("18446744073709551615", "-1").as_bytes())
        .expect_err("no u64");
    assert_eq!(
        (refusal.pointer(), refusal.reason()),
        ("/big", "-1 does not fit u64")
    );
}

#[test]
fn long_tuples_are_tuples() {
    let text = r#"{"dozen":[1,2,3,4,5,6,7,8,9,10,11,"x"],"more":[1,2,3,4,5,6,7,8,9,10,11,12,"x"]}"#;
    let vector = Vector::decode(text.as_bytes()).expect(text);
    assert_eq!((vector.dozen.0, vector.dozen.11.as_str()), (1, "x"));
    assert_eq!(vector.encode().as_deref(), Ok(text.as_bytes()));
    for (wrong, at) in [
        (
            text.replace(r#"11,"x"],"more""#, r#"11,12],"more""#),
            "/dozen/11",
        ),
        (text.replace(r#"12,"x"]"#, r#"12,13]"#), "/more/12"),
    ] {
        let refusal = Vector::decode(wrong.as_bytes()).expect_err(&wrong);
        assert_eq!(refusal.pointer(), at, "{wrong}");
    }
}

#[test]
fn undeclared_members_are_dropped_where_nothing_keeps_them() {
    let text = br#"{"order_id":"o","total":{"amount":1,"currency":"EUR","more":1},"more":2}"#;
    let order = OrderPlaced::decode(text).expect("an order");
    let written = order.encode().expect("what is declared");
    assert_eq!(
        written,
        br#"{"order_id":"o","total":{"amount":1,"currency":"EUR"}}"#
    );
}

#[test]
fn variants_are_found_by_their_names() {
    let read = |text: &str| Method::from_value(read_json(text.as_bytes()).expect(text));
    let transfer = read(r#"{"kind":"transfer","iban":"x"}"#).expect("a transfer");
    assert_eq!(transfer, Method::Transfer(Transfer { iban: "x".into() }));
    assert_eq!(
        transfer.to_value().map(|v| v.to_string()).as_deref(),
        Ok(r#"{"iban":"x","kind":"transfer"}"#)
    );
    assert!(matches!(
        read(r#"{"kind":"credit-card","last4":"1"}"#),
        Ok(Method::Plastic(_))
    ));
    assert!(matches!(
        read(r#"{"kind":"goats"}"#),
        Ok(Method::Unheard(_))
    ));
}

#[derive(Debug, PartialEq, Event)]
#[event("shape.drawn", version = 1, path = "registry", crate = "contract")]
struct ShapeDrawn {
    figure: Option<Figure>,
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/shape.drawn",
    version = 1,
    at = "/properties/figure/oneOf",
    path = "registry",
    crate = "contract"
)]
enum Figure {
    Circle(Circle),
    Square(Square),
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/shape.drawn",
    version = 1,
    at = "/properties/figure/oneOf/1",
    path = "registry",
    crate = "contract"
)]
struct Circle {
    radius: tidings_contract::Integer,
}

#[derive(Debug, PartialEq, Payload)]
#[payload(
    "events/shape.drawn",
    version = 1,
    at = "/properties/figure/oneOf/2",
    path = "registry",
    crate = "contract"
)]
struct Square {
    side: tidings_contract::Integer,
}

/// The accept set opens the branches, also of a union that may be null.
#[test]
fn a_union_that_may_be_null_takes_what_newer_writers_add() {
    let read = |text: &str| ShapeDrawn::decode(text.as_bytes());
    let drawn =
        read(r#"{"figure":{"side":2,"tilt":1}}"#).expect("a reader ignores what it does not know");
    assert!(matches!(drawn.figure, Some(Figure::Square(_))), "{drawn:?}");
    assert_eq!(
        read(r#"{"figure":null}"#)
            .expect("null is one of them")
            .figure,
        None
    );
    assert!(read(r#"{"figure":{"tilt":1}}"#).is_err());
}
