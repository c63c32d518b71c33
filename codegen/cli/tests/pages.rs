//! The pages of the rules are what the rules say of themselves.

mod scratch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use scratch::Scratch;
use tidings_compat::RULES;

const UPDATE: &str = "TIDINGS_UPDATE=1 cargo test -p tidings-cli --test pages";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules")
}

/// Every page by its file, as `tidings explain` prints it.
fn printed() -> BTreeMap<String, String> {
    let scratch = Scratch::new();
    let page = |arguments: &[&str]| scratch.tidings(arguments).exits(0).out;
    let pages = RULES.iter().map(|rule| {
        let stem = rule.id.rsplit('/').next().unwrap_or_default();
        (format!("{stem}.md"), page(&["explain", rule.id]))
    });
    pages
        .chain([("README.md".to_owned(), page(&["explain"]))])
        .collect()
}

fn kept() -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(folder()) else {
        return BTreeMap::new();
    };
    let files = entries.map(|entry| entry.expect("listed").path());
    files
        .map(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(&path).expect("UTF-8"))
        })
        .collect()
}

#[test]
fn every_rule_has_its_page_and_no_page_is_stale() {
    let printed = printed();
    if std::env::var_os("TIDINGS_UPDATE").is_some() {
        std::fs::create_dir_all(folder()).expect("made");
        for name in kept().keys().filter(|name| !printed.contains_key(*name)) {
            std::fs::remove_file(folder().join(name)).expect("removed");
        }
        for (name, text) in &printed {
            std::fs::write(folder().join(name), text).expect("written");
        }
    }
    let kept = kept();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&kept), names(&printed), "docs/rules: {UPDATE}");
    for (name, text) in &printed {
        assert_eq!(
            kept.get(name),
            Some(text),
            "docs/rules/{name} is stale: {UPDATE}"
        );
    }
}

#[test]
fn a_page_holds_all_that_its_rule_says() {
    let printed = printed();
    for rule in RULES {
        let stem = rule.id.rsplit('/').next().unwrap_or_default();
        let page = &printed[&format!("{stem}.md")];
        let words = [
            rule.id,
            "Who is hit",
            "When",
            "What it is about",
            "What to do",
        ];
        for word in words {
            assert!(page.contains(word), "{word} in {stem}.md");
        }
        let examples = ["## Reported", "## Harmless", "## Looks alike"];
        let shown = examples.iter().all(|title| page.contains(title));
        assert_eq!(shown, rule.examples.is_some(), "{stem}.md");
        assert!(
            printed["README.md"].contains(&format!("({stem}.md)")),
            "{stem} in the index"
        );
    }
}
