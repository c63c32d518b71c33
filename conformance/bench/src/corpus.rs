//! The questions: labelled pairs in both directions, and every version step of real histories.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;
use tidings_compat::Semantics;
use tidings_import::{Dialect, convert};
use tidings_model::{Checked, Schema};

use crate::engine::Question;

#[derive(Deserialize)]
struct Pair {
    id: String,
    source: String,
    dialect: String,
    old: Value,
    new: Value,
    expected_backward: Option<bool>,
    expected_forward: Option<bool>,
    witness_backward: Found,
    witness_forward: Found,
}

#[derive(Deserialize)]
struct Found {
    verdict: String,
    instance: Value,
}

impl Found {
    fn witness(self) -> Option<Value> {
        (self.verdict == "witness").then_some(self.instance)
    }
}

/// All questions, table by table.
pub fn questions(corpora: &Path) -> anyhow::Result<Vec<(&'static str, Vec<Question>)>> {
    let steps = |semantics| steps(corpora, semantics);
    Ok(vec![
        ("labelled pairs, as written", pairs(corpora)?),
        ("version steps, as written", steps(Semantics::Validation)?),
        (
            "version steps, emit set in accept set (peers are asked about the two sets as documents)",
            steps(Semantics::Generated)?,
        ),
    ])
}

/// The labelled pairs, each asked backward (old writes, new reads) and forward.
fn pairs(corpora: &Path) -> anyhow::Result<Vec<Question>> {
    let file = corpora.join("compat/pairs.jsonl");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut questions = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let pair: Pair = serde_json::from_str(line)?;
        let dialect: Dialect = pair
            .dialect
            .parse()
            .map_err(|error| anyhow::anyhow!("{}: {error}", pair.id))?;
        let (old, new) = (
            convert(&pair.old, dialect).document,
            convert(&pair.new, dialect).document,
        );
        let question = |direction: &str, writer: &Value, reader: &Value, label, witness| Question {
            id: format!("{} {direction}", pair.id),
            source: pair.source.clone(),
            semantics: Semantics::Validation,
            written: (writer.clone(), reader.clone()),
            writer: writer.clone(),
            reader: reader.clone(),
            label,
            witness,
        };
        questions.push(question(
            "backward",
            &old,
            &new,
            pair.expected_backward,
            pair.witness_backward.witness(),
        ));
        questions.push(question(
            "forward",
            &new,
            &old,
            pair.expected_forward,
            pair.witness_forward.witness(),
        ));
    }
    Ok(questions)
}

/// Every version step of the event corpora, in both directions; nobody labelled these.
fn steps(corpora: &Path, semantics: Semantics) -> anyhow::Result<Vec<Question>> {
    let manifest = fs::read_to_string(corpora.join("events/manifest.tsv"))?;
    let mut histories: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
    for line in manifest.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        if let [corpus, event, version, path, ..] = fields.as_slice() {
            let history = histories
                .entry(((*corpus).to_owned(), (*event).to_owned()))
                .or_default();
            history.push(((*version).to_owned(), (*path).to_owned()));
        }
    }
    let mut questions = Vec::new();
    for ((corpus, event), mut versions) in histories {
        versions.sort_by_key(|(version, _)| order(version));
        for step in versions.windows(2) {
            let [(from, old), (to, new)] = step else {
                continue;
            };
            let (old, new) = (read(corpora, old)?, read(corpora, new)?);
            for (direction, writer, reader) in [("backward", &old, &new), ("forward", &new, &old)] {
                let (emitted, accepted) = sets(writer, reader, semantics);
                questions.push(Question {
                    id: format!("{corpus}/{event} {from} {to} {direction}"),
                    source: corpus.clone(),
                    semantics,
                    written: (writer.clone(), reader.clone()),
                    writer: emitted,
                    reader: accepted,
                    label: None,
                    witness: None,
                });
            }
        }
    }
    Ok(questions)
}

/// What is written and what is read, as documents. Where the emit set can't be written exactly, this is the schema as
/// written, which holds more. A schema that the model refuses stays as it is; the checker is bound to say `unknown`.
fn sets(writer: &Value, reader: &Value, semantics: Semantics) -> (Value, Value) {
    let schemas = (Schema::from_document(writer), Schema::from_document(reader));
    let (Semantics::Generated, (Ok(writes), Ok(reads))) = (semantics, schemas) else {
        return (writer.clone(), reader.clone());
    };
    (emitted(&writes), reads.accept_schema().document.clone())
}

fn emitted(writes: &Schema<Checked>) -> Value {
    let emitted = writes.emit_schema();
    if emitted.exact {
        emitted.document.clone()
    } else {
        writes.plain_schema().document.clone()
    }
}

fn order(version: &str) -> Vec<(u64, String)> {
    version
        .split(['.', '-', '_'])
        .map(|part| (part.parse().unwrap_or(u64::MAX), part.to_owned()))
        .collect()
}

fn read(corpora: &Path, path: &str) -> anyhow::Result<Value> {
    let document: Value =
        serde_json::from_str(&fs::read_to_string(corpora.join("events").join(path))?)?;
    Ok(convert(&document, Dialect::detect(&document)).document)
}
