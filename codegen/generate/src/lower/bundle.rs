//! The registry in one file: its texts, its streams with their releases, and the matrix that was decided.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::Value;
use tidings_contract::{
    self as contract, Bundle, BundleEvent, BundleStream, BundleVersion, Envelope, EventName,
    MatrixCell, StreamName, VersionNumber,
};
use tidings_model::{Method, OnDisconnect, Start, Stream, StreamKind, spread};
use tidings_registry::{Entry, Registry, Release, VersionEntry};

/// What each release of a stream makes of each version, as the checker decided it.
pub type Matrices = BTreeMap<StreamName, Vec<MatrixCell>>;

/// How many files one core writes in a row.
const AT_ONCE: usize = 16;

/// The text of the bundle, with its digest.
pub(crate) fn text(registry: &Registry, matrices: &Matrices) -> String {
    let mut bundle = Bundle::new(registry.config.name.value.as_str());
    let entries = registry.events.values().chain(registry.types.values());
    let versions = entries.flat_map(|entry| entry.versions.values());
    let schemas: BTreeMap<&str, &VersionEntry> = versions
        .map(|version| (version.path.as_str(), version))
        .collect();
    let files: Vec<(&String, &String)> = registry.files.iter().collect();
    let texts = spread(&files, AT_ONCE, |(path, text)| {
        match schemas.get(path.as_str()) {
            Some(version) => settled(version.schema.written()),
            None => (*text).clone(),
        }
    });
    let paths = files.into_iter().map(|(path, _)| path.clone());
    bundle.files = paths.zip(texts).collect();
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

/// A schema with its keys in order, so that the bundle does not change with theirs.
fn settled(schema: &Value) -> String {
    let text = serde_json::to_string_pretty(&InOrder(schema));
    text.expect("a JSON value is a text") + "\n"
}

/// A value that is written with the members of every object by name, also where serde_json keeps the order of insertion.
struct InOrder<'v>(&'v Value);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(members) => {
                let members: BTreeMap<&String, &Value> = members.iter().collect();
                serializer.collect_map(
                    members
                        .into_iter()
                        .map(|(name, value)| (name, InOrder(value))),
                )
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(InOrder)),
            other => other.serialize(serializer),
        }
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
