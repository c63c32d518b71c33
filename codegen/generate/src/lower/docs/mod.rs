//! A registry as a catalogue for people: the contexts of packs of templates.

mod bounds;
mod context;
mod escape;
mod expr;
mod listing;
mod shape;
mod stream;
mod subject;

use tidings_contract::EventName;
use tidings_model::Escape;
use tidings_registry::Registry;

pub(crate) use context::Book;
pub(crate) use listing::{Declared, Listing, listing};

use super::catalogue::Catalogue;
use context::Part;
use expr::Exprs;
use subject::Of;

/// The whole catalogue, its texts escaped.
pub(crate) fn book(registry: &Registry, catalogue: &Catalogue<'_>, escape: Escape) -> Book {
    let exprs = Exprs { catalogue, escape };
    let pages = |of, entries: &std::collections::BTreeMap<_, _>| {
        entries
            .values()
            .map(|entry| subject::page(&exprs, registry, of, entry))
            .collect()
    };
    Book {
        name: escape::text(escape, &registry.config.name.value),
        generator: env!("CARGO_PKG_VERSION"),
        streams: registry
            .streams
            .values()
            .map(|rules| stream::page(&exprs, registry, rules))
            .collect(),
        events: pages(Of::Event, &registry.events),
        types: pages(Of::Type, &registry.types),
        uncarried: uncarried(registry, escape),
    }
}

fn uncarried(registry: &Registry, escape: Escape) -> Vec<Part> {
    let carried = |name: &EventName| {
        let mut streams = registry.streams.values();
        streams.any(|stream| stream.events.contains_key(name))
    };
    let names = registry.events.keys().filter(|name| !carried(name));
    let parts = names.map(|name| Part {
        text: escape::text(escape, name.as_str()),
        anchor: format!("event-{name}"),
        kind: "events",
        name: name.to_string(),
    });
    parts.collect()
}
