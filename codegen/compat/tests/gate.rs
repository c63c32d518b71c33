//! What the gate makes of findings: edits told apart, what the base knew, events that fall silent.
#![allow(clippy::unwrap_used)]
mod support;

use support::{Scratch, history, stream};
use tidings_compat::{Finding, Semantics, Terms, check, gate};
use tidings_registry::Registry;

const EVENT: &str = r#"{"type": "object", "description": "An event.", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"enum": ["x", "y"], "x-tidings": {"closed": true}}}}"#;

fn judged(registry: &Registry, base: Option<&Registry>, only_new: bool) -> Vec<Finding> {
    let today = "2026-06-15".parse().unwrap();
    gate(
        registry,
        &Terms {
            base,
            only_new,
            today,
            semantics: Semantics::Generated,
        },
    )
}

fn failing(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|finding| finding.fails()).collect()
}

/// The findings of a rule, by their messages.
fn told(findings: &[Finding], rule: &str) -> Vec<String> {
    let of_rule = findings.iter().filter(|finding| finding.rule == rule);
    of_rule.map(|finding| finding.message.clone()).collect()
}

#[test]
fn every_member_that_goes_is_told_by_itself() {
    let second = EVENT
        .replace(r#""required": ["a", "b"], "#, "")
        .replace(r#""a": {"type": "string"}, "b": {"type": "string"}, "#, "");
    let findings = check(&history(&[EVENT, &second]).registry(), None);
    for rule in ["compat/member-removed", "compat/type-member-dropped"] {
        let messages = told(&findings, rule);
        assert_eq!(messages.len(), 2, "{rule}: {messages:?}");
        assert!(
            messages[0].contains("`a`") && messages[1].contains("`b`"),
            "{messages:?}"
        );
    }
    let mut prints: Vec<&String> = findings
        .iter()
        .map(|finding| &finding.fingerprint)
        .collect();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), findings.len());
}

