//! What the templates of a catalogue are given: named, sorted and escaped.

use serde::Serialize;

/// The whole catalogue.
#[derive(Debug, Serialize)]
pub(crate) struct Book {
    pub name: String,
    pub generator: &'static str,
    pub streams: Vec<StreamPage>,
    pub events: Vec<SubjectPage>,
    pub types: Vec<SubjectPage>,
    /// Events that no stream carries.
    pub uncarried: Vec<Part>,
}

/// A stream.
#[derive(Debug, Serialize)]
pub(crate) struct StreamPage {
    pub name: String,
    pub anchor: String,
    pub title: String,
    pub owners: Vec<String>,
    pub rules: Vec<Rule>,
    pub request: Option<Part>,
    pub events: Vec<Carried>,
    /// Newest first.
    pub releases: Vec<ReleaseRow>,
}

/// A rule of a stream, in words.
#[derive(Debug, Serialize)]
pub(crate) struct Rule {
    pub name: &'static str,
    pub text: String,
}

/// An event of a stream.
#[derive(Debug, Serialize)]
pub(crate) struct Carried {
    pub name: String,
    pub anchor: String,
    pub title: String,
    pub summary: String,
    pub write: u32,
    pub newest: u32,
    pub key: String,
}

/// A release, and what it changed.
#[derive(Debug, Serialize)]
pub(crate) struct ReleaseRow {
    pub id: String,
    pub label: String,
    /// `newest`, `retired`, `not published`, or nothing.
    pub state: &'static str,
    pub changes: Vec<ReleaseChange>,
}

/// What a release changed of one event.
#[derive(Debug, Serialize)]
pub(crate) struct ReleaseChange {
    pub event: String,
    pub anchor: String,
    /// `new`, `version 1 to 2`, `gone`.
    pub step: String,
    /// The change sentences of the versions that came with it.
    pub sentences: Vec<String>,
}

/// An event or a shared type.
#[derive(Debug, Serialize)]
pub(crate) struct SubjectPage {
    pub name: String,
    pub anchor: String,
    /// Its name on the wire, where it has another one there.
    pub wire: String,
    pub title: String,
    pub summary: String,
    pub deprecated: bool,
    pub owners: Vec<String>,
    pub streams: Vec<Stop>,
    pub used_by: Vec<Part>,
    /// Newest first.
    pub versions: Vec<VersionSection>,
}

/// A stream that carries an event.
#[derive(Debug, Serialize)]
pub(crate) struct Stop {
    pub name: String,
    pub anchor: String,
    pub write: u32,
}

/// One version.
#[derive(Debug, Serialize)]
pub(crate) struct VersionSection {
    pub number: u32,
    pub anchor: String,
    pub newest: bool,
    pub draft: bool,
    /// Streams whose write version it is.
    pub written: Vec<String>,
    pub digest: String,
    pub change: String,
    pub description: Vec<String>,
    pub shapes: Vec<Shape>,
    pub examples: Vec<String>,
}

/// A named type of a version.
#[derive(Debug, Serialize)]
pub(crate) struct Shape {
    pub name: String,
    pub anchor: String,
    pub root: bool,
    pub description: Vec<String>,
    /// Of an object.
    pub members: Vec<MemberRow>,
    pub object: bool,
    /// Of anything else.
    #[serde(rename = "type")]
    pub ty: Vec<Part>,
    pub notes: Vec<String>,
    /// Members that the version before had and this one has not.
    pub gone: Vec<String>,
}

/// A member.
#[derive(Debug, Serialize)]
pub(crate) struct MemberRow {
    pub name: String,
    pub required: bool,
    #[serde(rename = "type")]
    pub ty: Vec<Part>,
    pub notes: Vec<String>,
    pub description: String,
    pub deprecated: bool,
    /// Whether it came with this version.
    pub new: bool,
}

/// A piece of a type, or a name that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    pub text: String,
    /// The anchor that it leads to, within one document.
    pub anchor: String,
    /// `events`, `types` or nothing: where the thing has a page of its own.
    pub kind: &'static str,
    /// The thing's name.
    pub name: String,
}
