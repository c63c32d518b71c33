//! The documents say what is so: their code stands in the files that they name, and the paths and words that they use exist.

use std::path::{Path, PathBuf};
use std::process::Command;

use tidings_compat::check;
use tidings_registry::{Files, Memory, Source, load};

const DOCUMENTS: [&str; 6] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/testing.md",
];

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("the suite lies two folders deep")
        .to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The lines without the indentation that all of them share, so that a block may stand deeper in its file.
fn outdent(lines: &[&str]) -> Vec<String> {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let shared = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    lines
        .iter()
        .map(|line| line.get(shared..).unwrap_or("").trim_end().to_owned())
        .collect()
}

/// Blocks that say where they are from, and their lines.
fn quoted(text: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(path) = line
            .strip_prefix("<!-- from ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        assert!(
            lines.next().is_some_and(|fence| fence.starts_with("```")),
            "{path}: a fence follows"
        );
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push((path.to_owned(), outdent(&block)));
    }
    blocks
}

fn stands_in(block: &[String], text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .windows(block.len().max(1))
        .any(|window| outdent(window) == block)
}

/// What stands between single backticks.
fn marked(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .scan(false, |fenced, line| {
            *fenced ^= line.starts_with("```");
            Some(if *fenced { "" } else { line })
        })
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

#[test]
fn quoted_code_stands_where_it_says() {
    let mut seen = 0;
    for document in DOCUMENTS {
        for (path, block) in quoted(&read(document)) {
            seen += 1;
            assert!(
                stands_in(&block, &read(&path)),
                "{document}: this does not stand in {path}:\n{}",
                block.join("\n")
            );
        }
    }
    assert!(seen > 3, "only {seen} quoted blocks found");
}

#[test]
fn a_quote_that_differs_is_noticed() {
    let file = "fn f() {\n    one();\n    two();\n}\n";
    let quote = |text: &str| outdent(&text.lines().collect::<Vec<_>>());
    assert!(stands_in(&quote("one();\ntwo();"), file));
    assert!(!stands_in(&quote("one();\nthree();"), file));
    assert!(!stands_in(&quote("two();\none();"), file));
}

#[test]
fn paths_in_the_documents_exist() {
    let tops = [
        "codegen/",
        "runtime/",
        "conformance/",
        "examples/",
        "macros/",
        "schemas/",
        ".ci/",
    ];
    let mut seen = 0;
    for document in DOCUMENTS {
        let text = read(document);
        for path in marked(&text).filter(|marked| tops.iter().any(|top| marked.starts_with(top))) {
            if path.contains(['*', '<', ' ', '{']) {
                continue;
            }
            seen += 1;
            assert!(
                root().join(path).exists(),
                "{document} names {path}, which is not there"
            );
        }
    }
    assert!(seen > 15, "only {seen} paths found");
}

#[test]
fn words_of_the_script_exist() {
    let help = Command::new("bash")
        .arg(root().join("dev"))
        .arg("help")
        .output()
        .expect("bash runs");
    let help = String::from_utf8(help.stdout).expect("the script prints UTF-8");
    let mut seen = 0;
    for document in DOCUMENTS {
        let text = read(document);
        for (at, _) in text.match_indices("./dev ") {
            let word = text[at + 6..]
                .split(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .unwrap_or("");
            seen += 1;
            assert!(
                help.contains(&format!("./dev {word} ")),
                "{document} names `./dev {word}`, which `./dev help` does not"
            );
        }
    }
    assert!(seen > 1, "only {seen} words found");
}

#[test]
fn the_gate_says_what_the_tour_shows() {
    let folder = Files::new(root().join("schemas"));
    let paths = folder.list().expect("the registry is there");
    let mut files: Vec<(String, Vec<u8>)> = paths
        .into_iter()
        .map(|path| (path.clone(), folder.read(&path).expect("a file")))
        .collect();
    let published = read("schemas/events/order.shipped/1.json");
    let draft = published.replace(r#""carrier", "parcels"]"#, r#""carrier"]"#);
    assert_ne!(draft, published);
    files.push(("events/order.shipped/2.json".to_owned(), draft.into_bytes()));
    let loaded = load(&Memory::new("the tour", files), None);
    let findings = check(&loaded.registry.expect("this registry is sound"), None);
    let breaks: Vec<_> = findings.iter().filter(|finding| finding.fails()).collect();
    let [finding] = breaks.as_slice() else {
        panic!("one break was expected: {breaks:#?}")
    };
    let witness = finding.witness.as_ref().expect("a payload that shows it");
    let place = finding.place.as_ref().expect("a place");
    let readme = read("README.md");
    for line in [
        format!("breaking[{}]: {}", finding.rule, finding.message),
        format!("  --> schemas/{place}"),
        format!("   = witness: {witness}"),
        format!("   = help: {}", finding.help[0]),
    ] {
        assert!(readme.contains(&line), "README.md does not show\n{line}");
    }
}
