//! Where a `$ref` leads: resources by `$id`, anchors, and pointers, inside one document and never outside it.
use std::collections::HashMap;

use serde_json::{Map, Value};

/// Keywords whose value is one schema.
const ONE: [&str; 11] = [
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];
/// Keywords whose value is a list of schemas.
const LIST: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value is an object of schemas.
const NAMED: [&str; 5] = [
    "$defs",
    "definitions",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Nesting beyond this is not followed; the model refuses such documents earlier.
pub(crate) const DEPTH: usize = 128;

/// One schema document and the names by which its parts can be referred to.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    /// Resource URI (without fragment) to its schema; the root's own is the empty string, too.
    resources: HashMap<String, &'a Value>,
    /// Anchors by resource URI and name.
    anchors: HashMap<(String, String), &'a Value>,
    /// Per resource the names and schemas of its `$dynamicAnchor`s.
    dynamic: HashMap<String, Vec<(String, &'a Value)>>,
    /// The base URI of each schema that has an `$id`, by its address in memory.
    bases: HashMap<usize, String>,
}

/// The address of a schema: an identity for as long as the document is borrowed.
pub(crate) fn address(value: &Value) -> usize {
    std::ptr::from_ref(value) as usize
}

impl<'a> Document<'a> {
    pub(crate) fn new(root: &'a Value) -> Self {
        let mut document = Self {
            resources: HashMap::new(),
            anchors: HashMap::new(),
            dynamic: HashMap::new(),
            bases: HashMap::new(),
        };
        document.resources.insert(String::new(), root);
        document.scan(root, "", 0);
        document
    }

    fn scan(&mut self, value: &'a Value, base: &str, depth: usize) {
        let Value::Object(schema) = value else { return };
        if depth > DEPTH {
            return;
        }
        let mut own = base.to_owned();
        if let Some(id) = schema
            .get("$id")
            .and_then(Value::as_str)
            .filter(|id| !id.starts_with('#'))
        {
            own = join(base, id);
            self.resources.entry(own.clone()).or_insert(value);
            self.bases.insert(address(value), own.clone());
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = schema.get(keyword).and_then(Value::as_str) {
                self.anchors.insert((own.clone(), name.to_owned()), value);
                if keyword == "$dynamicAnchor" {
                    let marked = self.dynamic.entry(own.clone()).or_default();
                    marked.push((name.to_owned(), value));
                }
            }
        }
        for child in children(schema) {
            self.scan(child, &own, depth + 1);
        }
    }

    /// The base URI inside a schema, given the one around it.
    pub(crate) fn base(&self, schema: &Value, around: &str) -> String {
        self.bases
            .get(&address(schema))
            .cloned()
            .unwrap_or_else(|| around.to_owned())
    }

    /// The names and schemas of a resource's `$dynamicAnchor`s.
    pub(crate) fn dynamic(&self, base: &str) -> &[(String, &'a Value)] {
        self.dynamic.get(base).map_or(&[], Vec::as_slice)
    }

    /// Whether what a reference means can depend on the way to it.
    pub(crate) fn is_dynamic(&self) -> bool {
        !self.dynamic.is_empty()
    }

    /// Every schema that a reference can mean, whatever the way to it, and the base URI in force there.
    pub(crate) fn targets(
        &self,
        keyword: &str,
        reference: &str,
        base: &str,
    ) -> Vec<(&'a Value, String)> {
        let mut found: Vec<(&Value, String)> = self.resolve(reference, base).into_iter().collect();
        if keyword == "$dynamicRef" {
            let name = reference.split_once('#').map_or("", |(_, name)| name);
            for (base, marked) in &self.dynamic {
                let same = marked.iter().filter(|(known, _)| known == name);
                found.extend(same.map(|(_, schema)| (*schema, base.clone())));
            }
        }
        found
    }

    /// The schema that a reference names, and the base URI in force there.
    pub(crate) fn resolve(&self, reference: &str, base: &str) -> Option<(&'a Value, String)> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = if uri.is_empty() {
            base.to_owned()
        } else {
            join(base, uri)
        };
        let root = *self.resources.get(&resource)?;
        let fragment = decoded(fragment)?;
        if fragment.is_empty() {
            return Some((root, resource));
        }
        let Some(pointer) = fragment.strip_prefix('/') else {
            let target = *self.anchors.get(&(resource.clone(), fragment))?;
            return Some((target, resource));
        };
        let (mut at, mut base) = (root, resource);
        for token in pointer.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            at = match at {
                Value::Object(map) => map.get(&token)?,
                Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
            base = self.base(at, &base);
        }
        Some((at, base))
    }
}

/// Every direct subschema, wherever a keyword of the dialect holds one.
fn children(schema: &Map<String, Value>) -> Vec<&Value> {
    let mut found = Vec::new();
    for (keyword, value) in schema {
        let keyword = keyword.as_str();
        if ONE.contains(&keyword) {
            found.push(value);
        } else if LIST.contains(&keyword) {
            found.extend(value.as_array().into_iter().flatten());
        } else if NAMED.contains(&keyword) {
            found.extend(value.as_object().into_iter().flat_map(Map::values));
        }
    }
    found
}

/// Resolves a relative reference against a base, for the hierarchical URIs that `$id` holds.
fn join(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    let scheme = reference.find(':').filter(|&at| {
        let scheme = &reference[..at];
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    if scheme.is_some() || base.is_empty() {
        return reference.to_owned();
    }
    let origin = base.find("://").map_or(0, |at| {
        base[at + 3..]
            .find('/')
            .map_or(base.len(), |slash| at + 3 + slash)
    });
    if reference.starts_with('/') {
        return format!("{}{reference}", &base[..origin]);
    }
    let folder = base
        .rfind('/')
        .filter(|&at| at >= origin)
        .map_or(base.len(), |at| at + 1);
    let mut parts: Vec<&str> = base[origin..folder].split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." if parts.len() > 1 => {
                parts.pop();
            }
            ".." => {}
            part => parts.push(part),
        }
    }
    format!("{}{}", &base[..origin], parts.join("/"))
}

/// Percent-decodes a fragment; None when it is not UTF-8.
fn decoded(fragment: &str) -> Option<String> {
    if !fragment.contains('%') {
        return Some(fragment.to_owned());
    }
    let bytes = fragment.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| fragment.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(escaped.unwrap_or(bytes[at]));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).ok()
}
