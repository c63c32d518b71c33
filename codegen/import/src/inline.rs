//! Files that refer to each other, each made whole by itself.
//!
//! A version is locked by itself, so what it refers to in other files of the import becomes part of it, under `$defs`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::convert::{Embedded, Targets, free_name, resolve, uri_of_path};
use crate::dialect::Dialect;
use crate::draft::Draft;
use crate::note::{Effect, Note};
use crate::pointer::{child, member};

/// All documents of an import, by the URIs that references to them resolve to.
#[derive(Debug, Default)]
pub(crate) struct Library {
    by_uri: BTreeMap<String, usize>,
    documents: Vec<(String, Value)>,
}

impl Library {
    /// Adds a document under its path, and under the identifier that it gives itself.
    pub(crate) fn add(&mut self, path: &str, document: Value) {
        let index = self.documents.len();
        let own = uri_of_path(path);
        let identifier = ["$id", "id"]
            .iter()
            .find_map(|word| member(&document, word)?.as_str());
        if let Some(identifier) = identifier {
            let identifier = identifier.split('#').next().unwrap_or_default();
            if !identifier.is_empty() {
                self.by_uri
                    .entry(resolve(&own, identifier))
                    .or_insert(index);
            }
        }
        self.by_uri.insert(own, index);
        self.documents.push((path.to_owned(), document));
    }

    fn find(&self, uri: &str) -> Option<usize> {
        let with_end = || self.by_uri.get(&format!("{uri}.json"));
        self.by_uri.get(uri).or_else(with_end).copied()
    }
}

/// A document with everything of the library that it refers to, and how the parts are identified.
pub(crate) struct Whole {
    pub document: Value,
    pub embedded: Embedded,
    pub notes: Vec<Note>,
}

/// Embeds what `document`, the file at `path`, refers to, and what that refers to.
pub(crate) fn inline(path: &str, document: &Value, dialect: Dialect, library: &Library) -> Whole {
    let mut whole = Whole {
        document: document.clone(),
        embedded: Embedded {
            base: uri_of_path(path),
            ..Embedded::default()
        },
        notes: Vec::new(),
    };
    let mut places: BTreeMap<usize, String> = BTreeMap::new();
    loop {
        let outside = Targets::index(&whole.document, dialect, &whole.embedded).outside();
        let found: Vec<(String, usize)> = outside
            .into_iter()
            .filter_map(|uri| Some((uri.clone(), library.find(&uri)?)))
            .collect();
        if found.is_empty() {
            return whole;
        }
        for (uri, index) in found {
            let place = match places.get(&index) {
                Some(place) => place.clone(),
                None => whole.embed(&library.documents[index], dialect),
            };
            places.insert(index, place.clone());
            whole.embedded.aliases.insert(uri, place);
        }
    }
}

impl Whole {
    fn embed(&mut self, (path, document): &(String, Value), dialect: Dialect) -> String {
        let word = if dialect.draft >= Draft::Draft201909 {
            "$defs"
        } else {
            "definitions"
        };
        let stem = path.strip_suffix(".json").unwrap_or(path);
        let name = {
            let taken = |name: &str| {
                let held = member(&self.document, word);
                held.and_then(|held| member(held, name)).is_some()
            };
            free_name(&taken, &stem.replace('/', "."))
        };
        if let Some(root) = self.document.as_object_mut() {
            let held = root
                .entry(word)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Some(held) = held.as_object_mut() {
                held.insert(name.clone(), document.clone());
            }
        }
        let place = child(&child("", word), &name);
        self.embedded.bases.insert(place.clone(), uri_of_path(path));
        let message = format!("what it refers to in {path} is now part of it, under `$defs`");
        self.notes
            .push(Note::new("import/inlined", "", Effect::Same, message));
        let other = Dialect::detect(document);
        if other != dialect && !reads_alike(other, dialect) {
            let message = format!("{path} is written for {other}, and this file for {dialect}");
            self.notes.push(Note::new(
                "import/other-dialect",
                "",
                Effect::Refused,
                message,
            ));
        }
        place
    }
}

/// A file without a sign of its dialect is detected as 2020-12 and reads the same in all.
fn reads_alike(other: Dialect, dialect: Dialect) -> bool {
    other == Dialect::DRAFT_2020_12 || other.draft == dialect.draft && !other.openapi
}
