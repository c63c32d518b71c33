//! Publishing, promoting, renumbering: the life of a version.

mod scratch;

use scratch::Scratch;

const LOCK: &str = "schemas/tidings.lock";
const STREAM: &str = "schemas/streams/orders.toml";

fn add_member(repository: &Scratch, version: u32, name: &str) {
    let draft = format!("schemas/events/order.placed/{version}.json");
    let member = format!(
        "\"{name}\": {{ \"description\": \"New.\", \"type\": \"boolean\" }},\n    \"note\": {{"
    );
    repository.edit(&draft, "\"note\": {", &member);
}

#[test]
fn a_free_change_is_published_and_written_in_one_step() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    add_member(&repository, 2, "gift");
    repository
        .tidings(&["publish"])
        .exits(0)
        .says("published events/order.placed/2.json")
        .says("made release orders@2");
    let lock = repository.read(LOCK);
    assert!(lock.contains("event order.placed 2 meaning="), "{lock}");
    assert!(lock.contains("order.placed=2"), "{lock}");
    let stream = repository.read(STREAM);
    assert!(stream.contains("# The write version is what servers put on the wire today.\n[events.\"order.placed\"]\nwrite = 2\n"), "{stream}");
    let before = repository.files();
    repository
        .tidings(&["publish"])
        .exits(0)
        .says("nothing to publish");
    assert_eq!(repository.files(), before);
}

#[test]
fn manual_promotion_leaves_the_write_version() {
    let repository = Scratch::initialised();
    repository.edit(
        "schemas/tidings.toml",
        "promotion = \"auto\"",
        "promotion = \"manual\"",
    );
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    add_member(&repository, 2, "gift");
    repository
        .tidings(&["publish"])
        .exits(0)
        .says("set `write = 2` in streams/orders.toml");
    assert!(repository.read(STREAM).contains("write = 1"));
}

#[test]
fn a_breaking_draft_is_not_published() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(
        "schemas/events/order.placed/2.json",
        "\"phone\"]",
        "\"phone\", \"fax\"]",
    );
    let before = repository.files();
    repository
        .tidings(&["publish"])
        .exits(1)
        .says("nothing was published");
    assert_eq!(repository.files(), before);
}

#[test]
fn a_second_draft_waits_for_the_first() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(3)
        .says("cli/draft-exists");
    repository
        .tidings(&["new", "event", "order.placed"])
        .exits(3)
        .says("cli/exists");
    repository.tidings(&["new", "event", "Order"]).exits(3);
    repository
        .tidings(&["new", "version", "order.place"])
        .exits(3)
        .says("did you mean `order.placed`?");
}

#[test]
fn events_types_and_streams_can_be_added() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["new", "type", "money"])
        .exits(0)
        .says("../../types/money/1.json");
    repository
        .tidings(&["new", "event", "order.paid", "--stream", "orders"])
        .exits(0);
    repository.edit(
        "schemas/events/order.paid/1.json",
        "\"id\": {",
        "\"total\": { \"$ref\": \"../../types/money/1.json\", \"description\": \"All.\" },\n    \"id\": {",
    );
    repository
        .tidings(&[
            "new",
            "stream",
            "audit",
            "--event",
            "order.paid",
            "--event",
            "order.placed",
        ])
        .exits(0);
    repository
        .tidings(&["new", "stream", "more"])
        .exits(3)
        .says("at least one event");
    repository.tidings(&["check"]).exits(0);
    repository
        .tidings(&["publish"])
        .exits(0)
        .says("made release audit@1")
        .says("made release orders@2");
    repository.tidings(&["check"]).exits(0);
    repository
        .tidings(&["new", "version", "types/money"])
        .exits(0);
    repository.tidings(&["check"]).exits(0);
}

#[test]
fn what_would_break_the_registry_is_not_made() {
    let repository = Scratch::initialised();
    repository.write(
        STREAM,
        "path = \"/streams/orders\"\nevents = { \"order.placed\" = { write = 1 } }\n",
    );
    repository.tidings(&["check"]).exits(0);
    let before = repository.files();
    repository
        .tidings(&["new", "event", "order.paid", "--stream", "orders"])
        .exits(3)
        .says("settings/toml");
    assert_eq!(repository.files(), before);
}

/// Two branches that both made version 2 and release 2.
fn two_branches() -> Scratch {
    let repository = Scratch::initialised();
    repository.git(&["checkout", "--quiet", "-b", "ours"]);
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    add_member(&repository, 2, "gift");
    repository.tidings(&["publish"]).exits(0);
    repository.commit("ours");
    repository.git(&["checkout", "--quiet", "main"]);
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    add_member(&repository, 2, "urgent");
    repository.tidings(&["publish"]).exits(0);
    repository.commit("theirs");
    repository.git(&["checkout", "--quiet", "ours"]);
    repository
}

