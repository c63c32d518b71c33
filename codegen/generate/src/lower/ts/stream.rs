//! One stream's file: its types, its guards, and the constructor of its client.

use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{Envelope, EventName, ReleaseId, VersionNumber};
use tidings_model::{
    Checked, Diagnostic, ErrorId, Method, Place, Schema, Stream, StreamKind, spread,
};
use tidings_registry::{Registry, Release};

use super::bound::Bigints;
use super::constants::Constants;
use super::context::{Constant, EventRow, StreamFile};
use super::convert::Converts;
use super::expr::Expr;
use super::guard::Guards;
use super::types::Types;
use crate::escape::js_doc;
use crate::lower::catalogue::{Catalogue, Named};
use crate::lower::sharing::Sharing;
use crate::names::ts_key;
use crate::print::Printer;

/// How many schemas one core reads in a row.
const AT_ONCE: usize = 8;

/// The release that a client is generated from: the pinned one, else what the drafts would make, else the newest.
pub(super) fn release(
    registry: &Registry,
    stream: &Stream,
    pinned: Option<&ReleaseId>,
) -> Option<Release> {
    let releases = registry.releases(stream);
    match pinned {
        Some(id) => releases.into_iter().find(|release| release.id == *id),
        None => releases
            .into_iter()
            .max_by_key(|release| (release.is_dev(), release.number)),
    }
}

/// A pinned release that does not exist, with those that do.
pub(super) fn no_release(registry: &Registry, stream: &Stream, id: &ReleaseId) -> Diagnostic {
    let known: Vec<String> = registry
        .releases(stream)
        .iter()
        .map(|release| release.id.to_string())
        .collect();
    Diagnostic::error(
        ErrorId("generate/no-release"),
        format!("there is no release {id}"),
    )
    .at(Place::start_of(&stream.file))
    .help(format!(
        "the releases of {} are: {}",
        stream.name,
        known.join(", ")
    ))
}

/// A stream's file.
pub(super) struct Lowered {
    pub text: String,
    /// The type of its request, where it has one.
    pub request: Option<String>,
}

/// Lowers a stream at a release to its file.
pub(super) fn lower(
    registry: &Registry,
    catalogue: &Catalogue<'_>,
    stream: &Stream,
    release: &Release,
    sharing: &Sharing<'_>,
    printer: &Printer,
) -> Result<Lowered, Vec<Diagnostic>> {
    let roots = roots(registry, catalogue, release);
    let mut lower = Lower {
        registry,
        catalogue,
        roots: &roots,
        types: Types::new(catalogue, &roots, printer, sharing),
        constants: Constants::default(),
        problems: Vec::new(),
    };
    // Each is worked out once, and here all cores work.
    let read: Vec<&Schema<Checked>> = read(registry, release).collect();
    spread(&read, AT_ONCE, |schema| {
        schema.accept_schema().schema();
    });
    let request = request(stream);
    let declared = lower.types(release, request.as_deref());
    let events: Vec<(String, EventRow, Expr)> = release
        .events
        .iter()
        .filter_map(|(name, version)| lower.event(name, *version))
        .collect();
    let request = request.and_then(|path| lower.request(&path));
    let mut problems = lower.problems;
    problems.extend(lower.types.problems());
    if !problems.is_empty() {
        return Err(problems);
    }
    let (rows, table): (Vec<EventRow>, Vec<(String, Expr)>) = events
        .into_iter()
        .map(|(name, row, definition)| (row, (name, definition)))
        .unzip();
    let table = table
        .iter()
        .map(|(name, definition)| (name.as_str(), definition.clone()));
    let definition = definition(stream, release, Expr::object(table)).print(0, 40);
    let constants = constants(lower.constants);
    let file = StreamFile {
        types: declared,
        constants,
        events: rows,
        definition,
        ..frame(catalogue, stream, request.as_deref())
    };
    let text = printer.render("ts/stream", &file);
    Ok(Lowered { text, request })
}

/// The schemas that a release reads.
fn read<'r>(
    registry: &'r Registry,
    release: &'r Release,
) -> impl Iterator<Item = &'r Schema<Checked>> {
    let versions = release.events.iter();
    let versions = versions.filter_map(|(name, version)| registry.event_version(name, *version));
    versions.map(|version| &version.schema)
}

