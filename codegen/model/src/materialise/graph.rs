//! A graph of nodes under construction, and its document: what is shared or recursive stands under `$defs`. The document is
//! read back as typed nodes only where somebody asks for them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::check;
use crate::json::Json;
use crate::node::{Node, NodeId, Step, Types};
use crate::place::{Place, SourceText, child_pointer};
use crate::print::{Notes, print};
use crate::read;
use crate::schema::{Checked, Materialised, Schema, Sets, Written};

/// How many levels are written inside each other before the next becomes a definition: recursion stays shallow everywhere.
const INLINE_LEVELS: usize = 12;

/// Nodes that point at each other directly; cycles are allowed.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
}

impl Graph {
    /// A new node.
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    /// A node that takes everything, or nothing.
    pub(crate) fn constant(&mut self, always: bool, place: &Place) -> NodeId {
        self.add(Node {
            always: Some(always),
            ..Node::empty(place.clone())
        })
    }

    /// A node that takes some types.
    pub(crate) fn typed(&mut self, types: Types, place: &Place) -> NodeId {
        self.add(Node {
            types: Some(types),
            ..Node::empty(place.clone())
        })
    }

    /// Writes the document of a root.
    pub(crate) fn finish(
        self,
        source: &Schema<Checked>,
        root: NodeId,
        notes: Notes,
        inexact_at: Vec<Place>,
    ) -> Materialised {
        let written = Written {
            names: self.definitions(root),
            nodes: self.nodes,
            root,
            notes,
            sources: source.sources.clone(),
            files: source.files.clone(),
        };
        Materialised {
            document: written.document(None),
            exact: inexact_at.is_empty(),
            inexact_at,
            written,
            schema: OnceLock::new(),
        }
    }

    /// The nodes that become definitions, each with its name.
    fn definitions(&self, root: NodeId) -> BTreeMap<NodeId, String> {
        let mut uses: HashMap<NodeId, usize> = HashMap::new();
        let mut wanted: BTreeSet<NodeId> = BTreeSet::new();
        let mut order = Vec::new();
        let mut seen = BTreeSet::from([root]);
        let mut open = std::collections::VecDeque::from([(root, 0)]);
        while let Some((id, level)) = open.pop_front() {
            order.push(id);
            for (step, child) in self.nodes[id.index()].links() {
                *uses.entry(child).or_default() += 1;
                let deep = level + 1 >= INLINE_LEVELS;
                let shared = uses[&child] > 1 && !self.is_small(child);
                if step.0 == "$ref" || deep || shared || child == root {
                    wanted.insert(child);
                }
                if seen.insert(child) {
                    open.push_back((
                        child,
                        if deep || step.0 == "$ref" {
                            0
                        } else {
                            level + 1
                        },
                    ));
                }
            }
        }
        let mut taken = BTreeSet::new();
        let mut names = BTreeMap::new();
        for id in order {
            if wanted.contains(&id) {
                names.insert(id, fresh(&mut taken, &stem(&self.nodes[id.index()].place)));
            }
        }
        names
    }

    fn is_small(&self, id: NodeId) -> bool {
        let node = &self.nodes[id.index()];
        node.always.is_some()
            || (node.links().is_empty()
                && node.values.as_ref().is_none_or(|values| values.len() < 4))
    }
}

/// A name for a definition, from where it was written.
fn stem(place: &Place) -> String {
    let token = place
        .pointer
        .rsplit('/')
        .find(|token| !token.is_empty() && token.parse::<u32>().is_err());
    let file = || {
        let mut parts = place.file.trim_end_matches(".json").rsplit('/');
        let version = parts.next().unwrap_or_default();
        parts
            .next()
            .map_or_else(|| version.to_owned(), |name| format!("{name}-{version}"))
    };
    let stem = token
        .map(|token| token.replace("~1", "_").replace("~0", "_"))
        .unwrap_or_else(file);
    stem.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .take(60)
        .collect()
}

