//! The traps of CHECKER.md and DESIGN section 3, each with its counterexample; and input that wants to break the checker.
#![allow(clippy::unwrap_used)]
use serde_json::{Value, json};
use tidings_compat::{Semantics, Verdict, decide};

fn generated(writer: &Value, reader: &Value) -> Verdict {
    decide(writer, reader, Semantics::Generated)
}

fn validation(writer: &Value, reader: &Value) -> Verdict {
    decide(writer, reader, Semantics::Validation)
}

/// The payload that shows the break.
fn witness(verdict: Verdict) -> Value {
    match verdict {
        Verdict::Breaking(witness) => witness.value,
        other => panic!("no break, but {other:?}"),
    }
}

fn object(members: Value) -> Value {
    json!({"type": "object", "properties": members})
}

#[test]
fn closing_does_not_empty_a_schema_that_requires_what_it_does_not_declare() {
    let writer = json!({"type": "object", "required": ["id"]});
    let reader =
        json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}});
    assert!(witness(generated(&writer, &reader)).get("id").is_some());
}

#[test]
fn a_free_form_object_stays_open() {
    let writer = object(json!({"tags": {"type": "object"}}));
    let reader =
        object(json!({"tags": {"type": "object", "properties": {"a": {"type": "string"}}}}));
    assert_eq!(
        witness(generated(&writer, &reader)),
        json!({"tags": {"a": null}})
    );
}

#[test]
fn two_branches_that_describe_one_child_declare_its_members_together() {
    let writer = json!({"allOf": [
        object(json!({"total": object(json!({"amount": {"type": "integer"}}))})),
        object(json!({"total": object(json!({"currency": {"type": "string"}}))}))
    ]});
    let reader = object(json!({"total": object(json!({"currency": {"type": "null"}}))}));
    assert_eq!(
        witness(generated(&writer, &reader)),
        json!({"total": {"currency": ""}})
    );
}

#[test]
fn overlapping_branches_of_one_of_are_read_as_any() {
    let writer = json!({"type": "integer"});
    let reader = json!({"oneOf": [{"type": "integer"}, {"type": "number"}]});
    assert_eq!(generated(&writer, &reader), Verdict::Compatible);
    assert_eq!(witness(validation(&writer, &reader)), json!(0));
}

#[test]
fn names_and_counts_of_members_hold_against_undeclared_ones_too() {
    let writer = json!({"type": "object", "properties": {"a": {"type": "integer"}}, "x-tidings": {"open": true}});
    let counted =
        json!({"type": "object", "properties": {"a": {"type": "integer"}}, "maxProperties": 1});
    assert_eq!(
        witness(generated(&writer, &counted))
            .as_object()
            .unwrap()
            .len(),
        2
    );
    let named = json!({"type": "object", "properties": {"a": {"type": "integer"}}, "propertyNames": {"maxLength": 1}});
    assert!(
        witness(generated(&writer, &named))
            .as_object()
            .unwrap()
            .keys()
            .all(|name| name.len() > 1)
    );
}

#[test]
fn a_fallback_is_the_readers_own() {
    let status = |members: Value, notes: Value| {
        object(json!({"status": {"enum": members, "x-tidings": notes}}))
    };
    let old = status(json!(["open"]), json!({"fallback": "open"}));
    let new = status(json!(["open", "held"]), json!({"fallback": "open"}));
    assert_eq!(generated(&new, &old), Verdict::Compatible);
    let closed = status(json!(["open"]), json!({"closed": true}));
    assert_eq!(witness(generated(&new, &closed)), json!({"status": "held"}));
    // A fallback takes strings only: it is no licence for another type.
    let number = status(json!(["open", 1]), json!({"closed": true}));
    assert_eq!(witness(generated(&number, &old)), json!({"status": 1}));
}

#[test]
fn a_known_tag_with_an_invalid_body_is_not_tolerated() {
    let branch = |kind: &str, member: Value| json!({"type": "object", "required": ["kind", "n"], "properties": {"kind": {"const": kind}, "n": member}});
    let union = |branches: Value| {
        object(json!({"u": {"oneOf": branches, "x-tidings": {"tag": "kind", "fallback": "a"}}}))
    };
    let (a, b) = (
        branch("a", json!({"type": "integer"})),
        branch("b", json!({"type": "string"})),
    );
    let old = union(json!([a]));
    assert_eq!(generated(&union(json!([a, b])), &old), Verdict::Compatible);
    let other = union(json!([branch("a", json!({"type": "string"}))]));
    assert_eq!(
        witness(generated(&other, &old)),
        json!({"u": {"kind": "a", "n": ""}})
    );
}

