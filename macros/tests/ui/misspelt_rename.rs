#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::{Event, Payload};

#[derive(Event)]
#[event("reading.taken", version = 1, rename_all = "camelCase", path = "../registry", crate = "contract")]
struct ReadingTaken {
    sensor_id: String,
    #[serde(rename = "unitt")]
    unit: Unit,
    samples: Vec<Sample>,
}

#[derive(Payload)]
#[payload("events/reading.taken", version = 1, at = "/properties/unit", path = "../registry", crate = "contract")]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Kelvin,
}

#[derive(Payload)]
#[payload("events/reading.taken", version = 1, at = "/properties/samples/items", path = "../registry", crate = "contract")]
struct Sample {
    at: i64,
    value: Option<Option<f64>>,
}

fn main() {}
