//! Types that don't conform, and the whole of what is said about each.
//!
//! `TIDINGS_UPDATE=1 cargo test -p tidings-testing --test deviating` writes the golden files anew.

#![allow(missing_docs, dead_code, reason = "types of a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tidings_testing::{Conformance, Direction};

fn to(name: &str) -> Conformance {
    Conformance::to(name, 1).registry("tests/registry")
}

/// Compares what is said with a golden file, and asks serde whether each payload does what is said of it.
fn says<T: JsonSchema + Serialize + DeserializeOwned>(name: &str, conformance: &Conformance) {
    tells::<T>(name, conformance);
    let nonconformance = conformance.of::<T>().err();
    let deviations = nonconformance.iter().flat_map(|it| it.deviations());
    for deviation in deviations {
        let Some(payload) = &deviation.payload else {
            continue;
        };
        let read = serde_json::from_value::<T>(payload.clone());
        match deviation.direction {
            Some(Direction::Reads) => assert!(read.is_err(), "{deviation}"),
            _ => {
                let written = read.and_then(serde_json::to_value);
                assert_eq!(written.ok().as_ref(), Some(payload), "{deviation}");
            }
        }
    }
}

/// Compares what is said with a golden file, wherever this crate lies.
fn tells<T: JsonSchema>(name: &str, conformance: &Conformance) {
    let said = match conformance.of::<T>() {
        Ok(()) => "it conforms".to_owned(),
        Err(nonconformance) => nonconformance.to_string(),
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = said.replace(&here.display().to_string(), "…") + "\n";
    let path = here.join("tests/golden").join(name).with_extension("txt");
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        fs::write(&path, &said).expect("the golden files can be written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(said, golden, "{}", path.display());
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    Open,
    Held,
    Done,
}

#[test]
fn a_renamed_member() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "camelCase")]
    struct OrderPlaced {
        order_id: String,
        status: Status,
    }
    says::<OrderPlaced>("renamed", &to("order.placed"));
}

#[test]
fn an_optional_member_that_is_required_or_null() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct OrderPlaced {
        order_id: String,
        status: Status,
        note: Option<String>,
        pieces: u16,
    }
    says::<OrderPlaced>("optional", &to("order.placed"));
}

#[test]
fn a_null_that_skip_serializing_if_lets_through() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct OrderPlaced {
        order_id: String,
        status: Status,
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "some"
        )]
        note: Option<Option<String>>,
    }
    fn some<'de, D>(reader: D) -> Result<Option<Option<String>>, D::Error>
    where
        D: serde::Deserializer<'de>,
    {
        Deserialize::deserialize(reader).map(Some)
    }
    assert_eq!(to("order.placed").of::<OrderPlaced>(), Ok(()));
    says::<OrderPlaced>("null", &to("order.placed").nulls_are_written());
}

#[test]
fn a_required_member_that_may_be_missing() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct OrderPlaced {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        order_id: String,
        status: Status,
    }
    says::<OrderPlaced>("required", &to("order.placed"));
}

#[test]
fn an_enum_with_a_member_less() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Status {
        Open,
        Done,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct OrderPlaced {
        order_id: String,
        status: Status,
    }
    says::<OrderPlaced>("enum-less", &to("order.placed"));
}

#[test]
fn an_enum_with_a_member_more() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Status {
        Open,
        Held,
        Done,
        Opened,
        Returned,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct OrderPlaced {
        order_id: String,
        status: Status,
    }
    says::<OrderPlaced>("enum-more", &to("order.placed"));
}

#[test]
fn an_enum_that_must_take_what_it_does_not_know() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum State {
        Booked,
        Pending,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Method {
        Card { last4: String },
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct PaymentMade {
        method: Method,
        state: State,
    }
    says::<PaymentMade>("fallback", &to("payment.made"));
}

#[test]
fn integers_of_another_width() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct OrderPlaced {
        order_id: String,
        status: Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        pieces: Option<i16>,
    }
    says::<OrderPlaced>("narrow", &to("order.placed"));
}

#[test]
fn an_integer_without_bounds() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct MeterRead {
        #[schemars(regex(pattern = "^[A-Z]{2}[0-9]{4}$"))]
        meter: String,
        value: i64,
        at: String,
    }
    says::<MeterRead>("unbounded", &to("meter.read").only(Direction::Writes));
    says::<MeterRead>(
        "unbounded-read",
        &Conformance::to("meter.read", 1)
            .registry("tests/registry")
            .only(Direction::Reads),
    );
    #[derive(Deserialize, JsonSchema)]
    struct Reading {
        meter: String,
        value: i64,
    }
    let wide = to("meter.read").only(Direction::Reads).wide_integers();
    assert_eq!(wide.of::<Reading>(), Ok(()));
}

#[test]
fn members_that_newer_writers_add_are_refused() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct OrderPlaced {
        order_id: String,
        status: Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    says::<OrderPlaced>("denied", &to("order.placed"));
}

#[test]
fn deep_inside() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Label {
        text: Option<String>,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Address {
        city: String,
        floor: u8,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct CustomerMoved {
        customer: String,
        from: Address,
        to: Address,
        labels: Vec<Label>,
    }
    says::<CustomerMoved>("nested", &to("customer.moved"));
}

#[test]
fn another_type_altogether() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct OrderId(u64);
    says::<OrderId>("another", &to("order.placed"));
}

/// A moment in time: what it writes and reads is no more than a format in its schema.
#[derive(Serialize, Deserialize)]
struct Moment(String);

impl JsonSchema for Moment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

#[test]
fn a_format_is_compared_by_its_name() {
    #[derive(Deserialize, JsonSchema)]
    struct Announced {
        at: Moment,
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Unannounced {
        meter: Moment,
        value: i32,
        at: Moment,
        by: Option<Moment>,
    }
    let reads = to("meter.read").only(Direction::Reads).wide_integers();
    assert_eq!(reads.of::<Announced>(), Ok(()));
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Reading {
        by: Option<Moment>,
    }
    says::<Reading>("format-read", &reads);
    says::<Unannounced>("format-written", &to("meter.read").only(Direction::Writes));
}

#[test]
fn what_cannot_be_proved_fails() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct ShelfCounted {
        #[schemars(regex(pattern = "^[A-Z0-9]+$"))]
        shelf: String,
        pieces: BTreeMap<String, u32>,
    }
    says::<ShelfCounted>("unproved", &to("shelf.counted").only(Direction::Reads));
}

#[test]
fn a_type_that_writes_nothing() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    enum Never {}
    says::<Never>("nothing", &to("order.placed").only(Direction::Writes));
}

#[test]
fn a_schema_that_is_none() {
    struct Broken;
    impl JsonSchema for Broken {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Broken".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "object", "properties": {"a": {"type": "strng"}}})
        }
    }
    tells::<Broken>("unreadable", &to("order.placed"));
}

#[test]
fn what_is_not_there() {
    says::<Status>("event-unknown", &to("order.plced"));
    says::<Status>("type-unknown", &to("types/lable"));
    let version = Conformance::to("order.placed", 7).registry("tests/registry");
    says::<Status>("version-unknown", &version);
    let nowhere = Conformance::to("order.placed", 1).registry("tests/no-registry");
    says::<Status>("registry-missing", &nowhere);
}
