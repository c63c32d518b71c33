use crate::envelope::Envelope;
use crate::name::EventName;
use crate::release::ReleaseId;
use crate::version::VersionNumber;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A stream in a bundle: its rules, its releases, and what each makes of each version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleStream {
    /// The path, which may hold topic parameters: `/streams/notifications/{user}`.
    pub path: String,
    /// Broadcast or session.
    pub kind: Kind,
    /// How payloads are wrapped.
    pub envelope: Envelope,
    /// Where a client without a cursor begins.
    pub start: Start,
    /// The event that a client without a usable cursor gets first: the state so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<EventName>,
    /// Milliseconds between heartbeats.
    pub heartbeat_ms: u64,
    /// How long the log keeps an event, in milliseconds.
    pub window_ms: u64,
    /// What `retry:` says at the start, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_ms: Option<u64>,
    /// What a client gets that says no release; none where there is no release yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymous>,
    /// The write version of each event.
    pub write: BTreeMap<EventName, VersionNumber>,
    /// The coalescing key of events that have one, as a JSON pointer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<EventName, String>,
    /// The rules of a session stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionRules>,
    /// All releases, also retired ones.
    pub releases: Vec<Release>,
    /// One cell for each version that may be written or stored, and each release.
    pub matrix: Vec<MatrixCell>,
}

impl BundleStream {
    /// The release with this id.
    pub fn release(&self, id: &ReleaseId) -> Option<&Release> {
        self.releases.iter().find(|release| release.id == *id)
    }

    /// The newest published release that is not retired.
    pub fn newest(&self) -> Option<&Release> {
        self.releases
            .iter()
            .filter(|release| !release.retired && !release.dev)
            .max_by_key(|release| release.number)
    }

    /// What a release makes of a version of an event; looked up cell by cell, so index it for hot paths.
    pub fn cell(
        &self,
        event: &str,
        version: VersionNumber,
        release: &ReleaseId,
    ) -> Option<&MatrixCell> {
        self.matrix.iter().find(|cell| {
            cell.event.as_str() == event && cell.version == version && cell.release == *release
        })
    }
}

/// Broadcast streams fan out and replay; session streams belong to one request and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Every reader of a topic gets every event.
    Broadcast,
    /// One request starts it, one end event ends it.
    Session,
}

/// Where a client without a cursor begins: `now`, `oldest` or `last:50`.
///
/// ```
/// use tidings_contract::Start;
/// assert_eq!("last:50".parse::<Start>()?, Start::Last(50));
/// assert_eq!(Start::Oldest.to_string(), "oldest");
/// # Ok::<(), tidings_contract::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Start {
    /// With the next event.
    Now,
    /// With the earliest event kept.
    Oldest,
    /// That many events before the end.
    Last(u32),
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::Oldest => f.write_str("oldest"),
            Self::Last(count) => write!(f, "last:{count}"),
        }
    }
}

impl FromStr for Start {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = |n: &str| {
            crate::version::whole(n)
                .and_then(|n| u32::try_from(n).ok())
                .map(Self::Last)
        };
        let start = match text {
            "now" => Some(Self::Now),
            "oldest" => Some(Self::Oldest),
            other => other.strip_prefix("last:").and_then(count),
        };
        start.ok_or_else(|| {
            let message = format!(
                "{} is not where a stream can start",
                crate::error::quoted(text)
            );
            crate::Error::new(
                "contract/start",
                message,
                "write `now`, `oldest` or `last:<count>`",
            )
        })
    }
}

impl TryFrom<String> for Start {
    type Error = crate::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Start> for String {
    fn from(start: Start) -> String {
        start.to_string()
    }
}

/// What a client gets that says no release: a plain EventSource, or curl.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anonymous {
    /// The release.
    pub release: ReleaseId,
    /// The envelope.
    pub envelope: Envelope,
}

/// The rules of a session stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRules {
    /// The method that starts one: `POST` or `GET`.
    pub method: String,
    /// The type of the body and its version, `ask@1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The events that end one.
    pub end: Vec<EventName>,
    /// How long a session is kept for resuming, in milliseconds; none where it is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_ms: Option<u64>,
    /// What becomes of the work when the client goes.
    pub on_disconnect: OnDisconnect,
}

/// What becomes of a session's work when its client goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDisconnect {
    /// It is cancelled.
    Cancel,
    /// It is finished.
    Finish,
}

/// A release of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Its id.
    pub id: ReleaseId,
    /// Its number; none for unpublished state.
    #[serde(default)]
    pub number: Option<u32>,
    /// Whether it is unpublished state, which a server serves in development mode only.
    #[serde(default)]
    pub dev: bool,
    /// Whether its clients are told to go.
    #[serde(default)]
    pub retired: bool,
    /// Which version of each event it reads.
    pub events: BTreeMap<EventName, VersionNumber>,
}

/// What a release makes of a version of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixCell {
    /// The event.
    pub event: EventName,
    /// The version written.
    pub version: VersionNumber,
    /// The release that reads.
    pub release: ReleaseId,
    /// What the server does with the pair.
    pub cell: Cell,
    /// Why, where the server refuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a server does with an event of one version for a client of one release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// Sends it: the client was generated from this version.
    Same,
    /// Sends it: the client's reader was proved to take it.
    Accept,
    /// Passes over it: the release has no such event.
    Skip,
    /// Sends `tidings.gap` with reason `unreadable`.
    Refuse,
}
