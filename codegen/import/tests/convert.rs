//! One pair of old and new schema for every rule of the conversion, with its harmless look-alike.

use serde_json::{Value, json};
use tidings_import::{Dialect, Effect, convert};

/// Converts and compares all but `$schema`.
fn check(dialect: Dialect, old: Value, new: Value) -> Vec<(&'static str, Effect)> {
    let converted = convert(&old, dialect);
    let mut document = converted.document;
    if let Some(members) = document.as_object_mut() {
        let claim = members.remove("$schema");
        assert_eq!(
            claim,
            Some(json!("https://json-schema.org/draft/2020-12/schema"))
        );
    }
    assert_eq!(document, new, "from {old}");
    converted
        .notes
        .iter()
        .map(|note| (note.id, note.effect))
        .collect()
}

#[test]
fn boolean_bounds_become_numbers() {
    let notes = check(
        Dialect::DRAFT_04,
        json!({"minimum": 0, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false}),
        json!({"exclusiveMinimum": 0, "maximum": 9}),
    );
    assert_eq!(notes, []);
    let notes = check(
        Dialect::DRAFT_04,
        json!({"exclusiveMinimum": true}),
        json!({}),
    );
    assert_eq!(notes, [("import/exclusive-without-bound", Effect::Same)]);
    check(
        Dialect::DRAFT_07,
        json!({"exclusiveMinimum": 1}),
        json!({"exclusiveMinimum": 1}),
    );
}

#[test]
fn lists_of_items_become_prefix_items() {
    check(
        Dialect::DRAFT_07,
        json!({"items": [{"type": "string"}, true], "additionalItems": {"type": "null"}}),
        json!({"prefixItems": [{"type": "string"}, true], "items": {"type": "null"}}),
    );
    check(
        Dialect::DRAFT_07,
        json!({"items": [], "additionalItems": false}),
        json!({"items": false}),
    );
    let notes = check(
        Dialect::DRAFT_07,
        json!({"items": {"type": "string"}, "additionalItems": false}),
        json!({"items": {"type": "string"}, "x-ignored": {"additionalItems": false}}),
    );
    assert_eq!(notes, [("import/keyword-ignored", Effect::Annotation)]);
}

#[test]
fn references_follow_what_moved() {
    check(
        Dialect::DRAFT_07,
        json!({
            "definitions": {"a/b ü": {"items": [{"type": "integer"}]}, "dep": {"dependencies": {"x": {"minProperties": 2}}}},
            "properties": {
                "one": {"$ref": "#/definitions/a~1b%20%C3%BC/items/0"},
                "two": {"$ref": "#/definitions/dep/dependencies/x"},
                "$ref": {"$ref": "#"},
                "definitions": {"const": {"definitions": 1}}
            }
        }),
        json!({
            "$defs": {"a/b ü": {"prefixItems": [{"type": "integer"}]}, "dep": {"dependentSchemas": {"x": {"minProperties": 2}}}},
            "properties": {
                "one": {"$ref": "#/$defs/a~1b%20%C3%BC/prefixItems/0"},
                "two": {"$ref": "#/$defs/dep/dependentSchemas/x"},
                "$ref": {"$ref": "#"},
                "definitions": {"const": {"definitions": 1}}
            }
        }),
    );
}

#[test]
fn both_kinds_of_definitions_live_together() {
    check(
        Dialect::DRAFT_2019_09,
        json!({"definitions": {"a": {"minimum": 1}}, "$defs": {"a": {"minimum": 2}}, "anyOf": [{"$ref": "#/definitions/a"}, {"$ref": "#/$defs/a"}]}),
        json!({"$defs": {"a": {"minimum": 2}, "a_2": {"minimum": 1}}, "anyOf": [{"$ref": "#/$defs/a_2"}, {"$ref": "#/$defs/a"}]}),
    );
}

