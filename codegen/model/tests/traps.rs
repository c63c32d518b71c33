//! The traps of DESIGN section 3 and CHECKER.md, each with its counterexample: values that the emit and accept sets hold, and not.

mod judge;

use judge::Judge;
use serde_json::{Value, json};
use tidings_model::Schema;

/// Which of the three sets hold a value: `E` emit, `W` as written, `A` accept.
#[track_caller]
fn check(schema: Value, cases: &[(&str, Value)]) {
    let checked = Schema::from_document(&schema).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let (emit, accept) = (checked.emit_schema(), checked.accept_schema());
    assert!(emit.exact, "inexact at {:?}", emit.inexact_at);
    let judges = [
        ("E", Judge::of(&emit.document)),
        ("W", Judge::of(&schema)),
        ("A", Judge::of(&accept.document)),
    ];
    for (expected, value) in cases {
        let held: String = judges
            .iter()
            .filter(|(_, judge)| judge.accepts(value))
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(
            held, *expected,
            "{value}\nemit {:#}\naccept {:#}",
            emit.document, accept.document
        );
    }
}

#[test]
fn undeclared_members_are_accepted_and_never_emitted() {
    check(
        json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        &[
            ("EWA", json!({"a": "x"})),
            ("WA", json!({"a": "x", "b": 1})),
            ("", json!({"a": 1})),
        ],
    );
}

#[test]
fn a_closed_object_is_read_as_open() {
    check(
        json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false}),
        &[("EWA", json!({"a": 1})), ("A", json!({"b": 1}))],
    );
    check(
        json!({"type": "object", "allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}),
        &[("EWA", json!({"a": 1})), ("A", json!({"b": 1}))],
    );
}

#[test]
fn required_declares() {
    check(
        json!({"type": "object", "required": ["id"]}),
        &[
            ("EWA", json!({"id": 1})),
            ("WA", json!({"id": 1, "more": 2})),
            ("", json!({})),
        ],
    );
    check(
        json!({"type": "object", "dependentRequired": {"a": ["b"]}}),
        &[
            ("EWA", json!({"a": 1, "b": 2})),
            ("", json!({"a": 1})),
            ("WA", json!({"c": 1})),
        ],
    );
}

#[test]
fn what_nothing_describes_stays_free() {
    check(
        json!({"type": "object", "properties": {"meta": {"type": "object"}, "map": {"additionalProperties": {"type": "integer"}}}}),
        &[
            (
                "EWA",
                json!({"meta": {"any": {"thing": 1}}, "map": {"x": 1}}),
            ),
            ("", json!({"map": {"x": "no"}})),
            ("WA", json!({"other": 1})),
        ],
    );
    check(
        json!({"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[a-z]$"}}),
        &[
            ("EWA", json!({"q": 1})),
            ("", json!({})),
            ("", json!({"Q": 1})),
        ],
    );
}

#[test]
fn what_says_open_is_open() {
    check(
        json!({"properties": {"a": {}}, "x-tidings": {"open": true}}),
        &[("EWA", json!({"a": 1, "b": 2}))],
    );
    check(
        json!({"properties": {"a": {}}, "additionalProperties": true}),
        &[("EWA", json!({"b": 2}))],
    );
}

#[test]
fn all_of_branches_declare_a_child_together() {
    let child =
        |name: &str| json!({"properties": {"child": {"type": "object", "properties": {name: {}}}}});
    check(
        json!({"allOf": [child("x"), child("y")]}),
        &[
            ("EWA", json!({"child": {"x": 1, "y": 2}})),
            ("WA", json!({"child": {"x": 1, "z": 2}})),
            ("WA", json!({"other": 1})),
        ],
    );
}

#[test]
fn a_passing_branch_declares_and_a_failing_one_does_not() {
    let branch = |kind: &str, name: &str| json!({"type": "object", "required": ["kind", name], "properties": {"kind": {"const": kind}, name: {}}});
    for keyword in ["oneOf", "anyOf"] {
        check(
            json!({"type": "object", "properties": {"id": {}}, keyword: [branch("a", "x"), branch("b", "y")]}),
            &[
                ("EWA", json!({"id": 1, "kind": "a", "x": 1})),
                ("WA", json!({"kind": "a", "x": 1, "y": 1})),
                ("", json!({"kind": "c", "x": 1})),
            ],
        );
    }
}

#[test]
fn overlapping_any_of_declares_together_and_one_of_is_read_as_any_of() {
    let one = json!({"required": ["a"], "properties": {"a": {"type": "integer"}}});
    let two = json!({"required": ["b"], "properties": {"b": {"type": "integer"}}});
    check(
        json!({"type": "object", "anyOf": [one, two]}),
        &[
            ("EWA", json!({"a": 1})),
            ("EWA", json!({"a": 1, "b": 2})),
            ("WA", json!({"a": 1, "c": 2})),
            ("", json!({"c": 1})),
        ],
    );
    check(
        json!({"type": "object", "oneOf": [one, two]}),
        &[
            ("EWA", json!({"a": 1})),
            ("A", json!({"a": 1, "b": 2})),
            ("WA", json!({"a": 1, "b": "no"})),
        ],
    );
}

