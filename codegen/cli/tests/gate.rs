//! The gate of a pull request, in a repository that `init` made.

mod scratch;

use scratch::Scratch;

const DRAFT: &str = "schemas/events/order.placed/2.json";
const PUBLISHED: &str = "schemas/events/order.placed/1.json";

/// A branch with a draft of version 2.
fn branch() -> Scratch {
    let repository = Scratch::initialised();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository
}

/// The line of a file that holds a text.
fn line_of(repository: &Scratch, path: &str, text: &str) -> usize {
    let position = repository
        .read(path)
        .lines()
        .position(|line| line.contains(text));
    position.expect("the text is there") + 1
}

#[test]
fn an_optional_member_is_compatible() {
    let repository = branch();
    repository.edit(
        DRAFT,
        "\"note\": {",
        "\"gift\": { \"description\": \"Wrapped.\", \"type\": \"boolean\" },\n    \"note\": {",
    );
    repository
        .tidings(&["check", "--against", "main"])
        .exits(0)
        .says("compatible");
    repository.commit("add gift");
    repository
        .tidings(&["check", "--against", "main", "--format", "github"])
        .exits(0);
}

#[test]
fn a_required_member_that_is_removed_breaks_with_a_witness() {
    let repository = branch();
    repository.edit(
        DRAFT,
        "\"required\": [\"order_id\", \"total\", \"channel\"]",
        "\"required\": [\"order_id\", \"channel\"]",
    );
    let member = repository.read(DRAFT);
    let line = member
        .lines()
        .find(|line| line.trim_start().starts_with("\"total\":"))
        .expect("declared");
    repository.edit(DRAFT, &format!("{line}\n"), "");
    let run = repository.tidings(&["check", "--against", "main"]).exits(1);
    let run = run
        .says("breaking[compat/member-removed]")
        .says("witness")
        .says("events/order.placed/1.json");
    assert!(
        run.out.contains("\"order_id\""),
        "the witness is a payload:\n{}",
        run.out
    );
}

#[test]
fn a_closed_enum_that_grows_breaks_at_its_line() {
    let repository = branch();
    repository.edit(
        DRAFT,
        "\"web\", \"shop\", \"phone\"",
        "\"web\", \"shop\", \"phone\", \"fax\"",
    );
    repository
        .tidings(&["check", "--against", "main"])
        .exits(1)
        .says("\"fax\"")
        .says("breaking[compat/enum-grown]");
    let github = repository
        .tidings(&["check", "--against", "main", "--format", "github"])
        .exits(1);
    let line = line_of(&repository, DRAFT, "\"fax\"");
    let expected = format!("::error file={DRAFT},line={line},");
    assert!(
        github.out.contains(&expected),
        "{expected} in\n{}",
        github.out
    );
    let json = repository
        .tidings(&["check", "--against", "main", "--format", "json"])
        .exits(1);
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(report["verdict"], "breaking");
    assert_eq!(report["findings"][0]["rule"], "compat/enum-grown");
    assert_eq!(report["findings"][0]["place"]["line"], line);
}

#[test]
fn a_published_file_that_is_edited_is_an_error_that_names_the_ways_out() {
    let repository = Scratch::initialised();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit(PUBLISHED, "\"maxLength\": 280", "\"maxLength\": 290");
    let run = repository.tidings(&["check", "--against", "main"]).exits(3);
    run.says("registry/published-file-changed")
        .says("undo it")
        .says("tidings new version order.placed");
    let github = repository
        .tidings(&["check", "--against", "main", "--format", "github"])
        .exits(3);
    let line = line_of(&repository, PUBLISHED, "290");
    github.says(&format!("::error file={PUBLISHED},line={line},"));
}

#[test]
fn a_file_that_is_edited_together_with_its_digest_is_caught() {
    let repository = Scratch::initialised();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit(PUBLISHED, "\"maxLength\": 280", "\"maxLength\": 290");
    std::fs::remove_file(repository.file("schemas/tidings.lock")).expect("removed");
    repository.tidings(&["publish"]).exits(0);
    repository.tidings(&["check"]).exits(0);
    repository
        .tidings(&["check", "--against", "main"])
        .exits(3)
        .says("registry/published-file-changed");
}

