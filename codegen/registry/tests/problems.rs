//! Every way in which a registry can be broken, with the code and the place that are told.

use tidings_registry::{Memory, load};

const CONFIG: (&str, &str) = ("tidings.toml", "name = \"shop\"\n");
const EVENT: &str =
    r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#;
const STREAM: &str = "path = \"/orders\"\n[events.\"order.placed\"]\nwrite = 1\n";

/// What is told about a registry, one line each: `id place`.
fn told(files: &[(&str, &str)]) -> Vec<String> {
    let loaded = load(&Memory::new("a test", files.iter().copied()), None);
    let broken = loaded
        .problems
        .iter()
        .any(tidings_model::Diagnostic::is_error);
    assert_eq!(
        loaded.registry.is_none(),
        broken,
        "a registry is handed out exactly where nothing is an error"
    );
    for problem in &loaded.problems {
        assert!(problem.help.is_some(), "no way out: {problem}");
    }
    let place = |problem: &tidings_model::Diagnostic| {
        problem
            .place
            .as_ref()
            .map_or("-".to_owned(), ToString::to_string)
    };
    loaded
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.id, place(problem)))
        .collect()
}

#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let with_config = [&[CONFIG], files].concat();
    let found = told(&with_config);
    for line in expected {
        assert!(
            found.iter().any(|found| found.starts_with(line)),
            "{line} is missing in {found:#?}"
        );
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn a_sound_registry_has_no_problem() {
    check(
        &[
            ("events/order.placed/1.json", EVENT),
            ("streams/orders.toml", STREAM),
        ],
        &[],
    );
}

#[test]
fn a_folder_without_a_config_is_no_registry() {
    assert_eq!(
        told(&[("events/order.placed/1.json", EVENT)]),
        ["registry/config-missing -"]
    );
}

#[test]
fn broken_json_and_duplicate_keys_are_told_at_their_place() {
    check(
        &[("events/a/1.json", "{\"type\": \"object\",\n  oops}")],
        &["json/syntax events/a/1.json:2"],
    );
    check(
        &[(
            "events/a/1.json",
            "{\"type\": \"object\",\n \"type\": \"object\"}",
        )],
        &["json/duplicate-key events/a/1.json:2:2"],
    );
}

#[test]
fn all_problems_of_a_run_are_told() {
    let stream = "path = \"/orders\"\nstrat = \"now\"\n[events.\"order.plced\"]\nwrite = 1\n";
    let files = [
        ("events/order.placed/1.json", EVENT),
        ("streams/orders.toml", stream),
        ("events/Bad/1.json", EVENT),
    ];
    check(
        &files,
        &[
            "registry/bad-name events/Bad/1.json:1:1",
            "settings/key-unknown streams/orders.toml:2:1",
        ],
    );
}

#[test]
fn a_stream_names_what_exists() {
    let stream = "path = \"/o\"\nsnapshot = \"order.place\"\n[anonymous]\nrelease = 3\n[events.\"order.plced\"]\nwrite = 1\n[events.\"order.placed\"]\nwrite = 2\nkey = \"/nothing\"\n";
    check(
        &[
            ("events/order.placed/1.json", EVENT),
            ("streams/orders.toml", stream),
        ],
        &[
            "registry/snapshot-unknown streams/orders.toml:2:12",
            "registry/release-unknown streams/orders.toml:4:11",
            "registry/event-unknown streams/orders.toml:5:9",
            "registry/write-version-missing streams/orders.toml:8:9",
            "registry/key-undeclared streams/orders.toml:9:7",
        ],
    );
}

#[test]
fn keys_that_nothing_obeys_are_refused() {
    let stream = "path = \"/o\"\nscope = \"a\"\nmax_age = \"4h\"\nrollback_depth = 1\nhorizon = \"30d\"\n[events.\"order.placed\"]\nwrite = 1\nscope = \"b\"\n";
    let unsupported: Vec<String> = [2, 3, 4, 5, 8]
        .iter()
        .map(|line| format!("settings/key-unsupported streams/orders.toml:{line}:1"))
        .collect();
    let unsupported: Vec<&str> = unsupported.iter().map(String::as_str).collect();
    check(
        &[
            ("events/order.placed/1.json", EVENT),
            ("streams/orders.toml", stream),
        ],
        &unsupported,
    );
    let scoped = EVENT.replacen('{', r#"{"x-tidings": {"scope": "a"}, "#, 1);
    check(
        &[("events/order.placed/1.json", &scoped)],
        &["schema/annotation-unsupported events/order.placed/1.json:1:"],
    );
    check(
        &[
            ("events/order.placed/1.json", EVENT),
            ("events/order.placed/1-2.lens.toml", ""),
        ],
        &["registry/file-unsupported events/order.placed/1-2.lens.toml:1:1"],
    );
}

#[test]
fn versions_have_no_holes() {
    check(
        &[("events/a/1.json", EVENT), ("events/a/3.json", EVENT)],
        &["registry/version-gap events/a/3.json:1:1"],
    );
}

#[test]
fn references_lead_to_types_and_never_in_a_circle() {
    let to = |path: &str| {
        format!(r#"{{"type": "object", "properties": {{"m": {{"$ref": "{path}"}}}}}}"#)
    };
    let dangling = to("../../types/mony/1.json");
    let money = ("types/money/1.json", EVENT);
    check(
        &[("events/a/1.json", &dangling), money],
        &["schema/dangling-reference events/a/1.json:1:"],
    );
    let sideways = to("../b/1.json");
    check(
        &[("events/a/1.json", &sideways), ("events/b/1.json", EVENT)],
        &["schema/reference-refused events/a/1.json:1:"],
    );
    let (one, two) = (to("../two/1.json"), to("../one/1.json"));
    check(
        &[("types/one/1.json", &one), ("types/two/1.json", &two)],
        &[
            "registry/reference-cycle types/one/1.json:1:",
            "registry/reference-cycle types/two/1.json:1:",
        ],
    );
}

#[test]
fn enums_and_unions_are_decided_before_they_are_published() {
    let open = r#"{"type": "object", "properties": {"s": {"enum": ["a", "b"]}}}"#;
    check(
        &[("events/a/1.json", open)],
        &["registry/enum-undecided events/a/1.json:1:"],
    );
    for decided in [r#"{"fallback": "a"}"#, r#"{"closed": true}"#] {
        let text = open.replace(r#""enum""#, &format!(r#""x-tidings": {decided}, "enum""#));
        check(&[("events/a/1.json", &text)], &[]);
    }
    let negative = r#"{"type": "object", "properties": {"s": {"type": "string", "not": {"enum": ["a", "b"]}}}}"#;
    check(&[("events/a/1.json", negative)], &[]);
    let branch = |kind: &str| {
        format!(
            r#"{{"type": "object", "required": ["kind"], "properties": {{"kind": {{"const": "{kind}"}}}}}}"#
        )
    };
    let union = format!(r#"{{"oneOf": [{}, {}]}}"#, branch("a"), branch("b"));
    check(
        &[("events/a/1.json", &union)],
        &["registry/union-undecided events/a/1.json:1:"],
    );
}

#[test]
fn a_tag_with_several_values_is_the_unions_business() {
    let text = r#"{"x-tidings": {"closed": true}, "oneOf": [
        {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a", "b"]}}},
        {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["c", "d"]}}}
    ]}"#;
    check(&[("events/a/1.json", text)], &[]);
    let nullable = text.replace(r#""x-tidings": {"closed": true}, "#, "");
    let nullable = nullable.replace("\n    ]", r#", {"type": "null"}]"#);
    check(
        &[("events/a/1.json", &nullable)],
        &["registry/union-undecided events/a/1.json:1:2"],
    );
}

#[test]
fn null_or_something_decided_is_decided() {
    let branch = |kind: &str| {
        format!(
            r#"{{"type": "object", "required": ["kind"], "properties": {{"kind": {{"const": "{kind}"}}}}}}"#
        )
    };
    let event = |nullable: &str, ours: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"x": {nullable}}},
"$defs": {{"nothing": {{"type": "null"}},
"growing": {{"enum": ["a", "b"]{ours}}},
"union": {{"oneOf": [{}, {}]{ours}}}}}}}"#,
            branch("a"),
            branch("b")
        )
    };
    let closed = r#", "x-tidings": {"closed": true}"#;
    let fallback = r#", "x-tidings": {"fallback": "a"}"#;
    for (name, id, line) in [
        ("union", "registry/union-undecided", 4),
        ("growing", "registry/enum-undecided", 3),
    ] {
        for nullable in [
            r##"{"anyOf": [{"$ref": "#/$defs/NAME"}, {"type": "null"}]}"##,
            r##"{"oneOf": [{"const": null}, {"$ref": "#/$defs/NAME"}]}"##,
            r##"{"anyOf": [{"anyOf": [{"$ref": "#/$defs/NAME"}, {"enum": [null]}]}, {"$ref": "#/$defs/nothing"}]}"##,
        ] {
            let nullable = nullable.replace("NAME", name);
            for ours in [closed, fallback] {
                check(&[("events/a/1.json", &event(&nullable, ours))], &[]);
            }
            // What is undecided is told once, where it stands.
            let place = format!("{id} events/a/1.json:{line}:");
            check(&[("events/a/1.json", &event(&nullable, ""))], &[&place]);
        }
    }
    // Two unions beside null are a union of their own.
    let two = format!(
        r##"{{"anyOf": [{{"$ref": "#/$defs/union"}}, {}, {{"type": "null"}}]}}"##,
        branch("c")
    );
    check(
        &[("events/a/1.json", &event(&two, closed))],
        &["registry/union-undecided events/a/1.json:1:"],
    );
}

