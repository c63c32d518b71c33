#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::{Event, Payload};

#[derive(Event)]
#[event("batch.sent", version = 1, path = "../registry", crate = "contract")]
struct BatchSent {
    money: Vec<u8>,
}

#[derive(Payload)]
#[payload("types/money", version = 1, path = "../registry", crate = "contract")]
enum Money {
    Amount,
}

fn main() {}