#[test]
fn a_description_may_change_at_any_time() {
    let repository = Scratch::initialised();
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    repository.edit(
        PUBLISHED,
        "What the customer wrote.",
        "What the customer wants us to know.",
    );
    repository.tidings(&["check", "--against", "main"]).exits(0);
    let before = repository.read("schemas/tidings.lock");
    repository
        .tidings(&["publish", "--against", "main"])
        .exits(0)
        .says("recorded the new text");
    assert_ne!(repository.read("schemas/tidings.lock"), before);
    repository.tidings(&["check", "--against", "main"]).exits(0);
    repository
        .tidings(&["publish"])
        .exits(0)
        .says("nothing to publish");
}

#[test]
fn what_cannot_be_proved_is_told_with_its_keyword() {
    let repository = branch();
    repository.edit(
        DRAFT,
        "\"maxLength\": 280 }",
        "\"maxLength\": 280, \"pattern\": \"^(?!x).*$\" }",
    );
    repository.commit("pattern");
    repository.tidings(&["publish", "--against", "main"]);
    repository.tidings(&["new", "version", "order.placed"]);
    let run = repository.tidings(&["check", "--against", "main"]);
    // Version 2 narrows what version 1 wrote: that is told as unknown or breaking, and never as compatible.
    assert!(run.code == 1 || run.code == 2, "{}", run.out);
    assert!(run.out.contains("pattern"), "{}", run.out);
}

#[test]
fn a_base_that_is_missing_is_no_yes() {
    let repository = branch();
    repository
        .tidings(&["check", "--against", "origin/main"])
        .exits(3)
        .says("registry/base-missing");
    repository
        .tidings(&["check", "--against", "--upload-pack=x"])
        .exits(3);
    repository
        .tidings(&["check", "--against", ""])
        .exits(3)
        .says("the base has no name");
    repository.commit("draft");
    let clone = tempfile::tempdir().expect("a temporary folder");
    let from = format!("file://{}", repository.path().display());
    let to = clone.path().join("clone").to_string_lossy().into_owned();
    repository.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        "--branch=change",
        &from,
        &to,
    ]);
    let output = repository
        .command(&["check", "--against", "HEAD~1"])
        .current_dir(&to)
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("fetch-depth: 0") && said.contains("nothing was compared"),
        "{said}"
    );
}

#[test]
fn a_folder_or_bundle_that_is_not_there_is_no_yes() {
    let repository = branch();
    std::fs::create_dir(repository.file("empty")).expect("made");
    for (base, said) in [
        ("empty", "holds no registry; nothing was compared"),
        ("missing.json", "nothing was compared"),
        ("../missing", "nothing was compared"),
    ] {
        for command in ["check", "publish", "diff"] {
            repository
                .tidings(&[command, "--against", base])
                .exits(3)
                .says("registry/base-missing")
                .says(said);
        }
    }
}

