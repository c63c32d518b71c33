//! Published files stay as they are, against the lock and against the lock at a base.

use tidings_model::Diagnostic;
use tidings_registry::{Lock, Memory, Registry, load, next_release};

const ONE: &str = "{\n  \"type\": \"object\",\n  \"required\": [\"id\"],\n  \"properties\": {\n    \"id\": {\"type\": \"string\"}\n  }\n}\n";
const STREAM: &str = "path = \"/orders\"\n[events.\"order.placed\"]\nwrite = 1\n";

fn registry(source: &Memory) -> Registry {
    let loaded = load(source, None);
    loaded
        .registry
        .unwrap_or_else(|| panic!("{:#?}", loaded.problems))
}

/// A registry with one published version and one release.
fn published() -> Memory {
    let mut source = Memory::new(
        "the base",
        [
            ("tidings.toml", "name = \"shop\"\n"),
            ("events/order.placed/1.json", ONE),
            ("streams/orders.toml", STREAM),
        ],
    );
    publish(&mut source);
    source
}

/// Locks every draft and the releases that they make.
fn publish(source: &mut Memory) {
    let drafted = registry(source);
    let mut lock = drafted.lock.clone();
    for entry in drafted.events.values() {
        for version in entry.versions.values() {
            lock.events
                .insert((entry.name.clone(), version.number), version.digests());
        }
    }
    for stream in drafted.streams.values() {
        if let Some((number, release)) = next_release(&drafted, stream) {
            lock.releases.insert((stream.name.clone(), number), release);
        }
    }
    source.write("tidings.lock", lock.to_string());
}

fn ids(problems: &[Diagnostic]) -> Vec<&str> {
    problems.iter().map(|problem| problem.id.0).collect()
}

#[test]
fn what_is_published_has_a_release_and_no_drafts() {
    let registry = registry(&published());
    assert_eq!(registry.drafts().count(), 0);
    let stream = registry.streams.values().next().expect("one stream");
    let releases = registry.releases(stream);
    assert_eq!(releases.len(), 1);
    assert_eq!(releases[0].number, Some(1));
    assert!(
        next_release(&registry, stream).is_none(),
        "nothing new to publish"
    );
}

#[test]
fn a_lock_that_is_printed_reads_the_same() {
    let lock = registry(&published()).lock;
    assert_eq!(
        Lock::parse(&lock.to_string()).expect("it was just printed"),
        lock
    );
}

#[test]
fn a_draft_makes_a_release_for_development() {
    let mut source = published();
    source.write(
        "events/order.placed/2.json",
        ONE.replace(
            "\"id\": {",
            "\"note\": {\"type\": \"string\"},\n    \"id\": {",
        ),
    );
    let registry = registry(&source);
    let stream = registry.streams.values().next().expect("one stream");
    let releases = registry.releases(stream);
    assert_eq!(
        releases
            .iter()
            .map(|release| release.is_dev())
            .collect::<Vec<_>>(),
        [false, true]
    );
    assert!(releases[1].id.to_string().starts_with("orders@dev-"));
}

#[test]
fn a_changed_meaning_is_refused_and_names_the_ways_out() {
    let mut source = published();
    let base = source.clone();
    source.write(
        "events/order.placed/1.json",
        ONE.replace(
            "    \"id\"",
            "    \"note\": {\"type\": \"string\"},\n    \"id\"",
        ),
    );
    let alone = load(&source, None);
    assert_eq!(ids(&alone.problems), ["registry/published-file-changed"]);
    let compared = load(&source, Some(&base));
    let told = compared
        .problems
        .iter()
        .find(|problem| problem.message.contains("`note` was added"))
        .expect("it knows what changed");
    assert_eq!(
        told.place.as_ref().map(|place| place.line),
        Some(5),
        "{told}"
    );
    assert!(
        told.help
            .as_deref()
            .is_some_and(|help| help.contains("tidings new version order.placed"))
    );
}

#[test]
fn a_changed_description_is_not_an_error() {
    let mut source = published();
    let base = source.clone();
    source.write(
        "events/order.placed/1.json",
        ONE.replace(
            "\"type\": \"object\",",
            "\"type\": \"object\", \"description\": \"new\",",
        ),
    );
    assert_eq!(load(&source, Some(&base)).problems, []);
}

#[test]
fn a_file_that_is_edited_together_with_its_digest_is_caught_at_the_base() {
    let mut source = published();
    let base = source.clone();
    source.write(
        "events/order.placed/1.json",
        ONE.replace("string", "integer"),
    );
    source.write("tidings.lock", "");
    publish(&mut source);
    assert_eq!(load(&source, None).problems, [], "alone it looks sound");
    let problems = load(&source, Some(&base)).problems;
    assert!(
        ids(&problems).contains(&"registry/published-file-changed"),
        "{problems:#?}"
    );
    assert!(
        ids(&problems).contains(&"registry/lock-rewritten"),
        "the release changed too: {problems:#?}"
    );
}

#[test]
fn a_published_file_is_never_deleted() {
    let mut source = published();
    source.remove("events/order.placed/1.json");
    source.remove("streams/orders.toml");
    assert_eq!(
        ids(&load(&source, None).problems),
        ["registry/published-file-removed"]
    );
}

#[test]
fn a_removed_name_comes_back_as_it_was_or_not_at_all() {
    let with = |schema: &str| {
        ONE.replace(
            "    \"id\"",
            &format!("    \"note\": {schema},\n    \"id\""),
        )
    };
    let mut source = published();
    source.write("events/order.placed/2.json", with("{\"type\": \"string\"}"));
    publish(&mut source);
    source.write("events/order.placed/3.json", ONE);
    publish(&mut source);
    source.write("events/order.placed/4.json", with("{\"type\": \"string\"}"));
    assert_eq!(load(&source, None).problems, []);
    source.write(
        "events/order.placed/4.json",
        with("{\"type\": \"integer\"}"),
    );
    assert_eq!(
        ids(&load(&source, None).problems),
        ["registry/name-reserved"]
    );
}

#[test]
fn conflict_marks_and_doubled_lines_are_told_with_the_way_out() {
    let mut source = published();
    let lock = registry(&source).lock.to_string();
    source.write("tidings.lock", format!("<<<<<<< ours\n{lock}"));
    let problems = load(&source, None).problems;
    assert_eq!(ids(&problems)[0], "registry/lock-line");
    assert!(
        problems[0]
            .help
            .as_deref()
            .is_some_and(|help| help.contains("tidings renumber"))
    );
    let doubled: String = lock
        .lines()
        .chain(lock.lines())
        .map(|line| format!("{line}\n"))
        .collect();
    source.write("tidings.lock", doubled);
    assert!(ids(&load(&source, None).problems).contains(&"registry/lock-twice"));
}

#[test]
fn what_is_published_stands_on_what_is_published() {
    let mut source = Memory::new(
        "a test",
        [
            ("tidings.toml", "name = \"shop\"\n"),
            ("types/money/1.json", ONE),
            (
                "events/order.placed/1.json",
                r#"{"type": "object", "properties": {"total": {"$ref": "../../types/money/1.json"}}}"#,
            ),
            ("streams/orders.toml", STREAM),
        ],
    );
    publish(&mut source);
    let loaded = load(&source, None);
    assert_eq!(ids(&loaded.problems), ["registry/published-on-draft"]);
    assert!(loaded.problems[0].help.is_some());
}
