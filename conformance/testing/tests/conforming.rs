//! Types that conform, in the ways that people write them.

#![allow(missing_docs, dead_code, reason = "types of a test")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tidings_testing::{Conformance, Direction, conforms, conforms_to};

fn to(name: &str) -> Conformance {
    Conformance::to(name, 1).registry("tests/registry")
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OrderPlaced {
    order_id: String,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 100_000))]
    pieces: Option<u32>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    Open,
    Held,
    Done,
}

#[test]
fn a_struct_of_serde() {
    assert_eq!(to("order.placed").of::<OrderPlaced>(), Ok(()));
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct CustomerMoved {
    #[schemars(length(min = 1))]
    customer: String,
    from: Option<Address>,
    to: Address,
    #[serde(default)]
    labels: Vec<Label>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Address {
    city: String,
    #[schemars(range(min = -9, max = 200))]
    floor: Option<i16>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Label {
    text: String,
}

#[test]
fn nested_nullable_and_shared() {
    assert_eq!(to("customer.moved").of::<CustomerMoved>(), Ok(()));
    assert_eq!(to("types/label").of::<Label>(), Ok(()));
    assert_eq!(to("events/customer.moved").of::<CustomerMoved>(), Ok(()));
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct PaymentMade {
    method: Method,
    state: State,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Method {
    Card { last4: String },
    Invoice { invoice: String },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum State {
    Booked,
    Pending,
    #[serde(untagged, skip_serializing)]
    Unknown(String),
}

#[test]
fn unions_and_members_that_are_not_known_yet() {
    assert_eq!(to("payment.made").of::<PaymentMade>(), Ok(()));
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Flat {
    #[serde(flatten)]
    head: Head,
    status: Status,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Head {
    order_id: String,
}

#[test]
fn flattened_structs_read_and_keep_the_rest() {
    let reads = to("order.placed").only(Direction::Reads);
    assert_eq!(reads.of::<Flat>(), Ok(()));
    // What is kept is written again, which the contract does not allow.
    assert!(to("order.placed").of::<Flat>().is_err());
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct DoorMoved {
    door: String,
    #[serde(flatten)]
    how: How,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "how", rename_all = "lowercase")]
enum How {
    Opened { by: String },
    Shut,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Tree {
    leaf: f64,
    branches: Vec<Tree>,
}

#[test]
fn flattened_unions_and_recursion() {
    assert_eq!(to("door.moved").of::<DoorMoved>(), Ok(()));
    assert_eq!(to("tree.grown").of::<Tree>(), Ok(()));
}

/// A reader takes what it needs; no writer of this could be told from one that forgets the rest.
#[derive(Deserialize, JsonSchema)]
struct Reference {
    order_id: String,
}

#[test]
fn a_reader_may_know_less() {
    let reads = to("order.placed").only(Direction::Reads);
    assert_eq!(reads.of::<Reference>(), Ok(()));
}

mod generated {
    //! As the generator prints it, with the schema that a person adds for this test.

    use tidings::Event;

    #[derive(schemars::JsonSchema, Event)]
    #[event("order.placed", version = 1, path = "tests/registry")]
    pub struct OrderPlaced {
        pub order_id: String,
        pub status: Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub pieces: Option<i64>,
    }

    #[derive(schemars::JsonSchema, tidings::Payload)]
    #[payload(
        "events/order.placed",
        version = 1,
        at = "/properties/status",
        path = "tests/registry"
    )]
    #[serde(rename_all = "lowercase")]
    pub enum Status {
        Open,
        Held,
        Done,
    }
}

#[test]
fn bounds_are_the_encoders_where_it_checks_them() {
    let strict = to("order.placed");
    let refusal = strict
        .of::<generated::OrderPlaced>()
        .expect_err("it does not conform");
    assert_eq!(refusal.deviations()[0].at, "/pieces");
    assert_eq!(
        strict.bounds_are_checked().of::<generated::OrderPlaced>(),
        Ok(())
    );
}

mod of_the_shop {
    //! A type of the workspace's own registry, which is found without a word.

    use tidings::Event;

    #[derive(schemars::JsonSchema, Event)]
    #[event("assistant.failed", version = 1)]
    pub struct AssistantFailed {
        pub code: Code,
        pub message: String,
    }

    #[derive(schemars::JsonSchema, tidings::Payload)]
    #[payload("events/assistant.failed", version = 1, at = "/properties/code")]
    #[serde(rename_all = "lowercase")]
    pub enum Code {
        Overloaded,
        Refused,
        Internal,
        #[payload(fallback)]
        #[schemars(untagged, skip_serializing)]
        Unknown(String),
    }
}

#[test]
fn a_bundle_is_a_registry_too() {
    let bundle = "../../examples/orders-server/src/contracts/bundle.json";
    let bundle = Conformance::to("assistant.failed", 1).registry(bundle);
    let found = bundle.of::<of_the_shop::AssistantFailed>();
    let refusal = found.expect_err("its message has bounds");
    assert!(refusal.to_string().contains("bundle.json"), "{refusal}");
    let checked = bundle.bounds_are_checked();
    assert_eq!(checked.of::<of_the_shop::AssistantFailed>(), Ok(()));
}

#[test]
fn the_workspace_is_looked_at() {
    assert_eq!(conforms::<of_the_shop::AssistantFailed>(), Ok(()));
    let refusal = conforms_to::<OrderPlaced>("order.placed", 1).expect_err("it does not conform");
    assert!(refusal.to_string().contains("/schemas"), "{refusal}");
}
