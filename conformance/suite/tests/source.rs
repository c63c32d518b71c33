//! What the rules of level SOURCE say is true of what the generator prints: user code that names every member and case
//! of a version is compiled against the next one. An edit that no SOURCE rule reports leaves it compiling; each rule has
//! an edit that does not. All user code of Rust is one crate, all of TypeScript one project.

mod compiled;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use compiled::{manifest, root, write, write_generated};
use serde_json::{Value, json};
use tidings_compat::{Assessment, Level, RULES, Semantics};
use tidings_generate::Target;
use tidings_registry::{Memory, Registry, load};

/// An edit, and user code of the older version.
struct Edit {
    name: &'static str,
    /// The rule that reports it; None where it is called safe.
    rule: Option<&'static str>,
    old: Value,
    new: Value,
    rust: &'static str,
    ts: &'static str,
    /// Whether the Rust code stops compiling, and whether the TypeScript code does.
    stops: (bool, bool),
}

fn object(required: &[&str], members: Value) -> Value {
    json!({"type": "object", "required": required, "properties": members})
}

fn edit(name: &'static str, old: Value, new: Value, rust: &'static str, ts: &'static str) -> Edit {
    Edit {
        name,
        rule: None,
        old,
        new,
        rust,
        ts,
        stops: (false, false),
    }
}

impl Edit {
    fn breaks(mut self, rule: &'static str, rust: bool, ts: bool) -> Self {
        (self.rule, self.stops) = (Some(rule), (rust, ts));
        self
    }
}

const ID_RUST: &str = "pub fn used(e: Made) -> String { let _ = Made::new(\"a\"); e.id }";
const ID_TS: &str = "export const used = (e: Made): string => e.id.trim();";
const NOTE_RUST: &str =
    "pub fn used(e: Made) -> Option<String> { let _ = Made::new().note(\"a\"); e.note }";
const NOTE_TS: &str = "export const used = (e: Made): string | undefined => e.note;";
const STATE_RUST: &str = "pub fn used(e: Made) -> u8 { match e.state { None => 0, Some(State::Open) => 1, Some(State::Done) => 2 } }";
const FALLING_RUST: &str = "pub fn used(e: Made) -> u8 { match e.state { None => 0, Some(State::Open) => 1, Some(State::Done) => 2, Some(State::Unknown(_)) => 3 } }";
const STATE_TS: &str = "export const used = (e: Made): number => { switch (e.state) { case undefined: return 0; case \"open\": return 1; case \"done\": return 2; default: return e.state satisfies never; } };";
const COUNT_RUST: &str =
    "pub fn used(e: Made) -> Option<i64> { let _ = Made::new().n(7_i64); e.n }";
const COUNT_TS: &str = "export const used = (e: Made): number => (e.n ?? 0) + 1;";

fn safe() -> Vec<Edit> {
    let text = json!({"type": "string"});
    let state = |members: Value, notes: Value| {
        object(&[], json!({"state": {"enum": members, "x-tidings": notes}}))
    };
    let n = |most: i64| {
        object(
            &[],
            json!({"n": {"type": "integer", "minimum": 0, "maximum": most}}),
        )
    };
    vec![
        edit(
            "member_added",
            object(&["id"], json!({"id": text})),
            object(
                &["id"],
                json!({"id": text, "note": text, "deep": object(&["a"], json!({"a": text}))}),
            ),
            ID_RUST,
            ID_TS,
        ),
        edit(
            "text_bounded",
            object(&["id"], json!({"id": text})),
            object(
                &["id"],
                json!({"id": {"type": "string", "minLength": 1, "pattern": "^a"}}),
            ),
            ID_RUST,
            ID_TS,
        ),
        edit(
            "described",
            object(&["id"], json!({"id": text})),
            json!({"title": "Another name", "description": "More words.", "type": "object", "required": ["id"], "properties": {"id": {"type": "string", "title": "Id", "default": "a", "examples": ["b"]}}}),
            ID_RUST,
            ID_TS,
        ),
        edit(
            "made_a_reference",
            object(&["id"], json!({"id": text})),
            json!({"$defs": {"id": text}, "type": "object", "required": ["id"], "properties": {"id": {"$ref": "#/$defs/id"}}}),
            ID_RUST,
            ID_TS,
        ),
        edit(
            "written_in_parts",
            object(&["id"], json!({"id": text})),
            json!({"allOf": [object(&["id"], json!({"id": text})), object(&[], json!({"note": text}))]}),
            ID_RUST,
            ID_TS,
        ),
        edit(
            "cases_reordered",
            state(json!(["open", "done"]), json!({"closed": true})),
            state(json!(["done", "open"]), json!({"closed": true})),
            STATE_RUST,
            STATE_TS,
        ),
        edit("bound_moved", n(10), n(1000), COUNT_RUST, COUNT_TS),
    ]
}

