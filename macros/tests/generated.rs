//! Types as the generator prints them: they read and write every value of their schema.

mod contract;
mod types;

use contract::{Integer, Value};
use tidings_contract::{Event as _, Refusal, Request as _, read_json};
use types::*;

fn value(text: &str) -> Value {
    read_json(text.as_bytes()).expect(text)
}

/// What is read is written back equal, and emitted as the same JSON.
fn survives<T: contract::Event>(text: &str) {
    let read = T::decode(text.as_bytes()).expect(text);
    assert_eq!(read.to_value(), Ok(value(text)));
    assert_eq!(
        value(std::str::from_utf8(&read.encode().expect(text)).expect("UTF-8")),
        value(text)
    );
}

/// A reader takes it and keeps it, but nobody emits it.
fn is_read_only<T: contract::Event>(text: &str, pointer: &str) {
    let read = T::decode(text.as_bytes()).expect(text);
    assert_eq!(read.to_value(), Ok(value(text)));
    assert_eq!(read.encode().expect_err(text).pointer(), pointer, "{text}");
}

fn is_refused<T: contract::Event>(text: &str, pointer: &str) {
    match T::decode(text.as_bytes()) {
        Ok(_) => panic!("{text} was read"),
        Err(refusal) => assert_eq!(refusal.pointer(), pointer, "{refusal}"),
    }
}

const ORDER: &str =
    r#"{"kind":"order","order_id":"o","total":{"amount":1,"currency":"EUR"},"lines":[]"#;

