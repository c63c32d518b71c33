#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Payload;

#[derive(Payload)]
#[payload("events/payment.made", version = 1, at = "/properties/method/oneOf/0", path = "../registry", crate = "contract")]
struct Card {
    last4: String,
}

#[derive(Payload)]
#[payload("events/payment.made", version = 1, at = "/properties/reference", path = "../registry", crate = "contract")]
enum Reference {
    Text(String),
    Number(bool),
    Both(Card),
}

fn main() {}