#[test]
fn acceptance_is_not_transitive_which_is_why_names_are_reserved() {
    let first = object(json!({"id": {"type": "string"}, "x": {"type": "string"}}));
    let second = object(json!({"id": {"type": "string"}}));
    let third = object(json!({"id": {"type": "string"}, "x": {"type": "integer"}}));
    assert_eq!(generated(&first, &second), Verdict::Compatible);
    assert_eq!(generated(&second, &third), Verdict::Compatible);
    assert_eq!(witness(generated(&first, &third)), json!({"x": ""}));
}

#[test]
fn equal_numbers_are_equal_however_they_are_written() {
    let unique =
        json!({"type": "array", "uniqueItems": true, "minItems": 2, "items": {"enum": [1, 1.0]}});
    assert_eq!(
        validation(&unique, &json!({"maxItems": 0})),
        Verdict::Compatible
    );
    assert_eq!(
        validation(&json!({"const": 1.0}), &json!({"type": "integer"})),
        Verdict::Compatible
    );
}

#[test]
fn one_definition_is_read_in_the_position_of_its_use() {
    let definitions = json!({"money": object(json!({"amount": {"type": "integer"}}))});
    let writer = object(
        json!({"total": {"anyOf": [object(json!({"amount": {"type": "string"}})), {"type": "null"}]}}),
    );
    let reader = json!({"$defs": definitions, "type": "object", "properties": {"total": {"not": {"$ref": "#/$defs/money"}}}});
    assert!(matches!(
        generated(&writer, &reader),
        Verdict::Breaking(_) | Verdict::Unknown(_)
    ));
    assert!(matches!(validation(&writer, &reader), Verdict::Breaking(_)));
}

#[test]
fn recursion_is_followed_as_far_as_values_reach() {
    let tree = |leaf: Value| json!({"type": "object", "required": ["leaf"], "properties": {"leaf": leaf, "next": {"$ref": "#"}}});
    assert_eq!(
        validation(
            &tree(json!({"type": "integer"})),
            &tree(json!({"type": "number"}))
        ),
        Verdict::Compatible
    );
    let list = json!({"$defs": {"list": {"anyOf": [{"type": "null"}, object(json!({"next": {"$ref": "#/$defs/list"}}))]}}, "$ref": "#/$defs/list"});
    let short = json!({"anyOf": [{"type": "null"}, object(json!({"next": object(json!({"next": {"type": "null"}}))}))]});
    assert_eq!(witness(validation(&list, &short)), json!({"next": null}));
    // What never ends has no values, and what has no values breaks nothing.
    let endless =
        json!({"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}});
    assert_eq!(validation(&endless, &json!(false)), Verdict::Compatible);
    assert!(matches!(
        generated(&endless, &json!({"type": "string"})),
        Verdict::Unknown(_)
    ));
}

#[test]
fn a_circle_that_consumes_nothing_is_unknown() {
    let circle = json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"});
    // It leads back by the outermost anchor only.
    let part = json!({"$id": "part", "$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x"}}});
    let dynamic = json!({
        "$id": "https://e.test/all", "$dynamicAnchor": "x", "$ref": "part", "$defs": {"part": part}
    });
    let text = json!({"type": "string"});
    for semantics in [Semantics::Validation, Semantics::Generated] {
        for circle in [&circle, &dynamic] {
            assert_eq!(decide(circle, &text, semantics).name(), "unknown");
            assert_eq!(decide(&text, circle, semantics).name(), "unknown");
        }
    }
}

#[test]
fn numbers_at_the_edges_of_the_domain() {
    let most = u64::MAX;
    assert_eq!(
        validation(&json!({"const": most}), &json!({"maximum": most})),
        Verdict::Compatible
    );
    assert!(matches!(
        validation(&json!({"const": most}), &json!({"maximum": most - 1})),
        Verdict::Breaking(_)
    ));
    // A double beyond 2^64 is an integer, too.
    let beyond = witness(validation(
        &json!({"type": "integer"}),
        &json!({"maximum": most}),
    ));
    assert!(beyond.as_f64().unwrap() > 1.8e19, "{beyond}");
    assert_eq!(
        validation(&json!({"type": "number"}), &json!({"maximum": f64::MAX})),
        Verdict::Compatible
    );
    assert!(serde_json::from_str::<Value>("1e400").is_err());
}

