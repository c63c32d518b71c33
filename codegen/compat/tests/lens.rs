//! Proposals for lenses: what real histories do to a schema, what is proposed, and that a lifted payload is one of the
//! newer version.
use serde_json::{Value, json};
use tidings_compat::{Proposal, Semantics, Verdict, decide, propose};
use tidings_model::{Checked, Schema};

fn schema(document: Value) -> Schema<Checked> {
    Schema::from_document(&document).expect("a schema")
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({"type": "object", "required": required, "properties": properties})
}

/// The operations as a lens file has them, and the places that are left to a person.
#[track_caller]
fn check(older: &Value, newer: &Value, ops: &[&str], doubts: &[&str]) -> Proposal {
    let (older, newer) = (schema(older.clone()), schema(newer.clone()));
    let proposal = propose(&older, &newer);
    let told: Vec<String> = proposal
        .ops
        .iter()
        .map(|proposed| proposed.op.to_string())
        .collect();
    assert_eq!(told, ops);
    let places: Vec<&str> = proposal
        .doubts
        .iter()
        .map(|doubt| doubt.at.as_str())
        .collect();
    assert_eq!(places, doubts, "{:?}", proposal.doubts);
    proposal
}

/// A break, its proposal without a doubt, and a payload that breaks and does no more when it is lifted.
#[track_caller]
fn lifts(older: &Value, newer: &Value, ops: &[&str], payload: &Value, lifted: &Value) {
    let proposal = check(older, newer, ops, &[]);
    let refused = |payload: &Value| {
        let written = json!({"const": payload});
        decide(&written, newer, Semantics::Validation) != Verdict::Compatible
    };
    assert!(refused(payload), "the payload needs no lens");
    assert_eq!(proposal.lift(payload), *lifted);
    assert!(!refused(lifted), "the lifted payload is refused");
}

#[test]
fn what_is_proved_needs_no_lens() {
    let older = object(&["a"], json!({"a": {"type": "string"}}));
    let newer = object(
        &["a"],
        json!({"a": {"type": "string"}, "b": {"type": "string"}}),
    );
    assert!(check(&older, &newer, &[], &[]).is_implied());
}

