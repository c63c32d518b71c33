//! Histories → the files of a registry.

use std::collections::BTreeMap;

use tidings_contract::{EventName, VersionNumber};
use tidings_model::Diagnostic;

use crate::dialect::Dialect;
use crate::history::{History, Source, histories, refusal};
use crate::note::Note;
use crate::options::Options;
use crate::version::{judge, library, one_version};

/// One imported version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedVersion {
    /// Its number in the registry.
    pub version: VersionNumber,
    /// The label that it had.
    pub label: Option<String>,
    /// The file that it came from.
    pub source: String,
    /// The file that holds it now, below the registry.
    pub path: String,
    /// The dialect that it was read in.
    pub dialect: Dialect,
}

/// One imported event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedEvent {
    /// Its name in the registry.
    pub name: EventName,
    /// Its name elsewhere, which stays its name on the wire.
    pub wire: String,
    /// Its versions, oldest first.
    pub versions: Vec<ImportedVersion>,
}

/// The files of an imported registry, and what there is to say about them.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Version files and the stream file, by path below the registry.
    pub files: BTreeMap<String, String>,
    /// The events, by name.
    pub events: Vec<ImportedEvent>,
    /// One release for each version step, oldest first: release n reads every event at its version n, or its newest.
    pub releases: Vec<BTreeMap<EventName, VersionNumber>>,
    /// Remarks, by file and pointer of the source.
    pub notes: Vec<Note>,
}

/// Imports schema files as a registry: version files, and one stream that writes the newest of each.
///
/// ```
/// use tidings_contract::StreamName;
/// use tidings_import::{Options, Source, import};
/// let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
/// let sources = [
///     file("change-prop/retry/1.0.0.json", r#"{"type": "object"}"#),
///     file("change-prop/retry/1.1.0.json", r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#),
/// ];
/// let imported = import(&sources, &Options::new(StreamName::new("jobs").unwrap())).unwrap();
/// assert_eq!(imported.events[0].name.as_str(), "change_prop.retry");
/// assert_eq!(imported.releases.len(), 2);
/// assert!(imported.files.contains_key("events/change_prop.retry/2.json"));
/// ```
///
/// # Errors
/// Everything that stops it, at its place in the source: `import/*`, `json/*`, `schema/*`. Nothing is imported by halves.
pub fn import(sources: &[Source], options: &Options) -> Result<Imported, Vec<Diagnostic>> {
    if sources.is_empty() {
        let help = "name a folder that holds `<event>/<version>.json`, or one schema file";
        let message = "there is no JSON file to import".to_owned();
        return Err(vec![refusal(
            "import/nothing",
            message,
            None,
            help.to_owned(),
        )]);
    }
    let histories = histories(sources, &options.names)?;
    let mut imported = Imported {
        files: BTreeMap::new(),
        events: Vec::new(),
        releases: releases(&histories),
        notes: Vec::new(),
    };
    let library = library(sources);
    let mut problems = Vec::new();
    for history in &histories {
        let mut versions = Vec::new();
        for (version, (index, label)) in numbers().zip(&history.versions) {
            let source = &sources[*index];
            let path = format!("events/{}/{version}.json", history.name);
            match one_version(source, history, label.as_ref(), options, &library) {
                Ok(written) => {
                    problems.extend(judge(&path, &written.text, source));
                    imported.notes.extend(written.notes);
                    imported.files.insert(path.clone(), written.text);
                    versions.push(ImportedVersion {
                        version,
                        label: label.as_ref().map(|label| label.text().to_owned()),
                        source: source.path.clone(),
                        path,
                        dialect: written.dialect,
                    });
                }
                Err(found) => problems.extend(found),
            }
        }
        imported.events.push(ImportedEvent {
            name: history.name.clone(),
            wire: history.source_name.clone(),
            versions,
        });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let stream = format!("streams/{}.toml", options.stream);
    imported
        .files
        .insert(stream, stream_text(options, &imported.events));
    Ok(imported)
}

/// Release n reads every event at its version n, or at its newest where it has fewer.
fn releases(histories: &[History]) -> Vec<BTreeMap<EventName, VersionNumber>> {
    let longest = histories.iter().map(|history| history.versions.len()).max();
    let steps = numbers().take(longest.unwrap_or(0));
    steps
        .map(|step| {
            let at = |history: &History| {
                let newest = numbers().take(history.versions.len()).last();
                newest.map(|newest| (history.name.clone(), newest.min(step)))
            };
            histories.iter().filter_map(at).collect()
        })
        .collect()
}

/// 1, 2, 3 …
fn numbers() -> impl Iterator<Item = VersionNumber> {
    std::iter::successors(Some(VersionNumber::FIRST), |number| number.next())
}

fn stream_text(options: &Options, events: &[ImportedEvent]) -> String {
    let stream = &options.stream;
    let path = stream.as_str().replace('_', "-");
    let mut text = format!("title = \"Imported: {stream}\"\npath = \"/streams/{path}\"\n");
    for event in events {
        let newest = event
            .versions
            .last()
            .map_or(1, |version| version.version.get());
        text.push_str(&format!(
            "\n[events.\"{}\"]\nwrite = {newest}\n",
            event.name
        ));
    }
    text
}
