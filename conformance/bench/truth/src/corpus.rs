//! The real schemas and the real instances of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

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

#[derive(Deserialize)]
struct Instance {
    schema: String,
    value: Value,
}

/// All schemas of the corpora, or of the one named, in the manifest's order.
///
/// # Errors
/// When the corpora can't be read, or none is called so.
pub fn subjects(corpora: &Path, only: Option<&str>) -> anyhow::Result<Vec<Subject>> {
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
