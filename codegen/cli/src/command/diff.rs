//! `tidings diff`: what changed, and who can read what.

use serde_json::Value;
use similar::TextDiff;
use tidings_compat::{Semantics, decide};
use tidings_contract::{EventName, VersionNumber};
use tidings_model::{Diagnostic, suggest};
use tidings_registry::{Entry, Registry, State, VersionEntry};

use crate::args::Diff;
use crate::exit::Exit;
use crate::files::Folder;
use crate::print::screen::out;
use crate::print::verdict::verdict;
use crate::problem::usage;
use crate::session::{Base, Session};

/// Prints; a difference is no failure.
pub fn run(folder: Folder, diff: &Diff) -> Result<Exit, Vec<Diagnostic>> {
    let session = Session::open(folder, diff.base.against.as_deref())?;
    let mut text = String::new();
    match diff.versions.as_slice() {
        [] => {
            changes(&session, diff, &mut text);
            if text.is_empty() {
                text.push_str(&format!("nothing changed since {}\n", since(&session)));
            }
        }
        [name, numbers @ ..] => {
            let entry = entry(&session.registry, name)?;
            let (old, new) = pair(entry, numbers)?;
            of_pair(entry, old, new, diff, &mut text);
        }
    }
    out(&text);
    Ok(Exit::Fine)
}

fn since(session: &Session) -> String {
    match &session.base {
        Some(base) => base.name.clone(),
        None => "the last publish".to_owned(),
    }
}

fn entry<'r>(registry: &'r Registry, name: &str) -> Result<&'r Entry, Vec<Diagnostic>> {
    let bare = name.strip_prefix("types/");
    let entries = if bare.is_some() {
        &registry.types
    } else {
        &registry.events
    };
    let bare = bare.unwrap_or(name);
    let found = entries.iter().find(|(known, _)| known.as_str() == bare);
    found.map(|(_, entry)| entry).ok_or_else(|| {
        let known = entries.keys().map(EventName::as_str);
        let help = suggest::help(bare, known)
            .unwrap_or_else(|| "a type is named `types/<name>`".to_owned());
        vec![usage(format!("there is no event `{name}`"), help)]
    })
}

fn pair<'e>(
    entry: &'e Entry,
    numbers: &[String],
) -> Result<(&'e VersionEntry, &'e VersionEntry), Vec<Diagnostic>> {
    let version = |text: &String| {
        let number = text.trim_start_matches('v').parse::<VersionNumber>().ok();
        number
            .and_then(|number| entry.versions.get(&number))
            .ok_or_else(|| {
                let known: Vec<String> = entry.versions.keys().map(ToString::to_string).collect();
                let message = format!("{} has no version `{text}`", entry.name);
                vec![usage(
                    message,
                    format!("its versions are {}", known.join(", ")),
                )]
            })
    };
    let before = |newer: &VersionEntry| {
        let older = entry
            .versions
            .values()
            .rev()
            .find(|version| version.number < newer.number);
        older.ok_or_else(|| {
            vec![usage(
                format!("{} has only one version", entry.name),
                "there is nothing to compare it with",
            )]
        })
    };
    match numbers {
        [from, to] => Ok((version(from)?, version(to)?)),
        [to] => {
            let newer = version(to)?;
            Ok((before(newer)?, newer))
        }
        _ => {
            let newer = entry
                .newest()
                .ok_or_else(|| vec![usage("there is no version", "make one")])?;
            Ok((before(newer)?, newer))
        }
    }
}

