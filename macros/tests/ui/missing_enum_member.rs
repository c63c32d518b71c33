#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Payload;

#[derive(Payload)]
#[payload("events/order.placed", version = 2, at = "/properties/channel", path = "../registry", crate = "contract")]
enum Channel {
    #[payload(rename = "web")]
    Web,
    #[payload(fallback)]
    Unknown(String),
}

#[derive(Payload)]
#[payload("events/reading.taken", version = 1, at = "/properties/unit", rename_all = "lowercase", path = "../registry", crate = "contract")]
enum Unit {
    Celsius,
    Fahrenheit,
}

fn main() {}
