//! What holds of every generation.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::{files_registry, registry, registry_files, rust, shop, shuffled, ts};
use tidings_generate::{Matrices, Target, generate, is_edited};

const PLACED: &str = r#"{"type": "object", "required": ["order_id"], "properties": {
    "order_id": {"type": "string"}, "userId": {"type": "string"},
    "total": {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer"}}}}}"#;

#[test]
fn key_order_is_invisible() {
    let files = registry_files(&[("order.placed", &[PLACED])]);
    let reordered: BTreeMap<String, String> = files
        .iter()
        .map(|(path, text)| {
            (
                path.clone(),
                if path.ends_with(".json") {
                    shuffled(text)
                } else {
                    text.clone()
                },
            )
        })
        .collect();
    assert_ne!(files, reordered, "the fixture must change");
    let (one, two) = (files_registry(&files), files_registry(&reordered));
    assert_eq!(rust(&one), rust(&two));
    assert_eq!(ts(&one), ts(&two));
}

#[test]
fn generating_twice_is_identical() {
    assert_eq!(rust(&shop()), rust(&shop()));
    assert_eq!(ts(&shop()), ts(&shop()));
}

/// The types that a file declares, or hands on from elsewhere under a name of its own.
fn declared(text: &str, own: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
        .filter(|word| !word.is_empty())
        .collect();
    let told = words
        .windows(2)
        .filter(|pair| ["struct", "enum", "as", "interface", "type"].contains(&pair[0]));
    told.map(|pair| pair[1])
        .filter(|name| name.starts_with(own))
        .map(str::to_owned)
        .collect()
}

#[test]
fn an_unrelated_event_changes_nothing() {
    let other = PLACED.replace(
        r#""amount": {"type": "integer"}"#,
        r#""amount": {"type": "string"}"#,
    );
    let before = registry(&[("order.placed", &[PLACED])]);
    let after = registry(&[
        ("aaa", &[&other]),
        ("order.placed", &[PLACED]),
        ("order.placed.total", &[&other]),
        ("order.placed.v1", &[&other]),
        ("shop.events", &[&other]),
    ]);
    assert_eq!(
        rust(&before)["events/order_placed/v1.rs"],
        rust(&after)["events/order_placed/v1.rs"]
    );
    let names = declared(&ts(&before)["shop.ts"], "OrderPlaced");
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.is_subset(&declared(&ts(&after)["shop.ts"], "OrderPlaced")));
}

#[test]
fn an_event_of_the_same_shape_changes_no_name() {
    let before = registry(&[("order.placed", &[PLACED])]);
    let after = registry(&[("aaa", &[PLACED]), ("order.placed", &[PLACED])]);
    let path = "events/order_placed/v1.rs";
    let (one, two) = (rust(&before), rust(&after));
    assert_eq!(declared(&one[path], ""), declared(&two[path], ""));
    assert_eq!(two["shapes.rs"].matches("pub struct ").count(), 1);
    assert!(!two[path].contains("pub struct Total"), "{}", two[path]);
    let (one, two) = (ts(&before), ts(&after));
    let names = declared(&one["shop.ts"], "OrderPlaced");
    assert_eq!(names, declared(&two["shop.ts"], "OrderPlaced"));
    let bodies = two["shop.ts"].matches("amount: number;").count();
    assert_eq!(bodies, 1, "{}", two["shop.ts"]);
}

