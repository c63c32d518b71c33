//! `tidings new`: files to start from.

use std::collections::BTreeMap;

use tidings_contract::{EventName, StreamName, VersionNumber};
use tidings_model::json::{self, JsonKind};
use tidings_model::{Diagnostic, ErrorId, SourceText, suggest};
use tidings_registry::{Entry, Registry};

use crate::args::New;
use crate::change::Change;
use crate::exit::Exit;
use crate::files::Folder;
use crate::print::screen::out;
use crate::problem::usage;
use crate::session::Session;
use crate::template;
use crate::write_version;

/// New texts by path.
type Edits = BTreeMap<String, String>;

/// Makes the file, and says what to do with it.
pub fn run(folder: Folder, new: &New) -> Result<Exit, Vec<Diagnostic>> {
    let session = Session::open(folder, None)?;
    let mut edits = Edits::new();
    let made = match new {
        New::Event { name, stream } => event(&session, name, stream.as_deref(), &mut edits)?,
        New::Version { name } => version(&session, name, &mut edits)?,
        New::Type { name } => shared_type(&session, name, &mut edits)?,
        New::Stream { name, events } => stream(&session, name, events, &mut edits)?,
    };
    session.try_out(&edits)?;
    let mut change = Change::default();
    for (path, text) in edits {
        change.write(session.folder.file(&path), text);
    }
    change.apply()?;
    out(&made);
    Ok(Exit::Fine)
}

fn named<N: std::str::FromStr<Err = tidings_contract::Error>>(
    name: &str,
) -> Result<N, Vec<Diagnostic>> {
    name.parse().map_err(|error: tidings_contract::Error| {
        vec![usage(error.to_string(), "choose another name")]
    })
}

fn exists(what: &str, path: &str) -> Vec<Diagnostic> {
    let problem = Diagnostic::error(
        ErrorId("cli/exists"),
        format!("{what} exists already: {path}"),
    );
    vec![problem.help("choose another name, or edit that file")]
}

fn event(
    session: &Session,
    name: &str,
    stream: Option<&str>,
    edits: &mut Edits,
) -> Result<String, Vec<Diagnostic>> {
    let name: EventName = named(name)?;
    let path = format!("events/{name}/1.json");
    if session.registry.events.contains_key(&name) {
        return Err(exists(&format!("the event {name}"), &path));
    }
    let shown = session.folder.shown();
    let mut made = format!(
        "made {}: a draft, free to edit until it is published\n",
        shown.path(&path)
    );
    edits.insert(path.clone(), template::event(name.as_str()));
    match stream {
        Some(stream) => {
            let stream = known_stream(&session.registry, stream)?;
            let file = &session.registry.streams[&stream].file;
            let text = session.registry.files.get(file).map_or("", String::as_str);
            let text = format!(
                "{}\n{}",
                text.trim_end(),
                template::carried(name.as_str(), 1)
            );
            edits.insert(file.clone(), text);
            made.push_str(&format!("{} carries it\n", shown.path(file)));
        }
        None => made.push_str(&format!(
            "put it on a stream: add `[events.\"{name}\"]` and `write = 1` to streams/<name>.toml\n"
        )),
    }
    made.push_str("next: tidings check\n");
    Ok(made)
}

fn known_stream(registry: &Registry, name: &str) -> Result<StreamName, Vec<Diagnostic>> {
    let known = registry.streams.keys();
    match known.clone().find(|known| known.as_str() == name) {
        Some(known) => Ok(known.clone()),
        None => {
            let help = suggest::help(name, known.map(StreamName::as_str));
            let make = format!("make it with `tidings new stream {name}`");
            Err(vec![usage(
                format!("there is no stream `{name}`"),
                help.unwrap_or(make),
            )])
        }
    }
}

