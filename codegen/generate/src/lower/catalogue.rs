//! The names of a whole registry, so that a thing is called the same in every file and language.

use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::VersionNumber;
use tidings_model::{Checked, Place, Schema, spread};
use tidings_registry::{Entry, Registry};

use super::plan::{Plan, Planned};
use crate::names::{Scope, pascal, resolve, rust_module, rust_type};

/// How many events one core plans in a row.
const AT_ONCE: usize = 8;

/// What a file of the registry describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// A version of an event.
    Event {
        /// The event's name.
        name: &'a str,
        /// The version.
        version: u32,
    },
    /// A version of a shared type.
    Shared {
        /// The type's name.
        name: &'a str,
        /// The version.
        version: u32,
    },
}

/// A version's file with its types planned and named.
#[derive(Debug)]
pub(crate) struct Named<'a> {
    /// What it describes.
    pub(crate) kind: Kind<'a>,
    /// Its types.
    pub(crate) plan: Plan<'a>,
    /// The name of the root's type.
    pub(crate) root: String,
    /// The names of the other types by pointer, unique within the file.
    pub(crate) nested: BTreeMap<String, String>,
}

impl Named<'_> {
    /// The path of this version's module, from the module of a version of the same thing.
    pub(crate) fn seen_from(&self, other: &Named<'_>) -> String {
        if self.plan.file == other.plan.file {
            return "self".to_owned();
        }
        let (Kind::Event { version, .. } | Kind::Shared { version, .. }) = self.kind;
        format!("super::v{version}")
    }

    /// The name of the type at a pointer, as modules of one version have it.
    pub(crate) fn local(&self, pointer: &str) -> &str {
        self.nested.get(pointer).map_or(&self.root, String::as_str)
    }
}

/// Names of streams, types and events. Streams come first and shared types second, so that adding an
/// event changes none of them, nor the name of another event unless the two are spelled alike.
#[derive(Debug)]
pub(crate) struct Catalogue<'a> {
    streams: Scope,
    events: Scope,
    types: Scope,
    event_modules: Scope,
    type_modules: Scope,
    files: BTreeMap<&'a str, Named<'a>>,
}

impl<'a> Catalogue<'a> {
    /// Names everything that a registry holds.
    pub(crate) fn of(registry: &'a Registry) -> Self {
        let streams = resolve(registry.streams.keys().map(AsRef::as_ref), pascal);
        let taken: BTreeSet<String> = registry
            .streams
            .keys()
            .filter_map(|name| streams.get(name.as_ref()))
            .flat_map(|name| {
                ["", "Topic", "Events", "Params"].map(|suffix| format!("{name}{suffix}"))
            })
            .collect();
        let mut types = Scope::with_taken(taken.iter().map(String::as_str));
        types.claim(registry.types.keys().map(AsRef::as_ref), |raw| {
            apart(rust_type(raw), "Type", &taken)
        });
        let taken = types.taken().clone();
        let mut events = Scope::with_taken(taken.iter().map(String::as_str));
        events.claim(registry.events.keys().map(AsRef::as_ref), |raw| {
            apart(rust_type(raw), "Event", &taken)
        });
        let mut catalogue = Self {
            streams,
            types,
            events,
            event_modules: resolve(registry.events.keys().map(AsRef::as_ref), rust_module),
            type_modules: resolve(registry.types.keys().map(AsRef::as_ref), rust_module),
            files: BTreeMap::new(),
        };
        catalogue.name_files(registry);
        catalogue
    }

    fn name_files(&mut self, registry: &'a Registry) {
        let events: Vec<&'a Entry> = registry.events.values().collect();
        let events = spread(&events, AT_ONCE, |event| {
            let kind = |version| Kind::Event {
                name: event.name.as_ref(),
                version,
            };
            named(self.event(event.name.as_ref()), event, kind)
        });
        let types: Vec<&'a Entry> = registry.types.values().collect();
        let types = spread(&types, AT_ONCE, |shared| {
            let kind = |version| Kind::Shared {
                name: shared.name.as_ref(),
                version,
            };
            named(self.shared(shared.name.as_ref()), shared, kind)
        });
        self.files = events.into_iter().chain(types).flatten().collect();
    }

