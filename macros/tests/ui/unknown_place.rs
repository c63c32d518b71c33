#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Payload;

#[derive(Payload)]
#[payload("events/order.placed", version = 2, at = "/properties/line/items", path = "../registry", crate = "contract")]
struct Line {}

#[derive(Payload)]
#[payload("money", version = 1, path = "../registry", crate = "contract")]
struct Money {}

fn main() {}
