//! Schemas that want to be too much: deep, wide, circular, and at the edges of the numbers. Each pair has to end within the step budget.
use serde_json::{Map, Value, json};

/// A pair with a name: the writer's schema and the reader's.
pub type Pair = (&'static str, Value, Value);

/// All pairs.
pub fn pairs() -> Vec<Pair> {
    let mut all = circles();
    all.extend(ladders());
    all.extend(deep());
    all.extend(wide());
    all.extend(numbers());
    all
}

fn circles() -> Vec<Pair> {
    let ring = |guarded: bool| {
        let to = |i: usize| json!({"$ref": format!("#/$defs/d{}", i % 300)});
        let link = |i: usize| match guarded {
            true => json!({"type": "object", "properties": {"a": to(i + 1), "b": to(i + 7)}}),
            false => json!({"anyOf": [to(i + 1), to(i + 7)]}),
        };
        let definitions: Map<String, Value> =
            (0..300).map(|i| (format!("d{i}"), link(i))).collect();
        json!({"$ref": "#/$defs/d0", "$defs": definitions})
    };
    let tree = |least: u64| {
        json!({"type": "object", "required": ["l"], "properties": {
            "l": {"anyOf": [{"$ref": "#"}, {"type": "integer", "minimum": least}]},
            "r": {"type": "array", "items": {"$ref": "#"}}}})
    };
    // Every way through it leaves other anchors outermost: 2^24 scopes.
    let ways: Map<String, Value> = (0..24)
        .flat_map(|i| ["a", "b"].map(|side| (side, i)))
        .map(|(side, i)| {
            let next = ["a", "b"].map(|side| json!({"$ref": format!("{side}{}", i + 1)}));
            let last = [json!({"$dynamicRef": "#n0"}), json!({"type": "string"})];
            let schema = json!({"$id": format!("{side}{i}"), "type": "object",
                "properties": {"p": {"anyOf": if i == 23 { last } else { next }}},
                "$defs": {"n": {"$dynamicAnchor": format!("n{i}"), "title": side}}});
            (format!("{side}{i}"), schema)
        })
        .collect();
    let ways = json!({"$id": "https://e.test/ways", "anyOf": [{"$ref": "a0"}, {"$ref": "b0"}], "$defs": ways});
    vec![
        (
            "anchors that depend on 2^24 ways",
            ways,
            json!({"type": "object", "required": ["p"]}),
        ),
        (
            "a reference to itself",
            json!({"$ref": "#"}),
            json!({"type": "string"}),
        ),
        (
            "a ring without a member",
            ring(false),
            json!({"type": "string"}),
        ),
        (
            "a ring through members",
            ring(true),
            json!({"type": "object", "properties": {"a": {"properties": {"b": {"type": "string"}}}}}),
        ),
        (
            "two rings",
            ring(true),
            json!({"$ref": "#/$defs/e", "$defs": {"e": {"properties": {"a": {"$ref": "#/$defs/e"}, "b": {"$ref": "#/$defs/e"}}}}}),
        ),
        ("trees with other leaves", tree(1), tree(2)),
        (
            "an endless value",
            json!({"type": "object", "required": ["n"], "properties": {"n": {"$ref": "#"}}}),
            json!(false),
        ),
    ]
}

/// Sixty definitions, each of which asks for the next twice: what is read branch by branch is read 2^60 times.
fn ladders() -> Vec<Pair> {
    let definitions = |rung: &dyn Fn(Value) -> Value, leaf: &str| {
        let mut all: Map<String, Value> = (0..60)
            .map(|i| {
                (
                    format!("d{i}"),
                    rung(json!({"$ref": format!("#/$defs/d{}", i + 1)})),
                )
            })
            .collect();
        all.insert("d60".to_owned(), json!({"type": leaf}));
        json!({"$ref": "#/$defs/d0", "$defs": all})
    };
    let ladder = |leaf: &str| {
        let rung = |next: Value| json!({"anyOf": [{"allOf": [next, {"minLength": 1}]}, {"allOf": [next, {"maxLength": 9}]}]});
        definitions(&rung, leaf)
    };
    let bush = |leaf: &str| {
        let rung = |next: Value| json!({"type": "object", "required": ["a", "b"], "properties": {"a": next, "b": next}});
        definitions(&rung, leaf)
    };
    vec![
        (
            "a ladder to read",
            json!({"type": "string"}),
            ladder("integer"),
        ),
        (
            "a ladder to write",
            ladder("string"),
            json!({"type": "integer"}),
        ),
        ("two ladders", ladder("string"), ladder("integer")),
        (
            "a value of 2^60 leaves",
            bush("string"),
            json!({"type": "object"}),
        ),
        ("a witness of 2^60 leaves", bush("string"), bush("integer")),
    ]
}

/// An object with one member; the value is moved and not copied, as deep ones have to be.
fn holding(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}

/// A schema inside a schema, so many times.
pub fn nested(levels: usize, around: impl Fn(Value) -> Value) -> Value {
    (0..levels).fold(json!({"type": "string"}), |inner, _| around(inner))
}

fn deep() -> Vec<Pair> {
    let member = |inner| holding("properties", holding("a", inner));
    let not = |inner| holding("not", inner);
    let item = |inner| holding("items", inner);
    vec![
        (
            "members, 10,000 levels",
            nested(10_000, member),
            json!(true),
        ),
        ("not, 10,000 levels", json!({}), nested(10_000, not)),
        ("items, 200 levels", nested(200, item), nested(201, item)),
        ("not, 100 levels", nested(100, not), nested(101, not)),
        ("members, 90 levels", nested(90, member), nested(91, member)),
        (
            "a constant of 10,000 levels",
            holding(
                "const",
                (0..10_000).fold(json!(1), |inner, _| Value::Array(vec![inner])),
            ),
            json!(true),
        ),
    ]
}

fn wide() -> Vec<Pair> {
    let words =
        |n: usize| json!({"enum": (0..n).map(|i| json!(format!("word-{i}"))).collect::<Vec<_>>()});
    let counts = |n: usize| json!({"enum": (0..n).map(|i| json!(i)).collect::<Vec<_>>()});
    let things = |n: usize| json!({"enum": (0..n).map(|i| json!({"id": i})).collect::<Vec<_>>()});
    let object = |n: usize, last: &str| {
        let member = |i: usize| {
            (
                format!("m{i}"),
                json!({"type": if i + 1 == n { last } else { "string" }}),
            )
        };
        let members: Map<String, Value> = (0..n).map(member).collect();
        let names: Vec<&String> = members.keys().collect();
        json!({"type": "object", "required": names, "properties": members})
    };
    let union = |n: usize, keyword: &str| {
        let branch = |i: usize| json!({"type": "object", "required": ["t"], "properties": {"t": {"const": format!("t{i}")}, "v": {"type": "integer"}}});
        json!({keyword: (0..n).map(branch).collect::<Vec<_>>()})
    };
    vec![
        ("100,000 words, one more", words(100_000), words(99_999)),
        ("100,000 words, one fewer", words(99_999), words(100_000)),
        (
            "100,000 words, none short",
            words(100_000),
            json!({"minLength": 3, "pattern": "^word"}),
        ),
        ("100,000 numbers, one more", counts(100_000), counts(99_999)),
        (
            "2,000 constants that are objects",
            things(2_000),
            things(1_999),
        ),
        (
            "100,000 constants that are objects",
            things(100_000),
            things(99_999),
        ),
        (
            "5,000 members, one changed",
            object(5_000, "string"),
            object(5_000, "integer"),
        ),
        (
            "5,000 members and nobody the same",
            object(5_000, "string"),
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        ),
        (
            "a union of 400 tags",
            union(400, "oneOf"),
            union(399, "oneOf"),
        ),
        (
            "a union of 3,000 tags",
            union(3_000, "anyOf"),
            union(2_999, "anyOf"),
        ),
        (
            "exactly one of 400 without a tag",
            json!({"oneOf": (0..400).map(|i| object(1 + i / 10, "string")).collect::<Vec<_>>()}),
            json!({"oneOf": (0..400).map(|i| object(1 + i / 10, "integer")).collect::<Vec<_>>()}),
        ),
        (
            "exactly one of 3,000 tags",
            union(3_000, "oneOf"),
            union(2_999, "oneOf"),
        ),
    ]
}

fn numbers() -> Vec<Pair> {
    let primes: Vec<u64> = (10_000_000_u64..)
        .filter(|n| (2..4_000).all(|d| n % d != 0))
        .take(40)
        .collect();
    let multiples = |of: &[u64]| json!({"type": "number", "minimum": 1, "allOf": of.iter().map(|n| json!({"multipleOf": n})).collect::<Vec<_>>()});
    let steps: Vec<Value> = (1..1_000)
        .map(|i| json!({"multipleOf": 1.0 + f64::from(i) / 1e15}))
        .collect();
    vec![
        (
            "multiples of forty primes",
            multiples(&primes),
            json!(false),
        ),
        (
            "multiples of forty primes and of one more",
            multiples(&primes[..39]),
            json!({"multipleOf": primes[39]}),
        ),
        (
            "multiples of a thousand decimals",
            json!({"type": "number", "minimum": 1, "allOf": steps}),
            json!(false),
        ),
        (
            "beyond 2^64",
            json!({"type": "integer", "minimum": 18_446_744_073_709_551_615_u64}),
            json!({"maximum": 18_446_744_073_709_551_616.0_f64}),
        ),
        (
            "just below 2^64",
            json!({"type": "integer", "maximum": 18_446_744_073_709_551_615_u64}),
            json!({"maximum": 18_446_744_073_709_551_614_u64}),
        ),
        (
            "the greatest double",
            json!({"type": "number"}),
            json!({"maximum": f64::MAX}),
        ),
        (
            "the least double",
            json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 5e-324}),
            json!(false),
        ),
        (
            "steps of the least double",
            json!({"type": "number", "multipleOf": 5e-324}),
            json!({"multipleOf": 1e-308}),
        ),
    ]
}
