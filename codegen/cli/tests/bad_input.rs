//! Bad input: a coded error at its place, exit 3, nothing written.

mod scratch;

use scratch::Scratch;

#[test]
fn wrong_usage_exits_three() {
    let repository = Scratch::initialised();
    for arguments in [
        &["frobnicate"][..],
        &["check", "--format", "xml"],
        &["check", "--against"],
        &["new"],
        &["new", "version"],
        &["generate", "--chek"],
        &["import"],
        &["explain", "--schema", "nothing"],
        &[],
    ] {
        repository.tidings(arguments).exits(3);
    }
    repository.tidings(&["--help"]).exits(0).says("init");
    repository.tidings(&["--version"]).exits(0);
}

#[test]
fn every_kind_of_broken_file_is_told_at_its_place() {
    let schema = "schemas/events/order.placed/1.json";
    for (path, text, id, place) in [
        (
            "schemas/events/a.b/1.json",
            "{\n  \"type\": \"object\",\n}",
            "json/syntax",
            "a.b/1.json:",
        ),
        (
            "schemas/events/a.b/1.json",
            "{\n  \"type\": \"strng\"\n}",
            "schema/unknown-type",
            "a.b/1.json:2:11",
        ),
        (
            "schemas/events/a.b/1.json",
            "{\n  \"type\": 1,\n  \"type\": 2\n}",
            "json/duplicate-key",
            "a.b/1.json:3:3",
        ),
        (
            "schemas/events/a.b/1.json",
            "{\"$ref\": \"../../types/x/1.json\"}",
            "schema/dangling-reference",
            "a.b/1.json:1:",
        ),
        (
            "schemas/events/a.b/one.json",
            "{}",
            "registry/bad-version",
            "a.b/one.json",
        ),
        (
            "schemas/events/a.b/2.json",
            "{}",
            "registry/version-gap",
            "a.b/2.json",
        ),
        (
            "schemas/events/A/1.json",
            "{}",
            "registry/bad-name",
            "A/1.json",
        ),
        (
            "schemas/streams/orders.toml",
            "path = \"/x\"\nscop = \"y\"\n[events.\"order.placed\"]\nwrite = 1\n",
            "settings/key-unknown",
            "orders.toml:2:1",
        ),
        (
            "schemas/streams/orders.toml",
            "path = \"/x\"\nscope = \"y\"\n[events.\"order.placed\"]\nwrite = 1\n",
            "settings/key-unsupported",
            "orders.toml:2:1",
        ),
        (
            "schemas/streams/orders.toml",
            "path = \"/x\"\n[events.\"order.place\"]\nwrite = 1\n",
            "registry/event-unknown",
            "orders.toml:2:",
        ),
        (
            "schemas/tidings.toml",
            "name = \n",
            "settings/toml",
            "tidings.toml:1:",
        ),
        (
            "schemas/tidings.lock",
            "event order.placed\n",
            "registry/lock-line",
            "tidings.lock:1:1",
        ),
        (
            "schemas/events/order.placed/1-2.lens.toml",
            "",
            "registry/file-unsupported",
            "1-2.lens.toml",
        ),
        (
            "schemas/stray.json",
            "{}",
            "registry/stray-file",
            "stray.json",
        ),
    ] {
        let repository = Scratch::initialised();
        assert!(repository.read(schema).contains("order_id"));
        repository.write(path, text);
        let before = repository.files();
        for command in [
            &["check"][..],
            &["publish"],
            &["generate"],
            &["new", "event", "x.y"],
            &["diff"],
        ] {
            repository.tidings(command).exits(3).says(id).says(place);
        }
        assert_eq!(repository.files(), before, "{path} {id}");
        let github = repository
            .tidings(&["check", "--format", "github"])
            .exits(3);
        github
            .says(&format!("::error file={path},line="))
            .says(&id.replace(':', "%3A"));
        let json = repository.tidings(&["check", "--format", "json"]).exits(3);
        let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
        assert_eq!(report["verdict"], "broken");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let repository = Scratch::initialised();
    repository.write("schemas/events/a/1.json", "{\"type\": \"strng\"}");
    repository.write("schemas/events/b/1.json", "{");
    repository.write(
        "schemas/streams/x.toml",
        "path = \"/x\"\npth = 1\n[events.\"order.placed\"]\nwrite = 1\n",
    );
    let run = repository.tidings(&["check"]).exits(3);
    run.says("schema/unknown-type")
        .says("json/syntax")
        .says("settings/key-unknown");
}

#[test]
fn without_a_registry_the_places_are_listed() {
    let repository = Scratch::new();
    repository
        .tidings(&["check"])
        .exits(3)
        .says("cli/no-registry")
        .says("schemas/tidings.toml");
    repository
        .tidings(&["publish", "--registry", "elsewhere"])
        .exits(3)
        .says("elsewhere/tidings.toml");
    assert!(repository.files().is_empty());
}

#[test]
fn init_touches_nothing_that_is_there() {
    let repository = Scratch::initialised();
    let before = repository.files();
    repository.tidings(&["init"]).exits(3).says("cli/exists");
    assert_eq!(repository.files(), before);
    let taken = Scratch::new();
    taken.write("schemas/user.json", "{}");
    taken.tidings(&["init"]).exits(3).says("tidings import");
    let other = Scratch::new();
    other.write("CODEOWNERS", "* @me\n");
    other
        .tidings(&["init", "--name", "a/b"])
        .exits(3)
        .says("cli/usage");
    other.tidings(&["init"]).exits(0).says("kept");
    assert_eq!(other.read("CODEOWNERS"), "* @me\n");
    other.tidings(&["check"]).exits(0);
}

#[test]
fn init_ends_with_the_next_three_commands() {
    let repository = Scratch::new();
    let run = repository.tidings(&["init", "shop"]).exits(0);
    let last: Vec<&str> = run.out.lines().rev().take(3).collect();
    assert!(
        last.iter().all(|line| line.contains("tidings ")),
        "{}",
        run.out
    );
    let workflow = repository.read("shop/.github/workflows/tidings.yml");
    assert!(
        workflow.contains("fetch-depth: 0") && workflow.contains("tidings check --against"),
        "{workflow}"
    );
    assert!(
        repository
            .read("shop/.github/CODEOWNERS")
            .contains("/schemas/")
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_leaves_all_as_it_was() {
    let repository = Scratch::initialised();
    repository.write("web/src/contracts", "a file where a folder should go\n");
    let before = repository.files();
    repository.tidings(&["generate"]).exits(3).says("cli/io");
    assert_eq!(repository.files(), before);
}

#[test]
fn output_into_a_closed_pipe_is_no_crash() {
    use std::process::Stdio;
    let repository = Scratch::initialised();
    let mut child = repository
        .command(&["explain", "compat/member-removed"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn colours_are_for_terminals() {
    let repository = Scratch::initialised();
    repository.write("schemas/events/a/1.json", "{\"type\": \"strng\"}");
    let run = repository.tidings(&["check"]).exits(3);
    assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'));
}
