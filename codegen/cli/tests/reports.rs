//! Every format of the report, for one change with one breaking, one unknown and three safe edits.
//!
//! `TIDINGS_UPDATE=1 cargo test -p tidings-cli --test reports` writes the golden files anew.

mod scratch;

use std::path::{Path, PathBuf};
use std::process::Command;

use scratch::Scratch;
use serde_json::Value;

const OLD: &str = r#"{
  "title": "Order placed",
  "type": "object",
  "required": ["order_id", "status"],
  "properties": {
    "order_id": { "type": "string", "maxLength": 40 },
    "status": { "enum": ["open", "shipped"], "x-tidings": { "closed": true } },
    "ref": { "type": "string", "pattern": "^[A-Z]" }
  }
}
"#;

const NEW: &str = r#"{
  "title": "Order placed",
  "type": "object",
  "x-tidings": { "change": "Orders can be held, and be gifts." },
  "required": ["order_id", "status"],
  "properties": {
    "order_id": { "type": "string", "maxLength": 40 },
    "status": { "enum": ["open", "shipped", "held"], "x-tidings": { "closed": true } },
    "ref": { "type": "string", "pattern": "^(?!X)[A-Z]" },
    "gift": { "type": "boolean" },
    "voucher": { "type": "string", "maxLength": 20 },
    "weight": { "type": "integer", "minimum": 0, "maximum": 50000 }
  }
}
"#;

/// A repository with a published order, and a draft that changes it.
fn change() -> Scratch {
    let repository = Scratch::new();
    repository.write("schemas/tidings.toml", "name = \"shop\"\n");
    repository.write(
        "schemas/streams/orders.toml",
        "path = \"/streams/orders\"\n\n[events.\"order.placed\"]\nwrite = 1\n",
    );
    repository.write("schemas/events/order.placed/1.json", OLD);
    repository.tidings(&["publish"]).exits(0);
    repository.commit("version 1");
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.write("schemas/events/order.placed/2.json", NEW);
    repository
}

fn report(repository: &Scratch, format: &str) -> String {
    repository
        .tidings(&["check", "--against", "main", "--format", format])
        .out
}

#[track_caller]
fn golden(name: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    // The program's own version is not what is shown here.
    let text = text.replace(
        &format!("\"{}\"", env!("CARGO_PKG_VERSION")),
        "\"@version@\"",
    );
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, &text).expect("written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text, known,
        "tests/golden/{name} is stale: TIDINGS_UPDATE=1 cargo test -p tidings-cli --test reports"
    );
}

#[test]
fn every_format_tells_the_same_change() {
    let repository = change();
    for (format, name) in [
        ("text", "report.txt"),
        ("json", "report.json"),
        ("sarif", "report.sarif"),
        ("github", "report.github.txt"),
        ("markdown", "comment.md"),
    ] {
        let text = report(&repository, format);
        assert_eq!(
            text,
            report(&repository, format),
            "{format} differs from run to run"
        );
        assert!(
            text.contains("generated"),
            "{format} does not name the semantics"
        );
        golden(name, &text);
    }
}

/// The official schema, out of the package of the crate `serde-sarif`.
fn official() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif");
    let manifest = package.expect("serde-sarif is a dependency")["manifest_path"].as_str();
    let path = Path::new(manifest.expect("a path"))
        .with_file_name("src")
        .join("schema.json");
    let text = std::fs::read_to_string(path).expect("it is there");
    // One pattern of it holds a bracket that closes nothing: a regular expression only as old browsers read it.
    serde_json::from_str(&text.replace("{2}]?$", "{2}\\\\]?$")).expect("JSON")
}

#[track_caller]
fn conforms(schema: &jsonschema::Validator, text: &str) -> Value {
    let log: Value = serde_json::from_str(text).expect("JSON");
    let wrong: Vec<String> = schema
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    log
}

