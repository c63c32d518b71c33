//! Every real schema as one registry, and whatever is refused on the way, one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tidings_import::{Options, Source, import};
use tidings_registry::{Memory, Registry, load};

/// All schemas, with the files that they were read from.
pub struct Corpus {
    /// The files, in the order of the manifest.
    pub files: Vec<PathBuf>,
    /// Their registry.
    pub registry: Registry,
    /// The registry's own files.
    pub texts: BTreeMap<String, String>,
    /// What was refused, each with its code and place.
    pub refused: Vec<String>,
    /// CPU seconds that importing and loading took.
    pub seconds: [f64; 2],
}

/// Reads and imports every schema that the manifest lists.
pub fn read(corpora: &Path) -> anyhow::Result<Corpus> {
    let root = corpora.join("events");
    let manifest = fs::read_to_string(root.join("manifest.tsv")).context("the manifest")?;
    let paths: Vec<&str> = manifest
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').nth(3))
        .collect();
    let mut sources = Vec::new();
    for path in &paths {
        let text = fs::read_to_string(root.join(path)).with_context(|| (*path).to_owned())?;
        let path = (*path).to_owned();
        sources.push(Source { path, text });
    }
    let mut refused = Vec::new();
    let (texts, importing) = super::cpu::of_own(|| imported(sources, &mut refused))?;
    let (registry, loading) = super::cpu::of_own(|| loaded(&texts, &mut refused))?;
    Ok(Corpus {
        files: paths.iter().map(|path| root.join(path)).collect(),
        registry,
        texts,
        refused,
        seconds: [importing, loading],
    })
}

/// Imports what can be imported: a file that is refused is told, and the others are tried again.
fn imported(
    mut sources: Vec<Source>,
    refused: &mut Vec<String>,
) -> anyhow::Result<BTreeMap<String, String>> {
    loop {
        let options = Options::new("real".parse()?);
        match import(&sources, &options) {
            Ok(imported) => {
                let mut files = imported.files;
                files.insert("tidings.toml".to_owned(), "name = \"real\"\n".to_owned());
                return Ok(files);
            }
            Err(problems) => {
                let places = problems.iter().filter_map(|problem| problem.place.as_ref());
                let files: BTreeSet<String> = places.map(|place| place.file.to_string()).collect();
                let before = sources.len();
                sources.retain(|source| !files.contains(&source.path));
                refused.extend(problems.iter().map(ToString::to_string));
                anyhow::ensure!(sources.len() < before, "the importer names no file");
            }
        }
    }
}

fn loaded(texts: &BTreeMap<String, String>, refused: &mut Vec<String>) -> anyhow::Result<Registry> {
    let files = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let loaded = load(&Memory::new("the corpora", files), None);
    let errors = loaded.problems.iter().filter(|problem| problem.is_error());
    refused.extend(errors.map(ToString::to_string));
    loaded.registry.with_context(|| refused.join("\n"))
}
