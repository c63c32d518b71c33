//! What nobody should write, and somebody will: each is a coded error or an answer, never a panic or an overflow.

use serde_json::{Value, json};
use tidings_model::{Alone, Diagnostic, Form, Schema};

fn parsed(text: &str) -> Result<Schema, Vec<Diagnostic>> {
    Schema::parse("events/a/1.json", text).and_then(|draft| draft.check(&Alone))
}

#[track_caller]
fn refused(text: &str, id: &str, place: &str) {
    let problems = parsed(text).map(|_| ()).expect_err("it is refused");
    let found: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref().expect("it has a place");
            format!(
                "{} {}:{} {}",
                problem.id, place.line, place.column, place.pointer
            )
        })
        .collect();
    assert!(
        found.contains(&format!("{id} {place}")),
        "{id} {place} in {found:#?}"
    );
}

#[test]
fn what_is_no_json_is_told_at_its_place() {
    refused("{\n  \"type\": }", "json/syntax", "2:11 ");
    refused("{\"a\": 1,}", "json/syntax", "1:8 ");
    refused("", "json/syntax", "1:1 ");
    refused("{} {}", "json/syntax", "1:4 ");
    refused("{\"title\": \"a\u{1}b\"}", "json/syntax", "1:12 ");
    refused("// note\n{}", "json/syntax", "1:1 ");
    refused("{\"title\": \"\\ud800\"}", "json/syntax", "1:12 ");
    refused(
        "{\"ä\": 1, \"type\": \"strng\"}",
        "schema/unknown-type",
        "1:18 /type",
    );
}

#[test]
fn duplicate_keys_and_numbers_outside_the_domain_are_told() {
    refused(
        "{\"type\": \"string\",\n \"type\": \"null\"}",
        "json/duplicate-key",
        "2:2 /type",
    );
    for number in [
        "18446744073709551616",
        "-9223372036854775809",
        "1e400",
        "-1e999",
    ] {
        refused(
            &format!("{{\"maximum\": {number}}}"),
            "json/number-range",
            "1:13 /maximum",
        );
    }
    for number in [
        "18446744073709551615",
        "-9223372036854775808",
        "1e308",
        "-0",
        "0.1",
    ] {
        assert!(
            parsed(&format!("{{\"maximum\": {number}}}")).is_ok(),
            "{number}"
        );
    }
}

#[test]
fn ten_thousand_levels_are_refused_whatever_they_are_made_of() {
    let deep =
        |open: &str, close: &str| format!("{}true{}", open.repeat(10_000), close.repeat(10_000));
    for (open, close) in [
        ("{\"not\":", "}"),
        ("[", "]"),
        ("{\"properties\":{\"a\":", "}}"),
        ("{\"const\":[", "]}"),
    ] {
        let problems = Schema::parse("a.json", &deep(open, close))
            .map(|_| ())
            .expect_err("it is too deep");
        assert_eq!(problems[0].id.0, "json/too-deep");
    }
    let mut value = json!(true);
    for _ in 0..300 {
        value = json!({"not": value});
    }
    assert_eq!(
        Schema::from_document(&value)
            .map(|_| ())
            .expect_err("it is too deep")[0]
            .id
            .0,
        "json/too-deep"
    );
}

#[test]
fn chains_of_references_may_be_long() {
    let count = 10_000;
    let mut defs = serde_json::Map::new();
    for i in 0..count {
        let next = if i + 1 == count {
            json!({"type": "string"})
        } else {
            json!({"$ref": format!("#/$defs/d{}", i + 1)})
        };
        defs.insert(format!("d{i}"), next);
    }
    let chain = json!({"$ref": "#/$defs/d0", "$defs": defs});
    let schema = Schema::from_document(&chain).expect("it is only long");
    assert_eq!(*schema.form(schema.root()), tidings_model::Form::String);
    assert!(schema.emit_schema().exact);
    assert!(!schema.accept_schema().is_empty());
    assert_ne!(schema.node_digest(schema.root()), 0);
}

#[test]
fn long_chains_through_members_stay_shallow_in_every_document() {
    let count = 3_000;
    let mut defs = serde_json::Map::new();
    for i in 0..count {
        let next = if i + 1 == count {
            "d0".to_owned()
        } else {
            format!("d{}", i + 1)
        };
        defs.insert(
            format!("d{i}"),
            json!({"type": "object", "properties": {"next": {"$ref": format!("#/$defs/{next}")}}}),
        );
    }
    let schema =
        Schema::from_document(&json!({"$ref": "#/$defs/d0", "$defs": defs})).expect("it is a ring");
    for document in [
        schema.emit_schema().document.clone(),
        schema.accept_schema().document.clone(),
        schema.document(),
    ] {
        let text = document.to_string();
        let read: Result<Value, _> = serde_json::from_str(&text);
        assert!(read.is_ok(), "it nests no deeper than any reader takes");
    }
    assert_ne!(schema.node_digest(schema.root()), 0);
}

