//! The printed tables judge as an independent validator does, over the model's own documents.

mod contract;
mod types;

use contract::{Event, Shape, Value};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::path::Path;
use tidings_contract::{VersionNumber, read_json};
use tidings_registry::{Files, load};
use types::{BatchSent, Everything, OrderPlaced, PaymentMade, Rules, TreeGrown};

/// One value to begin with per event: near what the schema wants, so that changes fall on both sides.
const SEEDS: [(&str, &str); 6] = [
    (
        "order.placed",
        r#"{"kind":"order","order_id":"o","total":{"amount":1,"currency":"EUR"},"lines":[{"sku":"a","quantity":1,"gift":true}],"channel":"web","note":"x"}"#,
    ),
    (
        "everything",
        r#"{"text":"","flag":true,"big":1,"ratio":0.5,"must_be_null_or_text":null,"pair":[1,"x"],"type":"a","nothing":null,"may_be_null_or_text":"x","anything":{},"version":1.5,"names":["a"],"counts":{"a":1},"inner":{"id":"","+1":1,"-1":2},"odd":"ab","small":3}"#,
    ),
    (
        "payment.made",
        r#"{"method":{"kind":"credit-card","last4":"4242"},"reference":{"system":"x","number":1}}"#,
    ),
    (
        "tree.grown",
        r#"{"name":"a","children":[{"name":"b","twin":{"name":"c"}}],"twin":{"name":"d"}}"#,
    ),
    (
        "batch.sent",
        r#"[{"amount":1,"currency":"EUR"},{"amount":2,"currency":"USD"}]"#,
    ),
    (
        "rules",
        r#"{"many":{"x1":"ab","xy":"ab","z":1},"either":2,"list":[1,"a"],"step":19.99,"closed":{"a":1,"b":2,"c":"x"},"picked":["a",[1,{"b":2}]]}"#,
    ),
];

/// What stands in for a part of a value.
const PARTS: [&str; 26] = [
    "null",
    "true",
    "0",
    "-0.0",
    "1",
    "1.0",
    "1.5",
    "3",
    "-4",
    "19.99",
    "19.995",
    "1000",
    "1e300",
    "18446744073709551615",
    r#""""#,
    r#""a""#,
    r#""ab""#,
    r#""EUR""#,
    r#""credit-card""#,
    r#""transfer""#,
    "[]",
    "[1]",
    "[1,{\"b\":2}]",
    "{}",
    r#"{"a":1}"#,
    r#"{"kind":"transfer","iban":""}"#,
];

const NAMES: [&str; 12] = [
    "a", "b", "c", "x", "xy", "zy", "long", "kind", "name", "note", "+1", "more",
];

fn shapes(event: &str) -> (&'static Shape, &'static Shape) {
    fn of<T: Event>() -> (&'static Shape, &'static Shape) {
        (T::emit_shape(), T::accept_shape())
    }
    match event {
        "order.placed" => of::<OrderPlaced>(),
        "everything" => of::<Everything>(),
        "payment.made" => of::<PaymentMade>(),
        "tree.grown" => of::<TreeGrown>(),
        "batch.sent" => of::<BatchSent>(),
        _ => of::<Rules>(),
    }
}

thread_local! {
    static VALIDATORS: Vec<[jsonschema::Validator; 2]> = {
        let files = Files::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/registry"));
        let registry = load(&files, None).registry.expect("the tests' registry is sound");
        let validator = |document: &Value| jsonschema::validator_for(document).expect("a schema");
        SEEDS.iter().map(|(event, _)| {
            let number = if *event == "order.placed" { VersionNumber::new(2) } else { VersionNumber::new(1) };
            let schema = &registry.events[*event].versions[&number.expect("not 0")].schema;
            [validator(&schema.emit_schema().document), validator(&schema.accept_schema().document)]
        }).collect()
    };
}

#[derive(Debug, Clone)]
enum Change {
    Replace(&'static str),
    Remove,
    Add(&'static str, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => select(&PARTS[..]).prop_map(Change::Replace),
        1 => Just(Change::Remove),
        2 => (select(&NAMES[..]), select(&PARTS[..])).prop_map(|(name, part)| Change::Add(name, part)),
    ]
}

fn parse(text: &str) -> Value {
    read_json(text.as_bytes()).expect(text)
}

/// All parts of a value, as JSON pointers.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                pointers(item, format!("{at}/{i}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, format!("{at}/{name}"), found);
            }
        }
        _ => {}
    }
    found.push(at);
}

fn apply(value: &mut Value, at: &Index, change: &Change) {
    let mut all = Vec::new();
    pointers(value, String::new(), &mut all);
    let pointer = at.get(&all).clone();
    match change {
        Change::Replace(part) => *value.pointer_mut(&pointer).expect("it was found") = parse(part),
        Change::Add(name, part) => match value.pointer_mut(&pointer).expect("it was found") {
            Value::Array(items) => items.push(parse(part)),
            Value::Object(members) => drop(members.insert((*name).into(), parse(part))),
            other => *other = parse(part),
        },
        Change::Remove => {
            let Some((parent, last)) = pointer.rsplit_once('/') else {
                return;
            };
            match value.pointer_mut(parent) {
                Some(Value::Object(members)) => drop(members.remove(last)),
                Some(Value::Array(items)) => drop(items.pop()),
                _ => {}
            }
        }
    }
}

#[test]
fn the_values_to_begin_with_are_emitted() {
    for (event, seed) in SEEDS {
        assert_eq!(shapes(event).0.check(&parse(seed)), Ok(()), "{event}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn tables_judge_as_the_documents_do(
        which in 0..SEEDS.len(),
        changes in prop::collection::vec((any::<Index>(), change()), 0..4),
    ) {
        let (event, seed) = SEEDS[which];
        let mut value = parse(seed);
        for (at, change) in &changes {
            apply(&mut value, at, change);
        }
        let (emit, accept) = shapes(event);
        let [emits, accepts] = VALIDATORS.with(|all| [all[which][0].is_valid(&value), all[which][1].is_valid(&value)]);
        prop_assert_eq!(emit.accepts(&value), emits, "emit set of {}: {}", event, value);
        prop_assert_eq!(accept.accepts(&value), accepts, "accept set of {}: {}", event, value);
    }
}
