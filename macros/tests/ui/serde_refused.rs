#[path = "../contract/mod.rs"]
mod contract;

use tidings_macros::Payload;

#[derive(Payload)]
#[payload("types/money", version = 1, path = "../registry", crate = "contract")]
#[serde(deny_unknown_fields)]
struct Money {
    #[serde(with = "elsewhere")]
    amount: i64,
    #[serde(flatten)]
    currency: String,
}

#[derive(Payload)]
#[payload("types/ask", version = 1, path = "../registry", crate = "contract")]
struct Ask<T> {
    question: T,
    order_id: Option<String>,
}

fn main() {}
