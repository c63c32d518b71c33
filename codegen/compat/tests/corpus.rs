//! Real histories and labelled pairs: nothing unsound, next to nothing unknown.
#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tidings_compat::{Semantics, Verdict, decide};
use tidings_import::{Dialect, convert};

fn corpora() -> Option<PathBuf> {
    let root = std::env::var_os("TIDINGS_CORPORA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
        PathBuf::from,
    );
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("skipped: corpora absent");
    None
}

/// The counts of a run, and the share of unknown verdicts.
#[derive(Debug, Default)]
struct Tally {
    compatible: usize,
    breaking: usize,
    unknown: Vec<String>,
    unsound: Vec<String>,
}

impl Tally {
    fn add(&mut self, name: &str, verdict: &Verdict) {
        match verdict {
            Verdict::Compatible => self.compatible += 1,
            Verdict::Breaking(_) => self.breaking += 1,
            Verdict::Unknown(reason) => self.unknown.push(format!("{name}: {reason}")),
        }
    }

    fn total(&self) -> usize {
        self.compatible + self.breaking + self.unknown.len()
    }
}

/// A labelled pair in its own dialect. Two thirds of the sources say draft-04 and use `const` in its later meaning,
/// as their witnesses show, so that draft-06 is the oldest dialect read here.
fn documents(row: &Value) -> (Value, Value) {
    let dialect: Dialect = match row["dialect"].as_str().unwrap() {
        "draft-04" if row.to_string().contains("\"const\"") => Dialect::DRAFT_06,
        name => name.parse().unwrap(),
    };
    (
        convert(&row["old"], dialect).document,
        convert(&row["new"], dialect).document,
    )
}

#[test]
fn labelled_pairs_are_never_judged_compatible_against_a_witness() {
    let Some(root) = corpora() else { return };
    let text = std::fs::read_to_string(root.join("compat/pairs.jsonl")).unwrap();
    let mut tally = Tally::default();
    for row in text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
    {
        let (old, new) = documents(&row);
        for (direction, writer, reader) in [("backward", &old, &new), ("forward", &new, &old)] {
            let name = format!("{} {direction}", row["id"].as_str().unwrap());
            let verdict = decide(writer, reader, Semantics::Validation);
            let witness = &row[format!("witness_{direction}")];
            if verdict == Verdict::Compatible && witness["verdict"] == "witness" {
                tally
                    .unsound
                    .push(format!("{name}: {}", witness["instance"]));
            }
            tally.add(&name, &verdict);
        }
    }
    eprintln!(
        "{} compatible, {} breaking, {} unknown",
        tally.compatible,
        tally.breaking,
        tally.unknown.len()
    );
    assert_eq!(tally.unsound, Vec::<String>::new());
    assert!(
        tally.unknown.len() * 100 < tally.total() * 3,
        "{:#?}",
        tally.unknown
    );
}

#[test]
fn every_step_of_every_real_history_is_decided() {
    let Some(root) = corpora() else { return };
    let manifest = std::fs::read_to_string(root.join("events/manifest.tsv")).unwrap();
    let mut histories: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for line in manifest.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        histories
            .entry((fields[0].to_owned(), fields[1].to_owned()))
            .or_default()
            .push(fields[3].to_owned());
    }
    let mut tallies = [
        (Semantics::Generated, Tally::default()),
        (Semantics::Validation, Tally::default()),
    ];
    for paths in histories.values().filter(|paths| paths.len() > 1) {
        let documents: Vec<Value> = paths
            .iter()
            .map(|path| {
                let document = std::fs::read_to_string(root.join("events").join(path)).unwrap();
                let document: Value = serde_json::from_str(&document).unwrap();
                convert(&document, Dialect::detect(&document)).document
            })
            .collect();
        for (step, pair) in documents.windows(2).enumerate() {
            for (semantics, tally) in &mut tallies {
                tally.add(&paths[step + 1], &decide(&pair[1], &pair[0], *semantics));
                tally.add(&paths[step + 1], &decide(&pair[0], &pair[1], *semantics));
            }
        }
    }
    for (semantics, tally) in &tallies {
        let (compatible, breaking) = (tally.compatible, tally.breaking);
        eprintln!(
            "{}: {compatible} compatible, {breaking} breaking, {} unknown",
            semantics.name(),
            tally.unknown.len()
        );
        assert!(
            tally.unknown.len() * 100 < tally.total() * 3,
            "{:#?}",
            tally.unknown
        );
        assert!(compatible > 0 && breaking > 0);
    }
}
