//! Releases that end, and the matrix of those that live.

mod scratch;

use scratch::Scratch;
use serde_json::{Value, json};

const STREAM: &str = "schemas/streams/orders.toml";
const DRAFT: &str = "schemas/events/order.placed/2.json";

/// Two releases, the second with one more optional member.
fn two_releases() -> Scratch {
    let repository = Scratch::initialised();
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(
        DRAFT,
        "\"note\": {",
        "\"gift\": { \"type\": \"boolean\" },\n    \"note\": {",
    );
    repository.tidings(&["publish"]).exits(0);
    repository.commit("two releases");
    repository
}

fn matrix(repository: &Scratch) -> Value {
    let run = repository
        .tidings(&["matrix", "orders", "--format", "json"])
        .exits(0);
    serde_json::from_str(&run.out).expect("JSON")
}

#[test]
fn a_retired_release_is_asked_about_no_more() {
    let repository = two_releases();
    let before = repository.read(STREAM);
    repository
        .tidings(&["retire", "orders@1"])
        .exits(0)
        .says("retired orders@1-");
    let stream = repository.read(STREAM);
    assert!(stream.contains("\noldest_release = 2\n"), "{stream}");
    for line in before.lines() {
        assert!(stream.contains(line), "{line} is gone:\n{stream}");
    }
    repository
        .tidings(&["retire", "orders@1"])
        .exits(0)
        .says("nothing to do");
    repository.tidings(&["check"]).exits(0);
    let shown = matrix(&repository);
    let releases = shown["streams"][0]["releases"].as_array().expect("a list");
    assert_eq!(releases.len(), 1);
    assert_eq!(releases[0]["number"], 2);
    // What only readers of the first release would refuse is compatible now.
    repository.tidings(&["generate"]).exits(0);
    let files = repository.files();
    let bundles: Vec<&String> = files
        .iter()
        .filter(|(path, _)| path.ends_with("bundle.json"))
        .map(|(_, text)| text)
        .collect();
    assert!(!bundles.is_empty());
    for bundle in bundles {
        let bundle: Value = serde_json::from_str(bundle).expect("JSON");
        let retired: Vec<&Value> = bundle["streams"]["orders"]["releases"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|release| &release["retired"])
            .collect();
        assert_eq!(retired, [&json!(true), &json!(false)]);
    }
}

#[test]
fn a_break_is_gone_with_its_readers() {
    let repository = two_releases();
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(
        "schemas/events/order.placed/3.json",
        "\"phone\"]",
        "\"phone\", \"fax\"]",
    );
    repository
        .tidings(&["check"])
        .exits(1)
        .says("`tidings retire orders@2`");
    repository.tidings(&["retire", "orders@2"]).exits(0);
    repository.tidings(&["check"]).exits(0);
    repository.tidings(&["publish"]).exits(0);
    repository.tidings(&["check"]).exits(0);
}

#[test]
fn only_a_published_release_that_another_follows_can_be_retired() {
    let repository = two_releases();
    let before = repository.files();
    for (name, said) in [
        ("orders@2", "cli/release-newest"),
        ("orders@3", "has no published release `3`"),
        ("orders@dev", "has no published release"),
        ("orders@1-000000000000", "has no published release"),
        ("order@1", "did you mean `orders`?"),
        ("orders", "is no release"),
    ] {
        repository.tidings(&["retire", name]).exits(3).says(said);
    }
    assert_eq!(repository.files(), before);
    let id = matrix(&repository)["streams"][0]["releases"][0]["id"].clone();
    repository.edit(STREAM, "path = ", "# Kept.\npath = ");
    repository
        .tidings(&["retire", id.as_str().expect("a text")])
        .exits(0);
    repository.edit(STREAM, "[events.", "[anonymous]\nrelease = 1\n\n[events.");
    repository
        .tidings(&["check"])
        .exits(3)
        .says("registry/anonymous-retired");
}

#[test]
fn what_was_retired_stays_retired() {
    let repository = two_releases();
    repository.tidings(&["retire", "orders@1"]).exits(0);
    repository.commit("retire");
    repository.edit(STREAM, "oldest_release = 2", "oldest_release = 1");
    repository.tidings(&["check"]).exits(0);
    repository
        .tidings(&["check", "--against", "main"])
        .exits(1)
        .says("compat/release-revived");
    repository.git(&["checkout", "--quiet", "--", "."]);
    let lock = repository.read("schemas/tidings.lock");
    let line = lock
        .lines()
        .find(|line| line.starts_with("release orders 1 "))
        .expect("locked");
    repository.edit("schemas/tidings.lock", &format!("{line}\n"), "");
    repository
        .tidings(&["check", "--against", "main"])
        .exits(3)
        .says("registry/lock-rewritten");
}

#[test]
fn the_matrix_is_a_table_with_a_legend() {
    let repository = two_releases();
    repository
        .tidings(&["new", "event", "order.paid", "--stream", "orders"])
        .exits(0);
    repository
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    repository.edit(
        "schemas/events/order.placed/3.json",
        "\"phone\"]",
        "\"phone\", \"fax\"]",
    );
    let run = repository.tidings(&["matrix"]).exits(0);
    let table: Vec<&str> = run.out.lines().take(7).collect();
    assert_eq!(
        table,
        [
            "orders",
            "  event         version  @1      @2      @dev",
            "  order.paid    1*+      skip    skip    same",
            "  order.placed  1        same    accept  accept",
            "                2*       accept  same    accept",
            "                3+       refuse  refuse  same",
            table[6],
        ]
    );
    assert!(
        table[6].starts_with("order.placed v3 to orders@1-") && table[6].contains("\"fax\""),
        "{}",
        table[6]
    );
    run.says("same: what the release reads")
        .says("* written now");
    let run = repository
        .tidings(&["matrix", "orders", "--format", "json"])
        .exits(0);
    let again = repository
        .tidings(&["matrix", "orders", "--format", "json"])
        .exits(0);
    assert_eq!(run.out, again.out);
    let shown: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(shown["streams"][0]["versions"][0]["state"], "draft");
    assert_eq!(shown["streams"][0]["versions"][0]["written"], true);
    assert_eq!(
        shown["streams"][0]["versions"][3]["cells"][0]["cell"],
        "refuse"
    );
    assert_eq!(shown["streams"][0]["releases"][2]["number"], Value::Null);
    repository
        .tidings(&["matrix", "order"])
        .exits(3)
        .says("did you mean `orders`?");
}