#[test]
fn decimals_divide_exactly() {
    assert_eq!(
        validation(&json!({"multipleOf": 0.2}), &json!({"multipleOf": 0.1})),
        Verdict::Compatible
    );
    assert!(matches!(
        validation(&json!({"multipleOf": 0.1}), &json!({"multipleOf": 0.2})),
        Verdict::Breaking(_)
    ));
    let both = json!({"type": "number", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]});
    assert_eq!(
        validation(&both, &json!({"multipleOf": 12})),
        Verdict::Compatible
    );
}

#[test]
fn lengths_are_counted_in_code_points() {
    let writer = json!({"type": "string", "pattern": "^😀{2}$"});
    assert_eq!(
        validation(&writer, &json!({"maxLength": 2})),
        Verdict::Compatible
    );
    assert_eq!(
        witness(validation(&writer, &json!({"maxLength": 1}))),
        json!("😀😀")
    );
}

#[test]
fn patterns_are_compared_as_languages() {
    let string = |pattern: &str| json!({"type": "string", "pattern": pattern});
    assert_eq!(
        validation(&string("^(a|b)+$"), &string("^[ab]*$")),
        Verdict::Compatible
    );
    assert_eq!(
        witness(validation(&string("^[ab]*$"), &string("^(a|b)+$"))),
        json!("")
    );
    assert_eq!(
        validation(&string(r"^\d{4}-\d{2}$"), &string(r"^[0-9-]{7}$")),
        Verdict::Compatible
    );
    let ahead = string("^(?=a)");
    assert!(matches!(
        validation(&string("^b"), &ahead),
        Verdict::Breaking(_) | Verdict::Unknown(_)
    ));
    assert_eq!(
        validation(
            &ahead,
            &json!({"type": "string", "pattern": "^(?=a)", "title": "same"})
        ),
        Verdict::Compatible
    );
}

#[test]
fn a_keyword_that_validators_read_differently_proves_nothing() {
    let old = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
    let new = json!({"type": "object", "properties": {"a": {"type": "integer"}}, "dependencies": {"a": ["b"]}});
    assert_ne!(validation(&old, &new), Verdict::Compatible);
    let unknown =
        json!({"type": "object", "properties": {"a": {"type": "integer"}}, "mexLength": 3});
    assert_eq!(validation(&old, &unknown), Verdict::Compatible);
}

#[test]
fn hostile_schemas_end_with_an_answer() {
    let deep = (0..10_000).fold(json!({"type": "string"}), |inner, _| {
        Value::Object([("items".to_owned(), inner)].into_iter().collect())
    });
    let large: Value = json!({"enum": (0..20_000).collect::<Vec<i32>>()});
    let other: Value = json!({"enum": (1..20_001).collect::<Vec<i32>>()});
    let wide = |n: i32| json!({"anyOf": (0..n).map(|i| json!({"properties": {"a": {"minimum": i}}, "required": [format!("m{i}")]})).collect::<Vec<_>>()});
    let explosive = json!({"pattern": "^(a{1,900}){1,900}$"});
    let catastrophic = json!({"pattern": "^(a+)+$"});
    let pairs = [
        (&deep, &json!({"type": "array"})),
        (&json!({"type": "array"}), &deep),
        (&large, &other),
        (&wide(40), &wide(39)),
        (&explosive, &json!({"type": "string", "maxLength": 5})),
        (&json!({"type": "string"}), &explosive),
        (&catastrophic, &json!({"pattern": "^a*b?$"})),
        (&json!({"type": 12}), &json!({"minimum": "a"})),
        (&json!("text"), &json!(null)),
        (
            &json!({"$ref": "http://elsewhere/schema"}),
            &json!({"type": "string"}),
        ),
        (
            &json!({"minItems": 1_000_000_000_000_u64}),
            &json!({"maxItems": 3}),
        ),
        (
            &json!({"minLength": 1_000_000_000_000_u64}),
            &json!({"maxLength": 3}),
        ),
    ];
    for (writer, reader) in pairs {
        for semantics in [Semantics::Validation, Semantics::Generated] {
            let verdict = decide(writer, reader, semantics);
            if let Verdict::Breaking(witness) = &verdict {
                assert!(!witness.refused.keyword.is_empty());
            }
        }
    }
    assert_eq!(witness(validation(&large, &other)), json!(0));
    // Dropping what nests this deeply would overflow the stack of a test thread.
    std::mem::forget(deep);
}
