#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Event;

#[derive(Event)]
#[event("order.plced", version = 1, path = "../registry", crate = "contract")]
struct OrderPlaced {}

fn main() {}