#[test]
fn enormous_enums_and_unions_end() {
    let values: Vec<String> = (0..50_000).map(|i| format!("v{i}")).collect();
    let schema = Schema::from_document(&json!({"enum": values, "x-tidings": {"fallback": "v0"}}))
        .expect("it is long");
    assert!(!schema.emit_schema().is_empty());
    // Two that must both allow a value: compared once, not each with each.
    let shifted: Vec<String> = (25_000..75_000).map(|i| format!("v{i}")).collect();
    let both =
        json!({"allOf": [{"enum": values}, {"enum": shifted}], "x-tidings": {"closed": true}});
    let schema = Schema::from_document(&both).expect("it is a schema");
    let Form::Enum { members, .. } = schema.form(schema.root()) else {
        panic!("{:?}", schema.form(schema.root()));
    };
    assert_eq!(members.len(), 25_000);
    // Forty branches that can all hold at once: told apart no further, and said so.
    let branches: Vec<Value> = (0..40)
        .map(|i| json!({"properties": {format!("m{i}"): {"type": "integer"}}}))
        .collect();
    let schema = Schema::from_document(&json!({"type": "object", "anyOf": branches}))
        .expect("it is a schema");
    let emit = schema.emit_schema();
    assert!(!emit.exact);
    // Twenty choices beside each other have a million cases.
    let choice = |i: usize| {
        json!({"anyOf": [
            {"properties": {format!("a{i}"): {"type": "integer"}}, "required": [format!("a{i}")]},
            {"properties": {format!("b{i}"): {"type": "integer"}}, "required": [format!("b{i}")]}
        ]})
    };
    let all: Vec<Value> = (0..20).map(choice).collect();
    let schema =
        Schema::from_document(&json!({"type": "object", "allOf": all})).expect("it is a schema");
    assert!(!schema.emit_schema().exact);
}

#[test]
fn references_lead_somewhere_and_make_progress() {
    refused(
        r##"{"$ref": "#/$defs/monee", "$defs": {"money": {}}}"##,
        "schema/dangling-reference",
        "1:2 /$ref",
    );
    refused(
        r##"{"$ref": "https://example.com/schema.json"}"##,
        "schema/dangling-reference",
        "1:2 /$ref",
    );
    refused(
        r##"{"$ref": "../../../etc/passwd"}"##,
        "schema/dangling-reference",
        "1:2 /$ref",
    );
    refused(
        r##"{"$ref": "#"}"##,
        "schema/cycle-without-progress",
        "1:1 ",
    );
    refused(
        r##"{"properties": {"a": {"anyOf": [{"type": "null"}, {"$ref": "#/properties/a"}]}}}"##,
        "schema/cycle-without-progress",
        "1:51 /properties/a/anyOf/1",
    );
    assert!(parsed(r##"{"type": "object", "properties": {"a": {"$ref": "#"}}}"##).is_ok());
    assert!(parsed(r##"{"items": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}"##).is_ok());
    refused(
        r##"{"$dynamicRef": "#node"}"##,
        "schema/unsupported-keyword",
        "1:2 /$dynamicRef",
    );
}

#[test]
fn anchors_and_ids_are_followed() {
    let schema = parsed(
        r##"{"$id": "https://example.com/a", "type": "object", "properties": {
            "x": {"$ref": "#money"}, "y": {"$ref": "/inner#/$defs/n"}, "z": {"$ref": "https://example.com/a#/$defs/money"}
        }, "$defs": {"money": {"$anchor": "money", "type": "integer"}, "in": {"$id": "/inner", "$defs": {"n": {"type": "null"}}}}}"##,
    )
    .expect("all of them lead somewhere");
    let form = |pointer: &str| format!("{:?}", schema.form(schema.at(pointer).expect("it exists")));
    assert!(form("/properties/x").starts_with("Integer"));
    assert_eq!(form("/properties/y"), "Null");
    assert!(form("/properties/z").starts_with("Integer"));
}

#[test]
fn annotations_make_sense_or_are_told() {
    for (text, id, place) in [
        (
            r#"{"type": "string", "x-tidings": {"fallbak": "a"}}"#,
            "schema/unknown-annotation",
            "1:34 /x-tidings/fallbak",
        ),
        (
            r#"{"enum": ["a"], "x-tidings": {"fallback": "a", "closed": true}}"#,
            "schema/malformed-annotation",
            "1:30 /x-tidings",
        ),
        (
            r#"{"type": "string", "x-tidings": {"fallback": "a"}}"#,
            "schema/stray-fallback",
            "1:20 /x-tidings",
        ),
        (
            r#"{"type": "string", "x-tidings": {"tag": "a"}}"#,
            "schema/stray-tag",
            "1:20 /x-tidings",
        ),
        (
            r#"{"enum": [1, 2], "x-tidings": {"fallback": "a"}}"#,
            "schema/stray-fallback",
            "1:18 /x-tidings",
        ),
        (
            r#"{"anyOf": [{"type": "object"}, {"type": "array"}], "x-tidings": {"fallback": "a"}}"#,
            "schema/no-tag",
            "1:52 /x-tidings",
        ),
    ] {
        refused(text, id, place);
    }
    let schema =
        parsed(r#"{"type": "string", "mexLength": 3, "x-note": 1}"#).expect("it is a schema");
    let lints = schema.lints();
    assert_eq!(lints.len(), 1);
    assert_eq!(lints[0].help.as_deref(), Some("did you mean `maxLength`?"));
}
