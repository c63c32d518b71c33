//! What an upgrade tells: every way in which generated types change, in the words of the types.

mod support;

use support::{files_registry, registry_files};
use tidings_contract::ReleaseId;
use tidings_generate::{TypeChange, type_changes};
use tidings_registry::{Registry, pinned};

fn object(required: &str, members: &str) -> String {
    format!(r#"{{"type": "object", "required": [{required}], "properties": {{{members}}}}}"#)
}

/// A registry and the release that its drafts would make.
fn release(events: &[(&str, &[&str])]) -> (Registry, ReleaseId) {
    let registry = files_registry(&registry_files(events));
    let id = registry.releases(&registry.streams["shop"]).remove(0).id;
    (pinned(registry, std::slice::from_ref(&id)), id)
}

fn changes(before: &[(&str, &[&str])], after: &[(&str, &[&str])]) -> Vec<String> {
    let (before, after) = (release(before), release(after));
    let told = type_changes((&before.0, &before.1), (&after.0, &after.1));
    let line = |change: TypeChange| {
        let mark = if change.breaks { "!" } else { " " };
        format!("{mark} {} {}", change.subject, change.what)
    };
    told.into_iter().map(line).collect()
}

#[test]
fn every_kind_of_change_is_told() {
    let first = object(
        r#""id", "kind", "size""#,
        r#""id": {"type": "string"}, "kind": {"enum": ["a", "b"], "x-tidings": {"closed": true}}, "size": {"type": "integer"},
           "old": {"type": "string"}, "note": {"type": "string"}, "odd-key": {"type": "null"}"#,
    );
    let second = object(
        r#""id", "kind", "note", "new""#,
        r#""id": {"type": ["string", "null"]}, "kind": {"enum": ["b", "c"], "x-tidings": {"closed": true}}, "size": {"type": "integer"},
           "note": {"type": "string"}, "new": {"type": "boolean"}, "more": {"type": "array", "items": {"type": "string"}},
           "part": {"type": "object", "properties": {"x": {"type": "number"}}}"#,
    );
    let told = changes(
        &[("gone", &[&first]), ("thing", &[&first])],
        &[("thing", &[&first, &second]), ("told", &[&object("", "")])],
    );
    for line in [
        "! gone is gone",
        "  thing moves from version 1 to 2",
        "! told is a new event, in version 1",
        "! Gone is gone",
        "! Thing.id is string | null now, and was string",
        "  Thing.more is a new optional member: string[]",
        "  Thing.new is a new required member: boolean",
        "  Thing.note is always there now",
        "! Thing.old is gone",
        "! Thing[\"odd-key\"] is gone",
        "  Thing.part is a new optional member: Thing_Part",
        "! Thing.size may be absent now",
        "! Thing_Kind can be \"c\" now",
        "! Thing_Kind is never \"a\" any more",
        "  Thing_Part is a new type",
        "  Told is a new type",
    ] {
        assert!(
            told.iter().any(|there| there == line),
            "{line}\nin\n{told:#?}"
        );
    }
    assert_eq!(told.len(), 17, "{told:#?}");
}

#[test]
fn what_is_no_type_is_no_change() {
    let first = object(
        "",
        r#""id": {"type": "string", "maxLength": 4, "description": "a"}"#,
    );
    let second = object(
        "",
        r#""id": {"type": "string", "maxLength": 9, "description": "b"}"#,
    );
    let told = changes(&[("thing", &[&first])], &[("thing", &[&first, &second])]);
    assert_eq!(told, ["  thing moves from version 1 to 2"]);
    assert!(changes(&[("thing", &[&first])], &[("thing", &[&first])]).is_empty());
}

#[test]
fn unions_are_compared_branch_by_branch() {
    let of = |more: &str| {
        format!(
            r#"{{"anyOf": [{{"type": "string"}}, {{"type": "integer"}}{more}], "x-tidings": {{"closed": true}}}}"#
        )
    };
    let told = changes(
        &[("thing", &[&of("")])],
        &[("thing", &[&of(r#", {"type": "boolean"}"#)])],
    );
    assert_eq!(told, ["! Thing can be boolean now"]);
    let told = changes(
        &[("thing", &[&of("")])],
        &[("thing", &[&object("", r#""id": {"type": "null"}"#)])],
    );
    assert_eq!(told, ["! Thing is a type of another kind"]);
}