/// A stream's file without what depends on its release.
fn frame(catalogue: &Catalogue<'_>, stream: &Stream, request: Option<&str>) -> StreamFile {
    let name = catalogue.stream(stream.name.as_str());
    let params: Vec<String> = stream.path.value.parameters().map(ts_key).collect();
    StreamFile {
        stream: stream.name.to_string(),
        types: Vec::new(),
        constants: Vec::new(),
        events_type: format!("{name}Events"),
        events: Vec::new(),
        params_type: format!("{name}Params"),
        doc: doc(stream),
        create: format!("create{name}"),
        arguments: arguments(name, !params.is_empty(), request),
        maker: if stream.session().is_some() {
            "session"
        } else {
            "client"
        },
        definition: String::new(),
        params,
    }
}

struct Lower<'a> {
    registry: &'a Registry,
    catalogue: &'a Catalogue<'a>,
    roots: &'a BTreeMap<&'a str, String>,
    types: Types<'a>,
    constants: Constants,
    problems: Vec<Diagnostic>,
}

impl Lower<'_> {
    /// The declarations of all types: shared ones first, then event by event, older versions before newer.
    fn types(&mut self, release: &Release, request: Option<&str>) -> Vec<String> {
        for (name, newest) in &release.events {
            let versions = self.registry.events.get(name).map(|event| &event.versions);
            let read = versions.into_iter().flatten().rev();
            let read = read.filter(|(version, _)| *version <= newest);
            let files = read.filter_map(|(_, entry)| self.catalogue.file(&entry.path));
            files.for_each(|file| self.types.own(file));
        }
        let mut events = Vec::new();
        for (name, newest) in &release.events {
            let versions = self.registry.events.get(name).map(|event| &event.versions);
            for (_, entry) in versions
                .into_iter()
                .flatten()
                .filter(|(version, _)| *version <= newest)
            {
                events.extend(
                    self.catalogue
                        .file(&entry.path)
                        .map(|file| self.types.file(file))
                        .unwrap_or_default(),
                );
            }
        }
        let mut shared: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut needed: BTreeSet<String> = self.types.needed();
        needed.extend(request.map(str::to_owned));
        while let Some(path) = needed.pop_first() {
            if shared.contains_key(&path) {
                continue;
            }
            let items = self
                .catalogue
                .file(&path)
                .map(|file| self.types.file(file))
                .unwrap_or_default();
            shared.insert(path, items);
            needed.extend(self.types.needed());
        }
        shared.into_values().flatten().chain(events).collect()
    }

    fn event(
        &mut self,
        name: &EventName,
        version: VersionNumber,
    ) -> Option<(String, EventRow, Expr)> {
        let event = self.registry.events.get(name)?;
        let entry = event.versions.get(&version)?;
        let file = self.catalogue.file(&entry.path)?;
        let accept = entry.schema.accept_schema().schema();
        let (catalogue, roots) = (self.catalogue, self.roots);
        let call = |place: &Place| constant_name(catalogue, roots, file, place);
        let bigints = Bigints::of(&entry.schema);
        let mut guards = [
            Guards::new(&entry.schema, &call, &bigints),
            Guards::new(accept, &call, &bigints),
        ];
        let guard = guards[1].constant(accept.root(), &mut self.constants);
        let mut converts = Converts::new(&entry.schema, accept, &call);
        let fallbacks = converts.of(entry.schema.root(), &mut guards, &mut self.constants);
        self.problems
            .extend(guards.into_iter().flat_map(|guards| guards.problems));
        let big = (!bigints.is_empty()).then(|| ("read", Expr::atom("v1.big")));
        let wire = (event.wire != name.as_str()).then(|| ("wire", Expr::string(&event.wire)));
        let fields = wire
            .into_iter()
            .chain([
                ("version", Expr::atom(version.to_string())),
                ("guard", guard),
            ])
            .chain(big)
            .chain(fallbacks.map(|convert| ("fallbacks", convert)));
        let row = EventRow {
            key: ts_key(name.as_str()),
            version: version.get(),
            ty: self.types.name(file, ""),
        };
        Some((name.to_string(), row, Expr::object(fields)))
    }

    /// The type of a request, and nothing where its file is missing, which the registry has told.
    fn request(&mut self, path: &str) -> Option<String> {
        let file = self.catalogue.file(path)?;
        let schema = file.plan.schema;
        let bigint = schema.ids().find(|id| schema.node(*id).tidings.bigint);
        if let Some(id) = bigint {
            let problem = "the client writes requests, and writes no bigint";
            let problem = Diagnostic::error(ErrorId("generate/bigint"), problem);
            let help = "remove `bigint`, or make it a string of digits";
            let place = schema.node(id).place.clone();
            self.problems.push(problem.at(place).help(help));
        }
        Some(self.types.name(file, ""))
    }
}

