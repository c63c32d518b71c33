use std::collections::BTreeMap;

use tidings_contract::{EventName, VersionNumber};
use tidings_model::{
    Checked, Diagnostic, ErrorId, Place, Schema, Segment, Stream, StreamEvent, Written,
    pointer_tokens, suggest,
};

use crate::registry::{Entry, Registry};

/// What a stream says that the rest of the registry does not bear out.
pub(crate) fn problems(registry: &Registry) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for stream in registry.streams.values() {
        for event in stream.events.values() {
            match registry.events.get(&event.name.value) {
                Some(entry) => of_event(event, entry, &mut problems),
                None => problems.push(unknown_event(registry, &event.name)),
            }
        }
        same_wire_name(registry, stream, &mut problems);
        snapshot(stream, &mut problems);
        session(registry, stream, &mut problems);
        releases(registry, stream, &mut problems);
    }
    same_path(registry, &mut problems);
    problems
}

fn unknown_event(registry: &Registry, name: &Written<EventName>) -> Diagnostic {
    let problem = Diagnostic::error(
        ErrorId("registry/event-unknown"),
        format!("there is no event {}", name.value),
    );
    let help = suggest::help(
        name.value.as_str(),
        registry.events.keys().map(EventName::as_str),
    );
    problem
        .at(name.place.clone())
        .help(help.unwrap_or_else(|| format!("make it with `tidings new event {}`", name.value)))
}

fn of_event(event: &StreamEvent, entry: &Entry, problems: &mut Vec<Diagnostic>) {
    let write = &event.write;
    if !entry.versions.contains_key(&write.value) {
        let message = format!("{} has no version {}", entry.name, write.value);
        let newest = entry
            .newest()
            .map_or(VersionNumber::FIRST, |version| version.number);
        let problem = Diagnostic::error(ErrorId("registry/write-version-missing"), message)
            .at(write.place.clone());
        problems.push(problem.help(format!(
            "its newest version is {newest}; `tidings new version {}` makes the next",
            entry.name
        )));
    }
    let Some(key) = &event.key else { return };
    for version in entry
        .versions
        .values()
        .filter(|version| !has_member(&version.schema, &key.value))
    {
        let message = format!(
            "version {} of {} declares no member at {}",
            version.number, entry.name, key.value
        );
        let problem =
            Diagnostic::error(ErrorId("registry/key-undeclared"), message).at(key.place.clone());
        problems.push(problem.help("point at a member that every version declares"));
    }
}

/// Whether a payload of this schema may have a declared member at a pointer.
fn has_member(schema: &Schema<Checked>, pointer: &str) -> bool {
    let Some(tokens) = pointer_tokens(pointer) else {
        return false;
    };
    let path: String = tokens
        .iter()
        .map(|token| tidings_model::child_pointer("/properties", token))
        .collect();
    schema.at(&path).is_some()
}

fn same_wire_name(registry: &Registry, stream: &Stream, problems: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<&str, &EventName> = BTreeMap::new();
    for event in stream.events.values() {
        let Some(entry) = registry.events.get(&event.name.value) else {
            continue;
        };
        if let Some(other) = known.insert(&entry.wire, &entry.name) {
            let message = format!(
                "{} and {other} are both `{}` on the wire",
                entry.name, entry.wire
            );
            let problem = Diagnostic::error(ErrorId("registry/wire-name-twice"), message)
                .at(event.name.place.clone());
            problems.push(
                problem
                    .help("keep one of them in this stream")
                    .note("a reader finds an event by its name on the wire"),
            );
        }
    }
}

fn snapshot(stream: &Stream, problems: &mut Vec<Diagnostic>) {
    let Some(snapshot) = &stream.snapshot else {
        return;
    };
    if stream.events.contains_key(&snapshot.value) {
        return;
    }
    let message = format!("the snapshot {} is no event of this stream", snapshot.value);
    let problem =
        Diagnostic::error(ErrorId("registry/snapshot-unknown"), message).at(snapshot.place.clone());
    let help = suggest::help(
        snapshot.value.as_str(),
        stream.events.keys().map(EventName::as_str),
    );
    let add = || {
        format!(
            "add `[events.\"{}\"]` with its write version",
            snapshot.value
        )
    };
    problems.push(problem.help(help.unwrap_or_else(add)));
}

