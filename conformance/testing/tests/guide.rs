//! What docs/testing.md shows.

#![allow(missing_docs, reason = "types of a test")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tidings_testing::{Conformance, Direction, assert_conforms_to, conforms_to};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Ask {
    #[schemars(length(min = 1, max = 500))]
    question: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 40))]
    order_id: Option<String>,
}

#[test]
fn ask_conforms() {
    assert_conforms_to::<Ask>("types/ask", 1);
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Method {
    Card { last4: String },
    Wallet { provider: String },
}

#[derive(Deserialize, JsonSchema)]
struct Paid {
    order_id: String,
    method: Method,
}

#[test]
fn paid_can_be_read() {
    let paid = Conformance::to("order.paid", 1).only(Direction::Reads);
    let missing = paid.of::<Paid>().expect_err("a method is missing");
    assert_eq!(missing.deviations()[0].at, "/method");
}

#[test]
#[should_panic(expected = "testing/write-refused")]
fn what_fails_says_why() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Ask {
        question: String,
    }
    assert_conforms_to::<Ask>("types/ask", 1);
}

#[test]
fn the_message_of_the_guide_is_the_message() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "camelCase")]
    struct Ask {
        #[schemars(length(min = 1, max = 500))]
        question: String,
        #[schemars(length(min = 1, max = 40))]
        order_id: String,
    }
    let said = conforms_to::<Ask>("types/ask", 1).expect_err("a member is renamed");
    let said = said.to_string();
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/testing.md");
    let guide = std::fs::read_to_string(here).expect("the guide is there");
    let body = said.split_once("\n\n").map_or("", |(_, body)| body);
    assert!(guide.contains(body), "{said}");
}

// The fields are what serde and schemars look at.
#[test]
fn fields_are_read() {
    let paid = r#"{"order_id": "A-1", "method": {"kind": "card", "last4": "4242"}}"#;
    let paid: Paid = serde_json::from_str(paid).expect("a payload");
    assert_eq!(paid.order_id, "A-1");
    assert!(matches!(&paid.method, Method::Card { last4 } if last4 == "4242"));
    let paid = r#"{"order_id": "A-1", "method": {"kind": "wallet", "provider": "p"}}"#;
    let paid: Paid = serde_json::from_str(paid).expect("a payload");
    assert!(matches!(&paid.method, Method::Wallet { provider } if provider == "p"));
}
