use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, VersionNumber};
use tidings_model::{
    Checked, Diagnostic, Draft, ErrorId, Place, Resolve, Resolved, Schema, spread,
};

use crate::layout::{self, Item};
use crate::lock::Lock;
use crate::registry::{Entry, TypeVersion, VersionEntry};
use crate::release::state;

/// How many files one core reads in a row.
const AT_ONCE: usize = 8;

/// Which of the two folders of schemas is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Schemas {
    Events,
    Types,
}

/// The schema files of a registry, unread.
#[derive(Default)]
pub(crate) struct Files {
    files: Vec<File>,
}

struct File {
    kind: Schemas,
    name: EventName,
    number: VersionNumber,
    path: String,
    text: String,
}

impl File {
    fn is_locked(&self, lock: &Lock) -> bool {
        let key = (self.name.clone(), self.number);
        match self.kind {
            Schemas::Events => lock.events.contains_key(&key),
            Schemas::Types => lock.types.contains_key(&key),
        }
    }

    fn entry(&self) -> Entry {
        Entry {
            name: self.name.clone(),
            wire: self.name.to_string(),
            versions: BTreeMap::new(),
        }
    }
}

impl Files {
    pub(crate) fn add(
        &mut self,
        kind: Schemas,
        name: EventName,
        number: VersionNumber,
        path: &str,
        text: &str,
    ) {
        self.files.push(File {
            kind,
            name,
            number,
            path: path.to_owned(),
            text: text.to_owned(),
        });
    }
}

pub(crate) type Entries = BTreeMap<EventName, Entry>;

/// Reads every schema and what it refers to: events, then types.
pub(crate) fn read(
    files: &Files,
    lock: &Lock,
    problems: &mut Vec<Diagnostic>,
) -> (Entries, Entries) {
    let drafts = Drafts::parse(files, problems);
    let circular = drafts.cycles(problems);
    let mut entries = BTreeMap::from([
        (Schemas::Events, Entries::new()),
        (Schemas::Types, Entries::new()),
    ]);
    let checked = spread(&files.files, AT_ONCE, |file| {
        let draft = drafts.by_path.get(&file.path)?.as_ref();
        let draft = draft.filter(|_| !circular.contains(&file.path))?;
        let among = Among {
            drafts: &drafts,
            circular: &circular,
        };
        Some(draft.clone().check(&among).map(settled))
    });
    for (file, checked) in files.files.iter().zip(checked) {
        let schema = match checked {
            Some(Ok(schema)) => schema,
            Some(Err(found)) => {
                problems.extend(found);
                continue;
            }
            None => continue,
        };
        problems.extend(schema.lints());
        let version = VersionEntry {
            number: file.number,
            path: file.path.clone(),
            text: file.text.clone(),
            schema,
            state: state(file.is_locked(lock)),
            types: drafts.types_of(&file.path),
        };
        let entry = entries
            .entry(file.kind)
            .or_default()
            .entry(file.name.clone())
            .or_insert_with(|| file.entry());
        entry.versions.insert(file.number, version);
    }
    gaps(files, problems);
    let types = entries.remove(&Schemas::Types).unwrap_or_default();
    let mut events = entries.remove(&Schemas::Events).unwrap_or_default();
    for entry in events.values_mut() {
        name_on_the_wire(entry, problems);
    }
    (events, types)
}

/// A schema that knows already what every look at a registry asks of it: here all cores work.
fn settled(schema: Schema<Checked>) -> Schema<Checked> {
    schema.emit_schema();
    schema.node_digest(schema.root());
    schema.meaning();
    schema
}

struct Drafts {
    /// Every schema file; `None` where it is broken, which was reported.
    by_path: BTreeMap<String, Option<Schema<Draft>>>,
    references: BTreeMap<String, Vec<(String, Place)>>,
}

impl Drafts {
    fn parse(files: &Files, problems: &mut Vec<Diagnostic>) -> Drafts {
        let mut drafts = Drafts {
            by_path: BTreeMap::new(),
            references: BTreeMap::new(),
        };
        let parsed = spread(&files.files, AT_ONCE, |file| {
            let draft = Schema::parse(&file.path, &file.text)?;
            let references = draft.foreign_references();
            Ok((draft, references))
        });
        for (file, parsed) in files.files.iter().zip(parsed) {
            let draft = match parsed {
                Ok((draft, references)) => {
                    drafts.references.insert(file.path.clone(), references);
                    Some(draft)
                }
                Err(found) => {
                    problems.extend::<Vec<Diagnostic>>(found);
                    None
                }
            };
            drafts.by_path.insert(file.path.clone(), draft);
        }
        drafts
    }

    fn referred(&self, path: &str) -> impl Iterator<Item = &(String, Place)> {
        self.references.get(path).into_iter().flatten()
    }

