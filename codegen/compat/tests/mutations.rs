//! The kill rate of mutations: one keyword of a schema changed so that it means something else, and the checker says so.
//!
//! `MUTATION_SEED` draws others; the seed of a run is printed.
#[path = "support/random.rs"]
mod random;

use random::Random;
use serde_json::{Value, json};
use tidings_compat::{
    Assessment, Direction, Example, Level, RULES, Semantics, Shape, Verdict, decide,
};
use tidings_registry::{Memory, load};

const EACH: usize = 24;
/// Where in a payload a schema may stand; see [`placed`].
const PLACES: u64 = 5;
const SEED: u64 = 3;

/// Draws a schema with the keyword, and one that differs from it in that keyword alone, never in words only.
type Draw = fn(&mut Random) -> (Value, Value);

const KEYWORDS: &[(&str, Draw)] = &[
    ("type", |random| {
        let types = [
            "null", "boolean", "integer", "string", "array", "object", "number",
        ];
        pair("type", two(random, &types))
    }),
    ("enum", |random| {
        let (kept, lost) = two(random, &["a", "b", "c", "é"]);
        (json!({"enum": [kept, lost]}), json!({"enum": [kept]}))
    }),
    ("const", |random| {
        pair(
            "const",
            two(
                random,
                &[
                    json!(null),
                    json!(1),
                    json!([]),
                    json!("a"),
                    json!({"a": 1}),
                ],
            ),
        )
    }),
    ("minimum", |random| bound(random, "minimum")),
    ("maximum", |random| bound(random, "maximum")),
    ("exclusiveMinimum", |random| {
        bound(random, "exclusiveMinimum")
    }),
    ("exclusiveMaximum", |random| {
        bound(random, "exclusiveMaximum")
    }),
    ("multipleOf", |random| {
        pair(
            "multipleOf",
            two(
                random,
                &[json!(1), json!(2), json!(3), json!(0.5), json!(0.75)],
            ),
        )
    }),
    ("minLength", |random| count(random, "minLength")),
    ("maxLength", |random| count(random, "maxLength")),
    ("pattern", |random| {
        pair(
            "pattern",
            two(
                random,
                &["^a", "b$", "^[ab]+$", "^a?$", "a|b", "^$", "é", "^.{3}$"],
            ),
        )
    }),
    ("minItems", |random| count(random, "minItems")),
    ("maxItems", |random| count(random, "maxItems")),
    ("uniqueItems", |random| {
        let most = random.below(4) + 2;
        let schema =
            |unique: bool| json!({"type": "array", "maxItems": most, "uniqueItems": unique});
        (schema(true), schema(false))
    }),
    ("items", |random| {
        let (old, new) = inner(random);
        (json!({"items": old}), json!({"items": new}))
    }),
    ("prefixItems", |random| {
        let (old, new) = inner(random);
        let before = vec![json!(true); random.below(3) as usize];
        let with = |last: Value| {
            let items = [before.clone(), vec![last]].concat();
            json!({ "prefixItems": items })
        };
        (with(old), with(new))
    }),
    ("contains", |random| {
        let (old, new) = inner(random);
        (json!({"contains": old}), json!({"contains": new}))
    }),
    ("minContains", |random| contained(random, "minContains")),
    ("maxContains", |random| contained(random, "maxContains")),
    ("properties", |random| {
        let (old, new) = inner(random);
        (
            json!({"properties": {"a": old}}),
            json!({"properties": {"a": new}}),
        )
    }),
    ("patternProperties", |random| {
        let (old, new) = inner(random);
        let name = *random.pick(&["^a", "b", "^c$"]);
        (
            json!({"patternProperties": {name: old}}),
            json!({"patternProperties": {name: new}}),
        )
    }),
    ("additionalProperties", |random| {
        let (old, new) = inner(random);
        let with = |rest: Value| json!({"properties": {"a": true}, "additionalProperties": rest});
        (with(old), with(new))
    }),
    ("required", |random| {
        pair(
            "required",
            two(
                random,
                &[json!(["a"]), json!(["b"]), json!(["a", "b"]), json!([])],
            ),
        )
    }),
    ("propertyNames", |random| {
        let (old, new) = two(random, &["^a", "b$", "^[ab]+$", "^$", "é"]);
        (
            json!({"propertyNames": {"pattern": old}}),
            json!({"propertyNames": {"pattern": new}}),
        )
    }),
    ("minProperties", |random| count(random, "minProperties")),
    ("maxProperties", |random| count(random, "maxProperties")),
    ("dependentRequired", |random| {
        let (old, new) = two(
            random,
            &[json!(["b"]), json!(["c"]), json!(["b", "c"]), json!([])],
        );
        (
            json!({"dependentRequired": {"a": old}}),
            json!({"dependentRequired": {"a": new}}),
        )
    }),
    ("dependentSchemas", |random| {
        let (old, new) = inner(random);
        // An emitter writes `a` only where it is declared.
        let with = |b: Value| json!({"properties": {"a": true}, "dependentSchemas": {"a": {"properties": {"b": b}}}});
        (with(old), with(new))
    }),
    ("allOf", |random| {
        let (old, new) = inner(random);
        (json!({"allOf": [true, old]}), json!({"allOf": [true, new]}))
    }),
    ("anyOf", |random| {
        let (old, new) = inner(random);
        (
            json!({"anyOf": [{"const": false}, old]}),
            json!({"anyOf": [{"const": false}, new]}),
        )
    }),
    ("oneOf", |random| {
        let (old, new) = inner(random);
        (
            json!({"oneOf": [{"const": false}, old]}),
            json!({"oneOf": [{"const": false}, new]}),
        )
    }),
    ("not", |random| {
        let (old, new) = inner(random);
        (json!({"not": old}), json!({"not": new}))
    }),
    ("if", |random| {
        let (old, new) = inner(random);
        (
            json!({"if": old, "then": false}),
            json!({"if": new, "then": false}),
        )
    }),
    ("then", |random| {
        let (old, new) = inner(random);
        let when = json!({"not": {"const": false}});
        (
            json!({"if": when, "then": old}),
            json!({"if": when, "then": new}),
        )
    }),
    ("else", |random| {
        let (old, new) = inner(random);
        let when = json!({"const": false});
        (
            json!({"if": when, "else": old}),
            json!({"if": when, "else": new}),
        )
    }),
    ("$ref", |random| {
        let (old, new) = inner(random);
        let to = |name: &str| json!({"properties": {"r": {"$ref": format!("#/$defs/{name}")}}, "$defs": {"old": old, "new": new}});
        (to("old"), to("new"))
    }),
    ("unevaluatedProperties", |random| {
        let (old, new) = inner(random);
        let with = |rest: Value| json!({"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": rest});
        (with(old), with(new))
    }),
    ("unevaluatedItems", |random| {
        let (old, new) = inner(random);
        let with =
            |rest: Value| json!({"allOf": [{"prefixItems": [true]}], "unevaluatedItems": rest});
        (with(old), with(new))
    }),
];