#[test]
fn what_a_version_does_not_change_is_not_written_again() {
    let grown = PLACED.replace(r#""userId""#, r#""gift": {"type": "boolean"}, "userId""#);
    let (one, two) = (
        rust(&registry(&[("order.placed", &[PLACED])])),
        rust(&registry(&[("order.placed", &[PLACED, &grown])])),
    );
    let path = "events/order_placed/v1.rs";
    assert_eq!(one[path], two[path]);
    let newer = &two["events/order_placed/v2.rs"];
    assert!(newer.contains("pub use super::v1::Total;"), "{newer}");
    assert!(!newer.contains("struct Total"), "{newer}");
}

#[test]
fn shapes_that_are_told_apart_by_documentation_alone_keep_theirs() {
    let told = PLACED.replace(
        r#""amount": {"type""#,
        r#""amount": {"description": "In cents.", "type""#,
    );
    let files = rust(&registry(&[
        ("order.paid", &[PLACED]),
        ("order.placed", &[&told]),
    ]));
    assert!(!files.contains_key("shapes.rs"));
    assert!(files["events/order_placed/v1.rs"].contains("/// In cents."));
}

#[test]
fn a_new_member_renames_no_old_one() {
    let grown = PLACED.replace(r#""userId""#, r#""user_id": {"type": "string"}, "userId""#);
    let files = rust(&registry(&[("order.placed", &[PLACED, &grown])]));
    let field = "pub user_id: Option<String>";
    let owner = |text: &str| {
        text.lines()
            .take_while(|line| !line.contains(field))
            .last()
            .map(str::trim)
            .map(str::to_owned)
    };
    assert_eq!(
        owner(&files["events/order_placed/v1.rs"]).as_deref(),
        Some("#[event(rename = \"userId\")]")
    );
    assert_eq!(
        owner(&files["events/order_placed/v2.rs"]).as_deref(),
        Some("#[event(rename = \"userId\")]")
    );
}

#[test]
fn every_file_says_where_it_comes_from() {
    for files in [rust(&shop()), ts(&shop())] {
        for (path, text) in files.iter().filter(|(path, _)| !path.ends_with(".json")) {
            assert!(text.starts_with("// Generated by tidings "), "{path}");
            assert!(
                text.lines()
                    .next()
                    .is_some_and(|line| line.contains("Do not edit")),
                "{path}"
            );
            assert!(!is_edited(text) && is_edited(&format!("{text} ")), "{path}");
        }
    }
}

#[test]
fn the_bundle_is_read_back() {
    let registry = shop();
    let text = tidings_generate::bundle(&registry, &Matrices::new());
    let source = tidings_registry::BundleFiles::parse("bundle.json", &text).expect("a bundle");
    let again = tidings_registry::load(&source, None)
        .registry
        .expect("its files are a registry");
    assert_eq!(text, tidings_generate::bundle(&again, &Matrices::new()));
}

#[test]
fn what_javascript_cannot_say_is_told_at_its_place() {
    let registry = support::thing(
        r#"{"type": "object", "properties": {"id": {"type": "string", "pattern": "^(?i)a$"}}}"#,
    );
    let problems = generate(
        &registry,
        &Matrices::new(),
        &Target::TypeScript {
            releases: Vec::new(),
            hooks: Vec::new(),
        },
    )
    .expect_err("refused");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].id.0, "generate/pattern");
    assert_eq!(
        problems[0].place.as_ref().map(|place| &*place.pointer),
        Some("/properties/id")
    );
}

#[test]
fn what_rust_cannot_check_is_told_at_its_place() {
    let deep = format!("{}{}", "[".repeat(101), "]".repeat(101));
    let registry = support::thing(&format!(
        r##"{{
            "type": "object",
            "properties": {{
                "id": {{ "type": "string", "pattern": "^(?=x)x$" }},
                "tags": {{ "type": "object", "patternProperties": {{ "^(a)\\1$": true, "^b$": true }} }},
                "deep": {{ "const": {deep} }},
                "plain": {{ "type": "string", "pattern": "^\\p{{L}}+$" }}
            }},
            "$defs": {{ "unused": {{ "type": "string", "pattern": "^(?!x)" }} }}
        }}"##
    ));
    let problems = generate(&registry, &Matrices::new(), &Target::Rust).expect_err("refused");
    let mut told: Vec<(&str, &str)> = problems
        .iter()
        .filter_map(|problem| Some((problem.id.0, problem.place.as_ref()?.pointer.as_ref())))
        .collect();
    told.sort_unstable();
    let expected = [
        ("generate/deep-constant", "/properties/deep"),
        ("generate/pattern", "/properties/id"),
        ("generate/pattern", "/properties/tags"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn an_unknown_release_is_told_with_those_that_exist() {
    let registry =
        support::thing(r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#);
    let releases = vec!["shop@9-0123456789ab".parse().expect("a release id")];
    let problems = generate(
        &registry,
        &Matrices::new(),
        &Target::TypeScript {
            releases,
            hooks: Vec::new(),
        },
    )
    .expect_err("refused");
    assert_eq!(problems[0].id.0, "generate/no-release");
    assert!(
        problems[0]
            .help
            .as_ref()
            .is_some_and(|help| help.contains("shop@dev-")),
        "{problems:?}"
    );
}

#[test]
fn wide_and_deep_schemas_are_generated() {
    let wide: Vec<String> = (0..10_000)
        .map(|n| format!(r#""m{n}": {{"type": "integer"}}"#))
        .collect();
    let wide = format!(
        r#"{{"type": "object", "properties": {{{}}}}}"#,
        wide.join(",")
    );
    let levels = (tidings_model::json::MAX_DEPTH - 4) / 2;
    let open = r#"{"type": "object", "properties": {"next": "#.repeat(levels);
    let objects = format!("{open}{{}}{}", "}}".repeat(levels));
    let open = r#"{"type": "array", "items": "#.repeat(levels);
    let lists = format!("{open}{{\"type\": \"string\"}}{}", "}".repeat(levels));
    let registry = registry(&[
        ("wide", &[&wide]),
        ("objects", &[&objects]),
        ("lists", &[&lists]),
    ]);
    let files = rust(&registry);
    assert_eq!(files["events/wide/v1.rs"].matches("pub m").count(), 10_000);
    assert_eq!(
        files["events/objects/v1.rs"].matches("pub struct").count(),
        levels
    );
    // A type of so many levels is cut into several, since compilers follow types only so far.
    assert!(files["events/lists/v1.rs"].matches("#[payload(").count() > 2);
    assert!(ts(&registry)["shop.ts"].contains("export type Lists = "));
}
