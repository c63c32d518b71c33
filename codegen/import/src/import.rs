//! Histories → the files of a registry.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tidings_contract::{EventName, StreamName, VersionNumber};
use tidings_model::json::{self, Json, JsonKind};
use tidings_model::{Diagnostic, Place, Schema, SourceText};

use crate::close::{annotate, close, open};
use crate::convert::convert_with;
use crate::dialect::Dialect;
use crate::history::{History, Source, histories, refusal};
use crate::inline::{Library, inline};
use crate::label::Label;
use crate::note::{Effect, Note};
use crate::print::{Order, schema_text};

/// What an import is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The stream that carries all imported events.
    pub stream: StreamName,
    /// The dialect of all files; None to look at each.
    pub dialect: Option<Dialect>,
    /// Whether the writers may add members that the schemas don't declare.
    pub open: bool,
    /// Event names to use in place of the mapped ones, by source name.
    pub names: BTreeMap<String, String>,
}

impl Options {
    /// Every dialect detected, writers as closed as their schemas say, all names mapped.
    pub fn new(stream: StreamName) -> Options {
        Options {
            stream,
            dialect: None,
            open: false,
            names: BTreeMap::new(),
        }
    }
}

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
                Ok((text, dialect, notes)) => {
                    problems.extend(judge(&path, &text, source));
                    imported.notes.extend(notes);
                    imported.files.insert(path.clone(), text);
                    versions.push(ImportedVersion {
                        version,
                        label: label.as_ref().map(|label| label.text().to_owned()),
                        source: source.path.clone(),
                        path,
                        dialect,
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
    if sources.is_empty() {
        let help = "name a folder that holds `<event>/<version>.json`, or one schema file";
        let message = "there is no JSON file to import".to_owned();
        problems.push(refusal("import/nothing", message, None, help.to_owned()));
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

/// Text, dialect and notes of one version.
fn one_version(
    source: &Source,
    history: &History,
    label: Option<&Label>,
    options: &Options,
    library: &Library,
) -> Result<(String, Dialect, Vec<Note>), Vec<Diagnostic>> {
    let (text, json, rounded) = read(source)?;
    let document = json.to_value();
    let dialect = options
        .dialect
        .unwrap_or_else(|| Dialect::detect(&document));
    let whole = inline(&source.path, &document, dialect, library);
    let mut converted = convert_with(&whole.document, dialect, &whole.embedded);
    converted.notes.extend(whole.notes);
    let refused: Vec<Diagnostic> = converted
        .refusals()
        .map(|note| {
            let place = place_of(&text, &json, &note.pointer);
            refusal(
                note.id,
                note.message.clone(),
                Some(place),
                way_out(note.id).to_owned(),
            )
        })
        .collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    let (mut document, mut notes) = (converted.document, converted.notes);
    notes.extend(rounded);
    if document == Value::Bool(true) {
        document = json!({});
    }
    notes.extend(close(&mut document));
    if options.open {
        open(&mut document);
    }
    if let Some(root) = document.as_object_mut() {
        let change = match label {
            Some(label) => format!("Imported from {} {}.", history.source_name, label.text()),
            None => format!("Imported from {}.", source.path),
        };
        annotate(root, "change", json!(change));
        if history.source_name != history.name.as_str() {
            annotate(root, "wire", json!(history.source_name));
        }
    }
    for note in &mut notes {
        note.file.clone_from(&source.path);
    }
    notes.sort();
    Ok((schema_text(&document, &Order::of(&json)), dialect, notes))
}

fn way_out(id: &str) -> &'static str {
    match id {
        "import/ref-not-found" => {
            "import the file that it names too, or put the schema into this file, under `$defs`"
        }
        "import/other-dialect" => "name one dialect for all: `--dialect draft-07`",
        _ => "replace it by a plain `$ref`",
    }
}

/// All documents that can be read; those that can't are told where they are imported.
fn library(sources: &[Source]) -> Library {
    let mut library = Library::default();
    for source in sources {
        if let Ok((_, json, _)) = read(source) {
            library.add(&source.path, json.to_value());
        }
    }
    library
}

/// Reads a file, and rounds numbers that no program of ours holds (`maximum: 18446744073709552000`) to the nearest double.
fn read(source: &Source) -> Result<(SourceText, Json, Vec<Note>), Vec<Diagnostic>> {
    let text = SourceText::new(&source.path, &source.text);
    let problems = match json::parse(&text) {
        Ok(json) => return Ok((text, json, Vec::new())),
        Err(problems) => problems,
    };
    let mut rounded = source.text.clone();
    let mut notes = Vec::new();
    // From the end, so that the spans before stay right.
    for problem in problems.iter().rev() {
        let place = problem
            .place
            .as_ref()
            .filter(|_| problem.id.0 == "json/number-range");
        let near = place.and_then(|place| {
            let written = source.text.get(place.span.clone())?;
            let double = written
                .parse::<f64>()
                .ok()
                .and_then(serde_json::Number::from_f64)?;
            Some((place, written, double.to_string()))
        });
        let Some((place, written, double)) = near else {
            return Err(problems);
        };
        let message = format!("{written} is beyond 2^64-1 and read as the double {double}");
        notes.push(Note::new(
            "import/number-rounded",
            &place.pointer,
            Effect::Changed,
            message,
        ));
        rounded.replace_range(place.span.clone(), &double);
    }
    let text = SourceText::new(&source.path, &rounded);
    let json = json::parse(&text)?;
    Ok((text, json, notes))
}

/// What the model says against a written version; it names the source too, since the file is not there yet.
fn judge(path: &str, text: &str, source: &Source) -> Vec<Diagnostic> {
    let checked = Schema::parse(path, text).and_then(|schema| schema.check(&tidings_model::Alone));
    let problems = checked.err().unwrap_or_default();
    let named = problems.into_iter().map(|problem| {
        let place = Place::start_of(&source.path);
        problem.label(place, "imported from here")
    });
    named.collect()
}

/// The place of a pointer in a source file, or of the deepest part of it that is there.
fn place_of(text: &SourceText, json: &Json, pointer: &str) -> Place {
    let mut at = json;
    let mut path = String::new();
    for token in tidings_model::pointer_tokens(pointer).unwrap_or_default() {
        let next = match &at.kind {
            JsonKind::Object(members) => {
                let named = members.iter().find(|member| member.name == token);
                named.map(|member| &member.value)
            }
            JsonKind::Array(items) => token.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        let Some(next) = next else { break };
        path = tidings_model::child_pointer(&path, &token);
        at = next;
    }
    text.place(at.span.clone(), path)
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