#[test]
fn sarif_is_what_the_official_schema_says() {
    let schema = official();
    assert!(
        schema["title"]
            .as_str()
            .is_some_and(|title| title.contains("SARIF"))
    );
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    assert!(
        !schema.is_valid(&serde_json::json!({"version": "2.1.0"})),
        "it refuses something"
    );
    let repository = change();
    let log = conforms(&schema, &report(&repository, "sarif"));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let break_ = &results[0];
    assert_eq!(break_["ruleId"], "compat/enum-grown");
    assert_eq!(break_["baselineState"], "new");
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    let index = break_["ruleIndex"].as_u64().expect("an index");
    let rule = &rules[usize::try_from(index).expect("small")];
    assert_eq!(rule["id"], "compat/enum-grown");
    assert!(
        rule["helpUri"]
            .as_str()
            .is_some_and(|uri| uri.ends_with("docs/rules/enum-grown.md"))
    );
    let place = &break_["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "schemas/events/order.placed/2.json"
    );
    assert_eq!(place["region"]["startLine"], 8);
    let other = &break_["relatedLocations"][0]["physicalLocation"];
    assert_eq!(
        other["artifactLocation"]["uri"],
        "schemas/events/order.placed/1.json"
    );
    assert_eq!(other["region"]["startLine"], 7);
    // What is wrong with a registry, a stream that is gone, and nothing at all are logs, too.
    repository.write("schemas/events/order.placed/2.json", "{oops");
    let log = conforms(&schema, &report(&repository, "sarif"));
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
    std::fs::remove_file(repository.file("schemas/events/order.placed/2.json")).expect("removed");
    conforms(&schema, &report(&repository, "sarif"));
    std::fs::remove_file(repository.file("schemas/streams/orders.toml")).expect("removed");
    let log = conforms(&schema, &report(&repository, "sarif"));
    assert_eq!(
        log["runs"][0]["results"][0]["ruleId"],
        "compat/event-stopped"
    );
}

#[test]
fn what_the_base_has_too_is_unchanged() {
    let repository = change();
    repository.commit("a break that is there already");
    repository.git(&["branch", "--force", "main", "change"]);
    let log: Value = serde_json::from_str(&report(&repository, "sarif")).expect("JSON");
    assert_eq!(log["runs"][0]["results"][0]["baselineState"], "unchanged");
    let only_new = [
        "check",
        "--against",
        "main",
        "--only-new",
        "--format",
        "markdown",
    ];
    let comment = repository.tidings(&only_new).exits(0).out;
    assert!(
        comment.contains("safe to merge") && comment.contains("2 known before"),
        "{comment}"
    );
    let alone = repository
        .tidings(&["check", "--format", "sarif"])
        .exits(1)
        .out;
    assert!(
        !alone.contains("baselineState"),
        "without a base nothing is new"
    );
}

#[test]
fn what_is_waived_is_suppressed_and_told() {
    let repository = change();
    let json: Value = serde_json::from_str(&report(&repository, "json")).expect("JSON");
    let findings = json["findings"].as_array().expect("findings").iter();
    let failing = findings.filter(|finding| finding["failing"] == true);
    for finding in failing {
        let fingerprint = finding["fingerprint"].as_str().expect("a fingerprint");
        let waive = [
            "waive",
            fingerprint,
            "--owner",
            "@orders",
            "--until",
            "2999-12-31",
        ];
        let why = ["--reason", "No such page is open."];
        repository.tidings(&[&waive[..], &why].concat()).exits(0);
    }
    let log: Value = serde_json::from_str(&report(&repository, "sarif")).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let suppressed = |rule: &str| {
        let result = results.iter().find(|result| result["ruleId"] == rule);
        let result = result.expect("it is told");
        result["suppressions"].as_array().map(Vec::len)
    };
    assert_eq!(suppressed("compat/enum-grown"), Some(1));
    assert_eq!(suppressed("compat/unproved"), Some(1));
    assert_eq!(suppressed("compat/type-enum-grown"), Some(0));
    let comment = repository
        .tidings(&["check", "--against", "main", "--format", "markdown"])
        .exits(0)
        .out;
    for words in [
        "safe to merge** · 2 waived",
        "2999-12-31",
        "No such page is open",
    ] {
        assert!(comment.contains(words), "{words} in\n{comment}");
    }
    let text = repository
        .tidings(&["check", "--against", "main"])
        .exits(0)
        .out;
    assert!(
        text.contains("waived[compat/enum-grown]") && !text.contains("every pair is proved"),
        "{text}"
    );
}