#[test]
fn schemas_elsewhere_move_to_definitions() {
    check(
        Dialect::OPENAPI_30,
        json!({
            "components": {"schemas": {"Pet": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Pet"}}}}},
            "$ref": "#/components/schemas/Pet"
        }),
        json!({
            "$ref": "#/$defs/Pet",
            "$defs": {"Pet": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Pet"}}}}
        }),
    );
}

#[test]
fn a_schema_that_is_data_of_a_keyword_stays_there() {
    check(
        Dialect::DRAFT_07,
        json!({"properties": {"a": {"const": {"type": "null"}}, "b": {"$ref": "#/properties/a/const"}}}),
        json!({"properties": {"a": {"const": {"type": "null"}}, "b": {"$ref": "#/$defs/const"}}, "$defs": {"const": {"type": "null"}}}),
    );
}

#[test]
fn siblings_of_references_act_since_2019() {
    let old = json!({"definitions": {"t": {"type": "string"}}, "$ref": "#/definitions/t", "maxLength": 3, "title": "T"});
    let notes = check(
        Dialect::DRAFT_07,
        old.clone(),
        json!({"$defs": {"t": {"type": "string"}}, "$ref": "#/$defs/t", "x-ignored": {"maxLength": 3}, "title": "T"}),
    );
    assert_eq!(notes, [("import/ref-sibling-ignored", Effect::Annotation)]);
    let notes = check(
        Dialect::DRAFT_2019_09,
        old,
        json!({"$defs": {"t": {"type": "string"}}, "$ref": "#/$defs/t", "maxLength": 3, "title": "T"}),
    );
    assert_eq!(notes, []);
}

#[test]
fn identifiers_are_resolved() {
    check(
        Dialect::DRAFT_04,
        json!({
            "id": "http://example.com/root.json",
            "definitions": {"a": {"id": "#plain", "type": "string"}, "b": {"id": "inner.json", "definitions": {"c": {"type": "null"}}}},
            "items": [{"$ref": "#plain"}, {"$ref": "inner.json#/definitions/c"}, {"$ref": "http://example.com/root.json"}],
            "properties": {"id": {"type": "string"}}
        }),
        json!({
            "$id": "http://example.com/root.json",
            "$defs": {
                "a": {"$anchor": "plain", "type": "string"},
                "b": {"$defs": {"c": {"type": "null"}}, "x-ignored": {"$id": "inner.json"}}
            },
            "prefixItems": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b/$defs/c"}, {"$ref": "#"}],
            "properties": {"id": {"type": "string"}}
        }),
    );
}

#[test]
fn dependencies_split() {
    check(
        Dialect::DRAFT_07,
        json!({"dependencies": {"card": ["address"], "vat": {"required": ["country"]}, "never": false}}),
        json!({"dependentRequired": {"card": ["address"]}, "dependentSchemas": {"vat": {"required": ["country"]}, "never": false}}),
    );
}

#[test]
fn words_before_their_time_are_kept_aside() {
    let notes = check(
        Dialect::DRAFT_04,
        json!({"type": "object", "propertyNames": {"minLength": 2}, "examples": ["x"]}),
        json!({"type": "object", "x-ignored": {"propertyNames": {"minLength": 2}}, "examples": ["x"]}),
    );
    assert_eq!(notes, [("import/keyword-ignored", Effect::Annotation)]);
    assert_eq!(
        check(
            Dialect::DRAFT_06,
            json!({"propertyNames": {"minLength": 2}}),
            json!({"propertyNames": {"minLength": 2}})
        ),
        []
    );
}

#[test]
fn const_is_meant_in_draft_04_too() {
    let const_at = |dialect| {
        check(
            dialect,
            json!({"properties": {"a": {"type": "string", "const": "x"}}}),
            json!({"properties": {"a": {"type": "string", "const": "x"}}}),
        )
    };
    let meant = [("import/const-meant", Effect::Changed)];
    assert_eq!(const_at(Dialect::DRAFT_04), meant);
    assert_eq!(const_at(Dialect::OPENAPI_30), meant);
    assert_eq!(const_at(Dialect::DRAFT_06), []);
    // Beside a reference every word is ignored, in all drafts up to 7.
    let notes = check(
        Dialect::DRAFT_04,
        json!({"definitions": {"a": {}}, "properties": {"const": {"$ref": "#/definitions/a", "const": 1}}}),
        json!({"$defs": {"a": {}}, "properties": {"const": {"$ref": "#/$defs/a", "x-ignored": {"const": 1}}}}),
    );
    assert_eq!(notes, [("import/ref-sibling-ignored", Effect::Annotation)]);
}

#[test]
fn nullable_lets_null_in() {
    check(
        Dialect::OPENAPI_30,
        json!({"type": "string", "nullable": true}),
        json!({"type": ["string", "null"]}),
    );
    check(
        Dialect::OPENAPI_30,
        json!({"type": "string", "nullable": false}),
        json!({"type": "string"}),
    );
    check(Dialect::OPENAPI_30, json!({"nullable": true}), json!({}));
    let notes = check(
        Dialect::OPENAPI_31,
        json!({"type": "string", "enum": ["a"], "nullable": true}),
        json!({"type": ["string", "null"], "enum": ["a", null]}),
    );
    assert_eq!(notes, [("import/nullable-widened", Effect::Changed)]);
    check(
        Dialect::OPENAPI_31,
        json!({"definitions": {"t": {"items": {"type": "string"}}}, "properties": {"x": {"$ref": "#/definitions/t", "nullable": true, "description": "d"}, "y": {"$ref": "#/properties/x/items"}, "items": true}}),
        json!({"$defs": {"t": {"items": {"type": "string"}}}, "properties": {
            "x": {"description": "d", "anyOf": [{"$ref": "#/$defs/t"}, {"type": "null"}]},
            "y": {"$ref": "#/properties/x/items"},
            "items": true
        }}),
    );
}

#[test]
fn nullable_beside_all_of_speaks_for_the_whole() {
    check(
        Dialect::OPENAPI_31,
        json!({"definitions": {"t": {"type": "string"}}, "properties": {"x": {"allOf": [{"$ref": "#/definitions/t"}, {"nullable": true}]}}}),
        json!({"$defs": {"t": {"type": "string"}}, "properties": {"x": {"anyOf": [{"allOf": [{"$ref": "#/$defs/t"}, {}]}, {"type": "null"}]}}}),
    );
}

#[test]
fn references_below_a_widened_schema_follow_it() {
    check(
        Dialect::OPENAPI_31,
        json!({"properties": {"a": {"nullable": true, "oneOf": [{"type": "string"}]}, "b": {"$ref": "#/properties/a/oneOf/0"}}}),
        json!({"properties": {"a": {"anyOf": [{"oneOf": [{"type": "string"}]}, {"type": "null"}]}, "b": {"$ref": "#/properties/a/anyOf/0/oneOf/0"}}}),
    );
}

fn union(first: &str, second: &str) -> Value {
    let branch = |tag: &str| json!({"type": "object", "required": ["kind"], "properties": {"kind": {"enum": [tag]}}});
    json!({"oneOf": [branch(first), {"$ref": "#/definitions/b"}], "definitions": {"b": branch(second)}, "discriminator": {"propertyName": "kind"}})
}

#[test]
fn discriminators_become_tags_where_they_discriminate() {
    let converted = convert(&union("a", "b"), Dialect::OPENAPI_30);
    assert_eq!(converted.document["x-tidings"], json!({"tag": "kind"}));
    assert_eq!(converted.document.get("discriminator"), None);
    let converted = convert(&union("a", "a"), Dialect::OPENAPI_30);
    assert_eq!(converted.document.get("x-tidings"), None);
    assert_eq!(
        converted.document["discriminator"],
        json!({"propertyName": "kind"})
    );
    assert_eq!(converted.notes[0].effect, Effect::Annotation);
}

#[test]
fn recursive_references_find_their_schema() {
    check(
        Dialect::DRAFT_2019_09,
        json!({"$recursiveAnchor": true, "properties": {"next": {"$recursiveRef": "#"}}}),
        json!({"properties": {"next": {"$ref": "#"}}}),
    );
    let notes = check(
        Dialect::OPENAPI_31,
        json!({"definitions": {"f": {"$recursiveAnchor": true, "items": {"$recursiveRef": "#"}}}, "$ref": "#/definitions/f"}),
        json!({"$defs": {"f": {"items": {"$ref": "#/$defs/f"}}}, "$ref": "#/$defs/f"}),
    );
    assert_eq!(notes, [("import/recursive-ref", Effect::Changed)]);
}

#[test]
fn what_names_nothing_is_refused() {
    for reference in [
        "#/definitions/missing",
        "http://example.com/other.json",
        "#nowhere",
        "%%%",
    ] {
        let converted = convert(
            &json!({"properties": {"x": {"$ref": reference}}}),
            Dialect::DRAFT_07,
        );
        let refusals: Vec<_> = converted
            .refusals()
            .map(|note| (note.id, note.pointer.as_str()))
            .collect();
        assert_eq!(
            refusals,
            [("import/ref-not-found", "/properties/x/$ref")],
            "{reference}"
        );
    }
}

#[test]
fn unknown_words_stay_and_are_told() {
    let converted = convert(
        &json!({"mexLength": 3, "x-note": 1, "colour": "red"}),
        Dialect::DRAFT_07,
    );
    let told: Vec<&str> = converted
        .notes
        .iter()
        .map(|note| note.message.as_str())
        .collect();
    assert_eq!(told.len(), 2);
    assert!(
        told[1].contains("did the author mean `maxLength`?"),
        "{told:?}"
    );
    assert_eq!(converted.document["mexLength"], json!(3));
}

#[test]
fn examples_are_lists() {
    check(
        Dialect::OPENAPI_30,
        json!({"example": 1}),
        json!({"examples": [1]}),
    );
    check(
        Dialect::OPENAPI_31,
        json!({"example": 1, "examples": [2]}),
        json!({"examples": [1, 2]}),
    );
    check(
        Dialect::DRAFT_07,
        json!({"examples": {"a": 1}}),
        json!({"examples": [{"a": 1}]}),
    );
}

#[test]
fn dialects_are_detected_by_claim_and_by_words() {
    let claim = |draft: &str| json!({"$schema": draft});
    for (document, expected) in [
        (claim("http://json-schema.org/draft-04/schema#"), "draft-04"),
        (
            claim("https://json-schema.org/draft-07/schema#"),
            "draft-07",
        ),
        (
            claim("https://json-schema.org/draft/2019-09/schema"),
            "2019-09",
        ),
        (
            json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "items": [true]}),
            "2019-09",
        ),
        (
            json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"a": {"nullable": true}}}),
            "openapi-3.1",
        ),
        (
            json!({"properties": {"a": {"type": "string", "nullable": true}}}),
            "openapi-3.0",
        ),
        (
            json!({"type": "object", "properties": {"nullable": {"type": "boolean"}}}),
            "2020-12",
        ),
        (json!({"dependencies": {"a": ["b"]}}), "draft-07"),
        (json!({"dependentRequired": {"a": ["b"]}}), "2020-12"),
        (
            json!({"id": "http://example.com/x", "type": "object"}),
            "draft-04",
        ),
        (
            json!({"components": {"schemas": {"A": {"type": "string", "nullable": true}}}, "$ref": "#/components/schemas/A"}),
            "openapi-3.0",
        ),
        (json!({"openapi": "3.1.0", "type": "object"}), "openapi-3.1"),
        (json!(true), "2020-12"),
    ] {
        assert_eq!(
            Dialect::detect(&document).to_string(),
            expected,
            "{document}"
        );
    }
}

#[test]
fn circles_end() {
    let around = |word: &str| {
        let again = json!({"$ref": "#/definitions/a"});
        json!({"definitions": {"a": {word: [again, again, again, {"type": "null"}]}, "b": {"oneOf": [again, {"$ref": "#/definitions/b"}], "discriminator": {"propertyName": "x"}}}, "$ref": "#/definitions/a"})
    };
    for word in ["allOf", "anyOf", "oneOf"] {
        assert_eq!(
            convert(&around(word), Dialect::OPENAPI_31)
                .refusals()
                .count(),
            0
        );
        let source = tidings_import::Source {
            path: "a/1.json".to_owned(),
            text: around(word).to_string(),
        };
        let options = tidings_import::Options::new("s".parse().expect("a stream name"));
        let problems =
            tidings_import::import(&[source], &options).expect_err("no value is ever decided");
        assert_eq!(problems[0].id.0, "schema/cycle-without-progress");
    }
}