#[test]
fn conditions_and_contains_declare_without_closing() {
    check(
        json!({"type": "object", "if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": {"properties": {"b": {}}}}),
        &[
            ("EWA", json!({"a": 1, "b": 2})),
            ("WA", json!({"a": 1, "c": 2})),
            ("EWA", json!({"free": true})),
        ],
    );
    check(
        json!({
            "items": {"type": "object", "properties": {"a": {}}},
            "contains": {"required": ["b"], "properties": {"b": {"const": 1}}}
        }),
        &[
            ("EWA", json!([{"a": 1}, {"a": 1, "b": 1}])),
            ("WA", json!([{"b": 1}, {"b": 2}])),
            ("", json!([{"a": 1}])),
        ],
    );
}

#[test]
fn the_patterns_of_a_condition_leave_the_rest_as_it_is() {
    check(
        json!({"type": "object", "additionalProperties": {"maxLength": 2}, "if": {"patternProperties": {"^a": {"type": "string"}}}}),
        &[
            ("EWA", json!({"a": "ab", "b": 1})),
            ("EWA", json!({"a": 1})),
            ("", json!({"a": "abc"})),
            ("", json!({"b": "abc"})),
        ],
    );
}

#[test]
fn positions_below_not_are_read_as_written() {
    check(
        json!({"type": "object", "properties": {"a": {}}, "not": {"properties": {"a": {"const": 1}}, "required": ["a"], "additionalProperties": false}}),
        &[
            ("", json!({"a": 1})),
            ("EWA", json!({"a": 2})),
            ("WA", json!({"a": 1, "b": 1})),
        ],
    );
}

#[test]
fn a_reference_is_read_in_the_position_of_its_use() {
    let money = json!({"type": "object", "properties": {"amount": {"type": "integer"}}, "additionalProperties": false});
    check(
        json!({
            "type": "object",
            "properties": {"a": {"$ref": "#/$defs/money"}, "b": {"not": {"$ref": "#/$defs/money"}}},
            "$defs": {"money": money}
        }),
        &[
            ("EWA", json!({"a": {"amount": 1}})),
            ("A", json!({"a": {"amount": 1, "x": 1}})),
            ("EWA", json!({"b": {"x": 1}})),
            ("", json!({"b": {"amount": 1}})),
        ],
    );
}

#[test]
fn a_fallback_is_for_readers_only() {
    check(
        json!({"type": "string", "enum": ["open", "done"], "maxLength": 5, "x-tidings": {"fallback": "other"}}),
        &[
            ("EWA", json!("open")),
            ("A", json!("other")),
            ("", json!("longer")),
            ("", json!(1)),
        ],
    );
    check(
        json!({"enum": ["open", "done"], "x-tidings": {"closed": true}}),
        &[("EWA", json!("open")), ("", json!("held"))],
    );
}

#[test]
fn a_tagged_union_with_a_fallback_takes_unknown_tags_and_no_bad_body() {
    let branch = |kind: &str| json!({"type": "object", "required": ["kind", "n"], "properties": {"kind": {"const": kind}, "n": {"type": "integer"}}});
    check(
        json!({"oneOf": [branch("a"), branch("b")], "x-tidings": {"fallback": "other"}}),
        &[
            ("EWA", json!({"kind": "a", "n": 1})),
            ("A", json!({"kind": "c"})),
            ("", json!({"kind": "a", "n": "no"})),
            ("", json!({"kind": 1})),
            ("", json!({})),
        ],
    );
}

#[test]
fn recursion_is_closed_on_every_level() {
    let tree = json!({
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "kids": {"type": "array", "items": {"$ref": "#"}}}
    });
    check(
        tree,
        &[
            (
                "EWA",
                json!({"name": "a", "kids": [{"name": "b", "kids": []}]}),
            ),
            (
                "WA",
                json!({"name": "a", "kids": [{"name": "b", "kids": [{"name": "c", "x": 1}]}]}),
            ),
            ("", json!({"name": "a", "kids": [{}]})),
        ],
    );
    let meet = json!({
        "allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}],
        "$defs": {
            "a": {"type": "object", "properties": {"x": {}, "next": {"$ref": "#/$defs/a"}}},
            "b": {"type": "object", "properties": {"y": {}, "next": {"$ref": "#/$defs/b"}}}
        }
    });
    check(
        meet,
        &[
            (
                "EWA",
                json!({"x": 1, "y": 1, "next": {"x": 1, "y": 1, "next": {}}}),
            ),
            ("WA", json!({"next": {"next": {"z": 1}}})),
        ],
    );
}

#[test]
fn nullable_objects_are_closed() {
    check(
        json!({"type": ["object", "null"], "properties": {"a": {}}}),
        &[
            ("EWA", json!(null)),
            ("EWA", json!({"a": 1})),
            ("WA", json!({"b": 1})),
        ],
    );
    check(
        json!({"anyOf": [{"type": "null"}, {"type": "object", "properties": {"a": {}}}]}),
        &[("EWA", json!(null)), ("WA", json!({"b": 1}))],
    );
}

#[test]
fn what_is_stricter_says_so_and_where() {
    let inner = |name: &str| json!({"type": "object", "properties": {name: {}}});
    let schema = json!({"type": "object", "properties": {"xa": inner("p")}, "patternProperties": {"^x": inner("q")}});
    let checked = Schema::from_document(&schema).expect("it is a schema");
    let emit = checked.emit_schema();
    assert!(!emit.exact);
    assert_eq!(&*emit.inexact_at[0].pointer, "");
    assert!(
        !Judge::of(&emit.document).accepts(&json!({"xa": {"p": 1, "q": 1}})),
        "stricter, never looser"
    );
    assert!(Judge::of(&emit.document).accepts(&json!({"xb": {"q": 1}})));
}