/// Two different entries of a list.
fn two<T: Clone>(random: &mut Random, list: &[T]) -> (T, T) {
    let first = random.below(list.len() as u64) as usize;
    let step = 1 + random.below(list.len() as u64 - 1) as usize;
    (
        list[first].clone(),
        list[(first + step) % list.len()].clone(),
    )
}

fn pair<T: Into<Value>>(keyword: &str, (old, new): (T, T)) -> (Value, Value) {
    (json!({keyword: old.into()}), json!({keyword: new.into()}))
}

fn bound(random: &mut Random, keyword: &str) -> (Value, Value) {
    let old = random.below(40) as f64 / 4.0 - 5.0;
    let new = old + (1 + random.below(8)) as f64 / 4.0;
    pair(keyword, (old, new))
}

fn count(random: &mut Random, keyword: &str) -> (Value, Value) {
    let old = random.below(4);
    pair(keyword, (old, old + 1 + random.below(3)))
}

fn contained(random: &mut Random, keyword: &str) -> (Value, Value) {
    let old = 1 + random.below(3);
    let with = |count: u64| json!({"contains": {"type": "string"}, keyword: count});
    (with(old), with(old + 1))
}

/// Two schemas that mean different things, neither of which takes `false`.
fn inner(random: &mut Random) -> (Value, Value) {
    two(
        random,
        &[
            json!({"type": "string"}),
            json!({"type": "string", "minLength": 1}),
            json!({"type": "integer"}),
            json!({"type": "number", "maximum": 3}),
            json!({"type": "array", "maxItems": 2}),
            json!({"type": "object", "required": ["x"]}),
            json!({"enum": ["a", 1, null]}),
        ],
    )
}

