//! Every `$ref` finds its node; files that are referred to are inlined into the arena.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use fluent_uri::UriRef;

use crate::diagnostic::{Diagnostic, ErrorId};
use crate::node::{Node, NodeId};
use crate::place::{Place, SourceText, child_pointer};
use crate::schema::{Draft, Resolve, Resolved, Schema};
use crate::suggest;

const DANGLING: ErrorId = ErrorId("schema/dangling-reference");

/// Where the nodes of one file stand in the arena, and how they are addressed.
struct File {
    path: String,
    offset: u32,
    nodes: usize,
    pointers: HashMap<Arc<str>, NodeId>,
    /// Subschemas with an `$id` of their own, the root's included, by absolute URI.
    ids: BTreeMap<String, String>,
}

/// A reference taken apart.
enum Target {
    /// A place in the same file: the pointer of the resource and the fragment in it.
    Local { resource: String, fragment: String },
    /// A place in another file.
    Foreign { path: String, fragment: String },
    /// Neither.
    Bad(String),
}

/// Fills `reference` of every node that has one; inlines foreign files.
pub(crate) fn resolve(schema: &mut Schema<Draft>, resolver: &dyn Resolve) -> Vec<Diagnostic> {
    if schema
        .nodes
        .iter()
        .all(|node| node.reference_text.is_none())
    {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let mut files = vec![File::of(schema, 0)];
    let mut at = 0;
    while at < files.len() {
        for local in 0..files[at].nodes {
            let index = files[at].offset as usize + local;
            let Some(text) = schema.nodes[index].reference_text.clone() else {
                continue;
            };
            let place = reference_place(schema, index);
            let found = match files[at].target(&schema.nodes, index, &text) {
                Target::Local { resource, fragment } => {
                    files[at].find(&schema.nodes, &resource, &fragment)
                }
                Target::Foreign { path, fragment } => {
                    match foreign(schema, &mut files, resolver, &path, &place, &mut problems) {
                        Some(file) => files[file].find(&schema.nodes, "", &fragment),
                        None => continue,
                    }
                }
                Target::Bad(why) => {
                    problems.push(Diagnostic::error(DANGLING, format!("`{text}` is no reference: {why}"))
                        .at(place)
                        .help("write `#/$defs/name` for a place in this file, `../../types/money/1.json` for a shared type"));
                    continue;
                }
            };
            match found {
                Some(target) => schema.nodes[index].reference = Some(target),
                None => problems.push(dangling(&files, &text, place)),
            }
        }
        at += 1;
    }
    problems
}

/// The files that a draft refers to by path, each with the place of the reference.
pub(crate) fn foreign_references(schema: &Schema<Draft>) -> Vec<(String, Place)> {
    let file = File::of(schema, 0);
    let indices =
        (0..schema.nodes.len()).filter(|index| schema.nodes[*index].reference_text.is_some());
    indices
        .filter_map(|index| {
            let text = schema.nodes[index].reference_text.as_ref()?;
            match file.target(&schema.nodes, index, text) {
                Target::Foreign { path, .. } => Some((path, reference_place(schema, index))),
                _ => None,
            }
        })
        .collect()
}

fn reference_place(schema: &Schema<Draft>, index: usize) -> Place {
    schema.keyword_place(NodeId(index as u32), "$ref")
}

/// The index of a foreign file, inlining it at first use.
fn foreign(
    schema: &mut Schema<Draft>,
    files: &mut Vec<File>,
    resolver: &dyn Resolve,
    path: &str,
    place: &Place,
    problems: &mut Vec<Diagnostic>,
) -> Option<usize> {
    if let Some(known) = files.iter().position(|file| file.path == path) {
        return Some(known);
    }
    match resolver.resolve(path) {
        Resolved::Schema(other) => {
            let offset = u32::try_from(schema.nodes.len()).unwrap_or(u32::MAX);
            schema
                .nodes
                .extend(other.nodes.iter().map(|node| shifted(node, offset)));
            for source in &other.sources {
                schema.sources.push(Arc::<SourceText>::clone(source));
            }
            schema
                .files
                .push((path.to_owned(), NodeId(other.root.0 + offset)));
            files.push(File::of(other, offset));
            Some(files.len() - 1)
        }
        Resolved::Missing { candidates } => {
            let mut problem =
                Diagnostic::error(DANGLING, format!("there is no file `{path}`")).at(place.clone());
            problem.help = suggest::nearest(path, candidates.iter().map(String::as_str))
                .map(|nearest| format!("did you mean `{nearest}`?"))
                .or_else(|| Some("a reference is relative to the file that holds it, as in `../../types/money/1.json`".to_owned()));
            problems.push(problem);
            None
        }
        Resolved::Broken => None,
        Resolved::Refused(why) => {
            problems.push(
                Diagnostic::error(
                    ErrorId("schema/reference-refused"),
                    format!("`{path}` must not be referred to: {why}"),
                )
                .at(place.clone())
                .help("move what is shared to `types/<name>/1.json` and refer to that"),
            );
            None
        }
    }
}

fn dangling(files: &[File], text: &str, place: Place) -> Diagnostic {
    let mut problem = Diagnostic::error(DANGLING, format!("`{text}` leads nowhere")).at(place);
    let fragment = text.split_once('#').map_or("", |(_, fragment)| fragment);
    let pointers = files
        .iter()
        .flat_map(|file| file.pointers.keys())
        .filter(|pointer| pointer.contains("/$defs/"));
    problem.help = suggest::nearest(fragment, pointers.map(|pointer| &**pointer))
        .map(|nearest| format!("did you mean `#{nearest}`?"))
        .or_else(|| {
            Some(
                "a fragment is a JSON pointer from the root of its file, as in `#/$defs/name`"
                    .to_owned(),
            )
        });
    problem
}

impl File {
    fn of(schema: &Schema<Draft>, offset: u32) -> File {
        let path = schema.file().to_owned();
        let mut file = File {
            path,
            offset,
            nodes: schema.nodes.len(),
            pointers: HashMap::new(),
            ids: BTreeMap::new(),
        };
        let mut with_id: Vec<(&str, &str)> = Vec::new();
        for (pointer, id) in &schema.pointers {
            if let Some(uri) = &schema.nodes[id.index()].id {
                with_id.push((pointer, uri));
            }
            file.pointers.insert(pointer.clone(), NodeId(id.0 + offset));
        }
        // A resource's `$id` is relative to that of the one around it, which is shorter.
        with_id.sort();
        for (pointer, uri) in with_id {
            let base = file.base(pointer);
            if let Some(absolute) = join(&base, uri) {
                let absolute = absolute.split('#').next().unwrap_or_default().to_owned();
                file.ids
                    .entry(absolute)
                    .or_insert_with(|| pointer.to_owned());
            }
        }
        file
    }

    fn home(&self) -> String {
        let path = self
            .path
            .split('/')
            .map(escape)
            .collect::<Vec<_>>()
            .join("/");
        format!("tidings:///{path}")
    }

    /// The base URI at a pointer: that of the innermost resource around it.
    fn base(&self, pointer: &str) -> String {
        self.resource(pointer)
            .map_or_else(|| self.home(), |(uri, _)| uri)
    }

    fn resource(&self, pointer: &str) -> Option<(String, String)> {
        let around = self.ids.iter().filter(|(_, at)| {
            pointer
                .strip_prefix(at.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        around
            .max_by_key(|(_, at)| at.len())
            .map(|(uri, at)| (uri.clone(), at.clone()))
    }

    fn target(&self, nodes: &[Node], index: usize, text: &str) -> Target {
        let pointer = &nodes[index].place.pointer;
        let resource = self.resource(pointer);
        if let Some(fragment) = text.strip_prefix('#') {
            let resource = resource.map(|(_, at)| at).unwrap_or_default();
            return match decode(fragment) {
                Some(fragment) => Target::Local { resource, fragment },
                None => Target::Bad("its fragment is not well formed".to_owned()),
            };
        }
        let Some(absolute) = resource
            .and_then(|(uri, _)| join(&uri, text))
            .or_else(|| join(&self.home(), text))
        else {
            return Target::Bad("it is not a URI reference".to_owned());
        };
        let (address, fragment) = absolute.split_once('#').unwrap_or((&absolute, ""));
        let Some(fragment) = decode(fragment) else {
            return Target::Bad("its fragment is not well formed".to_owned());
        };
        if let Some(resource) = self.ids.get(address) {
            return Target::Local {
                resource: resource.clone(),
                fragment,
            };
        }
        self.foreign_target(text, fragment)
    }

    fn foreign_target(&self, text: &str, fragment: String) -> Target {
        let path = text.split('#').next().unwrap_or_default();
        let above = path.split('/').take_while(|part| *part == "..").count();
        if above >= self.path.split('/').count() {
            return Target::Bad("it leads out of the registry".to_owned());
        }
        let Some(absolute) = join(&self.home(), path) else {
            return Target::Bad("it is not a URI reference".to_owned());
        };
        match absolute.strip_prefix("tidings:///").and_then(decode) {
            Some(path) if path == self.path => Target::Local {
                resource: String::new(),
                fragment,
            },
            Some(path) => Target::Foreign { path, fragment },
            None => Target::Bad(
                "only files of the registry can be referred to, never a network address".to_owned(),
            ),
        }
    }

    fn find(&self, nodes: &[Node], resource: &str, fragment: &str) -> Option<NodeId> {
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer = format!("{resource}{fragment}");
            return self
                .pointers
                .get(pointer.as_str())
                .or_else(|| self.pointers.get(normal(&pointer).as_str()))
                .copied();
        }
        let mut own: Vec<(&Arc<str>, &NodeId)> = self
            .pointers
            .iter()
            .filter(|(_, id)| nodes[id.index()].anchor.as_deref() == Some(fragment))
            .collect();
        own.sort();
        own.into_iter()
            .find(|(pointer, _)| {
                self.resource(pointer).map(|(_, at)| at).unwrap_or_default() == resource
            })
            .map(|(_, id)| *id)
    }
}

/// A pointer with every token escaped in the one usual way.
fn normal(pointer: &str) -> String {
    let tokens = crate::place::pointer_tokens(pointer).unwrap_or_default();
    tokens.iter().fold(String::new(), |pointer, token| {
        child_pointer(&pointer, token)
    })
}

fn join(base: &str, reference: &str) -> Option<String> {
    let base = fluent_uri::Uri::parse(base.split('#').next()?).ok()?;
    let reference = UriRef::parse(reference).ok()?;
    reference
        .resolve_against(&base)
        .ok()
        .map(|uri| uri.as_str().to_owned())
}

/// Decodes percent signs; `None` where the bytes are no UTF-8.
fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let digits = text.get(at + 1..at + 3)?;
            decoded.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(decoded).ok()
}

fn escape(segment: &str) -> String {
    let mut escaped = String::new();
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// A copy of a node whose children stand further back in the arena.
fn shifted(node: &Node, offset: u32) -> Node {
    let mut node = node.clone();
    node.map_links(&mut |_, id| NodeId(id.0 + offset));
    node
}
