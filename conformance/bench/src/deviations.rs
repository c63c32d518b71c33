//! Where this project's checker says otherwise than a label: each case is written down, and shown or proved.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use crate::engine::{Answer, Question};
use crate::validators::{Crate, Python};

/// One line of the file.
#[derive(Deserialize)]
#[serde(tag = "says", rename_all = "lowercase", deny_unknown_fields)]
enum Entry {
    /// The label says compatible; this payload breaks the pair.
    Breaking {
        id: String,
        witness: Value,
        why: String,
    },
    /// The label says breaking; this is why nothing does.
    Compatible { id: String, proof: String },
    /// Nothing is claimed against the label; this is why it can't be told.
    Unknown { id: String, why: String },
}

impl Entry {
    fn id(&self) -> &str {
        match self {
            Entry::Breaking { id, .. }
            | Entry::Compatible { id, .. }
            | Entry::Unknown { id, .. } => id,
        }
    }

    fn says(&self) -> &'static str {
        match self {
            Entry::Breaking { .. } => "breaking",
            Entry::Compatible { .. } => "compatible",
            Entry::Unknown { .. } => "unknown",
        }
    }

    fn words(&self) -> &str {
        match self {
            Entry::Breaking { why, .. } | Entry::Unknown { why, .. } => why,
            Entry::Compatible { proof, .. } => proof,
        }
    }
}

/// The file, and what a run finds against it.
pub struct Deviations {
    entries: BTreeMap<String, Entry>,
    seen: Vec<String>,
    /// What is wrong, one line each.
    pub failures: Vec<String>,
}

impl Deviations {
    /// Reads `deviations.jsonl`.
    ///
    /// # Errors
    /// When it is not there, or a line is not an entry.
    pub fn read() -> anyhow::Result<Deviations> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deviations.jsonl");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let mut entries = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}:{}", file.display(), number + 1);
            let entry: Entry = serde_json::from_str(line).with_context(place)?;
            anyhow::ensure!(!entry.words().is_empty(), "{}: it says nothing", place());
            let twice = entries.insert(entry.id().to_owned(), entry);
            anyhow::ensure!(twice.is_none(), "{}: listed twice", place());
        }
        Ok(Deviations {
            entries,
            seen: Vec::new(),
            failures: Vec::new(),
        })
    }

    /// Compares one answer with its label and with the file.
    pub fn add(&mut self, question: &Question, answer: &Answer, python: &mut Python) {
        let Some(label) = question.label else {
            return;
        };
        let labelled = if label { "compatible" } else { "breaking" };
        if answer.name() == labelled {
            return;
        }
        self.seen.push(question.id.clone());
        let failed = match self.entries.get(&question.id) {
            None => Some("is not in deviations.jsonl".to_owned()),
            Some(entry) if entry.says() != answer.name() => {
                Some(format!("is listed as {}", entry.says()))
            }
            Some(Entry::Breaking { witness, .. }) => unconfirmed(question, witness, python),
            Some(_) => None,
        };
        if let Some(what) = failed {
            let says = answer.name();
            self.failures.push(format!(
                "{}: {says} against the label {labelled}, {what}",
                question.id
            ));
        }
    }

    /// Whether the label of a question is refuted by what is written in the file.
    pub fn refutes_label(&self, id: &str) -> bool {
        matches!(self.entries.get(id), Some(Entry::Compatible { .. }))
    }

    /// Prints what was found, and adds the entries that are not deviations any more to the failures.
    pub fn print(&mut self, engine: &str) {
        println!(
            "\nwhere {engine} differs from the label ({}):",
            self.seen.len()
        );
        for entry in self.entries.values() {
            if !self.seen.iter().any(|id| id == entry.id()) {
                self.failures.push(format!(
                    "{}: deviations.jsonl lists it, and it is no deviation",
                    entry.id()
                ));
                continue;
            }
            let shown = match entry {
                Entry::Breaking { witness, .. } => {
                    format!("shown by {witness}, confirmed by both validators")
                }
                Entry::Compatible { .. } => "proof".to_owned(),
                Entry::Unknown { .. } => "can't tell".to_owned(),
            };
            println!(
                "  {}: {}; {shown}: {}",
                entry.id(),
                entry.says(),
                entry.words()
            );
        }
    }
}

/// What is wrong with a listed witness.
fn unconfirmed(question: &Question, witness: &Value, python: &mut Python) -> Option<String> {
    let confirmed = Crate::new(&question.writer, &question.reader).and_then(|validators| {
        let theirs = python.breaks(question, std::slice::from_ref(witness))?;
        Ok([validators.breaks(witness), theirs == [true]])
    });
    match confirmed {
        Ok([true, true]) => None,
        Ok([ours, theirs]) => Some(format!(
            "and its witness {witness} is not confirmed (the jsonschema crate: {ours}, Python's: {theirs})"
        )),
        Err(error) => Some(format!("and its witness can't be tried: {error:#}")),
    }
}
