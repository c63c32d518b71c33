//! Whole imports: layout, names, labels, and what is refused.

use std::collections::BTreeMap;

use tidings_contract::StreamName;
use tidings_import::{Imported, Options, Source, import};
use tidings_model::Diagnostic;

fn options() -> Options {
    Options::new(StreamName::new("jobs").expect("a stream name"))
}

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    let source = |(path, text): &(&str, &str)| Source {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    };
    files.iter().map(source).collect()
}

fn imported(files: &[(&str, &str)]) -> Imported {
    import(&sources(files), &options()).expect("it can be imported")
}

fn refused(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    import(&sources(files), &options()).expect_err("it is refused")
}

fn ids(problems: &[Diagnostic]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.id.0).collect()
}

const ANY: &str = r#"{"type": "object"}"#;

#[test]
fn a_history_becomes_numbered_versions() {
    let result = imported(&[
        ("change-prop/retry/1.10.0.json", ANY),
        ("change-prop/retry/1.9.0.json", ANY),
        ("change-prop/retry/2.0.0.json", ANY),
        ("OrderPlaced/1-0-0", ANY),
        ("OrderPlaced/1-0-1", ANY),
        ("login/2024-01-31.json", ANY),
        ("single.schema.json", ANY),
        ("part-2.json", ANY),
        ("shipped.v2.json", ANY),
    ]);
    let events: Vec<(String, Vec<Option<&str>>)> = result
        .events
        .iter()
        .map(|event| {
            let labels = event
                .versions
                .iter()
                .map(|version| version.label.as_deref());
            (event.name.to_string(), labels.collect())
        })
        .collect();
    let expected: &[(&str, &[Option<&str>])] = &[
        ("order_placed", &[Some("1-0-0"), Some("1-0-1")]),
        (
            "change_prop.retry",
            &[Some("1.9.0"), Some("1.10.0"), Some("2.0.0")],
        ),
        ("login", &[Some("2024-01-31")]),
        ("part_2", &[None]),
        ("shipped", &[Some("v2")]),
        ("single", &[None]),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(name, labels)| ((*name).to_owned(), labels.to_vec()))
        .collect();
    assert_eq!(events, expected);
    let first = &result.files["events/change_prop.retry/1.json"];
    assert!(
        first.contains(r#""change": "Imported from change-prop/retry 1.9.0.""#),
        "{first}"
    );
    assert!(first.contains(r#""wire": "change-prop/retry""#), "{first}");
    let plain = &result.files["events/login/1.json"];
    assert!(!plain.contains("wire"), "{plain}");
    let stream = &result.files["streams/jobs.toml"];
    assert!(
        stream.contains("[events.\"change_prop.retry\"]\nwrite = 3\n"),
        "{stream}"
    );
}

#[test]
fn every_version_step_has_a_release() {
    let result = imported(&[
        ("a/1.json", ANY),
        ("a/2.json", ANY),
        ("a/3.json", ANY),
        ("b/1.json", ANY),
    ]);
    let releases: Vec<BTreeMap<&str, u32>> = result
        .releases
        .iter()
        .map(|release| {
            release
                .iter()
                .map(|(name, version)| (name.as_str(), version.get()))
                .collect()
        })
        .collect();
    let expected = [1, 2, 3].map(|a| BTreeMap::from([("a", a), ("b", 1)]));
    assert_eq!(releases, expected);
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut files = vec![
        ("a/1.json", ANY),
        ("a/2.json", r#"{"enum": ["x", "y"]}"#),
        ("b/1.json", ANY),
    ];
    let forward = imported(&files);
    files.reverse();
    assert_eq!(imported(&files), forward);
}

#[test]
fn unsaid_growth_is_closed_and_told() {
    let tagged = r#"{"oneOf": [
        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}}},
        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}}},
        {"type": "null"}], "title": "T"}"#;
    let result = imported(&[
        ("enum.json", r#"{"enum": ["x", "y"]}"#),
        ("union.json", tagged),
        ("one.json", r#"{"enum": ["x"]}"#),
    ]);
    for event in ["enum", "union"] {
        let text = &result.files[&format!("events/{event}/1.json")];
        assert!(text.contains("\"closed\": true"), "{text}");
    }
    assert!(!result.files["events/one/1.json"].contains("closed"));
    let told: Vec<&str> = result.notes.iter().map(|note| note.id).collect();
    assert_eq!(told, ["import/closed", "import/closed"]);
}

#[test]
fn null_or_a_union_is_closed_too() {
    let text = r##"{"definitions": {"u": {"oneOf": [
        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}}},
        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}}}]}},
        "type": "object", "properties": {"x": {"anyOf": [{"$ref": "#/definitions/u"}, {"type": "null"}]}, "y": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}"##;
    let result = imported(&[("x.json", text)]);
    assert_eq!(
        result.files["events/x/1.json"]
            .matches("\"closed\": true")
            .count(),
        2
    );
}

