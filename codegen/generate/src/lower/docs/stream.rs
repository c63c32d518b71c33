//! Streams with their rules, their events, and what each release changed.

use std::time::Duration;

use tidings_contract::{Envelope, EventName};
use tidings_model::{Method, OnDisconnect, Start, Stream, StreamEvent, StreamKind};
use tidings_registry::{Registry, Release};

use super::context::{Carried, Part, ReleaseChange, ReleaseRow, Rule, StreamPage};
use super::escape::{code, paragraphs, text};
use super::expr::Exprs;

/// The page of a stream.
pub(super) fn page(exprs: &Exprs<'_>, registry: &Registry, stream: &Stream) -> StreamPage {
    let escape = exprs.escape;
    StreamPage {
        name: stream.name.to_string(),
        anchor: format!("stream-{}", stream.name),
        title: text(escape, stream.title.as_deref().unwrap_or_default()),
        owners: stream
            .owners
            .iter()
            .map(|owner| text(escape, owner))
            .collect(),
        rules: rules(exprs, stream),
        request: request(exprs, stream),
        events: stream
            .events
            .iter()
            .map(|(name, rules)| carried(exprs, registry, name, rules))
            .collect(),
        releases: releases(exprs, registry, stream),
    }
}

fn carried(
    exprs: &Exprs<'_>,
    registry: &Registry,
    name: &EventName,
    rules: &StreamEvent,
) -> Carried {
    let escape = exprs.escape;
    let newest = registry.events.get(name).and_then(|entry| entry.newest());
    let spoken = newest.map(|version| &version.schema.node(version.schema.root()).text);
    let title = spoken.and_then(|text| text.title.as_deref());
    let description = spoken.and_then(|text| text.description.as_deref());
    let mut paragraphs = paragraphs(escape, description.unwrap_or_default()).into_iter();
    Carried {
        name: name.to_string(),
        anchor: format!("event-{name}"),
        title: text(escape, title.unwrap_or_default()),
        summary: paragraphs.next().unwrap_or_default(),
        write: rules.write.value.get(),
        newest: newest.map_or(0, |newest| newest.number.get()),
        key: rules
            .key
            .as_ref()
            .map(|key| code(escape, &key.value))
            .unwrap_or_default(),
    }
}

fn request(exprs: &Exprs<'_>, stream: &Stream) -> Option<Part> {
    let request = &stream.session()?.request.as_ref()?.value;
    Some(Part {
        text: code(
            exprs.escape,
            &format!("{}@{}", request.name, request.version),
        ),
        anchor: format!("type-{}-{}", request.name, request.version),
        kind: "types",
        name: request.name.to_string(),
    })
}

fn rules(exprs: &Exprs<'_>, stream: &Stream) -> Vec<Rule> {
    let escape = exprs.escape;
    let mut rules = vec![Rule {
        name: "path",
        text: code(escape, stream.path.value.as_str()),
    }];
    let mut add = |name, text: String| rules.push(Rule { name, text });
    match &stream.kind {
        StreamKind::Broadcast => add(
            "kind",
            "broadcast: every reader of a topic gets every event".to_owned(),
        ),
        StreamKind::Session(session) => {
            let method = match session.method {
                Method::Get => "GET",
                Method::Post => "POST",
            };
            add(
                "kind",
                format!("session: one {method} request starts it, one event ends it"),
            );
            let ends: Vec<String> = session
                .end
                .iter()
                .map(|event| code(escape, event.value.as_str()))
                .collect();
            add("ends with", ends.join(" or "));
            if let Some(replay) = session.replay {
                add("kept for resuming", span(replay));
            }
            add(
                "when the reader goes",
                match session.on_disconnect {
                    OnDisconnect::Cancel => "the work is cancelled".to_owned(),
                    OnDisconnect::Finish => "the work goes on to its end".to_owned(),
                },
            );
        }
    }
    add(
        "starts",
        match stream.start {
            Start::Now => "with what comes next".to_owned(),
            Start::Oldest => "with the earliest event kept".to_owned(),
            Start::Last(count) => format!("with the {count} newest events"),
        },
    );
    if let Some(snapshot) = &stream.snapshot {
        add(
            "begins with",
            format!("the state, {}", code(escape, snapshot.value.as_str())),
        );
    }
    add("heartbeat", format!("every {}", span(stream.heartbeat)));
    if let StreamKind::Broadcast = stream.kind {
        add(
            "kept",
            stream.window.map_or_else(|| "for ever".to_owned(), span),
        );
    }
    add(
        "envelope",
        match stream.envelope {
            Envelope::Compact => "compact: version, time and payload".to_owned(),
            Envelope::Bare => "bare: the payload alone".to_owned(),
        },
    );
    rules
}

/// `15 s`, `14 d`: in the greatest unit that is whole.
fn span(duration: Duration) -> String {
    let millis = duration.as_millis();
    let units = [
        (86_400_000, "days"),
        (3_600_000, "h"),
        (60_000, "min"),
        (1000, "s"),
    ];
    let unit = units
        .iter()
        .find(|(size, _)| millis >= *size && millis.is_multiple_of(*size));
    unit.map_or_else(
        || format!("{millis} ms"),
        |(size, name)| format!("{} {name}", millis / size),
    )
}

/// What each release changed, newest first; what the drafts would make is the first, where there are drafts.
fn releases(exprs: &Exprs<'_>, registry: &Registry, stream: &Stream) -> Vec<ReleaseRow> {
    let releases = registry.releases(stream);
    let newest = releases
        .iter()
        .filter(|release| !release.is_dev())
        .max_by_key(|release| release.number);
    let newest = newest.map(|release| release.id.clone());
    let mut rows: Vec<ReleaseRow> = Vec::new();
    let mut before: Option<&Release> = None;
    for release in &releases {
        let state = match (release.is_dev(), release.retired) {
            (true, _) => "not published",
            (_, true) => "retired",
            _ if newest.as_ref() == Some(&release.id) => "newest",
            _ => "",
        };
        rows.push(ReleaseRow {
            id: release.id.to_string(),
            label: release.id.label().to_string(),
            state,
            changes: changes(exprs, registry, before, release),
        });
        before = Some(release);
    }
    rows.reverse();
    rows
}

fn changes(
    exprs: &Exprs<'_>,
    registry: &Registry,
    before: Option<&Release>,
    release: &Release,
) -> Vec<ReleaseChange> {
    let mut changes = Vec::new();
    for (event, version) in &release.events {
        let was = before.and_then(|before| before.events.get(event));
        if was == Some(version) {
            continue;
        }
        let from = was.map_or(0, |was| was.get());
        let sentences = (from + 1..=version.get()).filter_map(|number| {
            let number = tidings_contract::VersionNumber::new(number)?;
            let entry = registry.event_version(event, number)?;
            let change = entry
                .schema
                .node(entry.schema.root())
                .tidings
                .change
                .as_deref()?;
            Some(text(exprs.escape, change))
        });
        changes.push(ReleaseChange {
            event: event.to_string(),
            anchor: format!("event-{event}"),
            step: match was {
                Some(was) => format!("version {was} to {version}"),
                None => format!("new, version {version}"),
            },
            sentences: sentences.filter(|sentence| !sentence.is_empty()).collect(),
        });
    }
    let gone = before.into_iter().flat_map(|before| before.events.keys());
    for event in gone.filter(|event| !release.events.contains_key(event.as_str())) {
        changes.push(ReleaseChange {
            event: event.to_string(),
            anchor: format!("event-{event}"),
            step: "gone".to_owned(),
            sentences: Vec::new(),
        });
    }
    changes
}
