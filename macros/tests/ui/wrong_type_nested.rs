#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::{Event, Payload};

#[derive(Payload)]
#[payload("types/money", version = 1, path = "../registry", crate = "contract")]
struct Money {
    amount: i64,
    currency: String,
}

type Lines = Vec<Money>;

struct Plain;

#[derive(Event)]
#[event("order.placed", version = 2, path = "../registry", crate = "contract")]
struct OrderPlaced {
    order_id: String,
    total: Plain,
    note: Option<String>,
    channel: Option<String>,
    lines: Lines,
}

fn main() {}
