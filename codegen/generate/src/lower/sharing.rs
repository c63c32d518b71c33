//! Which named types are one: shapes that would be printed with the same text are printed once.
//!
//! Two types are one where their shapes have one structural digest and everything that is printed of
//! them agrees, documentation and names of variants included, and so for the types that they hold. So
//! sharing shows nowhere but in the size of the output. Within the versions of one thing the first
//! version owns a shape; a shape of several events stands among the shapes of the registry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tidings_model::{Form, NodeId, spread};

use super::catalogue::{Catalogue, Kind, Named};
use super::doc;
use super::forms::children;
use super::hash::Hash;
use super::plan::Planned;

/// Over how many levels documentation and names are compared; shapes are compared whole by their digest.
const ROUNDS: usize = 4;

/// How many types one core looks at in a row.
const AT_ONCE: usize = 64;

/// Where a named type stands: its file, and its pointer there.
type At<'a> = (&'a str, &'a str);

/// Where a type's text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home<'a> {
    /// In the module of its own file.
    Own,
    /// In the file of an earlier version, or earlier in its own, at this pointer.
    Earlier {
        /// That file.
        file: &'a str,
        /// The pointer there.
        pointer: &'a str,
    },
    /// Among the shapes of the registry, under this name.
    Shape(&'a str),
}

/// One shape that several events have.
#[derive(Debug)]
pub(crate) struct Shape<'a> {
    /// Its name among the shapes: what most call it, and a digest of its own.
    pub(crate) name: String,
    /// The first place where it stands.
    pub(crate) file: &'a str,
    /// The pointer there.
    pub(crate) pointer: &'a str,
}

/// The types of a registry that are one.
#[derive(Debug, Default)]
pub(crate) struct Sharing<'a> {
    keys: BTreeMap<At<'a>, u64>,
    /// The first place of each shape within each thing.
    owners: BTreeMap<(u64, u8, &'a str), At<'a>>,
    shapes: BTreeMap<u64, Shape<'a>>,
}

impl<'a> Sharing<'a> {
    /// Finds what is one among the types of a catalogue.
    pub(crate) fn of(catalogue: &'a Catalogue<'a>) -> Self {
        let mut sharing = Self {
            keys: keys(catalogue),
            ..Self::default()
        };
        let mut places: Vec<(Order<'a>, At<'a>)> = Vec::new();
        for named in catalogue.files() {
            let file = named.plan.file;
            let own = named
                .plan
                .types
                .keys()
                .filter(|pointer| !pointer.is_empty());
            places.extend(own.map(|pointer| (order(named), (file, pointer.as_str()))));
        }
        places.sort_unstable();
        let mut events: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
        for ((room, thing, _), at) in &places {
            let key = sharing.keys[at];
            sharing.owners.entry((key, *room, thing)).or_insert(*at);
            if *room == EVENTS {
                events.entry(key).or_default().insert(thing);
            }
        }
        let several = events.iter().filter(|(_, things)| things.len() > 1);
        let several: Vec<u64> = several.map(|(key, _)| *key).collect();
        sharing.name(catalogue, &places, several);
        sharing
    }

    /// Where the text of a type is printed.
    pub(crate) fn home(&self, file: &Named<'a>, pointer: &str) -> Home<'_> {
        let Some(key) = self.keys.get(&(file.plan.file, pointer)) else {
            return Home::Own;
        };
        let (room, thing, _) = order(file);
        if let (Some(shape), EVENTS) = (self.shapes.get(key), room) {
            return Home::Shape(&shape.name);
        }
        match self.owners.get(&(*key, room, thing)) {
            Some((owner, at)) if (*owner, *at) != (file.plan.file, pointer) => Home::Earlier {
                file: owner,
                pointer: at,
            },
            _ => Home::Own,
        }
    }

    /// What tells a type from all others that are not one with it.
    pub(crate) fn key(&self, file: &str, pointer: &str) -> Option<u64> {
        self.keys.get(&(file, pointer)).copied()
    }

    /// The shapes of several events, by name.
    pub(crate) fn shapes(&self) -> Vec<&Shape<'a>> {
        let mut shapes: Vec<_> = self.shapes.values().collect();
        shapes.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        shapes
    }

