#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::{Event, Payload};

#[derive(Payload)]
#[payload("types/money", version = 1, path = "../registry", crate = "contract")]
struct Money {
    amount: i64,
    currency: String,
}

#[derive(Event)]
#[event("order.placed", version = 1, path = "../registry", crate = "contract")]
struct OrderPlaced {
    total: Money,
}

fn main() {}