fn breaking() -> Vec<Edit> {
    let text = json!({"type": "string"});
    let state = |members: Value, notes: Value| {
        object(&[], json!({"state": {"enum": members, "x-tidings": notes}}))
    };
    let (small, big) = (json!(["open", "done"]), json!(["open", "done", "held"]));
    let (closed, falls) = (json!({"closed": true}), json!({"fallback": "open"}));
    let n = |bounds: Value| object(&[], json!({"n": bounds}));
    let small_n = n(json!({"type": "integer", "minimum": 0, "maximum": 10}));
    vec![
        edit("member_dropped", object(&[], json!({"note": text})), object(&[], json!({"other": text})), NOTE_RUST, NOTE_TS).breaks("compat/type-member-dropped", true, true),
        edit("member_optional", object(&["id"], json!({"id": text})), object(&[], json!({"id": text})), ID_RUST, ID_TS).breaks("compat/type-member-optional", true, true),
        edit("member_required", object(&["id"], json!({"id": text})), object(&["id", "at"], json!({"id": text, "at": text})), ID_RUST, ID_TS).breaks("compat/type-member-required", true, false),
        edit("type_replaced", small_n.clone(), n(text.clone()), COUNT_RUST, COUNT_TS).breaks("compat/type-replaced", true, true),
        edit("integer_unbounded", small_n, n(json!({"type": "integer"})), COUNT_RUST, COUNT_TS).breaks("compat/type-replaced", true, false),
        edit("constant_changed", object(&["k"], json!({"k": {"const": "a"}})), object(&["k"], json!({"k": {"const": "b"}})), "pub fn used(e: Made) -> Made { e }", "export const used = (e: Made): \"a\" => e.k;").breaks("compat/type-replaced", false, true),
        edit("tuple_longer", object(&["p"], json!({"p": {"type": "array", "prefixItems": [{"type": "string"}], "minItems": 1, "items": false}})), object(&["p"], json!({"p": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}], "minItems": 2, "items": false}})), "pub fn used(e: Made) -> String { e.p.0 + \"a\" }", "export const used = (e: Made): [string] => e.p;").breaks("compat/type-replaced", false, true),
        edit("case_added", state(small.clone(), closed.clone()), state(big.clone(), closed.clone()), STATE_RUST, STATE_TS).breaks("compat/type-enum-grown", true, true),
        edit("fallback_added", state(small.clone(), closed), state(small.clone(), falls.clone()), STATE_RUST, STATE_TS).breaks("compat/type-enum-grown", true, false),
        edit("case_dropped", state(big, falls.clone()), state(small, falls), "pub fn used() -> State { State::Held }", "export const used: Made = { state: \"held\" };").breaks("compat/type-case-dropped", true, true),
        edit("fallback_dropped", state(json!(["open", "done"]), json!({"fallback": "open"})), state(json!(["open", "done"]), json!({"closed": true})), FALLING_RUST, STATE_TS).breaks("compat/type-case-dropped", true, false),
    ]
}

fn all() -> Vec<Edit> {
    safe().into_iter().chain(breaking()).collect()
}

fn event(edit: &Edit) -> String {
    format!("made.{}", edit.name)
}

