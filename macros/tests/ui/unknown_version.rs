#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Event;

#[derive(Event)]
#[event("order.placed", version = 3, path = "../registry", crate = "contract")]
struct OrderPlaced {}

fn main() {}
