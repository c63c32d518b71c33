//! What holds of every source file: none is longer than 600 lines, and no two need each other, by whatever way round.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The ceiling of STYLE: a longer file hides a second room.
const LINES: usize = 600;

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("the suite lies two folders deep")
        .to_owned()
}

/// Every source file that is in git or about to be, relative to the root.
fn sources(extensions: &[&str]) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let listing = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let paths = listing.split_terminator('\0').map(PathBuf::from);
    let is_source = |path: &PathBuf| {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        extensions.contains(&extension) && root().join(path).is_file()
    };
    paths.filter(is_source).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).expect("source files are UTF-8")
}

/// One way round, if there is one: `a.rs → b.rs → a.rs`.
fn circle(edges: &BTreeMap<PathBuf, BTreeSet<PathBuf>>) -> Option<String> {
    fn visit<'a>(
        at: &'a PathBuf,
        edges: &'a BTreeMap<PathBuf, BTreeSet<PathBuf>>,
        way: &mut Vec<&'a PathBuf>,
        done: &mut BTreeSet<&'a PathBuf>,
    ) -> Option<String> {
        if let Some(start) = way.iter().position(|step| *step == at) {
            let names: Vec<String> = way[start..]
                .iter()
                .chain([&at])
                .map(|step| step.display().to_string())
                .collect();
            return Some(names.join(" → "));
        }
        if !done.insert(at) {
            return None;
        }
        way.push(at);
        let found = edges
            .get(at)
            .into_iter()
            .flatten()
            .find_map(|next| visit(next, edges, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    edges
        .keys()
        .find_map(|start| visit(start, edges, &mut Vec::new(), &mut done))
}

/// All circles, each broken after it was found so that the next one shows.
fn circles(mut edges: BTreeMap<PathBuf, BTreeSet<PathBuf>>) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(way) = circle(&edges) {
        let mut steps = way.split(" → ").map(PathBuf::from);
        if let (Some(from), Some(to)) = (steps.next(), steps.next()) {
            edges.entry(from).or_default().remove(&to);
        }
        found.push(way);
    }
    found
}

#[test]
fn no_file_is_longer_than_600_lines() {
    let files = sources(&["rs", "ts", "mjs", "css", "tera", "md"]);
    assert!(files.len() > 100, "only {} source files found", files.len());
    let long: Vec<String> = files
        .iter()
        .map(|path| (read(path).lines().count(), path))
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, path)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn no_rust_files_need_each_other() {
    let files = sources(&["rs"]);
    let in_src = |path: &&PathBuf| path.iter().any(|part| part == "src");
    let texts = files
        .iter()
        .filter(in_src)
        .map(|path| (path.clone(), read(path)))
        .collect();
    let edges = imports::rust(&texts);
    assert!(
        edges.len() > 50,
        "only {} files with imports found",
        edges.len()
    );
    let found = circles(edges);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_typescript_files_need_each_other() {
    let texts = sources(&["ts"])
        .into_iter()
        .map(|path| (path.clone(), read(&path)))
        .collect();
    let edges = imports::typescript(&texts);
    assert!(
        edges.len() > 10,
        "only {} files with imports found",
        edges.len()
    );
    let found = circles(edges);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn circles_are_found_through_re_exports_and_paths() {
    let texts = [
        (
            "x/src/lib.rs",
            "mod a;\nmod b;\npub use a::A;\npub use b::B;",
        ),
        ("x/src/a.rs", "use crate::B;\npub struct A(B);"),
        ("x/src/b.rs", "pub struct B;\nfn f() { super::a::g() }"),
    ];
    let texts = texts
        .map(|(path, text)| (PathBuf::from(path), text.to_owned()))
        .into();
    assert_eq!(
        circles(imports::rust(&texts)),
        ["x/src/a.rs → x/src/b.rs → x/src/a.rs"]
    );
}

#[test]
fn a_module_that_only_declares_makes_no_circle() {
    let texts = [
        (
            "x/src/lib.rs",
            "mod a;\nmod b;\npub use a::A;\npub use b::B;\npub const LIMIT: usize = 1;",
        ),
        ("x/src/a.rs", "use crate::{B, LIMIT};\npub struct A(B);"),
        (
            "x/src/b.rs",
            "pub struct B;\n#[cfg(test)]\nmod tests { use crate::A; }",
        ),
    ];
    let texts = texts
        .map(|(path, text)| (PathBuf::from(path), text.to_owned()))
        .into();
    assert_eq!(circles(imports::rust(&texts)), [] as [&str; 0]);
}