/// The schema somewhere in a payload; its definitions stay at the root.
fn placed(place: u64, mut schema: Value) -> Value {
    let definitions = schema
        .as_object_mut()
        .and_then(|schema| schema.remove("$defs"));
    let mut whole = match place {
        0 => schema,
        1 => json!({"type": "object", "required": ["m"], "properties": {"m": schema}}),
        2 => json!({"type": "array", "items": schema}),
        3 => json!({"type": "object", "additionalProperties": {"type": "array", "items": schema}}),
        _ => {
            json!({"type": "object", "properties": {"kind": {"enum": ["x", "y"]}, "m": {"anyOf": [{"const": true}, schema]}}})
        }
    };
    if let Some(definitions) = definitions {
        whole["$defs"] = definitions;
    }
    whole
}

fn killed(old: &Value, new: &Value, semantics: Semantics) -> bool {
    let breaks = |writer, reader| matches!(decide(writer, reader, semantics), Verdict::Breaking(_));
    breaks(old, new) || breaks(new, old)
}

fn seeded() -> Random {
    let seed = std::env::var("MUTATION_SEED").map_or(SEED, |seed| {
        seed.parse().expect("MUTATION_SEED is a whole number")
    });
    eprintln!("MUTATION_SEED={seed}");
    Random::new(seed)
}

/// Draws mutations of every keyword, and fails on a keyword of which more than 5 % survive.
fn kill(semantics: Semantics) {
    let mut random = seeded();
    let mut failed = Vec::new();
    let mut all_survivors = 0;
    for (keyword, draw) in KEYWORDS {
        let mut survivors = Vec::new();
        for _ in 0..EACH {
            let (old, new) = draw(&mut random);
            let place = random.below(PLACES);
            let (old, new) = (placed(place, old), placed(place, new));
            if !killed(&old, &new, semantics) {
                survivors.push(format!("{old} -> {new}"));
            }
        }
        all_survivors += survivors.len();
        if survivors.len() * 20 > EACH {
            failed.push(format!("{keyword}: {survivors:#?}"));
        }
    }
    let all = KEYWORDS.len() * EACH;
    eprintln!(
        "{}: {} of {all} mutations of {} keywords killed",
        semantics.name(),
        all - all_survivors,
        KEYWORDS.len()
    );
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn at_least_95_percent_of_mutations_are_killed_whatever_the_keyword() {
    kill(Semantics::Validation);
}

#[test]
fn at_least_95_percent_of_mutations_are_killed_between_emitters_and_readers() {
    kill(Semantics::Generated);
}

#[test]
fn a_mutation_of_every_rule_flips_the_verdict_wherever_it_stands() {
    let mut survivors = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.level == Level::Wire) {
        let Some(examples) = rule.examples.filter(|all| all.shape == Shape::Schemas) else {
            continue;
        };
        for place in 0..PLACES {
            let read = |text: &str| placed(place, serde_json::from_str(text).expect("JSON"));
            let old = read(examples.positive.old);
            let new = read(examples.positive.new);
            for same in [&old, &new] {
                let verdict = decide(same, same, Semantics::Generated);
                assert_eq!(verdict, Verdict::Compatible, "{}: {same}", rule.id);
            }
            let (writer, reader) = match rule.direction {
                Some(Direction::OldToNew) => (&old, &new),
                _ => (&new, &old),
            };
            let forth = decide(writer, reader, Semantics::Generated);
            let back = decide(reader, writer, Semantics::Generated);
            let flips = |verdict: &Verdict| match rule.id {
                "compat/unproved" => matches!(verdict, Verdict::Unknown(_)),
                _ => matches!(verdict, Verdict::Breaking(_)),
            };
            if !flips(&forth) && (rule.direction.is_some() || !flips(&back)) {
                survivors.push(format!("{} at {place}: {}", rule.id, forth.name()));
            }
        }
    }
    assert_eq!(survivors, Vec::<String>::new());
}

