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
    order_id: Option<String>,
    total: Money,
    note: String,
}

type Maybe<T> = Option<T>;

#[derive(Payload)]
#[payload("events/reading.taken", version = 1, at = "/properties/samples/items", path = "../registry", crate = "contract")]
struct Sample {
    at: i64,
    value: Maybe<f64>,
}

fn main() {}