/// An event with so many closed enums, each of which grows when `more` is told.
fn wide(members: usize, more: bool) -> String {
    let member = |index: usize| {
        let more = if more { r#", "held""# } else { "" };
        format!(r#""m{index}": {{"enum": ["open"{more}], "x-tidings": {{"closed": true}}}}"#)
    };
    let members: Vec<String> = (0..members).map(member).collect();
    let change = r#""x-tidings": {"change": "More."}"#;
    format!(
        r#"{{"title": "Wide", "type": "object", {change}, "properties": {{{}}}}}"#,
        members.join(", ")
    )
}

#[test]
fn a_comment_has_at_most_25_lines_and_names_only_commands_that_exist() {
    for members in [0, 1, 5, 6, 7, 40] {
        let repository = change();
        repository.write("schemas/events/order.placed/2.json", OLD);
        repository.write("schemas/events/wide/1.json", &wide(members, false));
        let stream = repository.read("schemas/streams/orders.toml");
        repository.write(
            "schemas/streams/orders.toml",
            &format!("{stream}\n[events.wide]\nwrite = 1\n"),
        );
        repository.tidings(&["publish"]).exits(0);
        repository.write("schemas/events/wide/2.json", &wide(members, true));
        let comment = report(&repository, "markdown");
        let lines = comment.lines().count();
        assert!(lines <= 25, "{members}: {lines} lines\n{comment}");
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let counted = comment
            .split(" breaking")
            .next()
            .and_then(|head| number(head.rsplit('·').next()?));
        let folded = comment
            .split("- … and ")
            .nth(1)
            .and_then(|rest| number(rest.split(' ').next()?));
        let shown = comment.matches("- ❌").count();
        assert_eq!(
            shown + folded.unwrap_or(0),
            counted.unwrap_or(0),
            "{comment}"
        );
        assert_eq!(folded.is_some(), members >= 7, "{comment}");
        for command in comment.split("`tidings ").skip(1) {
            let word = command.split([' ', '`']).next().unwrap_or_default();
            repository.tidings(&[word, "--help"]).exits(0);
        }
        for inside in ["⊄", "E(", "emit set", "accept set", "lens"] {
            assert!(!comment.contains(inside), "{inside} in\n{comment}");
        }
    }
}

/// Markdown without its code spans: a run of backticks ends at the next run of the same length.
fn without_code(text: &str) -> String {
    let run = |text: &str| text.bytes().take_while(|byte| *byte == b'`').count();
    let (mut outside, mut rest) = (String::new(), text);
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let length = run(&rest[start..]);
        let mut end = start + length;
        while run(&rest[end..]) != length {
            let here = run(&rest[end..]).max(1);
            end += rest[end + here..].find('`').expect("a span ends") + here;
        }
        rest = &rest[end + length..];
    }
    outside + rest
}

#[test]
fn names_that_users_give_are_no_markup_in_a_comment() {
    let repository = change();
    let hostile = "@everyone <img src=x> `tick` *bold* #1\\n| a";
    let old = OLD.replace("\"status\": {", &format!("\"{hostile}\": {{"));
    repository.write(
        "schemas/events/hostile/1.json",
        &old.replace("\"status\"]", "\"ref\"]"),
    );
    let stream = repository.read("schemas/streams/orders.toml");
    repository.write(
        "schemas/streams/orders.toml",
        &format!("{stream}\n[events.hostile]\nwrite = 1\n"),
    );
    repository.write("schemas/events/order.placed/2.json", OLD);
    repository.tidings(&["publish"]).exits(0);
    let new = NEW
        .replace("\"status\": {", &format!("\"{hostile}\": {{"))
        .replace("(?!X)", "");
    repository.write(
        "schemas/events/hostile/2.json",
        &new.replace("\"status\"]", "\"ref\"]"),
    );
    let comment = report(&repository, "markdown");
    assert!(comment.contains("1 breaking"), "{comment}");
    // What stands outside of code is read as Markdown.
    let (html, marked): (Vec<&str>, Vec<&str>) = comment
        .lines()
        .partition(|line| line.starts_with("<details>"));
    assert!(!html.concat().contains("<img"), "{html:#?}");
    let outside = without_code(&marked.join("\n"));
    assert!(
        !outside.contains("@everyone") && !outside.contains("<img"),
        "{outside}"
    );
    assert!(comment.lines().count() <= 25, "{comment}");
}

#[test]
fn a_registry_that_is_broken_is_told_in_the_comment() {
    let repository = change();
    repository.edit(
        "schemas/events/order.placed/1.json",
        "\"maxLength\": 40",
        "\"maxLength\": 41",
    );
    let comment = repository
        .tidings(&["check", "--against", "main", "--format", "markdown"])
        .exits(3)
        .out;
    assert!(
        comment.contains("can't be checked") && comment.contains("tidings new version"),
        "{comment}"
    );
    let missing = repository
        .tidings(&["check", "--against", "origin/none", "--format", "markdown"])
        .exits(3)
        .out;
    assert!(missing.contains("nothing was compared"), "{missing}");
}

#[test]
fn the_schemas_of_both_json_formats_are_printed() {
    let scratch = Scratch::new();
    for (name, title) in [("report", "check"), ("answer", "diff")] {
        let run = scratch.tidings(&["explain", "--schema", name]).exits(0);
        let schema: Value = serde_json::from_str(&run.out).expect("JSON");
        assert!(
            schema["title"]
                .as_str()
                .is_some_and(|text| text.contains(title))
        );
        jsonschema::meta::validate(&schema).expect("a schema");
    }
}
