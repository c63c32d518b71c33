//! The registry in one file: its texts, its streams with their releases, and the matrix that was decided.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tidings_contract::{
    self as contract, Bundle, BundleEvent, BundleStream, BundleVersion, Envelope, EventName,
    MatrixCell, StreamName, VersionNumber,
};
use tidings_model::{Method, OnDisconnect, Start, Stream, StreamKind};
use tidings_registry::{Entry, Registry, Release};

/// What each release of a stream makes of each version, as the checker decided it.
pub type Matrices = BTreeMap<StreamName, Vec<MatrixCell>>;

/// The text of the bundle, with its digest.
pub(crate) fn text(registry: &Registry, matrices: &Matrices) -> String {
    let mut bundle = Bundle::new(registry.config.name.value.as_str());
    bundle.files = registry
        .files
        .iter()
        .map(|(path, text)| (path.clone(), settled(path, text)))
        .collect();
    bundle.events = registry
        .events
        .iter()
        .map(|(name, entry)| (name.clone(), event(entry)))
        .collect();
    bundle.streams = registry
        .streams
        .iter()
        .map(|(name, rules)| (name.clone(), stream(registry, rules, matrices)))
        .collect();
    bundle.to_text()
}

/// A schema with its keys in order, so that the bundle does not change with theirs; other files as they are.
fn settled(path: &str, text: &str) -> String {
    let parsed = if path.ends_with(".json") {
        serde_json::from_str::<Value>(text).ok()
    } else {
        None
    };
    parsed.map_or_else(
        || text.to_owned(),
        |value| {
            let text = serde_json::to_string_pretty(&in_order(value));
            text.expect("a JSON value is a text") + "\n"
        },
    )
}

/// The value with the members of every object by name, also where serde_json keeps the order of insertion.
fn in_order(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> = members.into_iter().collect();
            Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name, in_order(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        other => other,
    }
}

fn event(entry: &Entry) -> BundleEvent {
    let versions = entry.versions.iter().map(|(number, version)| {
        (
            *number,
            BundleVersion {
                meaning: version.schema.meaning(),
            },
        )
    });
    BundleEvent {
        wire: entry.wire.clone(),
        versions: versions.collect(),
    }
}

fn stream(registry: &Registry, stream: &Stream, matrices: &Matrices) -> BundleStream {
    let releases = registry.releases(stream);
    BundleStream {
        path: stream.path.value.as_str().to_owned(),
        kind: match stream.kind {
            StreamKind::Broadcast => contract::Kind::Broadcast,
            StreamKind::Session(_) => contract::Kind::Session,
        },
        envelope: stream.envelope,
        start: match stream.start {
            Start::Now => contract::Start::Now,
            Start::Oldest => contract::Start::Oldest,
            Start::Last(count) => contract::Start::Last(count),
        },
        snapshot: stream
            .snapshot
            .as_ref()
            .map(|snapshot| snapshot.value.clone()),
        heartbeat_ms: millis(stream.heartbeat),
        window_ms: stream.window.map_or(u64::MAX, millis),
        retry_ms: None,
        anonymous: anonymous(stream, &releases),
        write: stream
            .events
            .iter()
            .map(|(name, rules)| (name.clone(), rules.write.value))
            .collect(),
        keys: keys(stream),
        session: session(stream),
        releases: releases.into_iter().map(release).collect(),
        matrix: matrices.get(&stream.name).cloned().unwrap_or_default(),
    }
}

fn keys(stream: &Stream) -> BTreeMap<EventName, String> {
    let keys = stream
        .events
        .iter()
        .filter_map(|(name, rules)| Some((name.clone(), rules.key.as_ref()?.value.clone())));
    keys.collect()
}

/// The release that plain clients get: the one that the stream names, else the newest that is not
/// retired; what the drafts would make only where nothing is published.
fn anonymous(stream: &Stream, releases: &[Release]) -> Option<contract::Anonymous> {
    let envelope = stream.anonymous.envelope.unwrap_or(Envelope::Bare);
    let wanted = stream.anonymous.release.as_ref().map(|number| number.value);
    let newest = || {
        releases
            .iter()
            .filter(|release| !release.retired)
            .max_by_key(|release| release.number)
    };
    let release = match wanted {
        Some(number) => releases
            .iter()
            .find(|release| release.number == Some(number)),
        None => newest(),
    };
    Some(contract::Anonymous {
        release: release?.id.clone(),
        envelope,
    })
}

fn session(stream: &Stream) -> Option<contract::SessionRules> {
    let rules = stream.session()?;
    Some(contract::SessionRules {
        method: match rules.method {
            Method::Get => "GET".to_owned(),
            Method::Post => "POST".to_owned(),
        },
        request: rules
            .request
            .as_ref()
            .map(|request| format!("{}@{}", request.value.name, request.value.version)),
        end: rules.end.iter().map(|event| event.value.clone()).collect(),
        replay_ms: rules.replay.map(millis),
        on_disconnect: match rules.on_disconnect {
            OnDisconnect::Cancel => contract::OnDisconnect::Cancel,
            OnDisconnect::Finish => contract::OnDisconnect::Finish,
        },
    })
}

fn release(release: Release) -> contract::Release {
    let dev = release.is_dev();
    let events: BTreeMap<EventName, VersionNumber> = release.events;
    contract::Release {
        id: release.id,
        number: release.number,
        dev,
        retired: release.retired,
        events,
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
