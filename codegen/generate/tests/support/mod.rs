//! Registries in memory, and what is generated from them.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tidings_generate::{Files, Matrices, Target, generate};
use tidings_model::Framework;
use tidings_registry::{Memory, Registry, load};

/// A registry of some events, each version a schema, all on the stream `shop`.
pub fn registry(events: &[(&str, &[&str])]) -> Registry {
    files_registry(&registry_files(events))
}

/// The files of such a registry.
pub fn registry_files(events: &[(&str, &[&str])]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("tidings.toml".to_owned(), "name = \"shop\"\n".to_owned())]);
    let mut stream = "path = \"/streams/shop\"\n".to_owned();
    for (name, versions) in events {
        for (i, text) in versions.iter().enumerate() {
            files.insert(format!("events/{name}/{}.json", i + 1), (*text).to_owned());
        }
        stream += &format!("[events.\"{name}\"]\nwrite = {}\n", versions.len());
    }
    files.insert("streams/shop.toml".to_owned(), stream);
    files
}

/// Loads files, and shows every problem where they are no registry.
pub fn files_registry(files: &BTreeMap<String, String>) -> Registry {
    let loaded = load(
        &Memory::new(
            "a test",
            files
                .iter()
                .map(|(path, text)| (path.as_str(), text.as_str())),
        ),
        None,
    );
    let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    loaded
        .registry
        .unwrap_or_else(|| panic!("not a registry:\n{}", problems.join("\n")))
}

/// One schema as the only event `thing`.
pub fn thing(schema: &str) -> Registry {
    registry(&[("thing", &[schema])])
}

pub fn rust(registry: &Registry) -> Files {
    shown(generate(registry, &Matrices::new(), &Target::Rust))
}

pub fn ts(registry: &Registry) -> Files {
    ts_with(registry, Vec::new())
}

pub fn ts_with(registry: &Registry, hooks: Vec<Framework>) -> Files {
    let releases = Vec::new();
    let target = Target::TypeScript { releases, hooks };
    shown(generate(registry, &Matrices::new(), &target))
}

fn shown(files: Result<Files, Vec<tidings_model::Diagnostic>>) -> Files {
    files.unwrap_or_else(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("not generated:\n{}", problems.join("\n"))
    })
}

/// A generated file without its header, which holds a digest.
pub fn body(files: &Files, path: &str) -> String {
    let text = files
        .get(path)
        .unwrap_or_else(|| panic!("no {path} among {:?}", files.keys()));
    text.split_once("\n")
        .and_then(|(_, rest)| rest.split_once('\n'))
        .map(|(_, body)| body.to_owned())
        .expect("a header")
}

/// The value with the members of every object in another order, as the text of a file.
pub fn shuffled(text: &str) -> String {
    let value: Value = serde_json::from_str(text).expect("the fixture is JSON");
    let mut out = String::new();
    write_reversed(&value, &mut out);
    out
}

fn write_reversed(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|a, b| b.0.cmp(a.0));
            out.push('{');
            for (i, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                write_reversed(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                write_reversed(item, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("two folders up")
        .to_owned()
}

/// The corpora, or nothing, told aloud, where this machine has none.
pub fn corpora() -> Option<PathBuf> {
    let path = std::env::var_os("TIDINGS_CORPORA")
        .map_or_else(|| workspace().join("../shared/corpora"), PathBuf::from);
    if path.join("events/manifest.tsv").is_file() {
        return Some(path);
    }
    eprintln!("skipped: corpora absent");
    None
}

/// The example registry of this repository.
pub fn shop() -> Registry {
    let folder = tidings_registry::Files::new(workspace().join("schemas"));
    let registry = load(&folder, None).registry;
    registry.expect("the example registry is sound")
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("its entries are").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(
                name,
                std::fs::read_to_string(&path).expect("registries are text"),
            );
        }
    }
}

/// A corpus of real schemas, imported with their histories; the stream is `real`.
pub fn imported(corpora: &Path, corpus: &str) -> Registry {
    let root = corpora.join("events").join(corpus);
    let mut found = BTreeMap::new();
    collect(&root, &root, &mut found);
    let sources: Vec<tidings_import::Source> = found
        .into_iter()
        .map(|(path, text)| tidings_import::Source { path, text })
        .collect();
    let options = tidings_import::Options::new("real".parse().expect("a stream's name"));
    let imported = tidings_import::import(&sources, &options).unwrap_or_else(|problems| {
        panic!(
            "{corpus} is not imported: {}",
            problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        )
    });
    let mut files = imported.files;
    files.insert("tidings.toml".to_owned(), "name = \"real\"\n".to_owned());
    close_unions(&mut files);
    files_registry(&files)
}

/// Marks every union as closed that says neither what readers fall back to nor that it is closed, as a team would.
fn close_unions(files: &mut BTreeMap<String, String>) {
    let source = Memory::new(
        "an import",
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    for problem in load(&source, None).problems {
        let Some(place) = problem
            .place
            .filter(|_| problem.id.0 == "registry/union-undecided")
        else {
            continue;
        };
        let text = files.get_mut(&*place.file).expect("problems name files");
        let mut schema: Value = serde_json::from_str(text).expect("schemas are JSON");
        let pointer = place
            .pointer
            .trim_end_matches("/anyOf")
            .trim_end_matches("/oneOf");
        schema.pointer_mut(pointer).expect("problems have places")["x-tidings"]["closed"] =
            true.into();
        *text = schema.to_string();
    }
}

/// The three corpora.
pub const CORPORA: [&str; 3] = [
    "wikimedia-primary",
    "wikimedia-secondary",
    "openai-stream-events",
];
