//! What each construct looks like, one golden each.

mod support;

use support::{body, registry, rust, thing, ts};

/// The module of the only event, and the stream's file up to its table of events.
fn check(name: &str, schema: &str) {
    let registry = thing(schema);
    let ts = body(&ts(&registry), "shop.ts");
    let ts = ts
        .split("\n/** The events of")
        .next()
        .expect("a table of events")
        .to_owned();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(format!("{name}.rs"), body(&rust(&registry), "events/thing/v1.rs"));
        insta::assert_snapshot!(format!("{name}.ts"), ts);
    });
}

#[test]
fn members() {
    check(
        "members",
        r#"{"title": "Thing", "description": "A thing.", "type": "object", "required": ["id", "note"], "properties": {
            "id": {"description": "Its number.", "type": "string", "minLength": 1},
            "note": {"type": ["string", "null"]}, "size": {"type": "integer", "minimum": 0, "maximum": 9},
            "nick": {"type": ["string", "null"]}, "$ref": {"type": "boolean", "deprecated": true}, "type": {"const": "thing"}}}"#,
    );
}

#[test]
fn numbers() {
    check(
        "numbers",
        r#"{"type": "object", "properties": {
            "any": {"type": "integer"}, "u64": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
            "i64": {"type": "integer", "minimum": -5, "maximum": 5}, "real": {"type": "number", "exclusiveMinimum": 0},
            "far": {"enum": [1, 18446744073709551615, 1.8446744073709552e19], "x-tidings": {"closed": true}},
            "odd": {"const": 9007199254740993}, "step": {"type": "number", "multipleOf": 9007199254740993}}}"#,
    );
}

#[test]
fn enums() {
    check(
        "enums",
        r#"{"type": "object", "properties": {"kind": {"enum": ["+1", "-1", "tcp-A", "tcpA", "self"], "x-tidings": {"fallback": "+1"}},
            "level": {"enum": ["low", "high", null], "x-tidings": {"closed": true}}}}"#,
    );
}

#[test]
fn unions() {
    check(
        "unions",
        r#"{"type": "object", "required": ["by"], "properties": {"by": {"x-tidings": {"tag": "kind", "fallback": "other"}, "oneOf": [
            {"type": "object", "required": ["kind", "last4"], "properties": {"kind": {"const": "card"}, "last4": {"type": "string", "pattern": "^[0-9]{4}$"}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cash"}}}]}}}"#,
    );
}

#[test]
fn bigints() {
    check(
        "bigints",
        r#"{"type": "object", "required": ["id"], "properties": {
            "id": {"type": "integer", "minimum": 1, "maximum": 18446744073709551615, "x-tidings": {"bigint": true}},
            "of": {"type": "integer", "multipleOf": 9007199254740993, "x-tidings": {"bigint": true}},
            "was": {"type": ["integer", "null"], "x-tidings": {"bigint": true}},
            "all": {"type": "array", "items": {"type": "integer", "x-tidings": {"bigint": true}}},
            "either": {"type": ["string", "integer"], "x-tidings": {"bigint": true}},
            "count": {"type": "integer"}}}"#,
    );
}

#[test]
fn recursion() {
    check(
        "recursion",
        r##"{"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "required": ["children"], "properties": {
            "best": {"$ref": "#/$defs/tree"}, "children": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}}"##,
    );
}

#[test]
fn maps_lists_and_tuples() {
    check(
        "maps_lists_and_tuples",
        r#"{"type": "object", "properties": {"names": {"type": "object", "additionalProperties": {"type": "string"}},
            "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}], "items": false, "minItems": 2},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}}, "free": {}}}"#,
    );
}

#[test]
fn a_root_that_is_no_object() {
    check(
        "a_root_that_is_no_object",
        r#"{"type": "array", "items": {"type": "string"}, "maxItems": 3}"#,
    );
}

#[test]
fn conditions() {
    check(
        "conditions",
        r#"{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "if": {"required": ["a"]}, "then": {"required": ["b"]}, "not": {"required": ["c"]},
            "dependentRequired": {"b": ["a"]}, "patternProperties": {"^x-": {"type": "string"}}}"#,
    );
}

#[test]
fn a_stream() {
    let registry = registry(&[(
        "thing",
        &[
            r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            r#"{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}"#,
        ],
    )]);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("a_stream.rs", body(&rust(&registry), "streams/shop.rs"));
        insta::assert_snapshot!("a_stream.ts", body(&ts(&registry), "shop.ts"));
    });
}
