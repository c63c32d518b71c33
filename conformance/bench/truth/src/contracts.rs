//! Schemas → registry → generated Rust and TypeScript, as files of a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;
use tidings_contract::StreamName;
use tidings_generate::{Matrices, Target, generate};
use tidings_import::{Effect, Imported, Options, Source, import};
use tidings_model::{Diagnostic, Level};
use tidings_registry::{Memory, Registry, load};

use crate::corpus::Subject;
use crate::growth::{Growth, grown};

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
    /// What half of the schemas fall back to.
    pub growth: Growth,
    /// What the importer said that it changed of the author's file: ids, one after the other.
    pub changes: String,
}

/// A subject that is refused, and its codes.
pub type Refused = (Subject, String);

/// Parts subjects into those that generate and those that are refused, each of these with its codes.
///
/// # Errors
/// When all generate one by one, but not together.
pub fn sifted(subjects: Vec<Subject>, seed: u64) -> anyhow::Result<(Vec<Subject>, Vec<Refused>)> {
    if refusal(&subjects, seed).is_none() {
        return Ok((subjects, Vec::new()));
    }
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for subject in subjects {
        match refusal(std::slice::from_ref(&subject), seed) {
            Some(why) => refused.push((subject, why)),
            None => taken.push(subject),
        }
    }
    match refusal(&taken, seed) {
        Some(why) if !taken.is_empty() => bail!("refused together, but not one by one: {why}"),
        _ => Ok((taken, refused)),
    }
}

fn refusal(subjects: &[Subject], seed: u64) -> Option<String> {
    let (registry, _) = match imported(subjects, seed) {
        Ok(made) => made,
        Err(refusal) => return Some(refusal.to_string()),
    };
    let refusals = targets().into_iter().filter_map(|(target, _)| {
        let made = generate(&registry, &Matrices::new(), &target);
        made.err().map(|problems| codes(&problems).to_string())
    });
    refusals.last()
}

fn targets() -> [(Target, &'static str); 2] {
    let (releases, hooks) = (Vec::new(), Vec::new());
    [
        (Target::Rust, "rust/src/contracts"),
        (Target::TypeScript { releases, hooks }, "ts/contracts"),
    ]
}

/// The codes of what is wrong, and the first of it in words.
fn codes(problems: &[Diagnostic]) -> anyhow::Error {
    let errors = || problems.iter().filter(|one| one.level == Level::Error);
    let ids: BTreeSet<String> = errors().map(|one| one.id.to_string()).collect();
    let first = errors()
        .next()
        .map_or("nothing", |one| one.message.as_str());
    anyhow::anyhow!(
        "{}: {first}",
        ids.into_iter().collect::<Vec<_>>().join(", ")
    )
}

/// Imports subjects as one registry, and gives the contract of each, in their order.
///
/// # Errors
/// What the importer or the registry refuses.
pub fn imported(subjects: &[Subject], seed: u64) -> anyhow::Result<(Registry, Vec<Contract>)> {
    let sources: Vec<Source> = subjects.iter().map(source).collect();
    let stream = StreamName::new(STREAM).map_err(|error| anyhow::anyhow!("{error}"))?;
    let imported = import(&sources, &Options::new(stream));
    let imported = imported.map_err(|problems| codes(&problems))?;
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert("tidings.toml".to_owned(), b"name = \"corpus\"\n".to_vec());
    let texts = imported.files.iter();
    files.extend(texts.map(|(path, text)| (path.clone(), text.clone().into_bytes())));
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
    let mut grew: BTreeMap<&str, Growth> = BTreeMap::new();
    for (subject, event) in subjects
        .iter()
        .filter_map(|subject| Some((subject, named.get(subject.source.as_str())?)))
    {
        let file = files.get_mut(&format!("events/{}/1.json", event.name));
        let file = file.context("an event has a file")?;
        let document = serde_json::from_slice(file)?;
        if let Some((grown, growth)) = grown(&document, &mut subject.random(seed)) {
            *file = grown.to_string().into_bytes();
            grew.insert(&subject.source, growth);
        }
    }
    let loaded = load(&Memory::new("memory", files), None);
    let Some(registry) = loaded.registry else {
        return Err(codes(&loaded.problems));
    };
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
            growth: grew.remove(subject.source.as_str()).unwrap_or_default(),
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
    for (target, below) in targets() {
        let files = generate(registry, &Matrices::new(), &target);
        let files = files.map_err(|problems| codes(&problems))?;
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