#[test]
fn a_member_that_is_renamed_is_a_guess() {
    let rename = |to: &str| EVENT.replace(r#""a""#, to);
    let messages = |second: &str| {
        let findings = check(&history(&[EVENT, second]).registry(), None);
        told(&findings, "compat/member-removed")
    };
    let renamed = messages(&rename(r#""aa""#));
    assert!(
        renamed[0].ends_with("; it looks like a rename to `aa`"),
        "{renamed:?}"
    );
    // Another schema, or two that it could be, is no guess.
    let other = rename(r#""aa""#).replace(
        r#""aa": {"type": "string"}"#,
        r#""aa": {"type": "integer"}"#,
    );
    let both = rename(r#""aa""#).replace(r#""aa": {"#, r#""ab": {"type": "string"}, "aa": {"#);
    for second in [other, both] {
        let messages = messages(&second);
        assert!(
            messages.len() == 1 && !messages[0].contains("rename"),
            "{messages:?}"
        );
    }
}

#[test]
fn members_that_all_of_merges_are_placed_where_they_are_written() {
    let merged = r#"{"type": "object", "description": "An event.", "allOf": [{"properties": {"a": {"type": "string"}}, "required": ["a"]}, {"properties": {"n": {"type": "integer", "maximum": 5}}, "required": ["n"]}]}"#;
    let second = merged
        .replace(r#", "required": ["a"]"#, "")
        .replace("5", "6")
        .replace(r#", "required": ["n"]"#, "");
    let findings = check(&history(&[merged, &second]).registry(), None);
    let wire = findings.iter().filter(|finding| finding.fails());
    let mut places: Vec<(&str, &str)> = wire
        .map(|finding| {
            (
                finding.rule,
                finding.place.as_ref().unwrap().pointer.as_ref(),
            )
        })
        .collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            ("compat/bound-loosened", "/allOf/1/properties/n/maximum"),
            ("compat/member-optional", "/allOf/0/properties/a"),
            ("compat/member-optional", "/allOf/1/properties/n"),
        ]
    );
}

#[test]
fn what_the_base_has_too_is_known_and_fails_only_without_only_new() {
    let grown = EVENT.replace(r#""y"]"#, r#""y", "z"]"#);
    let base = history(&[EVENT, &grown]);
    let registry = base.registry();
    let findings = judged(&registry, Some(&registry), false);
    assert!(
        failing(&findings).iter().all(|finding| finding.known) && failing(&findings).len() == 1
    );
    let findings = judged(&registry, Some(&registry), true);
    assert_eq!(failing(&findings), Vec::<&Finding>::new());
    // The same edit at the same place goes further: it has the same fingerprint, and is not known.
    let further = base.with(
        "events/order.placed/2.json",
        &grown.replace(r#""z"]"#, r#""z", "zz"]"#),
    );
    let findings = judged(&further.registry(), Some(&registry), true);
    let fails = failing(&findings);
    assert_eq!(
        (fails.len(), fails[0].rule, fails[0].known),
        (1, "compat/enum-grown", false)
    );
}

/// Two published events in one stream.
fn two() -> Scratch {
    let both = format!(
        "{}[events.\"order.paid\"]\nwrite = 1\n",
        stream("orders", "order.placed", 1)
    );
    Scratch::new()
        .with("events/order.placed/1.json", EVENT)
        .with("events/order.paid/1.json", EVENT)
        .with("streams/orders.toml", &both)
        .publish()
}

#[test]
fn an_event_that_is_renamed_is_stopped_and_the_rename_is_a_guess() {
    let renamed = format!(
        "{}[events.\"order.settled\"]\nwrite = 1\n",
        stream("orders", "order.placed", 1)
    );
    let after = two()
        .with("events/order.settled/1.json", EVENT)
        .with("streams/orders.toml", &renamed);
    let findings = judged(&after.registry(), None, false);
    let messages = told(&findings, "compat/event-stopped");
    assert_eq!(messages.len(), 1);
    assert!(
        messages[0].starts_with("order.paid: ")
            && messages[0].contains("looks like a rename to order.settled"),
        "{messages:?}"
    );
    assert_eq!(failing(&findings).len(), 1);
    // Beside the old one it is no rename.
    let both = format!("{renamed}[events.\"order.paid\"]\nwrite = 1\n");
    let findings = judged(
        &after.with("streams/orders.toml", &both).registry(),
        None,
        false,
    );
    assert_eq!(failing(&findings), Vec::<&Finding>::new());
}

#[test]
fn an_event_that_moves_to_another_stream_is_stopped() {
    let after = two()
        .with("streams/orders.toml", &stream("orders", "order.placed", 1))
        .with("streams/audit.toml", &stream("audit", "order.paid", 1));
    let messages = told(
        &judged(&after.registry(), None, false),
        "compat/event-stopped",
    );
    assert!(
        messages.len() == 1 && messages[0].contains("looks as if it moved to audit"),
        "{messages:?}"
    );
}

#[test]
fn a_stream_that_goes_with_its_lock_lines_is_seen_from_the_base() {
    let before = two();
    let mut lock = before.registry().lock;
    lock.releases.clear();
    let after = before
        .clone()
        .without("streams/orders.toml")
        .with("tidings.lock", &lock.to_string())
        .registry();
    assert_eq!(
        told(&judged(&after, None, false), "compat/event-stopped"),
        Vec::<String>::new()
    );
    let findings = judged(&after, Some(&before.registry()), false);
    let messages = told(&findings, "compat/event-stopped");
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(
        failing(&findings)
            .iter()
            .all(|finding| finding.place.is_some() && !finding.schemas.is_empty())
    );
}

fn session(version: u32) -> String {
    format!(
        "path = \"/s\"\nkind = \"session\"\nrequest = \"ask@{version}\"\nend = [\"done\"]\n[events.done]\nwrite = 1\n"
    )
}

#[test]
fn every_older_request_is_judged_without_a_base_once_somebody_may_ask() {
    let ask = r#"{"type": "object", "description": "A question.", "properties": {"q": {"type": "string"}}}"#;
    let narrow = ask.replace(r#""properties""#, r#""required": ["q"], "properties""#);
    let draft = Scratch::new()
        .with("events/done/1.json", EVENT)
        .with("types/ask/1.json", ask)
        .with("types/ask/2.json", &narrow)
        .with("types/ask/3.json", &narrow)
        .with("streams/s.toml", &session(3));
    assert_eq!(
        told(&check(&draft.registry(), None), "compat/request-narrowed"),
        Vec::<String>::new()
    );
    let first = draft.clone().with("streams/s.toml", &session(1)).publish();
    let after = first.with("streams/s.toml", &session(3));
    let findings = check(&after.registry(), None);
    let narrowed: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.rule == "compat/request-narrowed")
        .collect();
    assert_eq!(narrowed.len(), 1, "{narrowed:#?}");
    assert_eq!(narrowed[0].pairs[0].writer, Some(1));
}

#[test]
fn levels_fail_as_the_policy_says() {
    let second = EVENT.replace(
        "\"c\": {",
        "\"n\": {\"type\": \"integer\", \"maximum\": 9007199254740993, \"minimum\": 0}, \"c\": {",
    );
    for (fail_on, expected) in [("wire", 0), ("source", 0), ("style", 2)] {
        let settings = format!("name = \"shop\"\n[policy]\nfail_on = \"{fail_on}\"\n");
        let scratch = history(&[EVENT, &second]).with("tidings.toml", &settings);
        let findings = judged(&scratch.registry(), None, false);
        let fails: Vec<&str> = failing(&findings)
            .iter()
            .map(|finding| finding.rule)
            .collect();
        assert_eq!(fails.len(), expected, "{fail_on}: {fails:?}");
    }
    let dropped = EVENT.replace(
        r#", "c": {"enum": ["x", "y"], "x-tidings": {"closed": true}}"#,
        "",
    );
    for (fail_on, expected) in [("wire", false), ("source", true), ("style", true)] {
        let settings = format!("name = \"shop\"\n[policy]\nfail_on = \"{fail_on}\"\n");
        let scratch = history(&[EVENT, &dropped]).with("tidings.toml", &settings);
        let findings = judged(&scratch.registry(), None, false);
        let fails = failing(&findings);
        let source = fails
            .iter()
            .any(|finding| finding.rule == "compat/type-member-dropped");
        assert_eq!(source, expected, "{fail_on}");
    }
}

#[test]
fn a_waiver_holds_on_its_last_day_and_not_on_the_next() {
    let grown = EVENT.replace(r#""y"]"#, r#""y", "z"]"#);
    let broken = history(&[EVENT, &grown]);
    let findings = judged(&broken.registry(), None, false);
    let finding = failing(&findings)[0];
    let schemas = finding.schemas.iter();
    let schemas: String = schemas
        .map(|(file, meaning)| format!("\"{file}\" = \"{meaning}\"\n"))
        .collect();
    for (until, covers) in [("2026-06-15", true), ("2026-06-14", false)] {
        let waiver = format!(
            "fingerprint = \"{}\"\nowners = [\"@a\"]\nreason = \"r\"\nuntil = {until}\n[schemas]\n{schemas}",
            finding.fingerprint
        );
        let waived = broken.clone().with("waivers/a.toml", &waiver);
        let findings = judged(&waived.registry(), None, false);
        assert_eq!(failing(&findings).is_empty(), covers, "{until}");
    }
}
