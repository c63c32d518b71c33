//! Schemas → registry → generated Rust and TypeScript, as files of a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;
use tidings_contract::StreamName;
use tidings_generate::{Matrices, Target, generate};
use tidings_import::{Effect, Imported, Options, Source, import};
use tidings_registry::{Memory, Registry, load};

use crate::corpus::Subject;

/// The stream that carries all events of one shard.
pub const STREAM: &str = "corpus";

/// What the model says of one schema.
pub struct Contract {
    /// The event's name.
    pub event: String,
    /// Its name on the wire.
    pub wire: String,
    /// The schema as the registry holds it, self-contained.
    pub written: Value,
    /// What a writer can produce.
    pub emit: Value,
    /// What a reader takes.
    pub accept: Value,
    /// What the importer said that it changed of the author's file: ids, one after the other.
    pub changes: String,
}

/// Imports subjects as one registry, and gives the contract of each, in their order.
///
/// # Errors
/// What the importer or the registry refuses.
pub fn imported(subjects: &[Subject]) -> anyhow::Result<(Registry, Vec<Contract>)> {
    let sources: Vec<Source> = subjects.iter().map(source).collect();
    let stream = StreamName::new(STREAM).map_err(|error| anyhow::anyhow!("{error}"))?;
    let imported = import(&sources, &Options::new(stream));
    let imported = imported.map_err(|problems| anyhow::anyhow!("{problems:#?}"))?;
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert("tidings.toml".to_owned(), b"name = \"corpus\"\n".to_vec());
    let texts = imported.files.iter();
    files.extend(texts.map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    let loaded = load(&Memory::new("memory", files), None);
    let Some(registry) = loaded.registry else {
        bail!("the registry is refused: {:#?}", loaded.problems);
    };
    let named: BTreeMap<&str, _> = imported
        .events
        .iter()
        .flat_map(|event| {
            event
                .versions
                .iter()
                .map(move |v| (v.source.as_str(), event))
        })
        .collect();
    let mut contracts = Vec::new();
    for subject in subjects {
        let event = named
            .get(subject.source.as_str())
            .context("it was imported")?;
        let entry = registry.events.get(&event.name).context("it is there")?;
        let version = entry.newest().context("it has a version")?;
        contracts.push(Contract {
            event: event.name.to_string(),
            wire: entry.wire.clone(),
            written: version.schema.document(),
            emit: version.schema.emit_schema().document.clone(),
            accept: version.schema.accept_schema().document.clone(),
            changes: changes(&imported, &subject.source),
        });
    }
    Ok((registry, contracts))
}

fn changes(imported: &Imported, file: &str) -> String {
    let notes = imported.notes.iter();
    let changed = notes.filter(|note| note.file == file && note.effect == Effect::Changed);
    let ids: BTreeSet<&str> = changed.map(|note| note.id).collect();
    ids.into_iter().collect::<Vec<_>>().join(", ")
}

fn source(subject: &Subject) -> Source {
    Source {
        path: subject.source.clone(),
        text: subject.text.clone(),
    }
}

/// Writes the generated files of a registry: `contracts` of Rust below `rust/src`, and of TypeScript below `ts`.
///
/// # Errors
/// What the generator refuses.
pub fn write_generated(registry: &Registry, folder: &Path) -> anyhow::Result<()> {
    let releases = Vec::new();
    let targets = [
        (Target::Rust, "rust/src/contracts"),
        (Target::TypeScript { releases }, "ts/contracts"),
    ];
    for (target, below) in targets {
        let files = generate(registry, &Matrices::new(), &target);
        let files = files.map_err(|problems| anyhow::anyhow!("{problems:#?}"))?;
        let _ = fs::remove_dir_all(folder.join(below));
        for (path, text) in files {
            write_changed(&folder.join(below).join(path), &text)?;
        }
    }
    Ok(())
}

/// Writes a file, and leaves one alone that says the same already.
///
/// # Errors
/// Those of the file system.
pub fn write_changed(file: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text).with_context(|| file.display().to_string())
}
