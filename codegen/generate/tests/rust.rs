//! Generated Rust, checked by its derive and compiled with warnings denied.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{corpora, imported, registry, rust, shop, workspace};
use tidings_generate::Files;

/// Compiles files as the module `contracts` of a crate, with `extra` beside it.
fn compile(name: &str, files: &Files, extra: &str) {
    let root = workspace();
    // Outside of the workspace, whose own registry the derive would compare with.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    for (path, text) in files {
        write(&folder.join("src/contracts").join(path), text);
    }
    write(
        &folder.join("src/lib.rs"),
        &format!("#![deny(warnings)]\npub mod contracts;\n{extra}"),
    );
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ntidings.path = {:?}\n\n[workspace]\n",
        root.join("runtime/server")
    );
    write(&folder.join("Cargo.toml"), &manifest);
    // The workspace's own versions, so that nothing is fetched.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock is readable");
    let run = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", root.join("target/generated/target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().expect("a file has a folder");
    fs::create_dir_all(folder).expect("target is writable");
    fs::write(path, text).expect("target is writable");
}

#[test]
fn the_example_compiles_and_builds_events() {
    let extra = r#"
        use contracts::orders::{Money, OrderPlaced, Orders};
        use contracts::notifications::NotificationsTopic;
        use contracts::assistant::Assistant;
        use tidings::__contract_v1::{EmitOn, SessionStream, Stream, Topic};
        fn emits<S: Stream, E: EmitOn<S>>() {}
        fn asks<S: SessionStream<Request = contracts::assistant::Ask>>() {}
        pub fn build() -> OrderPlaced {
            emits::<Orders, OrderPlaced>();
            asks::<Assistant>();
            let _ = NotificationsTopic::new("u-1").params();
            OrderPlaced::new("o-1", Money::new(1200, "EUR")).note("gift")
        }
    "#;
    compile("shop", &rust(&shop()), extra);
}

#[test]
fn odd_schemas_compile() {
    let odd = r##"{"type": "object", "required": ["self", "type", "unknown"], "properties": {
        "self": {"type": "string"}, "type": {"const": "odd"}, "new": {"type": "string"}, "clone": {"type": "string"}, "unknown": {"type": "string"},
        "+1": {"type": "integer"}, "-1": {"type": "integer", "minimum": 0}, "a b": {"type": ["string", "null"]}, "a_b": {"const": 3},
        "имя": {"type": "object", "properties": {"名": {"type": "string"}}}, "option": {"type": "object", "properties": {"string": {"enum": ["None", "Some", "self"], "x-tidings": {"closed": true}}}},
        "mixed": {"type": ["string", "integer", "array", "null"]}, "never": false, "free": true, "": {"type": "null"},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"$ref": "#/$defs/tree"}], "items": false, "minItems": 2},
        "tree": {"$ref": "#/$defs/tree"}},
        "$defs": {"tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/tree"}, "right": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]}}}}}"##;
    let deep = format!(
        "{}{}{}",
        r#"{"type": "array", "items": "#.repeat(40),
        r#"{"type": "string"}"#,
        "}".repeat(40)
    );
    let objects = format!(
        "{}{{}}{}",
        r#"{"type": "object", "properties": {"next": "#.repeat(60),
        "}}".repeat(60)
    );
    let events: [(&str, &[&str]); 13] = [
        (
            "list",
            &[
                r##"{"type": "object", "properties": {"list": {"$ref": "#/$defs/list"}}, "$defs": {"list": {"type": "array", "items": {"$ref": "#/$defs/list"}}}}"##,
            ],
        ),
        (
            "nullable",
            &[
                r##"{"type": ["object", "null"], "required": ["next"], "properties": {"next": {"$ref": "#"}}}"##,
            ],
        ),
        (
            "choice",
            &[r#"{"enum": ["a", "b", null], "x-tidings": {"closed": true}}"#],
        ),
        ("objects", &[&objects]),
        ("odd", &[odd]),
        ("option", &[odd]),
        ("type", &[odd]),
        ("shop", &[odd]),
        ("shop.topic", &[odd]),
        ("deep", &[&deep]),
        ("text", &[r#"{"type": ["string", "null"]}"#]),
        (
            "a.b",
            &[
                r##"{"$ref": "#/$defs/x", "$defs": {"x": {"type": "object", "properties": {"x": {"$ref": "#"}}}}}"##,
            ],
        ),
        (
            "a_b",
            &[
                r#"{"anyOf": [{"type": "string"}, {"type": "object", "properties": {"n": {"type": "number"}}}], "x-tidings": {"closed": true}}"#,
            ],
        ),
    ];
    // A root says itself that it may be null, since nothing holds it.
    let extra = r#"
        use contracts::events::{choice::v1::Choice, nullable::v1::Nullable, text::v1::Text};
        pub fn nulls() -> (Choice, Nullable, Text) { (Choice(None), Nullable(None), Text(None)) }
    "#;
    compile("odd", &rust(&registry(&events)), extra);
}

#[test]
fn real_schemas_compile() {
    let Some(corpora) = corpora() else { return };
    compile("real", &rust(&imported(&corpora, "wikimedia-primary")), "");
}
