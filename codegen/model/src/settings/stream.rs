use std::collections::BTreeMap;
use std::time::Duration;

use tidings_contract::{Envelope, EventName, StreamName, VersionNumber};

use super::path::PathTemplate;
use super::table::{SettingsFile, TableReader, Written};
use crate::diagnostic::{Diagnostic, ErrorId};
use crate::place::pointer_tokens;

/// How a session is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`, without a body.
    Get,
    /// `POST`, with a typed body.
    Post,
}

/// What becomes of a session's work when its reader goes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDisconnect {
    /// It is cancelled.
    #[default]
    Cancel,
    /// It goes on to its end.
    Finish,
}

/// The shared type that a session's request body has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestType {
    /// The name of the type: `ask`.
    pub name: EventName,
    /// Its version.
    pub version: VersionNumber,
}

/// The rules of a session stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRules {
    /// `method`: `"POST"` (default) or `"GET"`.
    pub method: Method,
    /// `request`: the type of the body, `"ask@1"`.
    pub request: Option<Written<RequestType>>,
    /// `end`: the events that end a session.
    pub end: Vec<Written<EventName>>,
    /// `replay`: how long an ended or cut session is kept; absent, it is not.
    pub replay: Option<Duration>,
    /// `on_disconnect`
    pub on_disconnect: OnDisconnect,
}

/// Broadcast or session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamKind {
    /// Fans out to many readers, and replays.
    Broadcast,
    /// Belongs to one request, and ends.
    Session(SessionRules),
}

/// Where a client without a cursor begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// With what comes next.
    #[default]
    Now,
    /// With the earliest entry kept.
    Oldest,
    /// With this many of the newest entries.
    Last(u32),
}

/// What a client gets that names no release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Anonymous {
    /// `release`: its number; absent, the newest.
    pub release: Option<Written<u32>>,
    /// `envelope`: absent, `bare`.
    pub envelope: Option<Envelope>,
}

/// An event of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamEvent {
    /// Where the stream names it.
    pub name: Written<EventName>,
    /// `write`: the write version.
    pub write: Written<VersionNumber>,
    /// `key`: a JSON pointer to the member that coalescing goes by.
    pub key: Option<Written<String>>,
}

/// `streams/<name>.toml`: what one endpoint carries, and how.
///
/// ```
/// let text = "path = \"/streams/orders\"\n[events.\"order.placed\"]\nwrite = 1\n";
/// let stream = tidings_model::Stream::parse("orders".parse().unwrap(), "streams/orders.toml", text).unwrap();
/// assert_eq!(stream.events.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// The name, from the file's.
    pub name: StreamName,
    /// The file, relative to the registry.
    pub file: String,
    /// `title`
    pub title: Option<String>,
    /// `owners`
    pub owners: Vec<String>,
    /// `path`
    pub path: Written<PathTemplate>,
    /// `kind`, with the keys of sessions.
    pub kind: StreamKind,
    /// `envelope`: `"compact"` (default) or `"bare"`.
    pub envelope: Envelope,
    /// `start`: `"now"` (default), `"oldest"` or `"last:N"`.
    pub start: Start,
    /// `snapshot`: the event of this stream that a client without a usable cursor gets first.
    pub snapshot: Option<Written<EventName>>,
    /// `heartbeat`: 15 s by default.
    pub heartbeat: Duration,
    /// `window`: how long the log keeps an entry; for ever by default.
    pub window: Option<Duration>,
    /// `oldest_release`: releases below it are retired; 1 by default.
    pub oldest_release: u32,
    /// `[anonymous]`
    pub anonymous: Anonymous,
    /// `[events."…"]`
    pub events: BTreeMap<EventName, StreamEvent>,
}

const HEARTBEAT: Duration = Duration::from_secs(15);
/// The keys of [`SessionRules`], which mean nothing elsewhere.
const SESSION_KEYS: [&str; 5] = ["method", "request", "end", "replay", "on_disconnect"];
/// Specified, and obeyed by no code yet.
const UNSUPPORTED: [&str; 4] = ["scope", "max_age", "horizon", "rollback_depth"];
const UNSUPPORTED_OF_EVENT: [&str; 2] = ["scope", "supersedes"];

