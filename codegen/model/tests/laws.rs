//! The laws of DESIGN section 3 on drawn schemas and values, judged by the jsonschema crate and a plain oracle.

mod judge;
mod oracle;

use judge::Judge;
use oracle::Oracle;
use proptest::prelude::*;
use serde_json::{Value, json};
use tidings_model::Schema;

/// Names are few, so that subschemas meet on them.
fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "x1"]).prop_map(str::to_owned)
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({})),
        Just(json!(true)),
        Just(json!({"type": "string"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": "object"})),
        Just(json!({"type": ["object", "null"]})),
        Just(json!({"enum": ["p", "q"], "x-tidings": {"fallback": "p"}})),
        Just(json!({"const": "p"})),
        Just(json!({"$ref": "#/$defs/one"})),
        Just(json!({"$ref": "#/$defs/two"})),
    ]
}

fn object(inner: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    let properties = prop::collection::btree_map(name(), inner.clone(), 0..3);
    let required = prop::collection::btree_set(name(), 0..2);
    let rest = prop_oneof![
        6 => Just(None),
        2 => Just(Some(json!(false))),
        1 => Just(Some(json!(true))),
        1 => inner.clone().prop_map(Some),
    ];
    let pattern = prop::option::weighted(0.15, inner);
    (
        properties,
        required,
        rest,
        pattern,
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.7),
    )
        .prop_map(|(properties, required, rest, pattern, open, typed)| {
            let mut schema = json!({"properties": properties});
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            if let Some(rest) = rest {
                schema["additionalProperties"] = rest;
            }
            if let Some(pattern) = pattern {
                schema["patternProperties"] = json!({"^x": pattern});
            }
            if open {
                schema["x-tidings"] = json!({"open": true});
            }
            if typed {
                schema["type"] = json!("object");
            }
            schema
        })
}

fn array(inner: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    (
        prop::option::of(inner.clone()),
        prop::option::weighted(0.3, inner.clone()),
        prop::collection::vec(inner, 0..2),
    )
        .prop_map(|(items, contains, prefix)| {
            let mut schema = json!({});
            if let Some(items) = items {
                schema["items"] = items;
            }
            if let Some(contains) = contains {
                schema["contains"] = contains;
            }
            if !prefix.is_empty() {
                schema["prefixItems"] = json!(prefix);
            }
            schema
        })
}

fn subschema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 14, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        let pair = (inner.clone(), inner.clone(), inner.clone());
        prop_oneof![
            6 => object(inner.clone()),
            2 => array(inner.clone()),
            2 => several.clone().prop_map(|all| json!({"allOf": all})),
            2 => several.clone().prop_map(|any| json!({"anyOf": any})),
            2 => several.prop_map(|one| json!({"oneOf": one})),
            1 => pair.clone().prop_map(|(test, then, otherwise)| json!({"if": test, "then": then, "else": otherwise})),
            1 => (object(inner.clone()), inner.clone(), name()).prop_map(|(mut base, dependent, name)| {
                base["dependentSchemas"] = json!({name: dependent});
                base
            }),
            1 => (object(inner.clone()), inner.clone()).prop_map(|(mut base, branch)| {
                base["anyOf"] = json!([branch, {"type": "object"}]);
                base
            }),
            1 => (object(inner.clone()), inner.clone()).prop_map(|(mut base, not)| {
                base["not"] = not;
                base
            }),
            1 => object(inner.clone()).prop_map(|mut base| {
                base["dependentRequired"] = json!({"a": ["b"]});
                base
            }),
            1 => (inner.clone(), inner).prop_map(|(one, two)| {
                json!({"type": "object", "allOf": [one], "anyOf": [two, {}], "unevaluatedProperties": false})
            }),
        ]
    })
}