/// All that is new or different since the base, or since the last publish.
fn changes(session: &Session, asked: &Diff, text: &mut String) {
    let registry = &session.registry;
    let base = session.base.as_ref();
    let kinds = [("event", &registry.events), ("type", &registry.types)];
    for (kind, entries) in kinds {
        for entry in entries.values() {
            for version in entry.versions.values() {
                let before = known(base, kind, &entry.name, version);
                match before {
                    Before::Same => {}
                    Before::Text(old) => {
                        text.push_str(&format!(
                            "{kind} {} v{}: only its text changed\n",
                            entry.name, version.number
                        ));
                        text.push_str(&unified(&old, &version.text));
                    }
                    Before::Absent => {
                        let older = entry
                            .versions
                            .values()
                            .rev()
                            .find(|other| other.number < version.number);
                        let state = if version.state == State::Draft {
                            " (draft)"
                        } else {
                            ""
                        };
                        text.push_str(&format!(
                            "{kind} {} v{}{state} is new\n",
                            entry.name, version.number
                        ));
                        if let Some(older) = older {
                            of_pair(entry, older, version, asked, text);
                        }
                    }
                }
            }
        }
    }
    if let Some(before) = base.and_then(|base| base.registry.as_ref()) {
        streams(before, registry, text);
    }
}

enum Before {
    Same,
    Text(String),
    Absent,
}

/// What the base, or the lock, knows of a version.
fn known(base: Option<&Base>, kind: &str, name: &EventName, version: &VersionEntry) -> Before {
    let Some(base) = base else {
        return if version.state == State::Draft {
            Before::Absent
        } else {
            Before::Same
        };
    };
    let entries = base.registry.as_ref().map(|registry| match kind {
        "type" => &registry.types,
        _ => &registry.events,
    });
    let before = entries.and_then(|entries| entries.get(name)?.versions.get(&version.number));
    match before {
        None => Before::Absent,
        Some(before) if before.text == version.text => Before::Same,
        Some(before) if before.schema.meaning() == version.schema.meaning() => {
            Before::Text(before.text.clone())
        }
        Some(_) => Before::Absent,
    }
}

fn streams(before: &Registry, now: &Registry, text: &mut String) {
    for stream in now.streams.values() {
        let Some(old) = before.streams.get(&stream.name) else {
            text.push_str(&format!("stream {} is new\n", stream.name));
            continue;
        };
        for event in stream.events.values() {
            let name = &event.name.value;
            match old.events.get(name) {
                None => text.push_str(&format!("stream {} carries {name} now\n", stream.name)),
                Some(old) if old.write.value != event.write.value => text.push_str(&format!(
                    "stream {}: {name} is written as v{}, was v{}\n",
                    stream.name, event.write.value, old.write.value
                )),
                Some(_) => {}
            }
        }
        for name in old
            .events
            .keys()
            .filter(|name| !stream.events.contains_key(*name))
        {
            text.push_str(&format!(
                "stream {} no longer carries {name}\n",
                stream.name
            ));
        }
    }
    for name in before
        .streams
        .keys()
        .filter(|name| !now.streams.contains_key(*name))
    {
        text.push_str(&format!("stream {name} is gone\n"));
    }
}

/// The lines that differ, and both verdicts.
fn of_pair(entry: &Entry, old: &VersionEntry, new: &VersionEntry, asked: &Diff, text: &mut String) {
    text.push_str(&unified(&old.text, &new.text));
    let semantics = Semantics::from(asked.semantics);
    text.push_str(&format!("semantics: {}\n", semantics.name()));
    for (writer, reader) in [(new, old), (old, new)] {
        let (writes, reads) = (writer.schema.document(), reader.schema.document());
        text.push_str(&format!(
            "{} written as v{}, read as v{}: {}\n",
            entry.name,
            writer.number,
            reader.number,
            verdict(&decide(&writes, &reads, semantics))
        ));
    }
    if asked.print_schemas {
        for version in [old, new] {
            if semantics == Semantics::Validation {
                schema(entry, version, "written", &version.schema.document(), text);
                continue;
            }
            let (emit, accept) = (version.schema.emit_schema(), version.schema.accept_schema());
            schema(entry, version, "emit", &emit.document, text);
            schema(entry, version, "accept", &accept.document, text);
        }
    }
}

fn schema(entry: &Entry, version: &VersionEntry, set: &str, document: &Value, text: &mut String) {
    text.push_str(&format!(
        "{} v{} {set} set:\n{document:#}\n",
        entry.name, version.number
    ));
}

fn unified(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        for line in hunk.to_string().lines() {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}
