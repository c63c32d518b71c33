//! A registry as Rust: one module per version of an event or a shared type, one per stream.

mod context;
mod exports;
mod history;
mod module;
mod stream;
mod types;
mod unsaid;

use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::EventName;
use tidings_model::{Diagnostic, spread};
use tidings_registry::{Entry, Registry, VersionEntry};

use super::catalogue::Catalogue;
use super::sharing::Sharing;
use crate::escape::rust_doc;
use crate::files::{Files, with_header};
use crate::names::rust_module;
use crate::print::Printer;
use context::{Directory, Root};
use history::History;

/// Lowers a registry to the files of `[generate.rust]`.
///
/// # Errors
/// What Rust cannot say, at its place.
pub(crate) fn files(
    registry: &Registry,
    catalogue: &Catalogue<'_>,
    printer: &Printer,
    bundle: String,
) -> Result<Files, Vec<Diagnostic>> {
    let requests = registry
        .streams
        .values()
        .filter_map(stream::request)
        .collect();
    let sharing = Sharing::of(catalogue);
    let mut lower = Lower {
        registry,
        tools: &module::Tools {
            catalogue,
            sharing: &sharing,
            printer,
        },
        requests,
        files: Files::new(),
        problems: Vec::new(),
    };
    lower.versions("events", &registry.events, |name| {
        catalogue.event_module(name)
    });
    lower.versions("types", &registry.types, |name| {
        catalogue.shared_module(name)
    });
    lower.shapes();
    lower.streams();
    lower.root();
    lower.files.insert("bundle.json".to_owned(), bundle);
    if lower.problems.is_empty() {
        Ok(lower.files)
    } else {
        Err(lower.problems)
    }
}

/// How many events one core lowers in a row.
const AT_ONCE: usize = 4;

/// A version, what Rust's checks can't hold of it, and its module.
type Text<'e> = (
    &'e VersionEntry,
    Vec<Diagnostic>,
    Result<String, Vec<Diagnostic>>,
);

struct Lower<'a> {
    registry: &'a Registry,
    tools: &'a module::Tools<'a>,
    /// Files of the types that session requests have.
    requests: BTreeSet<String>,
    files: Files,
    problems: Vec<Diagnostic>,
}

impl<'a> Lower<'a> {
    /// All versions of all events, or of all shared types.
    fn versions(
        &mut self,
        room: &str,
        entries: &BTreeMap<EventName, Entry>,
        module: impl Fn(&str) -> &'a str,
    ) {
        let mut modules = Vec::new();
        let all: Vec<&Entry> = entries.values().collect();
        let texts = spread(&all, AT_ONCE, |entry| self.texts(entry));
        for ((name, entry), texts) in entries.iter().zip(texts) {
            let module = module(name.as_str());
            for (version, unsaid, text) in texts {
                self.problems.extend(unsaid);
                self.put(
                    &format!("{room}/{module}/v{}.rs", version.number),
                    &version.path,
                    text,
                );
            }
            let versions = entry
                .versions
                .keys()
                .map(|number| format!("v{number}"))
                .collect();
            self.directory(
                &format!("{room}/{module}"),
                &format!("{room}/{name}"),
                &format!("The versions of `{name}`."),
                versions,
            );
            modules.push(module.to_owned());
        }
        if !modules.is_empty() {
            modules.sort();
            self.directory(
                room,
                room,
                &format!("Every version of the {room} of this registry."),
                modules,
            );
        }
    }

    /// The modules of all versions of one thing, oldest first: each calls by a name what those before it called so.
    fn texts<'e>(&self, entry: &'e Entry) -> Vec<Text<'e>> {
        let mut history = History::default();
        let mut texts = Vec::new();
        for version in entry.versions.values() {
            let Some(file) = self.tools.catalogue.file(&version.path) else {
                continue;
            };
            let request = self.requests.contains(version.path.as_str());
            let text = module::lower(file, request, self.tools, &mut history);
            texts.push((version, unsaid::unsaid(&version.schema), text));
        }
        texts
    }

    /// The shapes of several events, where there are any.
    fn shapes(&mut self) {
        if !self.tools.sharing.shapes().is_empty() {
            let text = module::shapes(self.tools);
            self.put("shapes.rs", "events", text);
        }
    }

    fn streams(&mut self) {
        let mut modules = Vec::new();
        for stream in self.registry.streams.values() {
            let module = rust_module(stream.name.as_str());
            let tools = self.tools;
            let text = stream::lower(self.registry, tools.catalogue, stream, tools.printer);
            self.put(&format!("streams/{module}.rs"), &stream.file, text);
            modules.push(module);
        }
        if !modules.is_empty() {
            self.directory(
                "streams",
                "streams",
                "What a server emits, stream by stream.",
                modules,
            );
        }
    }

    fn root(&mut self) {
        let rooms = [
            ("events", self.registry.events.is_empty()),
            ("shapes", self.tools.sharing.shapes().is_empty()),
            ("streams", self.registry.streams.is_empty()),
            ("types", self.registry.types.is_empty()),
        ];
        let context = Root {
            registry: rust_doc(&self.registry.config.name.value).concat(),
            modules: rooms
                .iter()
                .filter(|(_, empty)| !empty)
                .map(|(room, _)| (*room).to_owned())
                .collect(),
            streams: self
                .registry
                .streams
                .keys()
                .map(|name| rust_module(name.as_str()))
                .collect(),
        };
        let text = self.tools.printer.render("rust/root", &context);
        self.put("mod.rs", "tidings.toml", Ok(text));
    }

    fn directory(&mut self, folder: &str, source: &str, doc: &str, modules: Vec<String>) {
        let text = self.tools.printer.render(
            "rust/directory",
            &Directory {
                doc: rust_doc(doc),
                modules,
            },
        );
        self.put(&format!("{folder}/mod.rs"), source, Ok(text));
    }

    /// Stores a file, or notes why there is none.
    fn put(&mut self, path: &str, source: &str, text: Result<String, Vec<Diagnostic>>) {
        match text {
            Ok(text) => {
                self.files.insert(
                    path.to_owned(),
                    with_header(source, &text, self.tools.printer),
                );
            }
            Err(problems) => self.problems.extend(problems),
        }
    }
}
