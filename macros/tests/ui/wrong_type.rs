#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::{Event, Payload};

type Cents = f64;

#[derive(Payload)]
#[payload("types/money", version = 1, path = "../registry", crate = "contract")]
struct Money {
    amount: Cents,
    currency: String,
}

#[derive(Event)]
#[event("batch.sent", version = 1, path = "../registry", crate = "contract")]
struct BatchSent(std::collections::BTreeMap<String, Money>);

fn main() {}
