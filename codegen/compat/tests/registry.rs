//! What `check`, the matrix and promotion say about whole registries.
#![allow(clippy::unwrap_used)]
mod support;

use serde_json::json;
use support::{Scratch, history, stream};
use tidings_compat::{Claim, Direction, Finding, Level, check, is_free, matrix};
use tidings_contract::{Cell, MatrixCell, VersionNumber};

const FIRST: &str = r#"{"type": "object", "description": "An order was placed.", "required": ["id"],
    "properties": {"id": {"type": "string"}, "status": {"enum": ["open", "done"], "x-tidings": {"closed": true}}}}"#;

/// The first version with one text replaced by another.
fn edited(from: &str, to: &str) -> String {
    assert!(FIRST.contains(from), "{from}");
    FIRST.replace(from, to).replace(
        r#""description""#,
        r#""x-tidings": {"change": "A test."}, "description""#,
    )
}

fn failing(scratch: &Scratch) -> Vec<Finding> {
    check(&scratch.registry(), None)
        .into_iter()
        .filter(Finding::fails)
        .collect()
}

fn number(n: u32) -> VersionNumber {
    VersionNumber::new(n).unwrap()
}

#[test]
fn an_optional_member_is_compatible_and_free() {
    let scratch = history(&[
        FIRST,
        &edited(r#""id": {"#, r#""note": {"type": "string"}, "id": {"#),
    ]);
    assert_eq!(check(&scratch.registry(), None), []);
    let registry = scratch.registry();
    let stream = registry.streams.values().next().unwrap();
    assert!(is_free(
        &registry,
        stream,
        &"order.placed".parse().unwrap(),
        number(2)
    ));
}

#[test]
fn a_draft_is_judged_as_if_it_were_promoted_today() {
    let scratch = history(&[FIRST, &edited(r#""required": ["id"],"#, "")]);
    let findings = failing(&scratch);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let finding = &findings[0];
    assert_eq!(
        (finding.rule, finding.level),
        ("compat/member-optional", Level::Wire)
    );
    assert_eq!(finding.claim, Claim::Breaking);
    assert_eq!(finding.direction, Some(Direction::NewToOld));
    assert_eq!(finding.witness, Some(json!({})));
    assert_eq!(
        &*finding.place.as_ref().unwrap().file,
        "events/order.placed/2.json"
    );
    assert_eq!(
        &*finding.other.as_ref().unwrap().file,
        "events/order.placed/1.json"
    );
    assert_eq!(&*finding.other.as_ref().unwrap().pointer, "/required");
    assert!(
        finding.pairs[0]
            .releases
            .iter()
            .all(|release| release.starts_with("orders@1-"))
    );
    let registry = scratch.registry();
    let stream = registry.streams.values().next().unwrap();
    assert!(!is_free(
        &registry,
        stream,
        &"order.placed".parse().unwrap(),
        number(2)
    ));
}

#[test]
fn stored_events_are_judged_against_the_release_that_the_drafts_make() {
    let scratch = history(&[
        FIRST,
        &edited(r#""required": ["id"]"#, r#""required": ["id", "status"]"#),
    ]);
    let rules: Vec<(&str, Option<Direction>)> = failing(&scratch)
        .iter()
        .map(|finding| (finding.rule, finding.direction))
        .collect();
    assert_eq!(
        rules,
        [("compat/member-made-required", Some(Direction::OldToNew))]
    );
}

#[test]
fn several_edits_are_several_findings_and_one_edit_is_one() {
    let second = edited(r#""required": ["id"],"#, "").replace(r#""done"]"#, r#""done", "held"]"#);
    let third = second.replace("A test.", "Another test.");
    let findings = failing(&history(&[FIRST, &second, &third]));
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    // Version 2 is locked and ahead of the write version, version 3 is a draft: each is told of its own edits.
    assert_eq!(
        rules,
        [
            "compat/enum-grown",
            "compat/enum-grown",
            "compat/member-optional",
            "compat/member-optional"
        ],
        "{findings:#?}"
    );
    let mut prints: Vec<&str> = findings
        .iter()
        .map(|finding| finding.fingerprint.as_str())
        .collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 4);
}

#[test]
fn a_retired_release_is_judged_no_more() {
    let scratch = history(&[FIRST, &edited(r#""required": ["id"],"#, "")]).publish();
    assert_eq!(failing(&scratch).len(), 1);
    let retired = format!(
        "oldest_release = 2\n{}",
        stream("orders", "order.placed", 2)
    );
    assert_eq!(failing(&scratch.with("streams/orders.toml", &retired)), []);
}

/// A cell without the digest of its release: `order.placed/1 orders@2 accept`.
fn shown(cell: &MatrixCell) -> String {
    let release = cell.release.to_string();
    let release = release.split('-').next().unwrap_or_default();
    let word = serde_json::to_value(cell.cell).unwrap();
    let word = word.as_str().unwrap();
    format!("{}/{} {release} {word}", cell.event, cell.version)
}

#[test]
fn the_matrix_says_what_the_server_does_with_every_pair() {
    let second = edited(r#""id": {"#, r#""note": {"type": "string"}, "id": {"#);
    let third = second.replace(r#""done"]"#, r#""done", "held"]"#);
    let event = "events/order.paid/1.json";
    let both = format!(
        "{}[events.\"order.paid\"]\nwrite = 1\n",
        stream("orders", "order.placed", 1)
    );
    let scratch = history(&[FIRST, &second, &third])
        .publish()
        .with(event, FIRST)
        .with("streams/orders.toml", &both);
    let registry = scratch.registry();
    let cells = matrix(&registry, registry.streams.values().next().unwrap());
    let shown: Vec<String> = cells.iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            "order.paid/1 orders@1 skip",
            "order.paid/1 orders@2 skip",
            "order.paid/1 orders@3 skip",
            "order.paid/1 orders@dev same",
            "order.placed/1 orders@1 same",
            "order.placed/1 orders@2 accept",
            "order.placed/1 orders@3 accept",
            "order.placed/1 orders@dev accept",
            "order.placed/2 orders@1 accept",
            "order.placed/2 orders@2 same",
            "order.placed/2 orders@3 accept",
            "order.placed/2 orders@dev accept",
            "order.placed/3 orders@1 refuse",
            "order.placed/3 orders@2 refuse",
            "order.placed/3 orders@3 same",
            "order.placed/3 orders@dev same",
        ]
    );
    let refused = cells.iter().find(|cell| cell.cell == Cell::Refuse).unwrap();
    assert_eq!(
        refused.reason.as_deref(),
        Some(r#"version 1 refuses {"id":"","status":"held"} at /status: enum"#)
    );
}

#[test]
fn a_break_in_a_shared_type_is_one_finding() {
    let order = |version: u32| {
        format!(
            r#"{{"type": "object", "title": "Order", "x-tidings": {{"change": "A test."}}, "properties": {{"total": {{"$ref": "../../types/money/{version}.json"}}}}}}"#
        )
    };
    let money = r#"{"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer"}}}"#;
    let both = format!(
        "{}[events.\"order.paid\"]\nwrite = 1\n",
        stream("orders", "order.placed", 1)
    );
    let scratch = Scratch::new()
        .with("streams/orders.toml", &both)
        .with("types/money/1.json", money)
        .with("events/order.placed/1.json", &order(1))
        .with("events/order.paid/1.json", &order(1))
        .publish()
        .with(
            "types/money/2.json",
            &money.replace("\"integer\"", "\"number\""),
        )
        .with("events/order.placed/2.json", &order(2))
        .with("events/order.paid/2.json", &order(2));
    let findings = failing(&scratch);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].rule, "compat/integer-widened");
    assert_eq!(
        &*findings[0].place.as_ref().unwrap().file,
        "types/money/2.json"
    );
    let subjects: Vec<&str> = findings[0]
        .pairs
        .iter()
        .map(|pair| pair.subject.as_str())
        .collect();
    assert_eq!(subjects, ["order.paid", "order.placed"]);
}

#[test]
fn the_order_of_findings_and_their_fingerprints_repeat() {
    let scratch = history(&[
        FIRST,
        &edited(r#""required": ["id"],"#, "").replace(r#""done"]"#, r#""held"]"#),
    ]);
    let first = check(&scratch.registry(), None);
    assert_eq!(first, check(&scratch.registry(), None));
    assert!(first.len() > 2);
}