    /// Every file that a file reaches by references, itself excepted unless it lies on a cycle.
    fn reachable(&self, path: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = vec![path];
        while let Some(at) = open.pop() {
            for (target, _) in self.referred(at) {
                if seen.insert(target.as_str()) {
                    open.push(target);
                }
            }
        }
        seen
    }

    /// Files that refer to themselves through others, each reported once.
    fn cycles(&self, problems: &mut Vec<Diagnostic>) -> BTreeSet<String> {
        let mut circular = BTreeSet::new();
        for path in self.references.keys() {
            if !self.reachable(path).contains(path.as_str()) {
                continue;
            }
            circular.insert(path.clone());
            let back = self.referred(path).find(|(target, _)| {
                target == path || self.reachable(target).contains(path.as_str())
            });
            let place = back.map_or_else(|| Place::start_of(path), |(_, place)| place.clone());
            let target = back.map_or(path.as_str(), |(target, _)| target);
            let message = format!("`{path}` refers to `{target}`, which leads back here");
            let problem = Diagnostic::error(ErrorId("registry/reference-cycle"), message).at(place);
            problems.push(problem.help("put what is recursive into one file, under `$defs`").note(
                "each file is locked by itself, so its digest can't depend on one that depends on it",
            ));
        }
        circular
    }

    fn types_of(&self, path: &str) -> BTreeSet<TypeVersion> {
        let reached = self.reachable(path).into_iter();
        reached
            .filter_map(|path| match layout::item(path) {
                Ok(Item::Type(name, version)) => Some((name, version)),
                _ => None,
            })
            .collect()
    }
}

/// Finds what a schema refers to among the files of the registry.
struct Among<'a> {
    drafts: &'a Drafts,
    circular: &'a BTreeSet<String>,
}

impl Resolve for Among<'_> {
    fn resolve(&self, path: &str) -> Resolved<'_> {
        if !path.starts_with("types/") {
            return Resolved::Refused("a schema refers to files under types/ only; what several events share belongs there".to_owned());
        }
        match self.drafts.by_path.get(path) {
            _ if self.circular.contains(path) => Resolved::Broken,
            Some(Some(draft)) => Resolved::Schema(draft),
            Some(None) => Resolved::Broken,
            None => {
                let types = self
                    .drafts
                    .by_path
                    .keys()
                    .filter(|path| path.starts_with("types/"));
                Resolved::Missing {
                    candidates: types.cloned().collect(),
                }
            }
        }
    }
}

/// Versions are 1, 2, 3 … without holes.
fn gaps(files: &Files, problems: &mut Vec<Diagnostic>) {
    let mut numbers: BTreeMap<(Schemas, &EventName), BTreeMap<VersionNumber, &str>> =
        BTreeMap::new();
    for file in &files.files {
        numbers
            .entry((file.kind, &file.name))
            .or_default()
            .insert(file.number, &file.path);
    }
    for ((_, name), versions) in numbers {
        for (expected, (number, path)) in (1..).zip(versions) {
            if number.get() != expected {
                let message = format!("{name} has a version {number}, and no version {expected}");
                let problem = Diagnostic::error(ErrorId("registry/version-gap"), message)
                    .at(Place::start_of(path));
                problems.push(problem.help(format!("restore {expected}.json if it was published, else name this file {expected}.json")));
                break;
            }
        }
    }
}

/// All versions of an event have one name on the wire.
fn name_on_the_wire(entry: &mut Entry, problems: &mut Vec<Diagnostic>) {
    let mut first: Option<(Option<String>, VersionNumber)> = None;
    for version in entry.versions.values() {
        let schema = &version.schema;
        let wire = schema.node(schema.root()).tidings.wire.clone();
        let place = schema.keyword_place(schema.root(), "x-tidings");
        if let Some(name) = &wire
            && (name.is_empty()
                || name.starts_with("tidings.")
                || name.contains(['\r', '\n', '\0']))
        {
            let problem = Diagnostic::error(
                ErrorId("registry/bad-wire-name"),
                format!("{name:?} can't be the name of an event on the wire"),
            );
            problems.push(problem.at(place.clone()).help(
                "a wire name has no line ends, and `tidings.` is reserved for control events",
            ));
        }
        match &first {
            Some((known, number)) if *known != wire => {
                let message = format!(
                    "version {} of {} has another wire name than version {number}",
                    version.number, entry.name
                );
                let problem =
                    Diagnostic::error(ErrorId("registry/wire-name-changed"), message).at(place);
                problems.push(
                    problem
                        .help("give it the same `wire`, or make a new event")
                        .note("readers find an event by its name on the wire"),
                );
            }
            Some(_) => {}
            None => first = Some((wire, version.number)),
        }
    }
    if let Some((Some(wire), _)) = first {
        entry.wire = wire;
    }
}
