use std::collections::BTreeMap;

use serde_json::Value;
use tidings_contract::{EventName, VersionNumber};
use tidings_model::{Diagnostic, ErrorId, Place, child_pointer};

use crate::base::Base;
use crate::lock::{LOCK_FILE, Lock};
use crate::registry::{State, VersionEntry};
use crate::schemas::Entries;

/// Published files are there, and mean what they meant.
pub(crate) fn against_lock(
    events: &Entries,
    types: &Entries,
    lock: &Lock,
    files: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (folder, entries, locked) in [
        ("events", events, &lock.events),
        ("types", types, &lock.types),
    ] {
        for ((name, number), digests) in locked {
            let path = format!("{folder}/{name}/{number}.json");
            match version(entries, name, *number) {
                Some(version) if version.schema.meaning() != digests.meaning => {
                    problems.push(changed(version, name, None));
                }
                None if !files.contains_key(&path) => problems.push(removed(&path)),
                _ => {}
            }
        }
        problems.extend(below_published(entries));
    }
    problems.extend(on_drafts(events, types));
    problems
}

/// What is published stands on what is published: a draft may still change, and would change it.
fn on_drafts(events: &Entries, types: &Entries) -> Vec<Diagnostic> {
    let entries = events.values().chain(types.values());
    let versions = entries.flat_map(|entry| entry.versions.values());
    let mut problems = Vec::new();
    for user in versions.filter(|version| version.state == State::Published) {
        for (name, number) in &user.types {
            let used = version(types, name, *number);
            if let Some(used) = used.filter(|used| used.state == State::Draft) {
                let message = format!(
                    "{} is published and uses {}, which is not in the lock",
                    user.path, used.path
                );
                let problem = Diagnostic::error(ErrorId("registry/published-on-draft"), message);
                problems.push(
                    problem
                        .at(Place::start_of(&used.path))
                        .help("restore its line in tidings.lock, or run `tidings publish`")
                        .note(
                            "a published version never changes, so neither may what it is made of",
                        ),
                );
            }
        }
    }
    problems
}

/// What the base published is still published, and means the same.
pub(crate) fn against_base(
    events: &Entries,
    types: &Entries,
    lock: &Lock,
    base: &Base,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let kinds = [
        ("events", events, &base.lock.events, &lock.events),
        ("types", types, &base.lock.types, &lock.types),
    ];
    for (folder, entries, before, now) in kinds {
        for (key, digests) in before {
            let (name, number) = key;
            let path = format!("{folder}/{name}/{number}.json");
            let version = version(entries, name, *number);
            if let Some(version) =
                version.filter(|version| version.schema.meaning() != digests.meaning)
            {
                problems.push(changed(
                    version,
                    name,
                    base.files.get(&path).map(String::as_str),
                ));
            } else if now
                .get(key)
                .is_none_or(|locked| locked.meaning != digests.meaning)
            {
                problems.push(line_changed(&format!("{name} {number}"), &base.name));
            }
        }
    }
    for (key, release) in &base.lock.releases {
        if lock.releases.get(key) != Some(release) {
            problems.push(line_changed(
                &format!("release {}@{}", key.0, key.1),
                &base.name,
            ));
        }
    }
    problems
}

fn version<'a>(
    entries: &'a Entries,
    name: &EventName,
    number: VersionNumber,
) -> Option<&'a VersionEntry> {
    entries.get(name)?.versions.get(&number)
}

fn changed(version: &VersionEntry, name: &EventName, before: Option<&str>) -> Diagnostic {
    let before: Option<Value> = before.and_then(|text| serde_json::from_str(text).ok());
    let difference =
        before.and_then(|before| difference(&before, version.schema.written(), String::new()));
    let (place, what) = match &difference {
        Some((pointer, what)) => (place_of(version, pointer), format!(": {what}")),
        None => (Place::start_of(&version.path), String::new()),
    };
    let message = format!("{} is published and was changed{what}", version.path);
    Diagnostic::error(ErrorId("registry/published-file-changed"), message)
        .at(place)
        .help(format!(
            "undo it, or run `tidings new version {name}` and make the change in the new file"
        ))
        .note("clients were generated from this file, and events of this version are stored")
}

/// The place of a member of the file: the nearest subschema, and in it the keyword.
fn place_of(version: &VersionEntry, pointer: &str) -> Place {
    let schema = &version.schema;
    let mut at = pointer;
    loop {
        if let Some(id) = schema.written_at(at) {
            let keyword = pointer[at.len()..]
                .trim_start_matches('/')
                .split('/')
                .next()
                .unwrap_or_default();
            return schema.keyword_place(id, &keyword.replace("~1", "/").replace("~0", "~"));
        }
        match at.rfind('/') {
            Some(end) => at = &at[..end],
            None => return Place::start_of(&version.path),
        }
    }
}

/// The first difference that has a meaning, and what it is.
fn difference(before: &Value, now: &Value, pointer: String) -> Option<(String, String)> {
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => {
            for (name, value) in now {
                match before.get(name) {
                    None if !is_text(name) => {
                        return Some((
                            child_pointer(&pointer, name),
                            format!("`{name}` was added"),
                        ));
                    }
                    Some(old) if !is_text(name) => {
                        if let Some(found) = difference(old, value, child_pointer(&pointer, name)) {
                            return Some(found);
                        }
                    }
                    _ => {}
                }
            }
            let gone = before
                .keys()
                .find(|name| !now.contains_key(*name) && !is_text(name))?;
            Some((pointer, format!("`{gone}` was removed")))
        }
        (before, now) if before == now => None,
        (before, now) => Some((pointer, format!("{} became {}", shown(before), shown(now)))),
    }
}

fn is_text(keyword: &str) -> bool {
    matches!(
        keyword,
        "title" | "description" | "examples" | "deprecated" | "$comment"
    )
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        text
    } else {
        text.chars().take(59).chain(['…']).collect()
    }
}

fn removed(path: &str) -> Diagnostic {
    Diagnostic::error(
        ErrorId("registry/published-file-removed"),
        format!("{path} is published and is gone"),
    )
    .at(Place::start_of(LOCK_FILE))
    .help(format!(
        "restore it: `git checkout -- {path}`; to stop writing an event, take it out of its stream"
    ))
    .note("a published version stays, since stored events and old clients need it")
}

fn line_changed(what: &str, base: &str) -> Diagnostic {
    Diagnostic::error(
        ErrorId("registry/lock-rewritten"),
        format!("the lock line of {what} differs from the one at {base}, or is gone"),
    )
    .at(Place::start_of(LOCK_FILE))
    .help("restore the line; if two branches made the same number, `tidings renumber` moves yours")
}

/// A draft is newer than everything that is published.
fn below_published(entries: &Entries) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for entry in entries.values() {
        let newest = entry.newest_published().map(|version| version.number);
        let drafts = entry
            .versions
            .values()
            .filter(|version| version.state == State::Draft);
        for draft in drafts.filter(|draft| newest.is_some_and(|newest| draft.number < newest)) {
            let message = format!(
                "{} is not in the lock, but a newer version of {} is",
                draft.path, entry.name
            );
            let problem = Diagnostic::error(ErrorId("registry/draft-below-published"), message);
            problems.push(
                problem
                    .at(Place::start_of(&draft.path))
                    .help("restore its line in tidings.lock, or run `tidings renumber`"),
            );
        }
    }
    problems
}