fn session(registry: &Registry, stream: &Stream, problems: &mut Vec<Diagnostic>) {
    let Some(rules) = stream.session() else {
        return;
    };
    for end in rules
        .end
        .iter()
        .filter(|end| !stream.events.contains_key(&end.value))
    {
        let message = format!("the end event {} is no event of this stream", end.value);
        let problem =
            Diagnostic::error(ErrorId("registry/end-unknown"), message).at(end.place.clone());
        let help = suggest::help(
            end.value.as_str(),
            stream.events.keys().map(EventName::as_str),
        );
        problems.push(
            problem.help(help.unwrap_or_else(|| format!("add `[events.\"{}\"]`", end.value))),
        );
    }
    let Some(request) = &rules.request else {
        return;
    };
    let wanted = &request.value;
    if registry
        .type_version(&wanted.name, wanted.version)
        .is_none()
    {
        let message = format!("there is no type {}@{}", wanted.name, wanted.version);
        let problem = Diagnostic::error(ErrorId("registry/request-unknown"), message)
            .at(request.place.clone());
        let help = suggest::help(
            wanted.name.as_str(),
            registry.types.keys().map(EventName::as_str),
        );
        problems.push(problem.help(
            help.unwrap_or_else(|| format!("make it with `tidings new type {}`", wanted.name)),
        ));
    }
}

fn releases(registry: &Registry, stream: &Stream, problems: &mut Vec<Diagnostic>) {
    let numbers: Vec<u32> = registry
        .releases(stream)
        .iter()
        .filter_map(|release| release.number)
        .collect();
    let newest = numbers.last().copied().unwrap_or(0);
    if let Some(wanted) = &stream.anonymous.release
        && !numbers.contains(&wanted.value)
    {
        let message = format!("{} has no release {}", stream.name, wanted.value);
        let problem = Diagnostic::error(ErrorId("registry/release-unknown"), message)
            .at(wanted.place.clone());
        problems.push(problem.help(if newest == 0 {
            "nothing is published yet; leave `release` out, and the newest is served".to_owned()
        } else {
            format!("its newest release is {newest}")
        }));
    }
    let retired = |wanted: &&Written<u32>| wanted.value < stream.oldest_release;
    if let Some(wanted) = stream.anonymous.release.as_ref().filter(retired) {
        let message = format!(
            "clients without a release would get {}@{}, which is retired",
            stream.name, wanted.value
        );
        let problem = Diagnostic::error(ErrorId("registry/anonymous-retired"), message)
            .at(wanted.place.clone());
        let help =
            "name one that is not below `oldest_release`, or leave it out: the newest is served";
        problems.push(problem.help(help));
    }
    // The release that is published next may be the oldest that lives: everything before it is retired then.
    if stream.oldest_release > newest.saturating_add(1) {
        let message = format!(
            "`oldest_release` is {}, and the newest release is {newest}",
            stream.oldest_release
        );
        let problem = Diagnostic::error(ErrorId("registry/oldest-release"), message)
            .at(Place::start_of(&stream.file));
        problems.push(problem.help(format!("write at most {}", newest.max(1))));
    }
    locked_releases(registry, stream, problems);
}

/// Releases in the lock that are not what their line says.
fn locked_releases(registry: &Registry, stream: &Stream, problems: &mut Vec<Diagnostic>) {
    for ((name, number), locked) in &registry.lock.releases {
        let stray = *name == stream.name
            && locked
                .events
                .iter()
                .any(|(event, version)| registry.event_version(event, *version).is_none());
        if *name == stream.name
            && !stray
            && crate::release::digest(registry, name, &locked.events) != locked.digest
        {
            let message =
                format!("release {name}@{number} has another digest than its events make");
            let problem = Diagnostic::error(ErrorId("registry/release-changed"), message)
                .at(Place::start_of("tidings.lock"));
            problems.push(
                problem.help("restore its line in tidings.lock, and the published files it names"),
            );
        } else if stray {
            let message =
                format!("release {name}@{number} names a version that the registry does not hold");
            let problem = Diagnostic::error(ErrorId("registry/release-dangling"), message)
                .at(Place::start_of("tidings.lock"));
            problems.push(
                problem
                    .help("restore the published file, or the line as `tidings publish` wrote it"),
            );
        }
    }
}

/// Two streams would answer at one address. A parameter stands for any text, so it meets every literal.
fn same_path(registry: &Registry, problems: &mut Vec<Diagnostic>) {
    let streams: Vec<&Stream> = registry.streams.values().collect();
    for (at, stream) in streams.iter().enumerate() {
        for other in &streams[..at] {
            if meet(stream.path.value.segments(), other.path.value.segments()) {
                let message = format!(
                    "`{}` and `{}` of {} can be the same address",
                    stream.path.value.as_str(),
                    other.path.value.as_str(),
                    other.name
                );
                let problem = Diagnostic::error(ErrorId("registry/path-twice"), message)
                    .at(stream.path.place.clone());
                problems.push(
                    problem
                        .label(other.path.place.clone(), "is the other one")
                        .help("give each stream a path of its own"),
                );
            }
        }
    }
}

fn meet(left: &[Segment], right: &[Segment]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|pair| match pair {
            (Segment::Literal(left), Segment::Literal(right)) => left == right,
            _ => true,
        })
}
