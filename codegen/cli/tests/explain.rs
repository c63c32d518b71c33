//! Every id that any room can print has an explanation, and every explanation an id.

mod scratch;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scratch::Scratch;

/// Texts between quotes that look like ids of the areas that `explain` knows.
fn ids(text: &str, found: &mut BTreeSet<String>) {
    let areas = [
        "json", "schema", "settings", "registry", "generate", "contract", "import", "cli",
        "testing",
    ];
    for part in text.split('"') {
        let Some((area, rest)) = part.split_once('/') else {
            continue;
        };
        let kebab = !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if areas.contains(&area) && kebab {
            found.insert(part.to_owned());
        }
    }
}

fn sources(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the workspace can be listed") {
        let path = entry.expect("the workspace can be listed").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("UTF-8");
            // What stands in tests only is no id that anybody sees.
            let text = text
                .split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .to_owned();
            let code: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            ids(&code.join("\n"), found);
        }
    }
}

#[test]
fn every_id_is_explained_and_every_explanation_has_an_id() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut named = BTreeSet::new();
    for room in [
        "codegen/model",
        "codegen/registry",
        "codegen/import",
        "codegen/generate",
        "codegen/cli",
        "runtime/contract",
        "conformance/testing",
    ] {
        sources(&root.join(room).join("src"), &mut named);
    }
    let mut explained = BTreeSet::new();
    let text = fs::read_to_string(root.join("codegen/cli/explain/ids.toml")).expect("UTF-8");
    for line in text.lines() {
        if let Some(id) = line
            .strip_prefix("[\"")
            .and_then(|line| line.strip_suffix("\"]"))
        {
            explained.insert(id.to_owned());
        }
    }
    let missing: Vec<_> = named.difference(&explained).collect();
    let stale: Vec<_> = explained.difference(&named).collect();
    assert!(missing.is_empty(), "without explanation: {missing:#?}");
    assert!(stale.is_empty(), "explained, but named nowhere: {stale:#?}");
}

#[test]
fn explain_knows_rules_and_errors_and_suggests() {
    let scratch = Scratch::new();
    scratch
        .tidings(&["explain", "compat/member-removed"])
        .exits(0)
        .says("What to do");
    scratch
        .tidings(&["explain", "error[registry/version-gap]"])
        .exits(0)
        .says("hole");
    scratch
        .tidings(&["explain", "registry/version-gep"])
        .exits(3)
        .says("did you mean `registry/version-gap`?");
}

#[test]
fn completions_are_printed_for_every_shell() {
    let scratch = Scratch::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = scratch.tidings(&["completions", shell]).exits(0);
        assert!(run.out.contains("tidings"), "{shell}");
    }
}
