//! One file → one version file.

use serde_json::{Value, json};
use tidings_model::json::{self, Json, JsonKind};
use tidings_model::{Diagnostic, Place, Schema, SourceText};

use crate::close::{annotate, close, open};
use crate::convert::convert_with;
use crate::dialect::Dialect;
use crate::history::{History, Source, refusal};
use crate::inline::{Library, inline};
use crate::label::Label;
use crate::note::{Effect, Note};
use crate::options::Options;
use crate::print::{Order, schema_text};

/// A version as the registry will hold it.
pub(crate) struct Written {
    pub text: String,
    pub dialect: Dialect,
    pub notes: Vec<Note>,
}

/// Converts one file, writes down what it leaves unsaid, and prints it.
///
/// # Errors
/// What is wrong with the file, and what of it can't be expressed.
pub(crate) fn one_version(
    source: &Source,
    history: &History,
    label: Option<&Label>,
    options: &Options,
    library: &Library,
) -> Result<Written, Vec<Diagnostic>> {
    let (text, json, rounded) = read(source)?;
    let document = json.to_value();
    let dialect = options
        .dialect
        .unwrap_or_else(|| Dialect::detect(&document));
    let whole = inline(&source.path, &document, dialect, library);
    let mut converted = convert_with(&whole.document, dialect, &whole.embedded);
    converted.notes.extend(whole.notes);
    let refused = converted.refusals().map(|note| {
        let place = place_of(&text, &json, &note.pointer);
        let help = way_out(note.id).to_owned();
        refusal(note.id, note.message.clone(), Some(place), help)
    });
    let refused: Vec<Diagnostic> = refused.collect();
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
    sign(&mut document, source, history, label);
    for note in &mut notes {
        note.file.clone_from(&source.path);
    }
    notes.sort();
    let text = schema_text(&document, &Order::of(&json));
    Ok(Written {
        text,
        dialect,
        notes,
    })
}

/// Says where a version comes from, and what its event is called there.
fn sign(document: &mut Value, source: &Source, history: &History, label: Option<&Label>) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    let change = match label {
        Some(label) => format!("Imported from {} {}.", history.source_name, label.text()),
        None => format!("Imported from {}.", source.path),
    };
    annotate(root, "change", json!(change));
    if history.source_name != history.name.as_str() {
        annotate(root, "wire", json!(history.source_name));
    }
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
pub(crate) fn library(sources: &[Source]) -> Library {
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
pub(crate) fn judge(path: &str, text: &str, source: &Source) -> Vec<Diagnostic> {
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