/// A root and two definitions; `two` is guarded and may be recursive.
fn document() -> impl Strategy<Value = Value> {
    let plain = object(prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({})),
        Just(json!({"$ref": "#/$defs/two"}))
    ])
    .boxed();
    (subschema(), plain.clone(), plain).prop_map(|(root, one, two)| {
        let mut root = if root.is_object() {
            root
        } else {
            json!({"allOf": [root]})
        };
        root["$defs"] = json!({"one": one, "two": two});
        root
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!("p")),
        Just(json!("z")),
        Just(json!(1)),
        Just(json!({})),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        let names = prop::sample::select(vec!["a", "b", "c", "x1", "u"]).prop_map(str::to_owned);
        prop_oneof![
            4 => prop::collection::btree_map(names, inner.clone(), 0..4).prop_map(|map| json!(map)),
            1 => prop::collection::vec(inner, 0..3).prop_map(|list| json!(list)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn emit_is_what_the_definition_says(document in document(), values in prop::collection::vec(value(), 24)) {
        let Ok(schema) = Schema::from_document(&document) else { return Ok(()) };
        let (emit, accept) = (schema.emit_schema(), schema.accept_schema());
        let (written, e, a) = (Judge::of(&document), Judge::of(&emit.document), Judge::of(&accept.document));
        let plain = Judge::of(&schema.document());
        let oracle = Oracle::of(&document);
        for value in &values {
            let valid = written.accepts(value);
            prop_assert_eq!(plain.accepts(value), valid, "the document means the same: {}", value);
            prop_assert!(!valid || a.accepts(value), "as written ⊆ accept: {}\n{:#}", value, accept.document);
            let emitted = e.accepts(value);
            let expected = valid && oracle.declares_all(value);
            prop_assert!(!emitted || expected, "never looser: {}\n{:#}", value, emit.document);
            if emit.exact {
                prop_assert_eq!(emitted, expected, "exact: {}\n{:#}", value, emit.document);
            }
        }
    }

    #[test]
    fn emptiness_is_never_claimed_wrongly(document in document(), values in prop::collection::vec(value(), 24)) {
        let Ok(schema) = Schema::from_document(&document) else { return Ok(()) };
        let emit = schema.emit_schema();
        if emit.is_empty() {
            let judge = Judge::of(&emit.document);
            for value in &values {
                prop_assert!(!judge.accepts(value), "{} is taken by\n{:#}", value, emit.document);
            }
        }
    }

    #[test]
    fn key_order_and_annotations_change_no_meaning(document in document()) {
        let Ok(schema) = Schema::from_document(&document) else { return Ok(()) };
        let mut noted = document.clone();
        noted["title"] = json!("A title");
        noted["description"] = json!("Words.");
        let noted = Schema::from_document(&noted).expect("annotations break nothing");
        prop_assert_eq!(schema.meaning(), noted.meaning());
        prop_assert_ne!(schema.text(), noted.text());
        prop_assert_eq!(schema.node_digest(schema.root()), noted.node_digest(noted.root()));
        let shuffled = reversed(&document.to_string());
        let shuffled = Schema::parse("schema.json", &shuffled).and_then(|draft| draft.check(&tidings_model::Alone)).expect("it is the same");
        prop_assert_eq!(schema.meaning(), shuffled.meaning());
        prop_assert_eq!(schema.text(), shuffled.text());
        prop_assert_eq!(schema.emit_schema().document.to_string(), shuffled.emit_schema().document.to_string());
    }

    #[test]
    fn forms_are_found_again_by_their_pointers(document in document()) {
        let Ok(schema) = Schema::from_document(&document) else { return Ok(()) };
        let mut open = vec![schema.resolve(schema.root())];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let place = &schema.node(id).place;
            use tidings_model::Form;
            let children: Vec<_> = match schema.form(id) {
                Form::Struct { members, .. } => members.iter().map(|member| member.node).collect(),
                Form::List(item) | Form::Map(item) | Form::Nullable(item) => vec![*item],
                Form::Tuple(items) => items.clone(),
                Form::Union { branches, .. } => branches.clone(),
                _ => Vec::new(),
            };
            if !children.is_empty() || matches!(schema.form(id), Form::Enum { .. }) {
                prop_assert_eq!(schema.at(&place.pointer), Some(id), "at {} ({:?})", place.pointer, schema.form(id));
            }
            open.extend(children);
        }
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(400)
}

/// The text of a document with the members of every object in reverse order.
fn reversed(text: &str) -> String {
    fn write(value: &Value) -> String {
        match value {
            Value::Object(map) => {
                let mut names: Vec<&String> = map.keys().collect();
                names.sort();
                let members: Vec<String> = names
                    .into_iter()
                    .rev()
                    .map(|name| format!("{}:{}", json!(name), write(&map[name])))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
            Value::Array(items) => format!(
                "[{}]",
                items.iter().map(write).collect::<Vec<_>>().join(",")
            ),
            other => other.to_string(),
        }
    }
    serde_json::from_str(text)
        .map(|value: Value| write(&value))
        .unwrap_or_default()
}