fn pascal(name: &str) -> String {
    let words = name.split(['.', '_']);
    words
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// All edits as events: the older versions alone, or both.
fn registry(edits: &[Edit], both: bool) -> Registry {
    let mut files = vec![("tidings.toml".to_owned(), "name = \"made\"\n".to_owned())];
    let mut stream = "path = \"/made\"\n".to_owned();
    for edit in edits {
        let event = event(edit);
        files.push((format!("events/{event}/1.json"), edit.old.to_string()));
        if both {
            files.push((format!("events/{event}/2.json"), edit.new.to_string()));
        }
        let write = if both { 2 } else { 1 };
        stream += &format!("[events.\"{event}\"]\nwrite = {write}\n");
    }
    files.push(("streams/made.toml".to_owned(), stream));
    let loaded = load(&Memory::new("edits", files), None);
    loaded
        .registry
        .unwrap_or_else(|| panic!("{:#?}", loaded.problems))
}

fn scratch(part: &str) -> PathBuf {
    root().join("target/suite/source").join(part)
}

/// The names of the edits whose file a compiler complains of, under the folder `old` or `new`.
fn complaints(said: &str, folder: &str, extension: &str, edits: &[Edit]) -> BTreeSet<&'static str> {
    let names = edits.iter().map(|edit| edit.name);
    names
        .filter(|name| said.contains(&format!("{folder}/{name}.{extension}")))
        .collect()
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("the compiler runs");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

fn judge(said: &str, extension: &str, edits: &[Edit], stops: fn(&Edit) -> bool) {
    let none = BTreeSet::new();
    assert_eq!(complaints(said, "old", extension, edits), none, "{said}");
    let expected: BTreeSet<_> = edits
        .iter()
        .filter(|edit| stops(edit))
        .map(|edit| edit.name)
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(
        complaints(said, "new", extension, edits),
        expected,
        "{said}"
    );
}

#[test]
fn edits_are_reported_where_they_stop_a_program_and_nowhere_else() {
    let edits = all();
    let registry = registry(&edits, true);
    let assessment = Assessment::new(&registry, Semantics::Generated);
    for edit in &edits {
        let name = event(edit).parse().expect("a name");
        let number = |text: &str| text.parse().expect("a number");
        let findings = assessment.compare(&name, number("1"), number("2"));
        let found: BTreeSet<&str> = findings
            .iter()
            .filter(|finding| finding.level == Level::Source)
            .map(|finding| finding.rule)
            .collect();
        let expected: BTreeSet<&str> = edit.rule.into_iter().collect();
        assert!(
            expected.is_subset(&found) && (found.is_empty() || !expected.is_empty()),
            "{}: {found:?}",
            edit.name
        );
    }
    for rule in RULES.iter().filter(|rule| rule.level == Level::Source) {
        assert!(
            edits.iter().any(|edit| edit.rule == Some(rule.id)),
            "{} has no program that it stops",
            rule.id
        );
    }
}

#[test]
fn rust_compiles_after_safe_edits_and_stops_after_reported_ones() {
    let (edits, folder) = (all(), scratch("rust"));
    let registry = registry(&edits, true);
    write_generated(&registry, &Target::Rust, &folder.join("src/contracts"));
    for (path, text) in &registry.files {
        write(&scratch("schemas").join(path), text);
    }
    let mut lib = "pub mod contracts;\n".to_owned();
    for (age, version) in [("old", 1), ("new", 2)] {
        let modules = edits.iter().map(|edit| format!("pub mod {};\n", edit.name));
        write(
            &folder.join(format!("src/{age}/mod.rs")),
            &modules.collect::<String>(),
        );
        lib += &format!("pub mod {age};\n");
        for edit in &edits {
            let ty = pascal(&event(edit));
            let text = format!(
                "use crate::contracts::events::made_{}::v{version}::*;\ntype Made = {ty};\n{}\n",
                edit.name, edit.rust
            );
            write(&folder.join(format!("src/{age}/{}.rs", edit.name)), &text);
        }
    }
    write(&folder.join("src/lib.rs"), &lib);
    write(
        &folder.join("Cargo.toml"),
        &manifest().replace("name = \"orders-server\"", "name = \"edited\""),
    );
    write(
        &folder.join("Cargo.lock"),
        &compiled::read(&root().join("Cargo.lock")),
    );
    let mut check = Command::new(env!("CARGO"));
    check.args([
        "check",
        "--quiet",
        "--offline",
        "--message-format=short",
        "--manifest-path",
    ]);
    check
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(root().join("target"));
    let lines: String = said(&mut check)
        .lines()
        .filter(|line| line.contains("error"))
        .map(|line| format!("{line}\n"))
        .collect();
    judge(&lines, "rs", &edits, |edit| edit.stops.0);
}

#[test]
fn typescript_compiles_after_safe_edits_and_stops_after_reported_ones() {
    let Some(compiler) = compiled::compiler() else {
        return;
    };
    let (edits, folder) = (all(), scratch("web"));
    for (age, both) in [("old", false), ("new", true)] {
        let releases = Vec::new();
        write_generated(
            &registry(&edits, both),
            &Target::TypeScript {
                releases,
                hooks: Vec::new(),
            },
            &folder.join(age).join("contracts"),
        );
        for edit in &edits {
            let ty = pascal(&event(edit));
            let text = format!(
                "import type {{ {ty} as Made }} from \"./contracts/made.js\";\n{}\n",
                edit.ts
            );
            write(&folder.join(age).join(format!("{}.ts", edit.name)), &text);
        }
    }
    let base: &Path = &root().join("tsconfig.base.json");
    let config = json!({"extends": base, "compilerOptions": {"noEmit": true, "lib": ["ES2023", "DOM"], "types": []}, "include": ["old/**/*.ts", "new/**/*.ts"]});
    write(&folder.join("tsconfig.json"), &config.to_string());
    let output = said(
        Command::new(compiler)
            .arg("--pretty")
            .arg("false")
            .arg("-p")
            .arg(folder.join("tsconfig.json")),
    );
    judge(&output, "ts", &edits, |edit| edit.stops.1);
}
