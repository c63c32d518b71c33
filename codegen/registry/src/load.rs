use std::collections::BTreeMap;

use tidings_contract::StreamName;
use tidings_model::{Config, Diagnostic, ErrorId, Stream, Waiver};

use crate::base::{Base, read_all};
use crate::layout::{self, Item};
use crate::lock::Lock;
use crate::registry::Registry;
use crate::schemas::{self, Files, Schemas};
use crate::source::Source;
use crate::{decided, empty, published, reserved, streams, waivers};

/// What reading a registry gave.
#[derive(Debug)]
pub struct Loaded {
    /// The registry, where nothing in it is an error.
    pub registry: Option<Registry>,
    /// Everything that is wrong with it, in the order of places; warnings too.
    pub problems: Vec<Diagnostic>,
}

impl Loaded {
    fn new(registry: Option<Registry>, mut problems: Vec<Diagnostic>) -> Loaded {
        problems.sort_by_cached_key(Diagnostic::order);
        problems.dedup();
        let broken = problems.iter().any(Diagnostic::is_error);
        Loaded {
            registry: registry.filter(|_| !broken),
            problems,
        }
    }
}

/// Reads a registry and checks everything that one registry alone can show; compatibility is not decided here.
///
/// With a base, what was published there is compared too, so that editing a published file together with its digest in
/// the lock is caught.
///
/// ```
/// use tidings_registry::{Memory, load};
/// let source = Memory::new("a test", [
///     ("tidings.toml", "name = \"shop\"\n"),
///     ("events/order.placed/1.json", r#"{"type": "object", "properties": {"id": {"type": "strng"}}}"#),
/// ]);
/// let loaded = load(&source, None);
/// assert!(loaded.registry.is_none());
/// assert_eq!(loaded.problems[0].id.0, "schema/unknown-type");
/// ```
pub fn load(source: &dyn Source, base: Option<&dyn Source>) -> Loaded {
    let (mut files, mut problems) = match read_all(source) {
        Ok(read) => read,
        Err(error) => return Loaded::new(None, vec![error.into()]),
    };
    let mut parts = Parts::default();
    for (path, text) in &files {
        match layout::item(path) {
            Ok(item) => parts.take(path, text, item, &mut problems),
            Err(problem) => problems.push(*problem),
        }
    }
    problems.extend(waivers::twice(&parts.waivers));
    files.retain(|path, _| !matches!(layout::item(path), Ok(Item::Waiver | Item::Pack)));
    if !files.contains_key("tidings.toml") {
        problems.push(no_config(source));
    }
    let (events, types) = schemas::read(&parts.schemas, &parts.lock, &mut problems);
    let complete = !problems.iter().any(Diagnostic::is_error);
    problems.extend(published::against_lock(
        &events,
        &types,
        &parts.lock,
        &files,
    ));
    let base = base.map(Base::read).transpose().unwrap_or_else(|problem| {
        problems.push(*problem);
        None
    });
    if let Some(base) = &base {
        problems.extend(published::against_base(&events, &types, &parts.lock, base));
    }
    problems.extend(empty::empty(&events, &types));
    problems.extend(decided::undecided(&events, &types));
    problems.extend(reserved::reused(&events, &types));
    let Some(config) = parts.config else {
        return Loaded::new(None, problems);
    };
    let registry = Registry {
        config,
        events,
        types,
        streams: parts.streams,
        lock: parts.lock,
        waivers: parts.waivers,
        files,
    };
    // What a stream names can only be judged where every schema could be read.
    if complete {
        problems.extend(streams::problems(&registry));
    }
    Loaded::new(Some(registry), problems)
}

#[derive(Default)]
struct Parts {
    config: Option<Config>,
    lock: Lock,
    streams: BTreeMap<StreamName, Stream>,
    waivers: Vec<Waiver>,
    schemas: Files,
}

impl Parts {
    fn take(&mut self, path: &str, text: &str, item: Item, problems: &mut Vec<Diagnostic>) {
        match item {
            Item::Config => self.config = kept(Config::parse(path, text), problems),
            Item::Lock => self.lock = kept(Lock::parse(text), problems).unwrap_or_default(),
            Item::Stream(name) => {
                if let Some(stream) = kept(Stream::parse(name.clone(), path, text), problems) {
                    self.streams.insert(name, stream);
                }
            }
            Item::Waiver => self
                .waivers
                .extend(kept(Waiver::parse(path, text), problems)),
            Item::Event(name, version) => {
                self.schemas.add(Schemas::Events, name, version, path, text)
            }
            Item::Type(name, version) => {
                self.schemas.add(Schemas::Types, name, version, path, text)
            }
            Item::Pack | Item::Note => {}
        }
    }
}

fn kept<T>(read: Result<T, Vec<Diagnostic>>, problems: &mut Vec<Diagnostic>) -> Option<T> {
    read.map_err(|found| problems.extend(found)).ok()
}

fn no_config(source: &dyn Source) -> Diagnostic {
    Diagnostic::error(
        ErrorId("registry/config-missing"),
        format!("there is no tidings.toml in {}", source.describe()),
    )
    .help("run it where `schemas/tidings.toml` is, or make a registry with `tidings init`")
}
