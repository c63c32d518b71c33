//! `tidings import` as a command.

mod scratch;

use scratch::Scratch;

const OLD: &str = r#"{"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["n"],
  "properties": {"n": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}, "mexLength": {"type": "string", "mexLength": 4}}}"#;
const NEW: &str = r#"{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "exclusiveMinimum": 0}, "note": {"type": "string"}}}"#;

fn with_history() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("old/change-prop/retry/1.0.0.json", OLD);
    scratch.write("old/change-prop/retry/1.1.0.json", NEW);
    scratch.write("old/UserSeen/1-0-0", NEW);
    scratch
}

#[test]
fn a_history_becomes_a_registry_that_checks() {
    let scratch = with_history();
    let run = scratch
        .tidings(&["import", "old", "--into", "schemas", "--stream", "jobs"])
        .exits(0);
    run.says("imported 3 schemas as 2 events")
        .says("did the author mean `maxLength`?");
    assert!(
        scratch
            .read("schemas/events/change_prop.retry/1.json")
            .contains("\"exclusiveMinimum\": 0")
    );
    let lock = scratch.read("schemas/tidings.lock");
    assert!(
        lock.contains("release jobs 1 ") && lock.contains("release jobs 2 "),
        "{lock}"
    );
    assert!(
        scratch
            .read("schemas/streams/jobs.toml")
            .contains("write = 2")
    );
    scratch.tidings(&["check"]).exits(0);
    scratch
        .tidings(&["publish"])
        .exits(0)
        .says("nothing to publish");
}

#[test]
fn an_import_can_be_added_to_a_registry() {
    let scratch = Scratch::initialised();
    scratch.write("old/Seen.json", NEW);
    scratch
        .tidings(&["import", "old/Seen.json", "--stream", "seen"])
        .exits(0);
    assert!(
        scratch
            .read("schemas/tidings.lock")
            .contains("release orders 1 ")
    );
    scratch.tidings(&["check"]).exits(0);
    let before = scratch.files();
    scratch
        .tidings(&["import", "old/Seen.json", "--stream", "other"])
        .exits(3)
        .says("cli/exists");
    assert_eq!(scratch.files(), before);
}

#[test]
fn what_cannot_be_imported_writes_nothing() {
    let scratch = with_history();
    scratch.write("old/broken.json", "{\n  \"type\": }");
    scratch.write("old/Change-Prop/retry/1.json", NEW);
    let before = scratch.files();
    scratch
        .tidings(&["import", "old"])
        .exits(3)
        .says("import/name-differs-by-case");
    std::fs::remove_dir_all(scratch.file("old/Change-Prop")).expect("removed");
    scratch
        .tidings(&["import", "old"])
        .exits(3)
        .says("json/syntax")
        .says("broken.json:2:");
    std::fs::remove_file(scratch.file("old/broken.json")).expect("removed");
    scratch
        .tidings(&["import", "old", "--dialect", "draft-3"])
        .exits(3)
        .says("draft-04");
    scratch
        .tidings(&["import", "old", "--name", "x"])
        .exits(3)
        .says("SOURCE=EVENT");
    scratch
        .tidings(&["import", "missing"])
        .exits(3)
        .says("cli/io");
    assert!(!scratch.file("schemas").exists());
    assert!(before.len() > scratch.files().len());
}

#[test]
fn names_streams_and_targets_can_be_given() {
    let scratch = with_history();
    let arguments = [
        "import",
        "old",
        "--stream",
        "s",
        "--name",
        "UserSeen=user.seen",
        "--open",
        "--rust",
        "../r",
        "--ts",
        "../t",
    ];
    scratch.tidings(&arguments).exits(0);
    let text = scratch.read("schemas/events/user.seen/1.json");
    assert!(
        text.contains("\"open\": true") && text.contains("\"wire\": \"UserSeen\""),
        "{text}"
    );
    let settings = scratch.read("schemas/tidings.toml");
    assert!(
        settings.contains("[generate.rust]\nout = \"../r\"")
            && settings.contains("[generate.ts]\nout = \"../t\""),
        "{settings}"
    );
    scratch.tidings(&["generate"]).exits(0);
}

#[test]
fn lenses_are_proposed_for_the_steps_that_need_one() {
    let scratch = Scratch::new();
    let version = |name: &str| {
        format!(
            r#"{{"type": "object", "required": ["{name}"], "properties": {{"{name}": {{"type": "string"}}}}}}"#
        )
    };
    scratch.write("old/seen/1.0.0.json", &version("client_dt"));
    scratch.write("old/seen/2.0.0.json", &version("dt"));
    let third = version("dt").replace(r#"["dt"]"#, r#"["dt", "n"]"#);
    let third = third.replace(
        r#""properties": {"#,
        r#""properties": {"n": {"type": "integer"}, "#,
    );
    scratch.write("old/seen/3.0.0.json", &third);
    let fourth = third.replace(
        r#""properties": {"#,
        r#""properties": {"note": {"type": "string"}, "#,
    );
    scratch.write("old/seen/3.1.0.json", &fourth);
    let line = [
        "import",
        "old",
        "--stream",
        "jobs",
        "--lenses",
        "lenses.jsonl",
    ];
    scratch
        .tidings(&line)
        .exits(0)
        .says("1 need no lens, 1 have a whole proposal, 1 leave something to you");
    let text = scratch.read("lenses.jsonl");
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert_eq!(lines[0]["ops"][0]["op"]["rename"]["to"], "/dt");
    assert_eq!(
        lines[0]["ops"][0]["toml"],
        r#"rename = { from = "/client_dt", to = "/dt" }"#
    );
    assert_eq!(lines[1]["doubts"][0]["at"], "");
}
