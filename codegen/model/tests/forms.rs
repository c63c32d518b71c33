//! The language-neutral types that macros and generator share: one schema, one line that says what it becomes.

use serde_json::{Value, json};
use tidings_model::{Form, NodeId, Schema};

/// A form and what it is made of, in one line.
fn shown(schema: &Schema, id: NodeId) -> String {
    let all = |ids: &[NodeId]| {
        ids.iter()
            .map(|id| shown(schema, *id))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match schema.form(id) {
        Form::Any => "any".to_owned(),
        Form::Never => "never".to_owned(),
        Form::Null => "null".to_owned(),
        Form::Bool => "bool".to_owned(),
        Form::Integer { range } => match (range.min, range.max) {
            (None, None) => "int".to_owned(),
            (min, max) => format!("int {min:?}..{max:?}").replace("Some", ""),
        },
        Form::Number => "num".to_owned(),
        Form::String => "str".to_owned(),
        Form::Constant(value) => format!("={value}"),
        Form::Enum { members, fallback } => {
            format!(
                "{}{}",
                members.join("|"),
                fallback
                    .as_ref()
                    .map_or(String::new(), |f| format!(" else {f}"))
            )
        }
        Form::List(item) => format!("[{}]", shown(schema, *item)),
        Form::Tuple(items) => format!("({})", all(items)),
        Form::Map(value) => format!("{{*: {}}}", shown(schema, *value)),
        Form::Struct { members, open } => {
            let members = members.iter().map(|member| {
                let mark = if member.required { "" } else { "?" };
                format!("{}{mark}: {}", member.name, shown(schema, member.node))
            });
            format!(
                "{{{}}}{}",
                members.collect::<Vec<_>>().join(", "),
                if *open { "+" } else { "" }
            )
        }
        Form::Union {
            tag,
            branches,
            fallback,
        } => format!(
            "<{}{}{}>",
            tag.as_ref()
                .map_or(String::new(), |tag| format!("{}: ", tag.member)),
            all(branches),
            fallback
                .as_ref()
                .map_or(String::new(), |f| format!(" else {f}"))
        ),
        Form::Nullable(inner) => format!("{}?", shown(schema, *inner)),
    }
}

#[track_caller]
fn check(document: Value, expected: &str) {
    let schema =
        Schema::from_document(&document).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(shown(&schema, schema.root()), expected, "{document:#}");
}

#[test]
fn scalars_and_values() {
    check(json!({}), "any");
    check(json!(false), "never");
    check(json!({"type": "string", "minLength": 3}), "str");
    check(
        json!({"type": "integer", "minimum": 0.5, "exclusiveMaximum": 10}),
        "int (1)..(9)",
    );
    check(json!({"type": "number"}), "num");
    check(json!({"const": 3}), "=3");
    check(json!({"type": "string", "enum": ["a"]}), "=\"a\"");
    check(
        json!({"enum": ["a"], "x-tidings": {"fallback": "b"}}),
        "a else b",
    );
    check(
        json!({"enum": ["b", "a"], "x-tidings": {"closed": true}}),
        "b|a",
    );
    check(json!({"enum": [1, 2]}), "int");
    check(json!({"enum": [1, "a"]}), "<=1, =\"a\">");
    check(json!({"oneOf": [{"const": "a"}, {"const": "b"}]}), "a|b");
    check(
        json!({"anyOf": [{"type": "string"}, {"enum": ["known"]}]}),
        "str",
    );
}

#[test]
fn what_may_be_null() {
    check(json!({"type": ["string", "null"]}), "str?");
    check(
        json!({"type": ["string", "null"], "enum": ["a", "b", null]}),
        "a|b?",
    );
    check(
        json!({"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "boolean"}}]}),
        "[bool]?",
    );
    check(
        json!({"type": ["object", "null"], "properties": {"a": {"type": "null"}}}),
        "{a?: null}?",
    );
    check(
        json!({"type": ["string", "integer", "null"]}),
        "<int, str>?",
    );
}

#[test]
fn arrays() {
    check(json!({"type": "array"}), "[any]");
    check(
        json!({"type": "array", "items": {"type": "string"}}),
        "[str]",
    );
    check(
        json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2}),
        "(str, int)",
    );
    check(
        json!({"type": "array", "prefixItems": [{"type": "string"}]}),
        "[any]",
    );
}

#[test]
fn objects_and_maps() {
    check(json!({"type": "object"}), "{*: any}");
    check(
        json!({"type": "object", "additionalProperties": {"type": "string"}}),
        "{*: str}",
    );
    check(
        json!({"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}),
        "{*: any}",
    );
    check(
        json!({"type": "object", "additionalProperties": false}),
        "{}",
    );
    check(
        json!({"type": "object", "required": ["b", "c"], "properties": {"b": {"type": "string"}, "a": {"type": "null"}}}),
        "{a?: null, b: str, c: any}",
    );
    check(
        json!({"type": "object", "properties": {"a": {}}, "additionalProperties": true}),
        "{a?: any}+",
    );
    check(json!({"properties": {"a": {}}}), "any");
}

#[test]
fn all_of_is_merged_and_references_are_followed() {
    check(
        json!({
            "allOf": [
                {"$ref": "#/$defs/base"},
                {"type": "object", "required": ["meta"], "properties": {"meta": {"type": "object", "properties": {"b": {"type": "string"}}}}}
            ],
            "$defs": {"base": {"type": "object", "properties": {"id": {"type": "string"}, "meta": {"properties": {"a": {"type": "integer"}}}}}}
        }),
        "{id?: str, meta: {a?: int, b?: str}}",
    );
}

#[test]
fn unions_and_their_tags() {
    let branch = |kind: &str| json!({"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}}});
    check(
        json!({"oneOf": [branch("a"), branch("b")]}),
        "<kind: {kind: =\"a\"}, {kind: =\"b\"}>",
    );
    check(
        json!({"oneOf": [branch("a"), branch("b"), {"type": "null"}], "x-tidings": {"fallback": "b"}}),
        "<kind: {kind: =\"a\"}, {kind: =\"b\"} else b>?",
    );
    check(
        json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}, "anyOf": [branch("a"), branch("b")]}),
        "<kind: {id: str, kind: =\"a\"}, {id: str, kind: =\"b\"}>",
    );
    check(
        json!({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        "<str, int>",
    );
    check(
        json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        "{a?: str, b?: any}",
    );
}

#[test]
fn one_shape_has_one_digest_however_it_is_written() {
    let inline = json!({"type": "object", "properties": {"a": {"type": "object", "properties": {"n": {"type": "integer"}}}}});
    let refer = json!({
        "type": "object",
        "properties": {"a": {"description": "By reference.", "$ref": "#/$defs/x"}},
        "$defs": {"x": {"allOf": [{"title": "X", "type": "object", "properties": {"n": {"type": "integer"}}}]}}
    });
    let other = json!({"type": "object", "properties": {"a": {"type": "object", "properties": {"n": {"type": "number"}}}}});
    let digest = |document: &Value| {
        let schema = Schema::from_document(document).expect("it is a schema");
        schema.node_digest(schema.root())
    };
    assert_eq!(digest(&inline), digest(&refer));
    assert_ne!(digest(&inline), digest(&other));
    let ring = |names: [&str; 2]| {
        let at = |name: &str, next: &str| json!({"type": "object", "properties": {name: {"$ref": format!("#/$defs/{next}")}}});
        let root = json!({"$ref": "#/$defs/one", "$defs": {"one": at(names[0], "two"), "two": at(names[1], "one")}});
        digest(&root)
    };
    assert_eq!(ring(["a", "b"]), ring(["a", "b"]));
    assert_ne!(ring(["a", "b"]), ring(["b", "a"]));
}
