#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Event;

#[derive(Event)]
struct OrderPlaced {}

#[derive(Event)]
#[event("order.placed", verson = 1)]
struct OrderShipped {}

fn main() {}
