#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Payload;

#[derive(Payload)]
#[payload("events/payment.made", version = 1, at = "/properties/method", path = "../registry", crate = "contract")]
enum Method {
    #[payload(rename = "credit-card")]
    Card(Card),
    #[payload(rename = "tranfser")]
    Transfer(Card),
    #[payload(fallback)]
    Unknown(contract::Value),
}

#[derive(Payload)]
#[payload("events/payment.made", version = 1, at = "/properties/method/oneOf/0", path = "../registry", crate = "contract")]
struct Card {
    last4: String,
}

#[derive(Payload)]
#[payload("events/payment.made", version = 1, at = "/properties/reference", path = "../registry", crate = "contract")]
enum Fewer {
    Text(String),
}

fn main() {}