#[test]
fn what_nothing_fits_is_told() {
    for hollow in [
        r##"{"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}}"##,
        r#"{"type": "object", "required": ["a"], "properties": {"a": false}}"#,
        r#"{"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 3, "maximum": 2}}}"#,
    ] {
        check(
            &[("events/a/1.json", hollow)],
            &["registry/empty-emit-set events/a/1.json:1:1"],
        );
    }
    let harmless = r##"{"type": "object", "properties": {"next": {"$ref": "#"}, "never": false}}"##;
    check(&[("events/a/1.json", harmless)], &[]);
}

#[test]
fn streams_answer_at_paths_of_their_own() {
    let other = STREAM.replace("/orders", "/{any}");
    check(
        &[
            ("events/order.placed/1.json", EVENT),
            ("streams/orders.toml", STREAM),
            ("streams/others.toml", &other),
        ],
        &["registry/path-twice streams/others.toml:1:8"],
    );
}

#[test]
fn a_session_ends_in_an_event_of_its_own_and_takes_a_type_that_exists() {
    let stream = "path = \"/a\"\nkind = \"session\"\nrequest = \"ask@2\"\nend = [\"dne\"]\n[events.done]\nwrite = 1\n";
    check(
        &[
            ("events/done/1.json", EVENT),
            ("types/ask/1.json", EVENT),
            ("streams/a.toml", stream),
        ],
        &[
            "registry/request-unknown streams/a.toml:3:11",
            "registry/end-unknown streams/a.toml:4:8",
        ],
    );
    let missing = "path = \"/a\"\nkind = \"session\"\n[events.done]\nwrite = 1\n";
    check(
        &[("events/done/1.json", EVENT), ("streams/a.toml", missing)],
        &["settings/key-missing streams/a.toml:1:1"],
    );
}

#[test]
fn what_is_no_file_of_a_registry_is_told() {
    check(
        &[("events/a/1.yaml", "")],
        &["registry/stray-file events/a/1.yaml:1:1"],
    );
    let loaded = load(
        &Memory::new("a test", [("tidings.toml", b"name = \"\xff\"".to_vec())]),
        None,
    );
    assert!(
        loaded
            .problems
            .iter()
            .any(|problem| problem.id.0 == "registry/not-utf8")
    );
}
