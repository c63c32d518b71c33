//! Where the schemas of a source document stand, and what its references mean.

use std::collections::{BTreeMap, BTreeSet};

use fluent_uri::{Uri, UriRef};
use serde_json::{Map, Value};

use crate::dialect::Dialect;
use crate::draft::Draft;
use crate::pointer::{child, from_fragment, member};
use crate::vocabulary::each_child;

/// The base of a document that names none; it never reaches output.
const NOWHERE: &str = "import://document/";

/// Documents that stand inside another one for the time of a conversion, as if they were identified there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Embedded {
    /// The base of the whole document; empty where it is not known.
    pub base: String,
    /// Pointer of each embedded document → the base that it has.
    pub bases: BTreeMap<String, String>,
    /// Further URIs by which an embedded document is referred to → its pointer.
    pub aliases: BTreeMap<String, String>,
}

/// The URI of a file of an import, by its path.
pub(crate) fn uri_of_path(path: &str) -> String {
    resolve(NOWHERE, path)
}

/// The index of one source document.
#[derive(Debug)]
pub(crate) struct Targets<'v> {
    document: &'v Value,
    dialect: Dialect,
    bases: BTreeMap<String, String>,
    /// Pointer of every schema → base URI in force inside it.
    pub schemas: BTreeMap<String, String>,
    /// Base URI → pointer of the resource's root.
    resources: BTreeMap<String, String>,
    /// Base URI and plain name → pointer.
    anchors: BTreeMap<(String, String), String>,
    /// Every reference with the base in force where it stands.
    references: Vec<(String, String)>,
    /// Pointers of schemas that only a reference reaches, outside every place where schemas stand.
    pub strays: BTreeSet<String>,
}

impl<'v> Targets<'v> {
    pub(crate) fn index(document: &'v Value, dialect: Dialect, embedded: &Embedded) -> Targets<'v> {
        let base = if embedded.base.is_empty() {
            NOWHERE
        } else {
            &embedded.base
        };
        let mut resources = embedded.aliases.clone();
        resources.insert(base.to_owned(), String::new());
        let mut targets = Targets {
            document,
            dialect,
            bases: embedded.bases.clone(),
            schemas: BTreeMap::new(),
            resources,
            anchors: BTreeMap::new(),
            references: Vec::new(),
            strays: BTreeSet::new(),
        };
        targets.see(document, "", base);
        targets.find_strays();
        targets
    }

    /// Follows every reference; what lies outside the places of schemas is one all the same, and may refer further.
    fn find_strays(&mut self) {
        let mut followed = 0;
        while let Some((base, reference)) = self.references.get(followed).cloned() {
            followed += 1;
            let Some(target) = self.target(&base, &reference) else {
                continue;
            };
            if !self.schemas.contains_key(&target) {
                let base = self.base_at(&target);
                self.strays.insert(target.clone());
                if let Some(schema) = self.document.pointer(&target) {
                    self.see(schema, &target, &base);
                }
            }
        }
    }

    /// The URIs, without fragments, of references that lead out of this document.
    pub(crate) fn outside(&self) -> BTreeSet<String> {
        let outside = |(base, reference): &(String, String)| {
            let uri = resolve(base, split(reference).0);
            (!self.resources.contains_key(&uri)).then_some(uri)
        };
        let leading = self
            .references
            .iter()
            .filter(|(_, reference)| !reference.starts_with('#'));
        leading.filter_map(outside).collect()
    }

    fn see(&mut self, schema: &Value, at: &str, base: &str) {
        let mut base = self
            .bases
            .get(at)
            .cloned()
            .unwrap_or_else(|| base.to_owned());
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
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                self.references.push((base.clone(), reference.to_owned()));
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
pub(crate) fn resolve(base: &str, reference: &str) -> String {
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