/// How many ways there are to put a schema into a payload whose generated types name it; see [`wrapped`].
const WRAPPERS: u64 = 5;

fn wrapped(wrapper: u64, schema: &Value) -> Value {
    match wrapper {
        0 => json!({"type": "object", "required": ["m"], "properties": {"m": schema}}),
        1 => {
            json!({"type": "object", "properties": {"before": {"type": "null"}, "m": schema, "z": {"type": "string"}}})
        }
        2 => {
            json!({"type": "object", "properties": {"list": {"type": "array", "items": schema}}})
        }
        3 => {
            json!({"type": "object", "properties": {"map": {"type": "object", "additionalProperties": schema}}})
        }
        _ => {
            json!({"type": "object", "properties": {"m": {"anyOf": [schema, {"type": "null"}]}}})
        }
    }
}

/// The rules by which the gate tells what changed between two versions of an event.
fn told(old: &Value, new: &Value) -> Vec<&'static str> {
    let (old, new) = (old.to_string(), new.to_string());
    let files = [
        ("tidings.toml", "name = \"shop\"\n"),
        ("events/thing/1.json", old.as_str()),
        ("events/thing/2.json", new.as_str()),
        (
            "streams/things.toml",
            "path = \"/things\"\n[events.thing]\nwrite = 1\n",
        ),
    ];
    let loaded = load(&Memory::new("a mutation", files), None);
    let registry = loaded.registry.expect("a sound registry");
    let number = |text: &str| text.parse().expect("a number");
    let findings = Assessment::new(&registry, Semantics::Generated).compare(
        &"thing".parse().expect("a name"),
        number("1"),
        number("2"),
    );
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_mutation_of_every_source_rule_is_told_wherever_its_type_stands() {
    let mut random = seeded();
    let (mut tried, mut failed) = (0, Vec::new());
    for rule in RULES.iter().filter(|rule| rule.level == Level::Source) {
        let examples = rule.examples.filter(|all| all.shape == Shape::Schemas);
        let examples = examples.expect("rules over types have examples of schemas");
        let mut survivors = Vec::new();
        for _ in 0..EACH {
            let wrappers: Vec<u64> = (0..=random.below(2))
                .map(|_| random.below(WRAPPERS))
                .collect();
            let put = |text: &str| {
                let schema = serde_json::from_str(text).expect("JSON");
                let wrappers = wrappers.iter();
                wrappers.fold(schema, |schema, wrapper| wrapped(*wrapper, &schema))
            };
            let tells = |example: Example, same: bool| {
                let new = if same { example.old } else { example.new };
                told(&put(example.old), &put(new)).contains(&rule.id)
            };
            tried += 1;
            if !tells(examples.positive, false) {
                survivors.push(format!("{wrappers:?}: not told"));
            }
            if tells(examples.positive, true) || tells(examples.negative, false) {
                survivors.push(format!("{wrappers:?}: told of what is none"));
            }
        }
        if survivors.len() * 20 > EACH {
            failed.push(format!("{}: {survivors:#?}", rule.id));
        }
    }
    eprintln!("{tried} mutations of types");
    assert!(tried > 0 && failed.is_empty(), "{}", failed.join("\n"));
}
