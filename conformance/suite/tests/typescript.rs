//! The generated TypeScript clients take exactly what an independent validator takes of the accept set, whichever
//! version wrote it; integers that JavaScript would round are the one exception, and are told.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tidings_compat::{Semantics, Verdict, decide};
use tidings_generate::{Matrices, Target, generate};
use tidings_registry::{Registry, VersionEntry};
use tidings_suite::history::{STEPS, until};
use tidings_suite::pairs::is_rounded;
use tidings_suite::sample::{Random, Sampler, mutate};
use tidings_suite::{registry_folder, seed};

/// Values drawn for each writer and reader.
const DRAWN: usize = 120;

struct Case {
    reader: String,
    writer: String,
    line: String,
    value: Value,
    taken: bool,
    /// Whether the checker proved that this reader takes all that this writer emits.
    proved: bool,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cases(now: &Registry, all: &Registry, random: &mut Random) -> Vec<Case> {
    let mut cases = Vec::new();
    let probe = now
        .streams
        .values()
        .find(|stream| stream.name.as_str() == "probe");
    let carried = &probe.expect("the client's stream").events;
    for (name, entry) in now
        .events
        .iter()
        .filter(|(name, _)| carried.contains_key(*name))
    {
        let reader = entry.newest().expect("every event has a version");
        let accept = jsonschema::draft202012::new(&reader.schema.accept_schema().document)
            .expect("a document");
        for writer in all.events[name].versions.values() {
            let proved = matches!(
                decide(
                    writer.schema.written(),
                    reader.schema.written(),
                    Semantics::Generated
                ),
                Verdict::Compatible
            );
            for (value, emitted) in drawn(writer, random) {
                let line = json!({ "wire": entry.wire, "version": reader.number, "payload": value.to_string() });
                cases.push(Case {
                    reader: format!("{name} v{}", reader.number),
                    writer: format!("v{}", writer.number),
                    line: line.to_string(),
                    taken: accept.is_valid(&value) && !is_rounded(&value),
                    proved: proved && emitted && !is_rounded(&value),
                    value,
                });
            }
        }
    }
    cases
}

/// Values of the writer's emit set, and mutants of them, which mostly are not.
fn drawn(writer: &VersionEntry, random: &mut Random) -> Vec<(Value, bool)> {
    let emit = writer.schema.emit_schema().document.clone();
    let valid = jsonschema::draft202012::new(&emit).expect("a document");
    let mut drawn = Vec::new();
    for _ in 0..DRAWN {
        let value = Sampler::new(&emit, random).value();
        let changed = mutate(&value, random);
        for value in [value, changed] {
            let emitted = valid.is_valid(&value);
            drawn.push((value, emitted));
        }
    }
    drawn
}

/// What the client generated from a registry says of each case.
fn read_by_client(registry: &Registry, name: &str, lines: &[String]) -> Vec<String> {
    let folder = root().join(format!("target/suite/clients/{name}"));
    let files = generate(
        registry,
        &Matrices::new(),
        &Target::TypeScript {
            releases: Vec::new(),
            hooks: Vec::new(),
        },
    );
    for (path, text) in files.expect("the suite's registry can be generated") {
        let file = folder.join("contracts").join(path);
        fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    let reader = registry_folder().join("../browser/read-cases.ts");
    let entry = format!(
        "import {{ createProbe }} from './contracts/index.js';\nimport {{ readCases }} from {:?};\nawait readCases(createProbe);\n",
        reader.display().to_string()
    );
    fs::write(folder.join("main.ts"), entry).expect("a file");
    let bundled = folder.join("main.mjs");
    let esbuild = Command::new(root().join("node_modules/.bin/esbuild"))
        .args([
            "--bundle",
            "--platform=node",
            "--format=esm",
            "--log-level=error",
        ])
        .arg(format!("--outfile={}", bundled.display()))
        .arg(folder.join("main.ts"))
        .status();
    assert!(
        esbuild.expect("esbuild runs").success(),
        "the generated client can't be bundled"
    );
    let mut node = Command::new("node")
        .arg(&bundled)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    node.stdin
        .take()
        .expect("it was piped")
        .write_all(lines.as_bytes())
        .expect("node reads");
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "the reader failed");
    String::from_utf8(output.stdout)
        .expect("UTF-8")
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Node and npm's packages, or a skip that is seen.
fn node_is_there() -> bool {
    let there = root().join("node_modules/.bin/esbuild").exists()
        && root().join("runtime/ts/dist/index.js").exists();
    if !there {
        assert!(
            std::env::var_os("TIDINGS_NO_SKIP").is_none(),
            "npm's packages are absent: run `npm ci` and build the client"
        );
        eprintln!(
            "skipped: npm's packages or the built client are absent; `./dev test` installs and builds them"
        );
    }
    there
}

#[test]
fn clients_of_every_release_take_exactly_the_accept_set() {
    if !node_is_there() {
        return;
    }
    let mut random = Random::new(seed("clients_of_every_release_take_exactly_the_accept_set"));
    let all = tidings_suite::registry();
    let (mut taken, mut refused, mut proved) = (0, 0, 0);
    for step in 1..=STEPS {
        let now = until(step);
        let cases = cases(&now, &all, &mut random);
        let lines: Vec<String> = cases.iter().map(|case| case.line.clone()).collect();
        let said = read_by_client(&now, &step.to_string(), &lines);
        assert_eq!(said.len(), cases.len(), "one answer for each case");
        for (case, said) in cases.iter().zip(said) {
            let pair = format!("{} reads {}", case.reader, case.writer);
            let is_taken = said.starts_with("taken ");
            assert_eq!(is_taken, case.taken, "{pair} on {}: {said}", case.value);
            assert!(
                is_taken || said == "unknown invalid",
                "{pair} on {}: {said}",
                case.value
            );
            assert!(
                is_taken || !case.proved,
                "{pair} is proved, and {} is refused",
                case.value
            );
            if is_taken {
                taken += 1
            } else {
                refused += 1
            }
            proved += usize::from(case.proved);
        }
    }
    println!("{taken} taken, {refused} refused, {proved} by a proof");
    assert!(
        taken > 1000 && refused > 1000 && proved > 1000,
        "{taken}, {refused}, {proved} prove little"
    );
}

/// Payloads whose numbers JavaScript rounds, or has not at all, as texts: whether the client may take them.
const EDGES: &[(&str, u32, &str, bool)] = &[
    ("trap.edges", 3, r#"{"n": 1e400}"#, false),
    ("trap.edges", 3, r#"{"n": -1e400}"#, false),
    ("trap.edges", 3, r#"{"undeclared": 1e400}"#, false),
    ("trap.edges", 3, r#"{"undeclared": [{"a": 1E+999}]}"#, false),
    ("trap.edges", 3, r#"{"n": 9007199254740993}"#, false),
    ("trap.edges", 3, r#"{"n": 9007199254740991}"#, true),
    ("trap.edges", 3, r#"{"undeclared": "1e400"}"#, true),
    (
        "trap.constants",
        2,
        r#"{"far": 18446744073709551616.0}"#,
        false,
    ),
    (
        "trap.constants",
        2,
        r#"{"far": 1.8446744073709552e19}"#,
        false,
    ),
    ("trap.constants", 2, r#"{"odd": 9007199254740992.0}"#, false),
    ("trap.constants", 2, r#"{"odd": 9007199254740994.0}"#, false),
    ("trap.constants", 2, r#"{"far": 1.0}"#, true),
];

#[test]
fn numbers_that_javascript_cannot_hold_are_refused_as_invalid() {
    if !node_is_there() {
        return;
    }
    let now = until(STEPS);
    let line = |(event, version, payload, _): &(&str, u32, &str, bool)| {
        json!({"wire": event, "version": version, "payload": payload}).to_string()
    };
    let lines: Vec<String> = EDGES.iter().map(line).collect();
    let said = read_by_client(&now, "edges", &lines);
    assert_eq!(said.len(), EDGES.len());
    for ((event, version, payload, taken), said) in EDGES.iter().zip(said) {
        let name = event.parse().expect("a name");
        let number = version.to_string().parse().expect("a number");
        let entry = now.event_version(&name, number).expect("a version");
        let accept = entry.schema.accept_schema();
        // The validator agrees on all that it can read, and that JavaScript does not round.
        let accept = jsonschema::draft202012::new(&accept.document).expect("a document");
        if let Some(value) = serde_json::from_str::<Value>(payload)
            .ok()
            .filter(|value| !is_rounded(value))
        {
            assert_eq!(accept.is_valid(&value), *taken, "{event} on {payload}");
        }
        assert_eq!(
            said.starts_with("taken "),
            *taken,
            "{event} on {payload}: {said}"
        );
        assert!(*taken || said == "unknown invalid", "{payload}: {said}");
    }
}