impl Stream {
    /// Reads the file.
    ///
    /// # Errors
    /// Every problem in it, with the codes of [`Config::parse`](crate::Config::parse) and `settings/key-unsupported`,
    /// `settings/duration`, `settings/path`, `settings/value`, `settings/session-key`.
    pub fn parse(name: StreamName, file: &str, text: &str) -> Result<Stream, Vec<Diagnostic>> {
        let settings = SettingsFile::new(file, text);
        let stream = settings
            .parse()
            .and_then(|document| read(name, file, settings.root(&document)));
        settings.finish(stream)
    }

    /// The rules of the session, where this is a session stream.
    pub fn session(&self) -> Option<&SessionRules> {
        match &self.kind {
            StreamKind::Session(rules) => Some(rules),
            StreamKind::Broadcast => None,
        }
    }
}

fn read(name: StreamName, file: &str, root: TableReader<'_>) -> Option<Stream> {
    let kinds = [("broadcast", false), ("session", true)];
    let kind = if root.word("kind", &kinds).unwrap_or(false) {
        no_snapshot(&root);
        StreamKind::Session(session(&root))
    } else {
        no_session_keys(&root);
        StreamKind::Broadcast
    };
    let envelopes = [("compact", Envelope::Compact), ("bare", Envelope::Bare)];
    let path = path(&name, &root);
    let stream = Stream {
        name,
        file: file.to_owned(),
        title: root.string("title").map(|title| title.value),
        owners: owners(&root),
        kind,
        envelope: root
            .word("envelope", &envelopes)
            .unwrap_or(Envelope::Compact),
        start: root
            .string("start")
            .and_then(|text| parsed(&root, text, "settings/value", start))
            .map(|w| w.value)
            .unwrap_or_default(),
        snapshot: snapshot(&root),
        heartbeat: heartbeat(&root),
        window: root.duration("window").map(|window| window.value),
        oldest_release: root
            .number("oldest_release")
            .map_or(1, |number| number.value),
        anonymous: root
            .table("anonymous")
            .map(|table| anonymous(table, &envelopes))
            .unwrap_or_default(),
        events: root
            .table("events")
            .map(|table| events(&table))
            .unwrap_or_default(),
        path: path?,
    };
    if stream.events.is_empty() {
        root.missing(
            "events",
            "a stream carries at least one event: `[events.\"order.placed\"]` and `write = 1`",
        );
    }
    root.unsupported(&UNSUPPORTED);
    root.done();
    Some(stream)
}

fn owners(root: &TableReader<'_>) -> Vec<String> {
    let owners = root.strings("owners").unwrap_or_default();
    owners.into_iter().map(|owner| owner.value).collect()
}

fn path(name: &StreamName, root: &TableReader<'_>) -> Option<Written<PathTemplate>> {
    let Some(path) = root.string("path") else {
        let help = format!("add a line like `path = \"/streams/{name}\"` at the top");
        root.missing("path", &help);
        return None;
    };
    parsed(root, path, "settings/path", PathTemplate::parse)
}

fn snapshot(root: &TableReader<'_>) -> Option<Written<EventName>> {
    let text = root.string("snapshot")?;
    parsed(root, text, "settings/value", event_name)
}

/// A session has no state from before it began.
fn no_snapshot(root: &TableReader<'_>) {
    if let Some(place) = root.present("snapshot") {
        let problem = Diagnostic::error(
            ErrorId("settings/value"),
            "`snapshot` means something in broadcast streams only",
        );
        root.report(
            problem
                .at(place)
                .help("remove the key: a session's first events can say what its client needs"),
        );
    }
}

fn heartbeat(root: &TableReader<'_>) -> Duration {
    let Some(heartbeat) = root.duration("heartbeat") else {
        return HEARTBEAT;
    };
    if heartbeat.value < Duration::from_secs(1) {
        let problem = Diagnostic::error(
            ErrorId("settings/value"),
            "a heartbeat under a second is no heartbeat",
        );
        root.report(
            problem
                .at(heartbeat.place)
                .help("write at least \"1s\"; \"15s\" suits most networks"),
        );
    }
    heartbeat.value
}