fn fresh(taken: &mut BTreeSet<String>, stem: &str) -> String {
    let mut name = stem.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{stem}~{number}").replace('~', "-");
        number += 1;
    }
    name
}

impl Written {
    /// The document; and where each of its parts comes from, by pointer, where that is asked for.
    fn document(&self, origins: Option<&mut HashMap<String, NodeId>>) -> Value {
        let mut printer = Printer {
            written: self,
            origins,
        };
        let mut document = printer.print(self.root, "");
        let definitions: Map<String, Value> = self
            .names
            .iter()
            .filter(|(id, _)| **id != self.root)
            .map(|(id, name)| {
                let at = child_pointer("/$defs", name);
                (name.clone(), printer.print(*id, &at))
            })
            .collect();
        if !definitions.is_empty() {
            if let Value::Bool(always) = document {
                document = if always {
                    Value::Object(Map::new())
                } else {
                    serde_json::json!({"not": {}})
                };
            }
            if let Value::Object(map) = &mut document {
                map.insert("$defs".to_owned(), Value::Object(definitions));
            }
        }
        document
    }

    /// The document as typed nodes with the places that its parts come from.
    pub(crate) fn read(&self) -> Schema<Checked> {
        let mut origins = HashMap::new();
        let document = self.document(Some(&mut origins));
        let file = self.sources.first().map_or("", |source| &**source.file());
        let text = Arc::new(SourceText::new(file, ""));
        let json = Json::from_value_unchecked(&document);
        let mut draft = read::read(text, &json, document)
            .expect("a document written from typed nodes has well-formed keywords");
        let problems = check::resolve_alone(&mut draft);
        debug_assert!(
            problems.is_empty(),
            "a written document refers to its own definitions only: {problems:?}"
        );
        for (pointer, id) in &draft.pointers {
            if let Some(origin) = origins.get(&**pointer) {
                let origin = &self.nodes[origin.index()];
                let node = &mut draft.nodes[id.index()];
                node.place = origin.place.clone();
                node.spans = origin.spans.clone();
            }
        }
        Schema {
            nodes: draft.nodes,
            root: draft.root,
            sources: self.sources.clone(),
            raw: draft.raw,
            pointers: draft.pointers,
            files: self.files.clone(),
            typed: OnceLock::new(),
            digests: OnceLock::new(),
            sets: Sets::default(),
            state: PhantomData,
        }
    }

    fn address(&self, id: NodeId) -> String {
        match self.names.get(&id) {
            Some(name) if id != self.root => format!("#/$defs/{name}"),
            _ => "#".to_owned(),
        }
    }
}

struct Printer<'w, 'o> {
    written: &'w Written,
    origins: Option<&'o mut HashMap<String, NodeId>>,
}

impl Printer<'_, '_> {
    fn note(&mut self, pointer: &str, id: NodeId) {
        if let Some(origins) = &mut self.origins {
            origins.insert(pointer.to_owned(), id);
        }
    }

    /// The pointer of a child; empty where nobody asks where things come from.
    fn below(&self, pointer: &str, step: &Step<'_>) -> String {
        if self.origins.is_none() {
            return String::new();
        }
        let at = child_pointer(pointer, step.0);
        if step.is_named() {
            child_pointer(&at, &step.1)
        } else {
            at
        }
    }

    fn print(&mut self, id: NodeId, pointer: &str) -> Value {
        self.note(pointer, id);
        let written = self.written;
        let node = &written.nodes[id.index()];
        print(node, written.notes, &mut |step: &Step<'_>, child| {
            if step.0 == "$ref" {
                return Value::String(written.address(child));
            }
            let at = self.below(pointer, step);
            if child == written.root || written.names.contains_key(&child) {
                self.note(&at, child);
                return serde_json::json!({"$ref": written.address(child)});
            }
            self.print(child, &at)
        })
    }
}
