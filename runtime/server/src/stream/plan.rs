use super::projection::Projection;
use crate::Error;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tidings_contract::{
    Bundle, BundleStream, Envelope, Event, EventName, Kind, Release, ReleaseId, SessionRules,
    Start, StreamName, VersionNumber,
};

/// What `retry:` says where the registry says nothing, in milliseconds.
const RETRY: u64 = 3_000;

/// The rules of one stream, read from the bundle once and indexed for serving.
#[derive(Debug)]
pub(crate) struct Plan {
    pub stream: StreamName,
    pub kind: Kind,
    pub start: Start,
    pub heartbeat: Option<Duration>,
    pub window_ms: u64,
    pub retry_ms: u64,
    pub session: Option<SessionRules>,
    snapshot: Option<EventName>,
    /// The names of the path's parameters, in its order.
    #[cfg(feature = "axum")]
    pub params: Vec<String>,
    pub newest: Option<ReleaseId>,
    write: BTreeMap<EventName, VersionNumber>,
    keys: BTreeMap<EventName, String>,
    releases: HashMap<ReleaseId, Served>,
    anonymous: Option<Arc<Projection>>,
}

/// What a release gets.
#[derive(Debug, Clone)]
pub(crate) enum Served {
    As(Arc<Projection>),
    Retired,
}

impl Plan {
    /// # Errors
    /// The bundle's own, or `server/unknown-stream` where it has no such stream.
    pub fn read(text: &str, stream: &str, development: bool) -> Result<Self, Error> {
        let bundle = Bundle::parse(text)?;
        let Some((name, rules)) = bundle.streams.get_key_value(stream) else {
            return Err(Error::new(
                "server/unknown-stream",
                format!("the bundle of {} has no stream {stream}", bundle.name),
                "run `tidings generate`, or open the hub with the bundle that has it",
            ));
        };
        let mut releases = HashMap::new();
        let served = rules
            .releases
            .iter()
            .filter(|release| development || !release.dev);
        for release in served {
            let number = releases.len();
            let projection = || Projection::new(number, &bundle, rules, release, rules.envelope);
            let served = match release.retired {
                true => Served::Retired,
                false => Served::As(Arc::new(projection()?)),
            };
            releases.insert(release.id.clone(), served);
        }
        let anonymous = anonymous(rules, development).map(|(release, envelope)| {
            // Behind all others: an anonymous reader has frames of its own, in its own envelope.
            Projection::new(releases.len(), &bundle, rules, release, envelope).map(Arc::new)
        });
        Ok(Plan {
            stream: name.clone(),
            kind: rules.kind,
            start: rules.start,
            heartbeat: (rules.heartbeat_ms > 0).then(|| Duration::from_millis(rules.heartbeat_ms)),
            window_ms: rules.window_ms,
            retry_ms: rules.retry_ms.unwrap_or(RETRY),
            session: rules.session.clone(),
            snapshot: rules.snapshot.clone(),
            #[cfg(feature = "axum")]
            params: params(&rules.path),
            newest: rules.newest().map(|release| release.id.clone()),
            write: rules.write.clone(),
            keys: rules.keys.clone(),
            releases,
            anonymous: anonymous.transpose()?,
        })
    }

    /// What a client that says this release gets; none where this server does not know it.
    pub fn release(&self, id: &ReleaseId) -> Option<&Served> {
        self.releases.get(id)
    }

    /// What a client that says nothing gets; none where the stream has no release yet.
    pub fn anonymous(&self) -> Option<&Arc<Projection>> {
        self.anonymous.as_ref()
    }

    /// Refuses an event type that is not the write version in this bundle: the code was generated
    /// from another one.
    pub fn check_write<E: Event>(&self) -> Result<(), Error> {
        match self.write.get(E::NAME) {
            Some(version) if version.get() == E::VERSION => Ok(()),
            Some(version) => Err(Error::new(
                "server/not-the-write-version",
                format!(
                    "{} v{} is not written: the bundle says v{version}; nothing was written",
                    E::NAME,
                    E::VERSION
                ),
                "run `tidings generate` and build again, or open the hub with the newer bundle",
            )),
            None => Err(Error::new(
                "server/not-an-event-of-the-stream",
                format!(
                    "{} is no event of {}; nothing was written",
                    E::NAME,
                    self.stream
                ),
                "name it in the stream's file and run `tidings generate`",
            )),
        }
    }

    /// The pointer to the event's coalescing key.
    pub fn key_pointer(&self, event: &str) -> Option<&str> {
        self.keys.get(event).map(String::as_str)
    }

    /// The event that a client without a usable cursor gets first.
    pub fn snapshot_event(&self) -> Option<&str> {
        self.snapshot.as_ref().map(EventName::as_str)
    }

    /// Whether a reader that has no position gets the state: the stream names a snapshot, and the
    /// reader's release has the event.
    pub fn gives_snapshots(&self, to: &Projection) -> bool {
        let tag = |event| Some(format!("{event}/{}", self.write.get(event)?));
        let tag = self.snapshot.as_ref().and_then(tag);
        tag.is_some_and(|tag| !to.skips(&tag))
    }

    /// Whether this event ends a session.
    pub fn is_end(&self, event: &str) -> bool {
        let ends = self.session.iter().flat_map(|session| &session.end);
        ends.into_iter().any(|end| end.as_str() == event)
    }
}

/// The release and envelope for plain clients: as declared, else the newest, bare; while nothing is
/// published, in development mode, that of the drafts.
fn anonymous(rules: &BundleStream, development: bool) -> Option<(&Release, Envelope)> {
    let servable = |release: &&Release| (development || !release.dev) && !release.retired;
    let declared = rules.anonymous.as_ref().and_then(|anonymous| {
        let release = rules.release(&anonymous.release).filter(servable)?;
        Some((release, anonymous.envelope))
    });
    let newest = || rules.newest().map(|release| (release, Envelope::Bare));
    let dev = || {
        let release = rules
            .releases
            .iter()
            .rfind(|release| release.dev && servable(release))?;
        Some((release, Envelope::Bare))
    };
    declared.or_else(newest).or_else(dev)
}

/// The names in braces.
#[cfg(feature = "axum")]
fn params(path: &str) -> Vec<String> {
    let after_brace = path.split('{').skip(1);
    after_brace
        .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
        .collect()
}