/// What this stream calls each file's root: the version that the release reads has the plain name, and
/// so has the newest version of a shared type; others carry their number.
fn roots<'a>(
    registry: &'a Registry,
    catalogue: &Catalogue<'_>,
    release: &Release,
) -> BTreeMap<&'a str, String> {
    let mut roots = BTreeMap::new();
    for (name, event) in &registry.events {
        let plain = release.events.get(name);
        for (version, entry) in &event.versions {
            let root = catalogue.event(name.as_str());
            let own = plain == Some(version);
            roots.insert(
                entry.path.as_str(),
                if own {
                    root.to_owned()
                } else {
                    catalogue.versioned(root, *version)
                },
            );
        }
    }
    for (name, shared) in &registry.types {
        let newest = shared.versions.keys().next_back();
        for (version, entry) in &shared.versions {
            let root = catalogue.shared(name.as_str());
            let own = newest == Some(version);
            roots.insert(
                entry.path.as_str(),
                if own {
                    root.to_owned()
                } else {
                    catalogue.versioned(root, *version)
                },
            );
        }
    }
    roots
}

/// What a constant is called after: the type at its place, else the file's root.
fn constant_name(
    catalogue: &Catalogue<'_>,
    roots: &BTreeMap<&str, String>,
    file: &Named<'_>,
    place: &Place,
) -> String {
    let (file, pointer) = catalogue.at(place).unwrap_or((file, ""));
    let root = roots.get(file.plan.file).unwrap_or(&file.root);
    match file.nested.get(pointer) {
        Some(nested) => format!("{root}_{nested}"),
        None => root.clone(),
    }
}

fn constants(constants: Constants) -> Vec<Constant> {
    let list = constants.into_list().into_iter();
    list.map(|(name, role, value)| {
        let used = name.len() + role.ty().len() + 14;
        Constant {
            value: value.print(0, used),
            ty: role.ty(),
            name,
        }
    })
    .collect()
}

fn definition(stream: &Stream, release: &Release, events: Expr) -> Expr {
    let kind = if stream.session().is_some() {
        "session"
    } else {
        "broadcast"
    };
    let envelope = match stream.envelope {
        Envelope::Compact => "compact",
        Envelope::Bare => "bare",
    };
    let mut fields = vec![
        ("name", Expr::string(stream.name.as_str())),
        ("path", Expr::string(stream.path.value.as_str())),
        ("release", Expr::string(&release.id.to_string())),
        ("kind", Expr::string(kind)),
        ("envelope", Expr::string(envelope)),
        (
            "heartbeat",
            Expr::atom(stream.heartbeat.as_millis().to_string()),
        ),
    ];
    if let StreamKind::Session(rules) = &stream.kind {
        let method = match rules.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let end = rules
            .end
            .iter()
            .map(|event| Expr::string(event.value.as_str()))
            .collect();
        let replay = rules
            .replay
            .map(|replay| ("replay", Expr::atom(replay.as_millis().to_string())));
        let session = [("method", Expr::string(method)), ("end", Expr::array(end))]
            .into_iter()
            .chain(replay);
        fields.push(("session", Expr::object(session)));
    }
    fields.push(("events", events));
    Expr::object(fields)
}

/// The type arguments of a stream's client: its events, its parameters, its request.
pub(super) fn arguments(name: &str, params: bool, request: Option<&str>) -> String {
    match (params, request) {
        (false, None) => format!("{name}Events"),
        (true, None) => format!("{name}Events, {name}Params"),
        (false, Some(request)) => format!("{name}Events, {{}}, {request}"),
        (true, Some(request)) => format!("{name}Events, {name}Params, {request}"),
    }
}

fn request(stream: &Stream) -> Option<String> {
    let request = &stream.session()?.request.as_ref()?.value;
    Some(format!("types/{}/{}.json", request.name, request.version))
}

fn doc(stream: &Stream) -> Vec<String> {
    let title = js_doc(stream.title.as_deref().unwrap_or_default());
    let line = title.first().map_or_else(
        || format!("A client of the stream `{}`.", stream.name),
        String::clone,
    );
    vec![format!("/** {line} */")]
}