/// The ids of what a registry of drafts with the imported files still holds against them.
fn undecided(files: &[(&str, &str)]) -> Vec<String> {
    use tidings_registry::{Memory, load};
    let settings = ("tidings.toml".to_owned(), "name = \"x\"\n".to_owned());
    let files = imported(files).files.into_iter().chain([settings]);
    let problems = load(&Memory::new("an import", files), None).problems;
    let errors = problems.into_iter().filter(|problem| problem.is_error());
    errors.map(|problem| problem.to_string()).collect()
}

#[test]
fn nothing_is_left_to_decide_however_a_tag_is_written() {
    // The base requires the tag, and its heirs say what it is: how OpenAPI files are written.
    let inherited = r##"{"definitions": {
        "base": {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a", "b"]}}},
        "a": {"allOf": [{"$ref": "#/definitions/base"}, {"properties": {"kind": {"const": "a"}}}]},
        "b": {"allOf": [{"$ref": "#/definitions/base"}, {"properties": {"kind": {"const": "b"}}}]},
        "u": {"oneOf": [{"$ref": "#/definitions/a"}, {"$ref": "#/definitions/b"}]}},
        "type": "object", "properties": {"x": {"anyOf": [{"$ref": "#/definitions/u"}, {"type": "null"}]}}}"##;
    assert_eq!(undecided(&[("x.json", inherited)]), [] as [&str; 0]);
    let nullable = inherited
        .replace(
            r##"{"anyOf": [{"$ref": "#/definitions/u"}, {"type": "null"}]}"##,
            r##"{"nullable": true, "discriminator": {"propertyName": "kind"},
                "oneOf": [{"$ref": "#/definitions/a"}, {"$ref": "#/definitions/b"}]}"##,
        )
        .replacen(
            '{',
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "#,
            1,
        );
    assert_eq!(undecided(&[("x.json", &nullable)]), [] as [&str; 0]);
    assert!(
        imported(&[("x.json", &nullable)]).files["events/x/1.json"].contains(r#""tag": "kind""#)
    );
    let nested = r##"{"$defs": {"c": {"const": "c"},
        "u": {"oneOf": [{"type": "object", "required": ["t"], "properties": {"t": {"const": "a"}}},
            {"type": "object", "required": ["t"], "properties": {"t": {"enum": ["b", "bb"]}}}]},
        "v": {"type": "object", "required": ["t"], "properties": {"t": {"$ref": "#/$defs/c"}}}},
        "type": "object", "properties": {"x": {"anyOf": [{"$ref": "#/$defs/u"}, {"$ref": "#/$defs/v"}, {"type": "null"}]}}}"##;
    assert_eq!(undecided(&[("x.json", nested)]), [] as [&str; 0]);
}

#[test]
fn open_writers_are_marked_where_they_describe_members() {
    let text = r#"{"type": "object", "properties": {"a": {"type": "object", "properties": {"b": true}}, "c": {"type": "string"},
        "d": {"properties": {"e": true}, "additionalProperties": false}}}"#;
    let mut open = options();
    open.open = true;
    let result = import(&sources(&[("x.json", text)]), &open).expect("it can be imported");
    assert_eq!(
        result.files["events/x/1.json"]
            .matches("\"open\": true")
            .count(),
        2
    );
    assert!(!imported(&[("x.json", text)]).files["events/x/1.json"].contains("\"open\""));
}

#[test]
fn copies_of_the_newest_version_are_left_out() {
    let result = imported(&[
        ("a/1.0.0.json", ANY),
        ("a/latest.json", ANY),
        ("a/current", ANY),
    ]);
    assert_eq!(result.events.len(), 1);
}