#[test]
fn the_gate_works_from_any_folder_and_under_a_hook() {
    let repository = branch();
    for folder in ["schemas", "schemas/events/order.placed", ".github"] {
        let output = repository
            .command(&["check", "--against", "main", "--format", "github"])
            .current_dir(repository.file(folder))
            .env("GIT_DIR", "/nowhere")
            .output()
            .expect("it starts");
        assert_eq!(
            output.status.code(),
            Some(0),
            "{folder}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

#[test]
fn a_folder_can_be_the_base() {
    let repository = branch();
    repository.edit(DRAFT, "\"web\", \"shop\", \"phone\"", "\"web\", \"shop\"");
    let other = Scratch::initialised();
    let base = other.path().to_string_lossy().into_owned();
    repository
        .tidings(&["check", "--against", &base])
        .exits(1)
        .says("breaking");
}

#[test]
fn a_bundle_can_be_the_base() {
    let repository = branch();
    repository.tidings(&["generate"]).exits(0);
    let bundle = repository
        .files()
        .into_keys()
        .find(|path| path.ends_with("bundle.json"))
        .expect("generated");
    let base = repository.read(&bundle);
    repository.write("base.json", &base);
    repository.edit(DRAFT, "\"phone\"]", "\"phone\", \"fax\"]");
    repository
        .tidings(&["check", "--against", "base.json"])
        .exits(1)
        .says("compared with base.json");
    repository.write("base.json", &base.replacen("order", "ordre", 1));
    repository
        .tidings(&["check", "--against", "base.json"])
        .exits(3)
        .says("registry/bundle-broken");
}

#[test]
fn only_what_is_new_fails_where_that_is_asked() {
    let repository = branch();
    repository.edit(DRAFT, "\"phone\"]", "\"phone\", \"fax\"]");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.commit("a break on main");
    repository.git(&["checkout", "--quiet", "-b", "other"]);
    let known = ["check", "--against", "main", "--only-new"];
    repository.tidings(&["check", "--against", "main"]).exits(1);
    repository
        .tidings(&known)
        .exits(0)
        .says("compat/enum-grown");
    repository.edit(
        DRAFT,
        "\"required\": [\"order_id\", \"total\", \"channel\"]",
        "\"required\": [\"order_id\", \"channel\"]",
    );
    repository
        .tidings(&known)
        .exits(1)
        .says("compat/member-optional");
    repository
        .tidings(&["check", "--only-new"])
        .exits(3)
        .says("--against");
}

#[test]
fn a_stream_that_is_removed_with_its_lock_lines_is_caught() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["new", "stream", "audit", "--event", "order.placed"])
        .exits(0);
    repository.tidings(&["publish"]).exits(0);
    repository.commit("audit");
    repository.git(&["checkout", "--quiet", "-b", "change"]);
    std::fs::remove_file(repository.file("schemas/streams/audit.toml")).expect("removed");
    repository
        .tidings(&["check"])
        .exits(1)
        .says("compat/event-stopped")
        .says("the stream that carried it is gone");
    let lock = repository.read("schemas/tidings.lock");
    let line = lock
        .lines()
        .find(|line| line.starts_with("release audit 1 "))
        .expect("locked");
    repository.edit("schemas/tidings.lock", &format!("{line}\n"), "");
    repository.tidings(&["check"]).exits(0);
    repository
        .tidings(&["check", "--against", "main"])
        .exits(3)
        .says("registry/lock-rewritten");
}

#[test]
fn what_clients_agreed_on_is_compared_with_the_base() {
    let repository = branch();
    let stream = "schemas/streams/orders.toml";
    repository.edit(
        stream,
        "path = \"/streams/orders\"",
        "envelope = \"bare\"\npath = \"/streams/order\"",
    );
    repository.edit(stream, "window = \"14d\"", "window = \"7d\"");
    repository
        .tidings(&["check", "--against", "main"])
        .exits(1)
        .says("its path was /streams/orders and is /streams/order")
        .says("the envelope was compact and is bare")
        .says("compat/window-shortened");
    repository.tidings(&["check"]).exits(0);
}

/// A new optional member is safe between generated writers and readers, and is not between schemas as written.
fn optional_member() -> Scratch {
    let repository = branch();
    repository.edit(
        DRAFT,
        "\"note\": {",
        "\"gift\": { \"description\": \"Wrapped.\", \"type\": \"boolean\" },\n    \"note\": {",
    );
    repository
}

#[test]
fn the_semantics_are_chosen_and_named_in_every_format() {
    let repository = optional_member();
    repository
        .tidings(&["check", "--semantics", "generated"])
        .exits(0)
        .says("semantics: generated");
    let validation = |format: &str| {
        let asked = ["check", "--semantics", "validation", "--format", format];
        repository.tidings(&asked).exits(1)
    };
    validation("text")
        .says("semantics: validation")
        .says(" --semantics validation --owner <who>");
    validation("json").says("\"semantics\": \"validation\"");
    validation("sarif").says("\"semantics\": \"validation\"");
    validation("markdown")
        .says("(semantics: validation)")
        .says("tidings check --semantics validation");
    let run = repository.tidings(&["check", "--semantics", "both"]);
    run.exits(3);
}

#[test]
fn a_waiver_speaks_of_one_semantics_and_is_not_unused_in_the_other() {
    let repository = optional_member();
    let asked = ["check", "--semantics", "validation", "--format", "json"];
    let report = repository.tidings(&asked).exits(1);
    let report: serde_json::Value = serde_json::from_str(&report.out).expect("JSON");
    for finding in report["findings"].as_array().expect("a list") {
        if finding["failing"] == true {
            let fingerprint = finding["fingerprint"].as_str().expect("a text");
            let mut words = vec!["waive", fingerprint, "--owner", "@web", "--reason", "known"];
            words.extend(["--until", "2999-12-31"]);
            repository.tidings(&words).exits(3);
            words.extend(["--semantics", "validation"]);
            repository.tidings(&words).exits(0);
        }
    }
    repository.tidings(&asked).exits(0).says("\"waived\"");
    let generated = repository.tidings(&["check", "--format", "json"]).exits(0);
    assert!(
        !generated.out.contains("waiver-unused"),
        "{}",
        generated.out
    );
}
