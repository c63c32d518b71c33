//! `tidings diff` of schemas that no registry holds.

mod scratch;

use scratch::Scratch;
use serde_json::{Value, json};

const OPEN: &str = r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#;
const NOTED: &str =
    r#"{"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}}"#;

fn with_files(files: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::new();
    for (path, text) in files {
        scratch.write(path, text);
    }
    scratch
}

/// The answers of a batch, and how it ended.
fn answers(scratch: &Scratch, arguments: &[&str], code: i32) -> Vec<Value> {
    let run = scratch
        .tidings(&[&["diff", "--pairs", "pairs.jsonl"], arguments].concat())
        .exits(code);
    let lines = run.out.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("an answer is JSON"))
        .collect()
}

fn field<'v>(answers: &'v [Value], name: &str) -> Vec<&'v Value> {
    answers.iter().map(|answer| &answer[name]).collect()
}

#[test]
fn semantics_decide_and_are_named() {
    let scratch = with_files(&[("a.json", OPEN), ("b.json", NOTED)]);
    let pair = ["diff", "--writer", "a.json", "--reader", "b.json"];
    scratch
        .tidings(&pair)
        .exits(0)
        .says("a.json written, b.json read (generated): compatible");
    scratch
        .tidings(&[&pair[..], &["--semantics", "validation"]].concat())
        .exits(1)
        .says("(validation): breaking")
        .says(r#"witness: {"note":null}"#)
        .says("refused at /note")
        .says("rule: compat/");
}

#[test]
fn json_holds_the_answer_and_the_sets_where_asked() {
    let scratch = with_files(&[("a.json", OPEN), ("b.json", NOTED)]);
    let arguments = [
        "diff", "--writer", "a.json", "--reader", "b.json", "--format", "json",
    ];
    let run = scratch.tidings(&arguments).exits(0);
    let answer: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(answer["verdict"], "compatible");
    assert_eq!(answer["semantics"], "generated");
    assert!(answer["witness"].is_null() && answer["rule"].is_null() && answer["micros"].is_u64());
    assert!(answer.get("schemas").is_none());
    let shown = [&arguments[..], &["--print-schemas"]].concat();
    let run = scratch.tidings(&shown).exits(0);
    let answer: Value = serde_json::from_str(&run.out).expect("JSON");
    // The emit set is closed, the accept set is not.
    assert_eq!(answer["schemas"]["writer"]["additionalProperties"], false);
    assert!(
        answer["schemas"]["reader"]
            .get("additionalProperties")
            .is_none()
    );
    let written = [&shown[..], &["--semantics", "validation"]].concat();
    let run = scratch.tidings(&written).exits(1);
    let answer: Value = serde_json::from_str(&run.out).expect("JSON");
    let as_written: Value = serde_json::from_str(OPEN).expect("JSON");
    assert_eq!(answer["schemas"]["writer"], as_written);
}

#[test]
fn what_is_not_proved_ends_in_two() {
    let scratch = with_files(&[
        ("a.json", r##"{"$ref": "#"}"##),
        ("b.json", r#"{"type": "string"}"#),
    ]);
    scratch
        .tidings(&["diff", "--writer", "a.json", "--reader", "b.json"])
        .exits(2)
        .says("can't tell");
}

#[test]
fn dialects_come_from_the_flag_or_the_file() {
    let bound = r#"{"type": "integer", "minimum": 0, "exclusiveMinimum": true}"#;
    let claimed = bound.replacen(
        '{',
        r#"{"$schema": "http://json-schema.org/draft-04/schema#", "#,
        1,
    );
    let scratch = with_files(&[
        ("plain.json", bound),
        ("claimed.json", &claimed),
        ("new.json", r#"{"type": "integer", "exclusiveMinimum": 0}"#),
        ("const.json", r#"{"const": 1}"#),
    ]);
    let pair = |writer: &str, more: &[&str]| {
        let pair = ["diff", "--writer", writer, "--reader", "new.json"];
        scratch.tidings(&[&pair[..], more].concat())
    };
    pair("claimed.json", &[]).exits(0);
    // Without a claim it is 2020-12, where the bound is no number.
    pair("plain.json", &[])
        .exits(3)
        .says("schema/malformed-keyword");
    pair("plain.json", &["--dialect", "draft-04"]).exits(0);
    pair("const.json", &["--dialect", "draft-04"])
        .exits(0)
        .says("import/const-meant");
    pair("plain.json", &["--dialect", "draft-5"])
        .exits(3)
        .says("cli/dialect-unknown");
}

#[test]
fn bad_files_are_told_with_code_and_line() {
    let deep = format!("{}{{}}{}", r#"{"not": "#.repeat(10_000), "}".repeat(10_000));
    let scratch = with_files(&[
        ("ok.json", OPEN),
        ("text.json", "{oops"),
        ("type.json", "{\n  \"type\": \"strng\"}"),
        ("list.json", "[]"),
        ("number.json", r#"{"maximum": 1e400}"#),
        ("deep.json", &deep),
        ("claim.json", r#"{"$schema": "http://example.com/mine"}"#),
        (
            "away.json",
            r##"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/x"}"##,
        ),
    ]);
    for (file, told) in [
        ("text.json", "json/syntax"),
        ("type.json", "type.json:2:"),
        ("list.json", "schema/malformed-keyword"),
        ("number.json", "json/number-range"),
        ("deep.json", "json/too-deep"),
        ("claim.json", "cli/dialect-unknown"),
        ("away.json", "import/ref-not-found"),
        ("missing.json", "cli/io"),
    ] {
        for pair in [[file, "ok.json"], ["ok.json", file]] {
            let run = scratch
                .tidings(&["diff", "--writer", pair[0], "--reader", pair[1]])
                .exits(3)
                .says(told);
            assert_eq!(run.out, "", "{file}");
        }
    }
    // Both files of a run are told about.
    scratch
        .tidings(&["diff", "--writer", "list.json", "--reader", "text.json"])
        .exits(3)
        .says("list.json")
        .says("text.json");
}

#[test]
fn flags_that_do_not_fit_together_are_refused() {
    let scratch = with_files(&[("a.json", OPEN), ("pairs.jsonl", "")]);
    for arguments in [
        &["--writer", "a.json"][..],
        &["--reader", "a.json"],
        &[
            "--writer",
            "a.json",
            "--reader",
            "a.json",
            "--pairs",
            "pairs.jsonl",
        ],
        &["--writer", "a.json", "--reader", "a.json", "order.placed"],
        &["--pairs", "pairs.jsonl", "--against", "main"],
        &["--pairs", "pairs.jsonl", "--format", "text"],
        &["--dialect", "draft-07"],
        &["--format", "json"],
        &[
            "--writer",
            "a.json",
            "--reader",
            "a.json",
            "--semantics",
            "both",
        ],
    ] {
        let run = scratch.tidings(&[&["diff"], arguments].concat()).exits(3);
        assert_eq!(run.out, "", "{arguments:?}");
    }
    assert_eq!(
        answers(&scratch, &["--format", "json"], 0),
        [] as [Value; 0]
    );
}

#[test]
fn pairs_are_answered_in_order() {
    let lines = [
        json!({"id": "same", "writer": {"type": "string"}, "reader": true}),
        json!({"id": 7, "writer": {"enum": ["a", "b"]}, "reader": {"enum": ["a"]}}),
        json!({"id": "old", "writer": {"minimum": 0, "exclusiveMinimum": true, "type": "integer"},
            "reader": {"minimum": 1, "type": "integer"}, "dialect": "draft-04"}),
        json!({"id": null, "writer": {"$ref": "#"}, "reader": {"type": "string"}}),
    ];
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let scratch = with_files(&[("pairs.jsonl", &lines.join("\n\n"))]);
    let found = answers(&scratch, &["--semantics", "validation"], 1);
    assert_eq!(
        field(&found, "id"),
        [&json!("same"), &json!(7), &json!("old"), &json!(null)]
    );
    assert_eq!(
        field(&found, "verdict"),
        ["compatible", "breaking", "compatible", "unknown"]
    );
    assert_eq!(found[1]["witness"], "b");
    assert_eq!(found[1]["rule"], "compat/enum-grown");
    assert_eq!(found[1]["reason"]["pointer"], "/enum");
    assert_eq!(found[3]["rule"], "compat/unproved");
    assert_eq!(found[3]["reason"]["keyword"], "$ref");
    for answer in &found {
        assert_eq!(answer["semantics"], "validation");
        assert!(answer["micros"].is_u64());
    }
    // The exit code is that of the worst answer.
    scratch.write("pairs.jsonl", &[&lines[0][..], &lines[3]].join("\n"));
    answers(&scratch, &[], 2);
    scratch.write("pairs.jsonl", &format!("{}\r\n", lines[0]));
    let found = answers(&scratch, &["--print-schemas"], 0);
    assert_eq!(found[0]["schemas"]["reader"], true);
}

#[test]
fn a_wrong_line_is_answered_with_its_code_and_stops_no_other() {
    let good = r#"{"id": 1, "writer": {}, "reader": {}}"#;
    let lines = [
        good,
        r#"{"id": 2, "writer": {"maximum": 1e400}, "reader": {}}"#,
        "{\"id\": 3, oops",
        r#"{"id": 4, "writer": {}}"#,
        r#"{"id": 5, "writer": {}, "reader": {"type": "strng"}}"#,
        r#"{"id": 6, "writer": {}, "reader": {}, "dialect": "draft-5"}"#,
        r#"{"writer": {}, "reader": {}}"#,
        "[]",
        r#"{"id": 9, "writer": {}, "reader": {}, "dialect": 4}"#,
        good,
    ];
    let scratch = with_files(&[("pairs.jsonl", &lines.join("\n"))]);
    let found = answers(&scratch, &[], 3);
    let errors: Vec<Option<&str>> = found
        .iter()
        .map(|answer| answer["reason"]["error"].as_str())
        .collect();
    assert_eq!(
        errors,
        [
            None,
            Some("json/number-range"),
            Some("json/syntax"),
            Some("cli/pair-malformed"),
            Some("schema/unknown-type"),
            Some("cli/dialect-unknown"),
            Some("cli/pair-malformed"),
            Some("cli/pair-malformed"),
            Some("cli/pair-malformed"),
            None,
        ]
    );
    assert_eq!(found[1]["id"], 2);
    assert_eq!(found[4]["reason"]["side"], "reader");
    assert!(
        found[1..9]
            .iter()
            .all(|answer| answer["verdict"] == "unknown")
    );
    let run = scratch
        .tidings(&["diff", "--pairs", "pairs.jsonl"])
        .exits(3);
    for line in 2..=9 {
        assert!(
            run.err.contains(&format!("pairs.jsonl:{line}:")),
            "{}",
            run.err
        );
    }
    assert!(!run.err.contains("pairs.jsonl:10:"), "{}", run.err);
}