#[test]
fn a_struct_survives() {
    survives::<OrderPlaced>(&format!("{ORDER}}}"));
    survives::<OrderPlaced>(&format!(r#"{ORDER},"note":"x","channel":"in_store"}}"#));
    is_read_only::<OrderPlaced>(&format!(r#"{ORDER},"channel":"telepathy"}}"#), "/channel");
    is_read_only::<OrderPlaced>(&format!(r#"{ORDER},"more":{{"a":[-0.0]}}}}"#), "/more");
    is_refused::<OrderPlaced>(&format!(r#"{ORDER},"note":null}}"#), "/note");
    is_refused::<OrderPlaced>(&format!(r#"{ORDER},"channel":7}}"#), "/channel");
    is_refused::<OrderPlaced>(
        &ORDER.replace("order\"", "odre\"").replace("[]", "[]}"),
        "/kind",
    );
    is_refused::<OrderPlaced>(&(ORDER.replace("EUR", "euro") + "}"), "/total/currency");
    is_refused::<OrderPlaced>("{}", "");
}

#[test]
fn everything_survives() {
    let base = r#"{"text":"","flag":true,"big":18446744073709551615,"ratio":-0.0,"must_be_null_or_text":null,"pair":[1.0,"x"],"type":"b-c","nothing":null"#;
    survives::<Everything>(&format!("{base}}}"));
    for member in [
        r#""may_be_null_or_text":null"#,
        r#""may_be_null_or_text":"x""#,
        r#""anything":null"#,
        r#""anything":{"deep":[1e300,-0.0,"é\u0000"]}"#,
        r#""version":1.5"#,
        r#""names":["a","b"]"#,
        r#""counts":{"a":1,"":-9223372036854775808}"#,
        r#""inner":{"id":"","+1":1,"-1":2,"of an open object":true}"#,
        r#""odd":"ab""#,
        r#""odd":null"#,
        r#""small":65535"#,
    ] {
        survives::<Everything>(&format!("{base},{member}}}"));
    }
    for (member, pointer) in [
        (r#""counts":{"a":1,"b":2,"c":3}"#, "/counts"),
        (r#""counts":{"a":1.5}"#, "/counts/a"),
        (r#""names":["a","a"]"#, "/names/1"),
        (r#""inner":{"id":"","+1":1}"#, "/inner"),
        (r#""odd":"a""#, "/odd"),
        (r#""odd":[]"#, "/odd"),
        (r#""version":1"#, "/version"),
        (r#""small":65536"#, "/small"),
        (r#""type":"c""#, "/type"),
    ] {
        is_refused::<Everything>(
            &format!("{base},{member}}}").replace(
                r#""type":"b-c","#,
                if pointer == "/type" {
                    ""
                } else {
                    r#""type":"b-c","#
                },
            ),
            pointer,
        );
    }
}

#[test]
fn unions_survive() {
    let with =
        |method: &str, reference: &str| format!(r#"{{"method":{method},"reference":{reference}}}"#);
    let card = r#"{"kind":"credit-card","last4":"4242"}"#;
    survives::<PaymentMade>(&with(card, r#""a""#));
    survives::<PaymentMade>(&with(r#"{"kind":"transfer","iban":""}"#, "-0.0"));
    survives::<PaymentMade>(&with(card, r#"{"system":"x","number":1}"#));
    is_read_only::<PaymentMade>(&with(r#"{"kind":"barter","goats":2}"#, "1"), "/method");
    is_read_only::<PaymentMade>(
        &with(r#"{"kind":"credit-card","last4":"4242","more":1}"#, "1"),
        "/method/more",
    );
    is_read_only::<PaymentMade>(
        &with(card, r#"{"system":"x","number":1,"more":[]}"#),
        "/reference/more",
    );
    is_refused::<PaymentMade>(
        &with(r#"{"kind":"credit-card","last4":"42"}"#, "1"),
        "/method/last4",
    );
    is_refused::<PaymentMade>(&with(card, "true"), "/reference");
    let read = PaymentMade::decode(with(card, "7").as_bytes()).expect("a payment");
    assert_eq!(read.reference, PaymentMadeReference::Integer(7.into()));
}

#[test]
fn recursion_and_roots_that_are_no_objects_survive() {
    survives::<TreeGrown>(
        r#"{"name":"a","children":[{"name":"b","twin":{"name":"c"}},{"name":"d","children":[]}]}"#,
    );
    is_refused::<TreeGrown>(
        r#"{"name":"a","children":[{"name":"b","twin":{"name":1}}]}"#,
        "/children/0/twin/name",
    );
    survives::<ListNested>(r#"{"list":[[],[[]]]}"#);
    is_refused::<ListNested>(r#"{"list":[[],[1]]}"#, "/list/1/0");
    survives::<NoteLeft>("null");
    survives::<NoteLeft>(r#"{"text":"x"}"#);
    is_refused::<NoteLeft>(r#"{"text":null}"#, "/text");
    survives::<BatchSent>(r#"[{"amount":0,"currency":"EUR"}]"#);
    is_refused::<BatchSent>("[]", "");
    is_refused::<BatchSent>(
        r#"[{"amount":0,"currency":"EUR"},{"amount":-1,"currency":"EUR"}]"#,
        "/1/amount",
    );
}

#[test]
fn builders_set_what_is_optional() {
    let order = OrderPlaced::new(
        [OrderPlacedLine::new(2, "L-1").gift(true)],
        "o-1",
        Money::new(1200, "EUR"),
    )
    .note("gift");
    assert_eq!(order.note.as_deref(), Some("gift"));
    assert_eq!(order.lines[0].gift, Some(true));
    assert!(order.encode().is_ok());
    let odd = EverythingInner::new("x").plus_1(1);
    assert_eq!(odd.plus_1, Some(Integer::from(1)));
}

#[test]
fn what_types_cannot_prevent_is_refused_with_its_pointer() {
    let order = OrderPlaced::new([], "o-1", Money::new(-3, "EUR"));
    let refusal = order.encode().expect_err("below its minimum");
    assert_eq!(
        refusal.to_string(),
        "order.placed v2 refused at /total/amount: -3 is below minimum 0"
    );
    let mut order = OrderPlaced::new([], "o-1", Money::new(3, "EUR"));
    order.unknown.insert("note", "smuggled");
    assert!(
        order.encode().is_ok(),
        "a declared member may come from anywhere"
    );
    order.note = Some("twice".into());
    assert_eq!(order.encode().expect_err("two notes").pointer(), "/note");
    let odd = OrderPlaced::new([], "o-1", Money::new(3, "EUR"))
        .channel(OrderPlacedChannel::Unknown("web2".into()));
    assert_eq!(odd.encode().expect_err("no member").pointer(), "/channel");
}

#[test]
fn text_is_read_strictly() {
    let id = |text: &str| BatchSent::decode(text.as_bytes()).expect_err(text).id();
    assert_eq!(
        id(r#"[{"amount":0,"amount":1,"currency":"EUR"}]"#),
        Refusal::DUPLICATE
    );
    assert_eq!(
        id(r#"[{"amount":1e400,"currency":"EUR"}]"#),
        Refusal::NUMBER
    );
    assert_eq!(id(&"[".repeat(100_000)), Refusal::LIMIT);
    assert_eq!(id("["), Refusal::SYNTAX);
}

#[test]
fn a_shared_type_is_the_body_of_a_request() {
    assert_eq!(<Ask as contract::Request>::NAME, "ask@1");
    let ask = Ask::decode(br#"{"question":"?","from":"the future"}"#).expect("a request");
    assert_eq!(ask.unknown.len(), 1);
    assert_eq!(
        Ask::decode(br#"{"question":""}"#)
            .expect_err("too short")
            .pointer(),
        "/question"
    );
}