    /// Names the shapes of several events, and all that these hold.
    fn name(
        &mut self,
        catalogue: &'a Catalogue<'a>,
        places: &[(Order<'a>, At<'a>)],
        several: Vec<u64>,
    ) {
        let mut words: BTreeMap<u64, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut firsts: BTreeMap<u64, At<'a>> = BTreeMap::new();
        for (_, at) in places.iter().filter(|((room, ..), _)| *room == EVENTS) {
            let key = self.keys[at];
            let Some(named) = catalogue.file(at.0) else {
                continue;
            };
            *words
                .entry(key)
                .or_default()
                .entry(named.local(at.1))
                .or_default() += 1;
            firsts.entry(key).or_insert(*at);
        }
        let mut taken = BTreeSet::new();
        let mut open = several;
        while let Some(key) = open.pop() {
            let (Some((file, pointer)), false) = (firsts.get(&key), self.shapes.contains_key(&key))
            else {
                continue;
            };
            let commonest = words[&key]
                .iter()
                .max_by_key(|(word, count)| (**count, std::cmp::Reverse(**word)));
            let word = commonest.map_or("Shape", |(word, _)| word);
            let digits = format!("{key:016x}");
            let name = (6..=digits.len())
                .map(|length| format!("{word}_{}", &digits[..length]))
                .find(|name| taken.insert(name.clone()));
            let shape = Shape {
                name: name.unwrap_or_else(|| format!("{word}_{digits}_")),
                file,
                pointer,
            };
            self.shapes.insert(key, shape);
            if let Some(named) = catalogue.file(file) {
                open.extend(
                    inner(named, &named.plan.types[*pointer]).filter_map(|p| self.key(file, p)),
                );
            }
        }
    }
}

/// Room, thing and version: versions come after those that they follow.
type Order<'a> = (u8, &'a str, u32);

const EVENTS: u8 = 0;
const TYPES: u8 = 1;

fn order<'a>(named: &Named<'a>) -> Order<'a> {
    match named.kind {
        Kind::Event { name, version } => (EVENTS, name, version),
        Kind::Shared { name, version } => (TYPES, name, version),
    }
}

/// The key of every named type, equal for those that are one.
fn keys<'a>(catalogue: &'a Catalogue<'a>) -> BTreeMap<At<'a>, u64> {
    let mut all: Vec<(&'a Named<'a>, At<'a>, &'a Planned<'a>)> = Vec::new();
    for named in catalogue.files() {
        let types = named.plan.types.iter();
        all.extend(types.map(|(pointer, planned)| (named, (named.plan.file, &**pointer), planned)));
    }
    let places: HashMap<At<'a>, usize> = all.iter().map(|(_, at, _)| *at).zip(0..).collect();
    let within = |(named, (file, _), planned): &(&'a Named<'a>, At<'a>, &Planned<'a>)| {
        let held = inner(named, planned).filter_map(|pointer| places.get(&(*file, pointer)));
        held.copied().collect()
    };
    let within: Vec<Vec<usize>> = spread(&all, AT_ONCE, within);
    let mut keys: Vec<u64> = spread(&all, AT_ONCE, |(named, at, planned)| {
        said(named, at.1, planned)
    });
    for _ in 0..ROUNDS {
        let deeper = keys.iter().zip(&within).map(|(key, within)| {
            let mut hash = Hash::default();
            hash.number(*key);
            within.iter().for_each(|child| hash.number(keys[*child]));
            hash.0
        });
        keys = deeper.collect();
    }
    all.iter().map(|(_, at, _)| *at).zip(keys).collect()
}

/// The named types of its own file that a type holds, in order.
fn inner<'n>(named: &'n Named<'_>, planned: &Planned<'_>) -> impl Iterator<Item = &'n str> {
    let mut found = Vec::new();
    let mut open = children(planned.form);
    open.reverse();
    while let Some(id) = open.pop() {
        let id = named.plan.schema.resolve(id);
        if let Some(pointer) = named.plan.named(id) {
            found.push(pointer);
        } else if named.plan.is_own(id) {
            open.extend(children(named.plan.schema.form(id)).into_iter().rev());
        }
    }
    found.into_iter()
}

/// What is printed of one type, without the types that it holds.
fn said(named: &Named<'_>, pointer: &str, planned: &Planned<'_>) -> u64 {
    let plan = &named.plan;
    let mut hash = Hash::default();
    // A root is a type of its own: it says which version of what it is.
    if pointer.is_empty() {
        hash.text(plan.file);
    }
    for half in [64, 0] {
        hash.number((plan.schema.node_digest(planned.node) >> half) as u64);
    }
    let mut speak = |id: NodeId| {
        let node = plan.schema.node(id);
        hash.text(&doc::text(node));
        hash.text(&doc::example(node).unwrap_or_default());
        hash.number(node.text.deprecated.into());
    };
    speak(plan.speaker(pointer, planned));
    let mut form = planned.form;
    while let Form::Nullable(inside) = form {
        form = plan.schema.form(*inside);
    }
    match form {
        Form::Struct { members, .. } => members.iter().for_each(|member| speak(member.written)),
        Form::Union { branches, .. } => branches.iter().for_each(|branch| speak(*branch)),
        _ => {}
    }
    if let Form::Union { branches, .. } = form {
        for branch in branches {
            hash.text(&plan.branch_name(*branch));
        }
    }
    hash.0
}