#[test]
fn a_member_with_the_same_schema_under_another_name_is_a_rename() {
    let at = json!({"type": "string", "format": "date-time"});
    lifts(
        &object(
            &["client_dt"],
            json!({"client_dt": at, "n": {"type": "integer"}}),
        ),
        &object(&["dt"], json!({"dt": at, "n": {"type": "integer"}})),
        &[r#"rename = { from = "/client_dt", to = "/dt" }"#],
        &json!({"client_dt": "x"}),
        &json!({"dt": "x"}),
    );
}

#[test]
fn two_that_could_be_meant_are_no_rename() {
    let text = json!({"type": "string"});
    check(
        &object(&["a"], json!({"a": text})),
        &object(&["b", "c"], json!({"b": text, "c": text})),
        &[r#"remove = { at = "/a" }"#],
        &["", ""],
    );
}

#[test]
fn optional_members_that_share_nothing_but_a_type_are_no_rename() {
    let older = |name: &str| {
        object(
            &["n"],
            json!({"n": {"type": "integer"}, name: {"type": "string"}}),
        )
    };
    let newer = |name: &str| {
        object(
            &["n"],
            json!({"n": {"type": "integer", "minimum": 0}, name: {"type": "string"}}),
        )
    };
    check(
        &older("client_ip"),
        &newer("protocol"),
        &[r#"remove = { at = "/client_ip" }"#],
        &["/n"],
    );
    let renamed = r#"rename = { from = "/client_ip", to = "/ip" }"#;
    check(&older("client_ip"), &newer("ip"), &[renamed], &["/n"]);
}

#[test]
fn a_required_member_comes_from_its_default_its_only_value_or_a_like_member_below() {
    lifts(
        &object(&[], json!({"n": {}})),
        &object(
            &["currency"],
            json!({"n": {}, "currency": {"type": "string", "default": "EUR"}}),
        ),
        &[r#"add = { at = "/currency", value = "EUR" }"#],
        &json!({}),
        &json!({"currency": "EUR"}),
    );
    lifts(
        &object(&[], json!({"n": {}})),
        &object(&["kind"], json!({"n": {}, "kind": {"const": "order"}})),
        &[r#"add = { at = "/kind", value = "order" }"#],
        &json!({}),
        &json!({"kind": "order"}),
    );
    let meta = object(&["dt"], json!({"dt": {"type": "string"}}));
    lifts(
        &object(&["meta"], json!({"meta": meta})),
        &object(
            &["meta", "dt"],
            json!({"meta": meta, "dt": {"type": "string"}}),
        ),
        &[r#"add = { at = "/dt", from = "/meta/dt" }"#],
        &json!({"meta": {"dt": "x"}}),
        &json!({"meta": {"dt": "x"}, "dt": "x"}),
    );
}

#[test]
fn what_nothing_says_is_left_to_a_person() {
    check(
        &object(&[], json!({"a": {"type": "integer"}})),
        &object(
            &["b"],
            json!({"a": {"type": "integer", "maximum": 10}, "b": {"type": "string"}}),
        ),
        &[],
        &["", "/a"],
    );
}

#[test]
fn a_value_becomes_a_list_and_a_list_its_first_item() {
    let (one, many) = (
        json!({"type": "string"}),
        json!({"type": "array", "items": {"type": "string"}}),
    );
    lifts(
        &object(&[], json!({"reasons": one})),
        &object(&[], json!({"reasons": many})),
        &[r#"wrap = { at = "/reasons" }"#],
        &json!({"reasons": "x"}),
        &json!({"reasons": ["x"]}),
    );
    // An empty list has no first item: that is said, not guessed.
    check(
        &object(&[], json!({"reasons": many})),
        &object(&[], json!({"reasons": one})),
        &[r#"unwrap = { at = "/reasons" }"#],
        &["/reasons"],
    );
}

#[test]
fn one_case_that_goes_while_one_comes_is_converted() {
    let status = |cases: Value| {
        object(
            &[],
            json!({"status": {"enum": cases, "x-tidings": {"closed": true}}}),
        )
    };
    lifts(
        &status(json!(["open", "done"])),
        &status(json!(["placed", "done"])),
        &[r#"convert = { at = "/status", table = { "open" = "placed" } }"#],
        &json!({"status": "open"}),
        &json!({"status": "placed"}),
    );
    check(
        &status(json!(["open", "held", "done"])),
        &status(json!(["placed", "done"])),
        &[],
        &["/status"],
    );
}

#[test]
fn operations_reach_into_lists_maps_and_branches() {
    let line = |name: &str| object(&[name], json!({name: {"type": "string"}}));
    let lines = |name: &str| {
        object(
            &["lines"],
            json!({"lines": {"type": "array", "items": line(name)}}),
        )
    };
    lifts(
        &lines("sku"),
        &lines("article"),
        &[r#"rename = { from = "/lines/*/sku", to = "/lines/*/article" }"#],
        &json!({"lines": [{"sku": "a"}, {"sku": "b"}]}),
        &json!({"lines": [{"article": "a"}, {"article": "b"}]}),
    );
    let paid = |name: &str| {
        let card = json!({"type": "object", "required": ["by", name], "properties": {"by": {"const": "card"}, name: {"type": "integer"}}});
        let cash =
            json!({"type": "object", "required": ["by"], "properties": {"by": {"const": "cash"}}});
        object(
            &["pay"],
            json!({"pay": {"oneOf": [card, cash], "x-tidings": {"tag": "by", "closed": true}}}),
        )
    };
    lifts(
        &paid("no"),
        &paid("number"),
        &[r#"rename = { from = "/pay/no", to = "/pay/number" }"#],
        &json!({"pay": {"by": "card", "no": 7}}),
        &json!({"pay": {"by": "card", "number": 7}}),
    );
}

#[test]
fn recursion_ends() {
    let tree = |name: &str| {
        json!({"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "required": [name], "properties": {
            name: {"type": "string"}, "below": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}})
    };
    let proposal = propose(&schema(tree("a")), &schema(tree("b")));
    assert_eq!(
        proposal.ops[0].op.to_string(),
        r#"rename = { from = "/a", to = "/b" }"#
    );
    assert!(proposal.ops.len() < 10, "{:?}", proposal.ops);
}
