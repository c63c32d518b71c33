//! Where the schemas of a source document stand, and what its references mean.

use std::collections::{BTreeMap, BTreeSet};

use fluent_uri::{Uri, UriRef};
use serde_json::{Map, Value};

use crate::dialect::{Dialect, Draft};
use crate::pointer::{child, from_fragment, member};
use crate::vocabulary::each_child;

/// The base of a document that names none; it never reaches output.
const NOWHERE: &str = "import://document/";

/// The index of one source document.
#[derive(Debug)]
pub(crate) struct Targets<'v> {
    document: &'v Value,
    dialect: Dialect,
    /// Pointer of every schema → base URI in force inside it.
    pub schemas: BTreeMap<String, String>,
    /// Base URI → pointer of the resource's root.
    resources: BTreeMap<String, String>,
    /// Base URI and plain name → pointer.
    anchors: BTreeMap<(String, String), String>,
    /// Pointers of schemas that only a reference reaches, outside every place where schemas stand.
    pub strays: BTreeSet<String>,
}

impl<'v> Targets<'v> {
    pub(crate) fn index(document: &'v Value, dialect: Dialect) -> Targets<'v> {
        let mut targets = Targets {
            document,
            dialect,
            schemas: BTreeMap::new(),
            resources: BTreeMap::from([(NOWHERE.to_owned(), String::new())]),
            anchors: BTreeMap::new(),
            strays: BTreeSet::new(),
        };
        targets.see(document, "", NOWHERE);
        while let Some((pointer, base)) = targets.next_stray() {
            targets.strays.insert(pointer.clone());
            if let Some(schema) = document.pointer(&pointer) {
                targets.see(schema, &pointer, &base);
            }
        }
        targets
    }

    fn see(&mut self, schema: &Value, at: &str, base: &str) {
        let mut base = base.to_owned();
        if let Some(members) = schema.as_object() {
            if let Some(id) = identifier(members, self.dialect.draft) {
                let (uri, name) = split(id);
                if !uri.is_empty() {
                    base = resolve(&base, uri);
                    self.resources.entry(base.clone()).or_insert(at.to_owned());
                }
                if let Some(name) = name.filter(|name| !name.is_empty()) {
                    self.anchors.insert((base.clone(), name), at.to_owned());
                }
            }
            for word in ["$anchor", "$dynamicAnchor"] {
                if let Some(name) = members.get(word).and_then(Value::as_str) {
                    let key = (base.clone(), name.to_owned());
                    self.anchors.insert(key, at.to_owned());
                }
            }
            let mut below = Vec::new();
            each_child(members, &mut |pointer, _| below.push(pointer.to_owned()));
            for pointer in below {
                if let Some(next) = schema.pointer(&pointer) {
                    self.see(next, &format!("{at}{pointer}"), &base);
                }
            }
        }
        self.schemas.insert(at.to_owned(), base);
    }

    /// A referenced place that is no known schema yet, with the base in force there.
    fn next_stray(&self) -> Option<(String, String)> {
        for (at, base) in &self.schemas {
            let schema = self.document.pointer(at)?;
            let Some(reference) = member(schema, "$ref").and_then(Value::as_str) else {
                continue;
            };
            if let Some(target) = self.target(base, reference)
                && !self.schemas.contains_key(&target)
            {
                let base = self.base_at(&target);
                return Some((target, base));
            }
        }
        None
    }

    fn base_at(&self, pointer: &str) -> String {
        let mut at = pointer;
        while let Some((parent, _)) = at.rsplit_once('/') {
            if let Some(base) = self.schemas.get(parent) {
                return base.clone();
            }
            at = parent;
        }
        NOWHERE.to_owned()
    }

    /// The pointer in this document that `reference`, standing where `base` is in force, names.
    pub(crate) fn target(&self, base: &str, reference: &str) -> Option<String> {
        let (uri, name) = split(reference);
        let base = if uri.is_empty() {
            base.to_owned()
        } else {
            resolve(base, uri)
        };
        let root = self.resources.get(&base)?;
        let pointer = match name.as_deref() {
            None | Some("") => root.clone(),
            Some(path) if path.starts_with('/') => format!("{root}{path}"),
            Some(name) => self.anchors.get(&(base, name.to_owned()))?.clone(),
        };
        self.document.pointer(&pointer).map(|_| pointer)
    }

    /// How many identified schemas the document holds, itself included.
    pub(crate) fn resources(&self) -> usize {
        let roots: BTreeSet<&String> = self.resources.values().collect();
        roots.len()
    }

    /// Whether the schema at `at` belongs to the root and to no inner identified schema.
    pub(crate) fn in_root_resource(&self, at: &str) -> bool {
        self.schemas.get(at) == self.schemas.get("")
    }

    /// The pointer that the `$recursiveRef: "#"` at `at` comes to, and whether that is its letter.
    ///
    /// By the letter it is the root of the enclosing resource, and further out where that root allows it.
    /// Files cut out of an OpenAPI document mark an inner definition instead and mean that one.
    pub(crate) fn recursion(&self, at: &str) -> (String, bool) {
        let marked = |pointer: &str| {
            let schema = self.document.pointer(pointer);
            schema
                .and_then(|schema| member(schema, "$recursiveAnchor"))
                .and_then(Value::as_bool)
                == Some(true)
        };
        let base = self.schemas.get(at).map_or(NOWHERE, String::as_str);
        let root = self.resources.get(base).cloned().unwrap_or_default();
        let outer = self.resources.values().filter(|pointer| marked(pointer));
        let mut near = at;
        if marked(&root) {
            // With one marked resource, dynamic and static scope are the same.
            return (
                root.clone(),
                outer.filter(|other| **other != root).count() == 0,
            );
        }
        while let Some((parent, _)) = near.rsplit_once('/') {
            if self.schemas.contains_key(parent) && marked(parent) {
                return (parent.to_owned(), false);
            }
            near = parent;
        }
        (root, true)
    }
}

/// The value that names a schema in `draft`: `id` in draft 4, `$id` later; nothing beside `$ref` up to draft 7.
fn identifier(members: &Map<String, Value>, draft: Draft) -> Option<&str> {
    if draft <= Draft::Draft07 && members.get("$ref").is_some_and(Value::is_string) {
        return None;
    }
    let word = if draft == Draft::Draft04 { "id" } else { "$id" };
    members.get(word).and_then(Value::as_str)
}

/// A reference as its URI without fragment, and the decoded fragment.
fn split(reference: &str) -> (&str, Option<String>) {
    match reference.split_once('#') {
        Some((uri, fragment)) => (uri, Some(from_fragment(fragment))),
        None => (reference, None),
    }
}

/// Resolves by RFC 3986; what is no URI reference stands for itself and so matches only its twin.
fn resolve(base: &str, reference: &str) -> String {
    let resolved = || {
        let base = Uri::parse(base).ok()?;
        let reference = UriRef::parse(reference).ok()?;
        reference.resolve_against(&base).ok()
    };
    resolved().map_or_else(|| reference.to_owned(), |uri| uri.normalize().into_string())
}

/// A free member name below `/$defs`.
pub(crate) fn free_name(taken: &dyn Fn(&str) -> bool, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    let mut count = 2;
    while taken(&name) {
        name = format!("{wanted}_{count}");
        count += 1;
    }
    name
}

/// The pointer of `name` below the root's `$defs`.
pub(crate) fn definition(name: &str) -> String {
    child("/$defs", name)
}