    /// `Orders` of `orders`.
    pub(crate) fn stream(&self, name: &str) -> &str {
        self.streams.get(name).unwrap_or_default()
    }

    /// `Money` of `money`.
    pub(crate) fn shared(&self, name: &str) -> &str {
        self.types.get(name).unwrap_or_default()
    }

    /// `OrderPlaced` of `order.placed`.
    pub(crate) fn event(&self, name: &str) -> &str {
        self.events.get(name).unwrap_or_default()
    }

    /// `OrderPlacedV1`: a version that does not have the plain name.
    pub(crate) fn versioned(&self, root: &str, version: VersionNumber) -> String {
        let name = format!("{root}V{version}");
        let taken = self.events.taken().contains(&name);
        if taken { format!("{name}_") } else { name }
    }

    /// `order_placed` of `order.placed`: a module and its folder.
    pub(crate) fn event_module(&self, name: &str) -> &str {
        self.event_modules.get(name).unwrap_or_default()
    }

    /// The module of a shared type.
    pub(crate) fn shared_module(&self, name: &str) -> &str {
        self.type_modules.get(name).unwrap_or_default()
    }

    /// A version's file by its path in the registry.
    pub(crate) fn file(&self, path: &str) -> Option<&Named<'a>> {
        self.files.get(path)
    }

    /// Every version's file.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Named<'a>> {
        self.files.values()
    }

    /// The named type that stands at a place: its file, and its pointer there.
    pub(crate) fn at(&self, place: &Place) -> Option<(&Named<'a>, &str)> {
        let file = self.files.get(&*place.file)?;
        let (pointer, _) = file.plan.types.get_key_value(&*place.pointer)?;
        Some((file, pointer))
    }
}

/// Names the types of all versions of one thing: what was called so in one version is called so in the next.
fn named<'a>(
    root: &str,
    entry: &'a Entry,
    kind: impl Fn(u32) -> Kind<'a>,
) -> Vec<(&'a str, Named<'a>)> {
    let mut scope = Scope::with_taken([root]);
    let mut files = Vec::new();
    for (number, version) in &entry.versions {
        let schema: &'a Schema<Checked> = &version.schema;
        let plan = Plan::of(schema, schema.file());
        let pointers: Vec<String> = plan
            .types
            .keys()
            .filter(|pointer| !pointer.is_empty())
            .cloned()
            .collect();
        scope.claim(pointers.iter().map(String::as_str), |pointer| {
            plan.types.get(pointer).map(nested_name).unwrap_or_default()
        });
        let nested = pointers
            .into_iter()
            .filter_map(|p| scope.get(&p).map(str::to_owned).map(|name| (p, name)))
            .collect();
        files.push((
            schema.file(),
            Named {
                kind: kind(number.get()),
                plan,
                root: root.to_owned(),
                nested,
            },
        ));
    }
    files
}

/// Deep types are called after their last two steps: the whole path would be longer than a line.
fn nested_name(planned: &Planned<'_>) -> String {
    const LONGEST: usize = 48;
    let whole = rust_type(&planned.steps.join(" "));
    let from = planned.steps.len().saturating_sub(2);
    if whole.len() <= LONGEST {
        whole
    } else {
        pascal(&planned.steps[from..].join(" "))
            .chars()
            .take(LONGEST)
            .collect()
    }
}

/// The name, with a word that says what it is where something else has it.
fn apart(name: String, kind: &str, taken: &BTreeSet<String>) -> String {
    if taken.contains(&name) {
        format!("{name}{kind}")
    } else {
        name
    }
}
