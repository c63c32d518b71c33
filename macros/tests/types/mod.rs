//! Types as the generator prints them.

#![allow(
    missing_docs,
    dead_code,
    reason = "they say what their schemas say, and each test needs some of them"
)]

use crate::contract::{Integer, Members, Number, Value};
use tidings_macros::{Event, Payload};

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "order.placed",
    version = 2,
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct OrderPlaced {
    pub channel: Option<OrderPlacedChannel>,
    pub lines: Vec<OrderPlacedLine>,
    pub note: Option<String>,
    pub order_id: String,
    pub total: Money,
    #[event(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/order.placed",
    version = 2,
    at = "/properties/channel",
    path = "tests/registry",
    crate = "crate::contract"
)]
pub enum OrderPlacedChannel {
    #[payload(rename = "web")]
    Web,
    #[payload(rename = "in_store")]
    InStore,
    #[payload(fallback)]
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/order.placed",
    version = 2,
    at = "/properties/lines/items",
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct OrderPlacedLine {
    pub gift: Option<bool>,
    pub quantity: i64,
    pub sku: String,
    #[payload(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "types/money",
    version = 1,
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct Money {
    pub amount: i64,
    pub currency: String,
    #[payload(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "everything",
    version = 1,
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct Everything {
    pub anything: Option<Value>,
    pub big: Integer,
    pub counts: Option<std::collections::BTreeMap<String, Integer>>,
    pub flag: bool,
    pub inner: Option<EverythingInner>,
    pub may_be_null_or_text: Option<Option<String>>,
    pub must_be_null_or_text: Option<String>,
    pub names: Option<Vec<String>>,
    pub odd: Option<Value>,
    pub pair: (Integer, String),
    pub ratio: Number,
    pub small: Option<i64>,
    pub text: String,
    pub r#type: EverythingType,
    #[event(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/everything",
    version = 1,
    at = "/properties/type",
    path = "tests/registry",
    crate = "crate::contract"
)]
pub enum EverythingType {
    #[payload(rename = "a")]
    A,
    #[payload(rename = "b-c")]
    BC,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/everything",
    version = 1,
    at = "/properties/inner",
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct EverythingInner {
    #[payload(rename = "+1")]
    pub plus_1: Option<Integer>,
    #[payload(rename = "-1")]
    pub minus_1: Option<Integer>,
    pub id: String,
    #[payload(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "payment.made",
    version = 1,
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct PaymentMade {
    pub method: PaymentMadeMethod,
    pub reference: PaymentMadeReference,
    #[event(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/method",
    path = "tests/registry",
    crate = "crate::contract"
)]
pub enum PaymentMadeMethod {
    CreditCard(PaymentMadeMethodCreditCard),
    Transfer(PaymentMadeMethodTransfer),
    #[payload(fallback)]
    Unknown(Value),
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/method/oneOf/0",
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct PaymentMadeMethodCreditCard {
    pub last4: String,
    #[payload(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/method/oneOf/1",
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct PaymentMadeMethodTransfer {
    pub iban: String,
    #[payload(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/reference",
    path = "tests/registry",
    crate = "crate::contract"
)]
pub enum PaymentMadeReference {
    String(String),
    Integer(Integer),
    Object(PaymentMadeReferenceObject),
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/payment.made",
    version = 1,
    at = "/properties/reference/oneOf/2",
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct PaymentMadeReferenceObject {
    pub number: Integer,
    pub system: String,
    #[payload(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "tree.grown",
    version = 1,
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct TreeGrown {
    pub children: Option<Vec<TreeGrown>>,
    pub name: String,
    pub twin: Option<Box<TreeGrown>>,
    #[event(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "batch.sent",
    version = 1,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct BatchSent(pub Vec<Money>);

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "types/ask",
    version = 1,
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct Ask {
    pub order_id: Option<String>,
    pub question: String,
    #[payload(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "rules",
    version = 1,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct Rules {
    pub many: Option<std::collections::BTreeMap<String, Value>>,
    pub either: Option<Value>,
    pub list: Option<Vec<Value>>,
    pub step: Option<Number>,
    pub closed: Option<Value>,
    pub picked: Option<Vec<Value>>,
    #[event(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "list.nested",
    version = 1,
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct ListNested {
    pub list: List,
    #[event(rest)]
    pub unknown: Members,
}

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/list.nested",
    version = 1,
    at = "/$defs/list",
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct List(pub Vec<List>);

#[derive(Debug, Clone, PartialEq, Event)]
#[event(
    "note.left",
    version = 1,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct NoteLeft(pub Option<Note>);

#[derive(Debug, Clone, PartialEq, Payload)]
#[payload(
    "events/note.left",
    version = 1,
    at = "/type/object",
    build,
    path = "tests/registry",
    crate = "crate::contract"
)]
pub struct Note {
    pub text: String,
    #[payload(rest)]
    pub unknown: Members,
}