#[test]
fn names_can_be_given() {
    let mut named = options();
    named
        .names
        .insert("größe".to_owned(), "size.changed".to_owned());
    let result = import(&sources(&[("größe/1.json", ANY)]), &named).expect("it can be imported");
    assert_eq!(result.events[0].name.as_str(), "size.changed");
    assert_eq!(result.events[0].wire, "größe");
}

#[test]
fn what_cannot_be_imported_is_told_all_at_once() {
    let problems = refused(&[
        (
            "a/1.json",
            r#"{"type": "object", "properties": {"x": {"$ref": "other.json"}}}"#,
        ),
        (
            "b/1.json",
            "{\n  \"type\": \"object\",\n  \"type\": \"string\"\n}",
        ),
        ("c/1.json", r#"{"type": "strng"}"#),
    ]);
    assert_eq!(
        ids(&problems),
        [
            "import/ref-not-found",
            "json/duplicate-key",
            "schema/unknown-type"
        ]
    );
    let place = problems[0].place.as_ref().expect("a place");
    assert_eq!(
        (&*place.file, place.line, place.pointer.as_ref()),
        ("a/1.json", 1, "/properties/x/$ref")
    );
    assert_eq!(problems[1].place.as_ref().map(|place| place.line), Some(3));
}

#[test]
fn names_that_collide_are_refused() {
    assert_eq!(
        ids(&refused(&[("a-b/1.json", ANY), ("a_b/1.json", ANY)])),
        ["import/name-collision"]
    );
    assert_eq!(
        ids(&refused(&[("Order/1.json", ANY), ("order/1.json", ANY)])),
        ["import/name-differs-by-case"]
    );
    assert_eq!(
        ids(&refused(&[("tidings/gap/1.json", ANY)])),
        ["import/event-name"]
    );
    assert_eq!(
        ids(&refused(&[
            ("a/1.0.0.json", ANY),
            ("a/2024-01-01.json", ANY)
        ])),
        ["import/mixed-labels"]
    );
    assert_eq!(
        ids(&refused(&[("a/1.json", ANY), ("a/1.0.0.json", ANY)])),
        ["import/version-twice"]
    );
    assert_eq!(ids(&refused(&[])), ["import/nothing"]);
}

#[test]
fn files_that_refer_to_each_other_become_whole() {
    let common = r##"{"$id": "/common/1.0.0", "$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"id": {"type": "string"}},
        "type": "object", "properties": {"id": {"$ref": "#/definitions/id"}, "next": {"$ref": "/page/1.0.0"}}}"##;
    let page = r##"{"$id": "/page/1.0.0", "$schema": "http://json-schema.org/draft-07/schema#", "allOf": [{"$ref": "/common/1.0.0#"}],
        "properties": {"owner": {"$ref": "/common/1.0.0#/definitions/id"}}}"##;
    let by_path = r##"{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"c": {"$ref": "../common/1.0.0.json#/definitions/id"}}}"##;
    let result = imported(&[
        ("common/1.0.0.json", common),
        ("page/1.0.0.json", page),
        ("by-path/1.json", by_path),
    ]);
    let page: serde_json::Value =
        serde_json::from_str(&result.files["events/page/1.json"]).expect("JSON");
    assert_eq!(page["allOf"][0]["$ref"], "#/$defs/common.1.0.0");
    assert_eq!(
        page["properties"]["owner"]["$ref"],
        "#/$defs/common.1.0.0/$defs/id"
    );
    assert_eq!(
        page["$defs"]["common.1.0.0"]["properties"]["id"]["$ref"],
        "#/$defs/common.1.0.0/$defs/id"
    );
    assert_eq!(
        page["$defs"]["common.1.0.0"]["properties"]["next"]["$ref"],
        "#"
    );
    let by_path: serde_json::Value =
        serde_json::from_str(&result.files["events/by_path/1.json"]).expect("JSON");
    assert_eq!(
        by_path["properties"]["c"]["$ref"],
        "#/$defs/common.1.0.0/$defs/id"
    );
    assert!(result.notes.iter().any(|note| note.id == "import/inlined"));
}