#[test]
fn renumber_moves_what_the_base_lacks() {
    let repository = two_branches();
    repository.tidings(&["check", "--against", "main"]).exits(3);
    let run = repository.tidings(&["renumber"]).exits(0);
    run.says("events/order.placed/2.json → 3.json")
        .says("orders@2 → orders@3");
    assert!(
        repository
            .read("schemas/events/order.placed/2.json")
            .contains("urgent")
    );
    assert!(
        repository
            .read("schemas/events/order.placed/3.json")
            .contains("gift")
    );
    let lock = repository.read(LOCK);
    let theirs = repository.git(&["show", "main:schemas/tidings.lock"]);
    for line in theirs.lines() {
        assert!(lock.contains(line), "{line} in\n{lock}");
    }
    assert!(lock.contains("release orders 3 "), "{lock}");
    repository.tidings(&["check", "--against", "main"]).exits(0);
    let before = repository.files();
    repository
        .tidings(&["renumber", "--against", "main"])
        .exits(0)
        .says("nothing to move");
    assert_eq!(repository.files(), before);
    repository.commit("renumbered");
    repository.git(&[
        "merge",
        "--quiet",
        "-s",
        "recursive",
        "-X",
        "ours",
        "-m",
        "merge",
        "main",
    ]);
    repository.tidings(&["check", "--against", "main"]).exits(0);
}

#[test]
fn renumber_reads_a_lock_with_conflict_marks() {
    let repository = two_branches();
    let ours = repository.read(LOCK);
    repository.write(
        LOCK,
        &format!("<<<<<<< ours\n{ours}=======\n>>>>>>> main\n"),
    );
    repository
        .tidings(&["check"])
        .exits(3)
        .says("registry/lock-line");
    repository
        .tidings(&["renumber", "--against", "main"])
        .exits(0)
        .says("→ 3.json");
    repository.tidings(&["check", "--against", "main"]).exits(0);
}

#[test]
fn references_to_a_type_that_moves_follow_it() {
    let repository = Scratch::initialised();
    repository.tidings(&["new", "type", "money"]).exits(0);
    repository
        .tidings(&["new", "event", "order.paid", "--stream", "orders"])
        .exits(0);
    let event = "schemas/events/order.paid/1.json";
    repository.edit(event, "\"id\": {", "\"total\": { \"$ref\": \"../../types/money/1.json\", \"description\": \"All.\" },\n    \"id\": {");
    repository.tidings(&["publish"]).exits(0);
    repository.commit("money");
    let change = |text: &str| {
        repository
            .tidings(&["new", "version", "types/money"])
            .exits(0);
        repository.edit("schemas/types/money/2.json", "\"maxLength\": 200", text);
    };
    repository.git(&["checkout", "--quiet", "-b", "ours"]);
    change("\"maxLength\": 100");
    repository
        .tidings(&["new", "version", "order.paid"])
        .exits(0);
    repository.edit(
        "schemas/events/order.paid/2.json",
        "money/1.json",
        "money/2.json",
    );
    repository.commit("ours");
    repository.git(&["checkout", "--quiet", "main"]);
    change("\"maxLength\": 300");
    repository.tidings(&["publish"]).exits(0);
    repository.commit("theirs");
    repository.git(&["checkout", "--quiet", "ours"]);
    repository
        .tidings(&["renumber"])
        .exits(0)
        .says("types/money/2.json → 3.json");
    assert!(
        repository
            .read("schemas/events/order.paid/2.json")
            .contains("../../types/money/3.json")
    );
    assert!(
        repository
            .read("schemas/types/money/2.json")
            .contains("300")
    );
}

#[test]
fn diff_tells_what_changed_and_who_can_read_it() {
    let repository = Scratch::initialised();
    repository
        .tidings(&["diff"])
        .exits(0)
        .says("nothing changed");
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(
        "schemas/events/order.placed/2.json",
        "\"phone\"]",
        "\"phone\", \"fax\"]",
    );
    let run = repository
        .tidings(&["diff", "order.placed", "1", "2"])
        .exits(0);
    let run = run
        .says("order.placed written as v2, read as v1: breaking")
        .says("\"fax\"");
    assert!(
        run.out
            .contains("order.placed written as v1, read as v2: compatible"),
        "{}",
        run.out
    );
    repository
        .tidings(&["diff", "--against", "main"])
        .exits(0)
        .says("event order.placed v2 (draft) is new");
    repository
        .tidings(&["diff", "order.placed", "--print-schemas"])
        .exits(0)
        .says("emit set");
    repository
        .tidings(&["diff", "order.placed", "1", "9"])
        .exits(3)
        .says("its versions are 1, 2");
}
