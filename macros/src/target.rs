//! What a type claims to be: a node of a schema of the registry.

use crate::attr::{Derive, TypeAttr};
use crate::errors::{Errors, did_you_mean};
use crate::locate::Located;
use crate::stale;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use tidings_contract::VersionNumber;
use tidings_model::{Checked, Form, NodeId, Schema};
use tidings_registry::{Entry, Registry, VersionEntry};

pub(crate) struct Target<'a> {
    pub(crate) schema: &'a Schema<Checked>,
    pub(crate) node: NodeId,
    /// What messages call it: `order.placed v2 at /properties/lines/items`.
    pub(crate) what: String,
    /// The name in the registry, and the one on the wire.
    pub(crate) name: &'a str,
    pub(crate) wire: &'a str,
    pub(crate) version: u32,
    /// Whether it is the root of its file, which nothing holds.
    is_root: bool,
    /// Whether it is the root of a shared type, and so may be the body of a request.
    pub(crate) is_request: bool,
    pub(crate) entry: &'a VersionEntry,
    registry: &'a Rc<Registry>,
}

/// The accept set of the file that was asked for last: its types come one after the other.
struct Accept {
    registry: Rc<Registry>,
    path: String,
    schema: Rc<Schema<Checked>>,
}

thread_local! {
    static ACCEPT: RefCell<Option<Accept>> = RefCell::default();
}

impl Target<'_> {
    /// The form, without what makes it nullable: that is said by the type that holds it. A root says
    /// it itself.
    pub(crate) fn form(&self) -> &Form {
        self.schema.form(self.inner())
    }

    /// The node of that form.
    pub(crate) fn inner(&self) -> NodeId {
        let mut node = self.node;
        while let (false, Form::Nullable(inner)) = (self.is_root, self.schema.form(node)) {
            node = *inner;
        }
        self.schema.resolve(node)
    }

    /// The accept set of the whole file.
    pub(crate) fn accept(&self) -> Rc<Schema<Checked>> {
        ACCEPT.with_borrow_mut(|last| {
            let held = last.as_ref().filter(|held| {
                Rc::ptr_eq(&held.registry, self.registry) && held.path == self.entry.path
            });
            if let Some(held) = held {
                return held.schema.clone();
            }
            let schema = Rc::new(self.schema.accept_schema().schema().clone());
            *last = Some(Accept {
                registry: self.registry.clone(),
                path: self.entry.path.clone(),
                schema: schema.clone(),
            });
            schema
        })
    }

    /// Where something is written, as a path that a person can open.
    pub(crate) fn place(&self, node: NodeId) -> String {
        self.schema.node(node).place.to_string()
    }
}

/// Which of the registry's rooms a name lies in.
struct Room<'a> {
    entries: &'a BTreeMap<tidings_contract::EventName, Entry>,
    what: &'static str,
    name: String,
}

fn room<'a>(
    derive: Derive,
    attr: &TypeAttr,
    registry: &'a Registry,
    errors: &mut Errors,
) -> Option<Room<'a>> {
    let text = attr.name.value();
    let (entries, what, name) = match (derive, text.split_once('/')) {
        (Derive::Event, _) => (
            &registry.events,
            "event",
            text.strip_prefix("events/").unwrap_or(&text),
        ),
        (Derive::Payload, Some(("events", name))) => (&registry.events, "event", name),
        (Derive::Payload, Some(("types", name))) => (&registry.types, "type", name),
        (Derive::Payload, _) => {
            errors.on(
                &attr.name,
                r#"a payload is named by its room: `"events/order.placed"` or `"types/money"`"#,
            );
            return None;
        }
    };
    Some(Room {
        entries,
        what,
        name: name.to_owned(),
    })
}

/// Finds what a type claims to be.
pub(crate) fn find<'a>(
    derive: Derive,
    attr: &TypeAttr,
    located: &'a Located,
    errors: &mut Errors,
) -> Option<Target<'a>> {
    let Room {
        entries,
        what,
        name,
    } = room(derive, attr, &located.registry, errors)?;
    let Some((name, entry)) = entries.get_key_value(name.as_str()) else {
        let hint = did_you_mean(&name, entries.keys().map(|known| known.as_str()));
        errors.on(
            &attr.name,
            format_args!("there is no {what} `{name}` in {}{hint}", located.name),
        );
        return None;
    };
    let version = version(attr, name.as_str(), entry, &located.name, errors)?;
    let pointer = attr.at.as_ref().map(syn::LitStr::value).unwrap_or_default();
    let Some(node) = version.schema.at(&pointer) else {
        let at = attr.at.as_ref()?;
        errors.on(
            at,
            format_args!("nothing stands at {pointer} of {}", version.path),
        );
        return None;
    };
    if let Err(stale) = stale::check(located, &located.registry.files_of(version)) {
        errors.on(&attr.name, stale);
        return None;
    }
    let at = if pointer.is_empty() {
        String::new()
    } else {
        format!(" at {pointer}")
    };
    Some(Target {
        schema: &version.schema,
        node,
        what: format!("{name} v{}{at}", version.number),
        name: name.as_str(),
        wire: &entry.wire,
        version: version.number.get(),
        is_root: pointer.is_empty(),
        is_request: std::ptr::eq(entries, &located.registry.types) && pointer.is_empty(),
        entry: version,
        registry: &located.registry,
    })
}

fn version<'a>(
    attr: &TypeAttr,
    name: &str,
    entry: &'a Entry,
    registry: &str,
    errors: &mut Errors,
) -> Option<&'a VersionEntry> {
    let number = attr
        .version
        .base10_parse()
        .ok()
        .and_then(VersionNumber::new);
    let Some(version) = number.and_then(|number| entry.versions.get(&number)) else {
        let known: Vec<String> = entry
            .versions
            .keys()
            .map(|known| known.to_string())
            .collect();
        let known = known.join(", ");
        errors.on(
            &attr.version,
            format_args!(
                "`{name}` has no version {}, only {known} (in {})",
                attr.version, registry
            ),
        );
        return None;
    };
    Some(version)
}
