//! The types that a client of a release is generated with, as they can be compared.

use std::collections::BTreeMap;

use tidings_contract::ReleaseId;
use tidings_model::{Escape, Form};
use tidings_registry::{Registry, VersionEntry};

use super::context::Part;
use super::expr::Exprs;
use crate::lower::catalogue::{Catalogue, Named};
use crate::names::ts_key;

/// What is generated for one release of a stream.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The version of each event.
    pub(crate) events: BTreeMap<String, u32>,
    /// The types by name.
    pub(crate) types: BTreeMap<String, Declared>,
}

/// A type.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Declared {
    /// Its members: whether each may be absent, and its type.
    Object(BTreeMap<String, (bool, String)>),
    /// What it can be.
    Either(Vec<String>),
}

/// Lists a release; nothing where the registry does not hold it.
pub(crate) fn listing(registry: &Registry, release: &ReleaseId) -> Listing {
    let catalogue = Catalogue::of(registry);
    let exprs = Exprs {
        catalogue: &catalogue,
        escape: Escape::Plain,
    };
    let mut listing = Listing::default();
    let stream = registry.streams.get(release.stream());
    let releases = stream
        .map(|stream| registry.releases(stream))
        .unwrap_or_default();
    let Some(held) = releases.into_iter().find(|held| held.id == *release) else {
        return listing;
    };
    for (name, version) in &held.events {
        listing.events.insert(name.to_string(), version.get());
        if let Some(entry) = registry.event_version(name, *version) {
            listing.add(&exprs, entry);
        }
    }
    for entry in registry.types.values().filter_map(|entry| entry.newest()) {
        listing.add(&exprs, entry);
    }
    listing
}

impl Listing {
    fn add(&mut self, exprs: &Exprs<'_>, entry: &VersionEntry) {
        let Some(file) = exprs.catalogue.file(&entry.path) else {
            return;
        };
        for (pointer, planned) in &file.plan.types {
            let declared = declared(exprs, file, planned.form);
            self.types.insert(exprs.name(file, pointer), declared);
        }
    }
}

fn declared(exprs: &Exprs<'_>, file: &Named<'_>, form: &Form) -> Declared {
    let Form::Struct { members, .. } = form else {
        let branches = exprs.branches(file, form);
        return Declared::Either(branches.iter().map(|branch| plain(branch)).collect());
    };
    let members = members.iter().map(|member| {
        let ty = match &member.constant {
            Some(constant) => exprs.constant(constant),
            None => exprs.of(file, member.node),
        };
        (ts_key(&member.name), (!member.required, plain(&ty)))
    });
    Declared::Object(members.collect())
}

fn plain(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}