/// Reads a text further, and reports what is wrong with it at its place.
fn parsed<T>(
    root: &TableReader<'_>,
    text: Written<String>,
    id: &'static str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Option<Written<T>> {
    match read(&text.value) {
        Ok(value) => Some(Written {
            value,
            place: text.place,
        }),
        Err(reason) => {
            root.report(
                Diagnostic::error(ErrorId(id), format!("`{}`: {reason}", text.value))
                    .at(text.place),
            );
            None
        }
    }
}

fn start(text: &str) -> Result<Start, String> {
    match text {
        "now" => Ok(Start::Now),
        "oldest" => Ok(Start::Oldest),
        _ => text
            .strip_prefix("last:")
            .and_then(|count| count.parse().ok())
            .filter(|count| *count > 0)
            .map(Start::Last)
            .ok_or_else(|| "write \"now\", \"oldest\" or \"last:50\"".to_owned()),
    }
}

fn event_name(text: &str) -> Result<EventName, String> {
    EventName::new(text).map_err(|error| error.to_string())
}

fn request_type(text: &str) -> Result<RequestType, String> {
    let wanted = || "write the type and its version: \"ask@1\"".to_owned();
    let (name, version) = text.split_once('@').ok_or_else(wanted)?;
    Ok(RequestType {
        name: event_name(name)?,
        version: version.parse().map_err(|_| wanted())?,
    })
}

fn session(root: &TableReader<'_>) -> SessionRules {
    let methods = [("POST", Method::Post), ("GET", Method::Get)];
    let method = root.word("method", &methods).unwrap_or(Method::Post);
    let request = root
        .string("request")
        .and_then(|text| parsed(root, text, "settings/value", request_type));
    if let (Method::Get, Some(request)) = (method, &request) {
        let problem = Diagnostic::error(
            ErrorId("settings/session-key"),
            "a GET has no body for `request` to describe",
        );
        root.report(
            problem
                .at(request.place.clone())
                .help("write `method = \"POST\"`, or remove `request`"),
        );
    }
    let end = root.strings("end").unwrap_or_default();
    if end.is_empty() {
        root.missing(
            "end",
            "name the events that end a session: `end = [\"assistant.done\"]`",
        );
    }
    let words = [
        ("cancel", OnDisconnect::Cancel),
        ("finish", OnDisconnect::Finish),
    ];
    SessionRules {
        method,
        request,
        end: end
            .into_iter()
            .filter_map(|text| parsed(root, text, "settings/value", event_name))
            .collect(),
        replay: root.duration("replay").map(|replay| replay.value),
        on_disconnect: root.word("on_disconnect", &words).unwrap_or_default(),
    }
}

fn no_session_keys(root: &TableReader<'_>) {
    for key in SESSION_KEYS {
        if let Some(place) = root.present(key) {
            let problem = Diagnostic::error(
                ErrorId("settings/session-key"),
                format!("`{key}` means something in session streams only"),
            );
            root.report(
                problem
                    .at(place)
                    .help("write `kind = \"session\"`, or remove the key"),
            );
        }
    }
}

fn anonymous(table: TableReader<'_>, envelopes: &[(&str, Envelope)]) -> Anonymous {
    let anonymous = Anonymous {
        release: table.number("release"),
        envelope: table.word("envelope", envelopes),
    };
    table.done();
    anonymous
}

fn events(table: &TableReader<'_>) -> BTreeMap<EventName, StreamEvent> {
    let mut events = BTreeMap::new();
    for (key, rules) in table.named_tables() {
        let name = parsed(table, key, "settings/value", event_name);
        let write = rules.number("write");
        if write.is_none() {
            rules.missing("write", "say which version is written: `write = 1`");
        }
        let pointer = |text: &str| match pointer_tokens(text) {
            Some(tokens) if !tokens.is_empty() => Ok(text.to_owned()),
            _ => Err("write a JSON pointer to one member: \"/order_id\"".to_owned()),
        };
        let member = rules
            .string("key")
            .and_then(|text| parsed(table, text, "settings/value", pointer));
        rules.unsupported(&UNSUPPORTED_OF_EVENT);
        rules.done();
        let write = write.and_then(|w| {
            Some(Written {
                value: VersionNumber::new(w.value)?,
                place: w.place,
            })
        });
        if let (Some(name), Some(write)) = (name, write) {
            events.insert(
                name.value.clone(),
                StreamEvent {
                    name,
                    write,
                    key: member,
                },
            );
        }
    }
    events
}
