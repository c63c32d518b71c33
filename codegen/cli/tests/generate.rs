//! Generated files: written whole, once, and guarded.

mod scratch;

use scratch::Scratch;

#[test]
fn generating_twice_changes_nothing() {
    let repository = Scratch::initialised();
    repository.tidings(&["generate"]).exits(0).says("written");
    let first = repository.files();
    assert!(
        first
            .keys()
            .any(|path| path.starts_with("server/src/contracts/")),
        "{:?}",
        first.keys()
    );
    assert!(
        first
            .keys()
            .any(|path| path.starts_with("web/src/contracts/")),
        "{:?}",
        first.keys()
    );
    repository
        .tidings(&["generate"])
        .exits(0)
        .says("nothing changed");
    assert_eq!(repository.files(), first);
    repository.tidings(&["generate", "--check"]).exits(0);
}

#[test]
fn a_hand_edit_is_named_with_its_first_difference() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["generate", "--check"])
        .exits(1)
        .says("missing");
    repository.tidings(&["generate"]).exits(0);
    repository.edit("web/src/contracts/orders.ts", "order_id", "order_ix");
    let before = repository.files();
    let run = repository.tidings(&["generate", "--check"]).exits(1);
    let run = run.says("web/src/contracts/orders.ts: edited by hand");
    assert!(
        run.out.contains("order_ix") && run.out.contains("order_id"),
        "{}",
        run.out
    );
    assert_eq!(repository.files(), before, "a check writes nothing");
    repository.tidings(&["generate"]).exits(0).says("1 written");
    repository.tidings(&["generate", "--check"]).exits(0);
}

#[test]
fn files_that_belong_to_nothing_go_and_those_of_others_stay() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["new", "event", "order.paid", "--stream", "orders"])
        .exits(0);
    repository.tidings(&["generate"]).exits(0);
    let with_event = repository.files();
    repository.write("web/src/contracts/notes.ts", "export {};\n");
    repository.git(&["checkout", "--quiet", "--", "schemas"]);
    std::fs::remove_dir_all(repository.file("schemas/events/order.paid")).expect("removed");
    repository.tidings(&["generate", "--check"]).exits(1);
    repository.tidings(&["generate"]).exits(0).says("removed");
    let after = repository.files();
    assert!(after.contains_key("web/src/contracts/notes.ts"));
    assert!(with_event.keys().any(|path| path.contains("order_paid")));
    assert!(
        !after.keys().any(|path| path.contains("order_paid")),
        "{:?}",
        after.keys()
    );
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let repository = Scratch::initialised();
    repository.write("web/src/contracts/orders.ts", "export const mine = 1;\n");
    let before = repository.files();
    repository
        .tidings(&["generate"])
        .exits(3)
        .says("cli/not-ours");
    assert_eq!(repository.files(), before);
}

#[test]
fn a_folder_inside_the_registry_takes_no_generated_files() {
    let repository = Scratch::initialised();
    repository.edit("schemas/tidings.toml", "../web/src/contracts", "events");
    repository
        .tidings(&["generate"])
        .exits(3)
        .says("cli/out-folder")
        .says("tidings.toml:");
    repository.edit(
        "schemas/tidings.toml",
        "out = \"events\"",
        "out = \"../server/src\"",
    );
    repository
        .tidings(&["generate"])
        .exits(3)
        .says("another target");
}

#[test]
fn a_registry_that_generates_nothing_says_so() {
    let repository = Scratch::initialised();
    repository.write("schemas/tidings.toml", "name = \"shop\"\n");
    repository
        .tidings(&["generate"])
        .exits(3)
        .says("cli/nothing-to-generate");
}

#[test]
fn dev_checks_and_generates_at_a_change() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let repository = Scratch::initialised();
    let mut child = repository
        .command(&["dev"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut wait = |text: &str| {
        let found = lines
            .by_ref()
            .map(|line| line.expect("UTF-8"))
            .find(|line| line.contains(text));
        assert!(found.is_some(), "dev ended before it said {text:?}");
    };
    wait("generated: ");
    repository
        .tidings(&["new", "event", "order.paid", "--stream", "orders"])
        .exits(0);
    wait("compatible");
    wait("files changed");
    assert!(
        repository
            .files()
            .keys()
            .any(|path| path.contains("order_paid"))
    );
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

#[test]
fn a_run_that_finds_nothing_changed_is_remembered_and_hides_no_change() {
    let repository = Scratch::initialised();
    repository.tidings(&["generate"]).exits(0);
    repository.commit("generated");
    repository
        .tidings(&["generate"])
        .exits(0)
        .says("nothing changed");
    let ours = repository.file("schemas/.tidings");
    assert!(ours.is_dir(), "there is something to remember it by");
    let names = repository.git(&["ls-files"]);
    assert!(!names.contains(".tidings"), "git does not see it: {names}");
    repository.tidings(&["generate", "--check"]).exits(0);

    let generated = repository.file("web/src/contracts/orders.ts");
    std::fs::remove_file(&generated).expect("removed");
    repository
        .tidings(&["generate", "--check"])
        .exits(1)
        .says("orders.ts: missing");
    repository.tidings(&["generate"]).exits(0).says("1 written");
    // A file that is ours, and belongs to nothing.
    std::fs::copy(&generated, repository.file("web/src/contracts/old.ts")).expect("copied");
    repository
        .tidings(&["generate", "--check"])
        .exits(1)
        .says("old.ts: belongs to nothing any more");
    repository.tidings(&["generate"]).exits(0).says("1 removed");

    repository.edit("schemas/tidings.toml", "name = \"shop\"", "name = \"shoq\"");
    repository.tidings(&["generate", "--check"]).exits(1);
    repository.tidings(&["generate"]).exits(0).says("written");
    repository.write("schemas/events/order.placed/1.json", "{");
    repository.tidings(&["generate"]).exits(3);
    repository.tidings(&["generate", "--check"]).exits(3);
}

#[test]
fn what_was_remembered_can_be_lost_or_spoiled() {
    let repository = Scratch::initialised();
    repository.tidings(&["generate"]).exits(0);
    let remembered = repository.file("schemas/.tidings/generated");
    let text = std::fs::read_to_string(&remembered).expect("it is there");
    let lines: Vec<&str> = text.lines().collect();
    let parts = (0..lines.len()).map(|count| lines[..count].join("\n"));
    for spoiled in parts.chain([text.replace(' ', "")]) {
        std::fs::write(&remembered, spoiled).expect("written");
        repository.tidings(&["generate", "--check"]).exits(0);
        repository
            .tidings(&["generate"])
            .exits(0)
            .says("nothing changed");
        let again = std::fs::read_to_string(&remembered).expect("it is there");
        assert_eq!(again, text);
    }
    std::fs::remove_dir_all(repository.file("schemas/.tidings")).expect("removed");
    repository.tidings(&["generate", "--check"]).exits(0);
    repository
        .tidings(&["generate"])
        .exits(0)
        .says("nothing changed");
}
