//! The real schemas and the real instances of them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use tidings_sample::Random;

/// One schema of a corpus.
pub struct Subject {
    /// The corpus that it comes from.
    pub corpus: String,
    /// Its file, relative to the events' folder.
    pub path: String,
    /// Its event, as the importer sees it: each schema is an event of its own, so that one client reads them all.
    pub source: String,
    /// The text of the file.
    pub text: String,
    /// Real instances of it.
    pub instances: Vec<Value>,
}

impl Subject {
    /// A sequence of its own, so that one schema alone repeats what it was in the whole run.
    pub fn random(&self, seed: u64) -> Random {
        let mixed = self
            .path
            .bytes()
            .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Random::new(mixed)
    }
}

#[derive(Deserialize)]
struct Instance {
    schema: String,
    value: Value,
}

/// The name of the corpus of pairs: small schemas with keywords that events seldom have. Only who names it is given it.
const PAIRS: &str = "compat";

/// All schemas of the corpora of events, or of the corpus named, in the manifest's order.
///
/// # Errors
/// When the corpora can't be read, or none is called so.
pub fn subjects(corpora: &Path, only: Option<&str>) -> anyhow::Result<Vec<Subject>> {
    if only == Some(PAIRS) {
        return pairs(corpora);
    }
    let events = corpora.join("events");
    let mut instances = instances(&events)?;
    let manifest = events.join("manifest.tsv");
    let text = fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
    let mut subjects = Vec::new();
    for line in text.lines().skip(1) {
        let [corpus, event, version, path, ..] = line.split('\t').collect::<Vec<_>>()[..] else {
            bail!("{}: {line:?} is no line of a manifest", manifest.display());
        };
        if only.is_some_and(|only| only != corpus) {
            continue;
        }
        let file = events.join(path);
        subjects.push(Subject {
            corpus: corpus.to_owned(),
            path: path.to_owned(),
            source: format!("{event}_v{}/1.json", plain(version)),
            text: fs::read_to_string(&file).with_context(|| file.display().to_string())?,
            instances: instances.remove(path).unwrap_or_default(),
        });
    }
    if subjects.is_empty() {
        bail!("no schema: {} names no corpus {only:?}", manifest.display());
    }
    Ok(subjects)
}

#[derive(Deserialize)]
struct Pair {
    id: String,
    dialect: Option<String>,
    old: Value,
    new: Value,
    witness_backward: Option<Witness>,
    witness_forward: Option<Witness>,
}

#[derive(Deserialize)]
struct Witness {
    instance: Value,
}

/// Both schemas of every labelled pair, each but once.
fn pairs(corpora: &Path) -> anyhow::Result<Vec<Subject>> {
    let file = corpora.join(PAIRS).join("pairs.jsonl");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut known = HashSet::new();
    let mut subjects = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let pair: Pair = serde_json::from_str(line)?;
        let witnesses = [pair.witness_backward, pair.witness_forward].into_iter();
        let instances: Vec<Value> = witnesses.flatten().map(|one| one.instance).collect();
        for (side, mut schema) in [("old", pair.old), ("new", pair.new)] {
            if let (Some(keywords), Some(dialect)) = (schema.as_object_mut(), &pair.dialect) {
                let claim = || json!(claim(dialect));
                keywords.entry("$schema").or_insert_with(claim);
            }
            let text = schema.to_string();
            if known.insert(text.clone()) {
                subjects.push(Subject {
                    corpus: PAIRS.to_owned(),
                    path: format!("{PAIRS}/{} {side}", pair.id),
                    source: format!("s{}/1.json", subjects.len() + 1),
                    text,
                    instances: instances.clone(),
                });
            }
        }
    }
    Ok(subjects)
}

/// The URI of a dialect that a pair names.
fn claim(dialect: &str) -> String {
    match dialect.split_once("draft-") {
        Some((_, number)) => format!("http://json-schema.org/draft-{number}/schema#"),
        None => format!("https://json-schema.org/draft/{dialect}/schema"),
    }
}

/// A version's label in the grammar of event names.
fn plain(label: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    label.to_ascii_lowercase().chars().map(plain).collect()
}

fn instances(events: &Path) -> anyhow::Result<BTreeMap<String, Vec<Value>>> {
    let file = events.join("instances.jsonl");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let instance: Instance = serde_json::from_str(line)?;
        found
            .entry(instance.schema)
            .or_default()
            .push(instance.value);
    }
    Ok(found)
}