fn version(session: &Session, name: &str, edits: &mut Edits) -> Result<String, Vec<Diagnostic>> {
    let registry = &session.registry;
    let (kind, entries, bare) = match name.strip_prefix("types/") {
        Some(bare) => ("types", &registry.types, bare),
        None => (
            "events",
            &registry.events,
            name.strip_prefix("events/").unwrap_or(name),
        ),
    };
    let entry = entries
        .iter()
        .find(|(known, _)| known.as_str() == bare)
        .map(|(_, entry)| entry);
    let Some(entry) = entry else {
        let known = entries.keys().map(EventName::as_str);
        let make = format!(
            "make it with `tidings new {} {bare}`",
            kind.trim_end_matches('s')
        );
        let help = suggest::help(bare, known).unwrap_or(make);
        let what = kind.trim_end_matches('s');
        return Err(vec![usage(format!("there is no {what} `{bare}`"), help)]);
    };
    let (newest, next) = next_version(entry)?;
    let path = format!("{kind}/{bare}/{next}.json");
    let text = with_change(
        &newest.path,
        &newest.text,
        &format!("Say why version {next} exists."),
    );
    edits.insert(path.clone(), text);
    let shown = session.folder.shown();
    let mut made = format!(
        "made {}: a copy of version {} to edit; say in `x-tidings.change` why it exists\n",
        shown.path(&path),
        newest.number
    );
    if kind == "types" {
        made.push_str(&format!(
            "refer to it from a new version of the events that should use it: \"$ref\": \"../../{path}\"\n"
        ));
    }
    made.push_str("next: tidings check\n");
    Ok(made)
}

fn next_version(
    entry: &Entry,
) -> Result<(&tidings_registry::VersionEntry, VersionNumber), Vec<Diagnostic>> {
    let newest = entry.newest();
    let found = newest.and_then(|newest| Some((newest, newest.number.next()?)));
    let (newest, next) = found.ok_or_else(|| {
        vec![usage(
            format!("{} has no next version", entry.name),
            "numbers end at 4294967295",
        )]
    })?;
    if newest.state == tidings_registry::State::Draft {
        let problem = Diagnostic::error(
            ErrorId("cli/draft-exists"),
            format!(
                "version {} of {} is a draft already",
                newest.number, entry.name
            ),
        );
        let help = format!("edit {}, or run `tidings publish` first", newest.path);
        return Err(vec![problem.help(help)]);
    }
    Ok((newest, next))
}

/// The text with another `change` sentence; all else keeps its bytes.
fn with_change(file: &str, text: &str, sentence: &str) -> String {
    let parsed = json::parse(&SourceText::new(file, text)).ok();
    let change = parsed.as_ref().and_then(|root| {
        let member = |json: &json::Json, name: &str| match &json.kind {
            JsonKind::Object(members) => {
                let found = members.iter().find(|member| member.name == name);
                found.map(|member| member.value.clone())
            }
            _ => None,
        };
        member(&member(root, "x-tidings")?, "change")
    });
    match change {
        Some(change) => {
            let mut edited = text.to_owned();
            edited.replace_range(change.span, &serde_json::Value::from(sentence).to_string());
            edited
        }
        None => text.to_owned(),
    }
}

fn shared_type(
    session: &Session,
    name: &str,
    edits: &mut Edits,
) -> Result<String, Vec<Diagnostic>> {
    let name: EventName = named(name)?;
    let path = format!("types/{name}/1.json");
    if session.registry.types.contains_key(&name) {
        return Err(exists(&format!("the type {name}"), &path));
    }
    edits.insert(path.clone(), template::shared_type(name.as_str()));
    let shown = session.folder.shown().path(&path);
    Ok(format!(
        "made {shown}: refer to it from an event by \"$ref\": \"../../{path}\"\nnext: tidings check\n"
    ))
}

fn stream(
    session: &Session,
    name: &str,
    events: &[String],
    edits: &mut Edits,
) -> Result<String, Vec<Diagnostic>> {
    let name: StreamName = named(name)?;
    let path = format!("streams/{name}.toml");
    if session.registry.streams.contains_key(&name) {
        return Err(exists(&format!("the stream {name}"), &path));
    }
    let known: Vec<&str> = session
        .registry
        .events
        .keys()
        .map(EventName::as_str)
        .collect();
    let mut carried = Vec::new();
    for event in events {
        let entry = session
            .registry
            .events
            .iter()
            .find(|(known, _)| known.as_str() == event);
        let Some((_, entry)) = entry else {
            let help = suggest::help(event, known.iter().copied());
            let make = format!("make it with `tidings new event {event}`");
            return Err(vec![usage(
                format!("there is no event `{event}`"),
                help.unwrap_or(make),
            )]);
        };
        carried.push((event.clone(), write_version::first(entry)));
    }
    if carried.is_empty() {
        let help = format!("name them: `tidings new stream {name} --event order.placed`");
        return Err(vec![usage("a stream carries at least one event", help)]);
    }
    edits.insert(path.clone(), template::stream(name.as_str(), &carried));
    let shown = session.folder.shown().path(&path);
    Ok(format!("made {shown}\nnext: tidings check\n"))
}
