//! From spanned JSON to an arena of typed nodes.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde_json::{Number, Value};

use crate::annotations::XTidings;
use crate::diagnostic::{Diagnostic, ErrorId};
use crate::json::{Json, JsonKind, JsonMember};
use crate::keywords;
use crate::node::{Condition, Keyword, Node, NodeId, Types};
use crate::place::{Place, SourceText, child_pointer};
use crate::schema::{Draft, Schema, Sets};
use crate::suggest;

const MALFORMED: ErrorId = ErrorId("schema/malformed-keyword");
const ANNOTATION: ErrorId = ErrorId("schema/malformed-annotation");

/// Reads a document, given as `raw` too, into an arena and reports every malformed keyword.
pub(crate) fn read(
    source: Arc<SourceText>,
    json: &Json,
    raw: Value,
) -> Result<Schema<Draft>, Vec<Diagnostic>> {
    let mut reader = Reader {
        source: &source,
        nodes: Vec::new(),
        pointers: HashMap::new(),
        problems: Vec::new(),
    };
    let root = reader.schema(json, "");
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let Reader {
        nodes, pointers, ..
    } = reader;
    Ok(Schema {
        nodes,
        root,
        files: vec![(source.file().to_string(), root)],
        sources: vec![source],
        raw: Arc::new(raw),
        pointers,
        typed: OnceLock::new(),
        digests: OnceLock::new(),
        sets: Sets::default(),
        state: PhantomData,
    })
}

struct Reader<'a> {
    source: &'a SourceText,
    nodes: Vec<Node>,
    pointers: HashMap<Arc<str>, NodeId>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn schema(&mut self, json: &Json, pointer: &str) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let mut node = Node::empty(self.source.place(json.span.clone(), pointer));
        // Its place among the others; it is filled once its children have theirs.
        self.nodes.push(Node::empty(Place {
            pointer: Arc::default(),
            file: node.place.file.clone(),
            span: 0..0,
            line: 0,
            column: 0,
        }));
        self.pointers.insert(Arc::clone(&node.place.pointer), id);
        match &json.kind {
            JsonKind::Bool(flag) => node.always = Some(*flag),
            JsonKind::Object(members) => {
                // In the order of names, so that nothing downstream depends on the order of keys.
                let mut sorted: Vec<&JsonMember> = members.iter().collect();
                sorted.sort_by(|a, b| a.name.cmp(&b.name));
                let span = |member: &&JsonMember| {
                    let span = member.name_span.start..member.value.span.end;
                    (member.name.clone(), span)
                };
                node.spans = sorted.iter().map(span).collect();
                for member in sorted {
                    self.keyword(&mut node, member, pointer);
                }
                self.condition(&mut node, members, pointer);
            }
            _ => self.malformed(
                &json.span,
                pointer,
                format!(
                    "a schema is an object or a boolean, not {}",
                    json.kind_name()
                ),
            ),
        }
        self.nodes[id.index()] = node;
        id
    }

    fn keyword(&mut self, node: &mut Node, member: &JsonMember, pointer: &str) {
        let at = child_pointer(pointer, &member.name);
        let json = &member.value;
        match member.name.as_str() {
            "type" => node.types = self.types(json, &at),
            "enum" => node.values = self.values(json, &at).map(Arc::from),
            "const" => node.constant = Some(json.to_value()),
            "allOf" => node.all_of = self.schemas(json, &at),
            "anyOf" => node.any_of = self.schemas(json, &at),
            "oneOf" => node.one_of = self.schemas(json, &at),
            "not" => node.not = Some(self.schema(json, &at)),
            "$ref" => node.reference_text = self.text(json, &at),
            "$defs" | "definitions" => node.defs.extend(self.schema_map(json, &at)),
            "format" => node.format = self.text(json, &at),
            "title" => node.text.title = self.text(json, &at),
            "description" => node.text.description = self.text(json, &at),
            "default" => node.text.default = Some(json.to_value()),
            "examples" => node.text.examples = self.values(json, &at).unwrap_or_default(),
            "deprecated" => node.text.deprecated = self.flag(json, &at),
            "x-tidings" => node.tidings = self.annotations(json, &at).into(),
            "$id" => node.id = self.text(json, &at),
            "$anchor" => node.anchor = self.text(json, &at),
            "$schema" => self.dialect(json, &at),
            "if" | "then" | "else" => {}
            name if self.number_keyword(node, name, json, &at)
                || self.string_keyword(node, name, json, &at) => {}
            name if self.array_keyword(node, name, json, &at)
                || self.object_keyword(node, name, json, &at) => {}
            name if keywords::ANNOTATIONS.contains(&name) => {}
            name => {
                let keyword = Keyword {
                    name: name.to_owned(),
                    place: self.source.place(member.name_span.clone(), at),
                };
                if keywords::UNSUPPORTED.contains(&name) {
                    node.unsupported.push(keyword);
                } else {
                    node.unknown.push(keyword);
                }
            }
        }
    }

    fn number_keyword(&mut self, node: &mut Node, name: &str, json: &Json, at: &str) -> bool {
        let slot = match name {
            "minimum" => &mut node.number.minimum,
            "maximum" => &mut node.number.maximum,
            "exclusiveMinimum" => &mut node.number.exclusive_minimum,
            "exclusiveMaximum" => &mut node.number.exclusive_maximum,
            "multipleOf" => &mut node.number.multiple_of,
            _ => return false,
        };
        match &json.kind {
            JsonKind::Number(number) if name != "multipleOf" || positive(number) => {
                *slot = Some(number.clone())
            }
            JsonKind::Number(number) => self.malformed(
                &json.span,
                at,
                format!("`multipleOf` is above 0, not {number}"),
            ),
            JsonKind::Bool(_) if name.starts_with("exclusive") => {
                self.problems.push(
                    Diagnostic::error(MALFORMED, format!("`{name}` is a number, not a boolean"))
                        .at(self.source.place(json.span.clone(), at))
                        .help("older dialects write it so: `tidings import` converts them"),
                );
            }
            _ => self.malformed(
                &json.span,
                at,
                format!("`{name}` is a number, not {}", json.kind_name()),
            ),
        }
        true
    }

    fn string_keyword(&mut self, node: &mut Node, name: &str, json: &Json, at: &str) -> bool {
        match name {
            "minLength" => node.string.min = self.count(json, at),
            "maxLength" => node.string.max = self.count(json, at),
            "pattern" => node.string.pattern = self.text(json, at),
            _ => return false,
        }
        true
    }

    fn array_keyword(&mut self, node: &mut Node, name: &str, json: &Json, at: &str) -> bool {
        let array = &mut node.array;
        match name {
            "prefixItems" => array.prefix = self.schemas(json, at),
            "items" => {
                if let JsonKind::Array(_) = json.kind {
                    self.problems.push(
                        Diagnostic::error(MALFORMED, "`items` is one schema, not a list")
                            .at(self.source.place(json.span.clone(), at))
                            .help("2020-12 writes a list of item schemas as `prefixItems`; `tidings import` converts older dialects"),
                    );
                } else {
                    array.items = Some(self.schema(json, at));
                }
            }
            "contains" => array.contains = Some(self.schema(json, at)),
            "unevaluatedItems" => array.unevaluated = Some(self.schema(json, at)),
            "minContains" => array.min_contains = self.count(json, at),
            "maxContains" => array.max_contains = self.count(json, at),
            "minItems" => array.min = self.count(json, at),
            "maxItems" => array.max = self.count(json, at),
            "uniqueItems" => array.unique = self.flag(json, at),
            _ => return false,
        }
        true
    }

    fn object_keyword(&mut self, node: &mut Node, name: &str, json: &Json, at: &str) -> bool {
        let object = &mut node.object;
        match name {
            "properties" => object.properties = self.schema_map(json, at),
            "patternProperties" => object.patterns = self.schema_map(json, at),
            "additionalProperties" => object.additional = Some(self.schema(json, at)),
            "unevaluatedProperties" => object.unevaluated = Some(self.schema(json, at)),
            "propertyNames" => object.names = Some(self.schema(json, at)),
            "required" => object.required = self.texts(json, at),
            "minProperties" => object.min = self.count(json, at),
            "maxProperties" => object.max = self.count(json, at),
            "dependentSchemas" => object.dependent_schemas = self.schema_map(json, at),
            "dependentRequired" => {
                if let Some(members) = self.map(json, at) {
                    let mut sorted: Vec<&JsonMember> = members.iter().collect();
                    sorted.sort_by(|a, b| a.name.cmp(&b.name));
                    for member in sorted {
                        let names = self.texts(&member.value, &child_pointer(at, &member.name));
                        object.dependent_required.push((member.name.clone(), names));
                    }
                }
            }
            _ => return false,
        }
        true
    }

    /// `then` and `else` mean nothing without `if`, but must be schemas all the same.
    fn condition(&mut self, node: &mut Node, members: &[JsonMember], pointer: &str) {
        let mut parts = [None; 3];
        for (slot, name) in parts.iter_mut().zip(["if", "then", "else"]) {
            if let Some(member) = members.iter().find(|member| member.name == name) {
                *slot = Some(self.schema(&member.value, &child_pointer(pointer, name)));
            }
        }
        if let [Some(test), then, otherwise] = parts {
            node.condition = Some(Condition {
                test,
                then,
                otherwise,
            });
        }
    }

    fn annotations(&mut self, json: &Json, at: &str) -> XTidings {
        let mut tidings = XTidings::default();
        let Some(members) = self.map(json, at) else {
            return tidings;
        };
        for member in members {
            let at = child_pointer(at, &member.name);
            let json = &member.value;
            match member.name.as_str() {
                "fallback" => tidings.fallback = self.text(json, &at),
                "closed" => tidings.closed = self.flag(json, &at),
                "tag" => tidings.tag = self.text(json, &at),
                "open" => tidings.open = self.flag(json, &at),
                "change" => tidings.change = self.text(json, &at),
                "bigint" => tidings.bigint = self.flag(json, &at),
                "wire" => tidings.wire = self.text(json, &at),
                "owners" => tidings.owners = self.texts(json, &at),
                name if XTidings::UNSUPPORTED.contains(&name) => self.problems.push(
                    Diagnostic::error(
                        ErrorId("schema/annotation-unsupported"),
                        format!("`{name}` is not supported yet"),
                    )
                    .at(self.source.place(member.name_span.clone(), at))
                    .help("remove it; what coalescing goes by stands in the stream's file")
                    .note("nothing obeys this annotation in this version of tidings"),
                ),
                name => {
                    let mut problem = Diagnostic::error(
                        ErrorId("schema/unknown-annotation"),
                        format!("`x-tidings` has no key `{name}`"),
                    )
                    .at(self.source.place(member.name_span.clone(), at));
                    problem.help = suggest::help(name, XTidings::KEYS);
                    self.problems.push(problem);
                }
            }
        }
        if tidings.fallback.is_some() && tidings.closed {
            self.problems.push(
                Diagnostic::error(ANNOTATION, "`closed` and `fallback` contradict each other")
                    .at(self.source.place(json.span.clone(), at))
                    .help("keep `fallback` if it may grow, `closed` if it never will"),
            );
        }
        tidings
    }

    fn dialect(&mut self, json: &Json, at: &str) {
        let Some(dialect) = self.text(json, at) else {
            return;
        };
        let known = [
            "https://json-schema.org/draft/2020-12/schema",
            "http://json-schema.org/draft/2020-12/schema",
        ];
        if !known.contains(&dialect.trim_end_matches('#')) {
            self.problems.push(
                Diagnostic::error(
                    ErrorId("schema/dialect"),
                    format!("the dialect `{dialect}` is not JSON Schema 2020-12"),
                )
                .at(self.source.place(json.span.clone(), at))
                .help("`tidings import` converts older dialects"),
            );
        }
    }

    fn types(&mut self, json: &Json, at: &str) -> Option<Types> {
        let single = std::slice::from_ref(json);
        let items = match &json.kind {
            JsonKind::Array(items) if !items.is_empty() => items.as_slice(),
            JsonKind::String(_) => single,
            _ => {
                self.malformed(
                    &json.span,
                    at,
                    format!(
                        "`type` is a name or a list of names, not {}",
                        json.kind_name()
                    ),
                );
                return None;
            }
        };
        let mut types = Types::NONE;
        for item in items {
            let JsonKind::String(name) = &item.kind else {
                self.malformed(
                    &item.span,
                    at,
                    format!("a type is a name, not {}", item.kind_name()),
                );
                continue;
            };
            match Types::named(name) {
                Some(single) => types = types.union(single),
                None => {
                    let mut problem = Diagnostic::error(
                        ErrorId("schema/unknown-type"),
                        format!("there is no type `{name}`"),
                    )
                    .at(self.source.place(item.span.clone(), at));
                    problem.help = suggest::help(name, Types::known());
                    self.problems.push(problem);
                }
            }
        }
        Some(types)
    }

    fn schemas(&mut self, json: &Json, at: &str) -> Vec<NodeId> {
        let Some(items) = self.list(json, at) else {
            return Vec::new();
        };
        if items.is_empty() {
            self.malformed(&json.span, at, "the list of schemas is empty".to_owned());
        }
        items
            .iter()
            .enumerate()
            .map(|(i, item)| self.schema(item, &format!("{at}/{i}")))
            .collect()
    }

    fn schema_map(&mut self, json: &Json, at: &str) -> Vec<(String, NodeId)> {
        let Some(members) = self.map(json, at) else {
            return Vec::new();
        };
        let mut sorted: Vec<&JsonMember> = members.iter().collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        sorted
            .into_iter()
            .map(|member| {
                (
                    member.name.clone(),
                    self.schema(&member.value, &child_pointer(at, &member.name)),
                )
            })
            .collect()
    }

    fn values(&mut self, json: &Json, at: &str) -> Option<Vec<Value>> {
        let items = self.list(json, at)?;
        Some(items.iter().map(Json::to_value).collect())
    }

    fn map<'j>(&mut self, json: &'j Json, at: &str) -> Option<&'j [JsonMember]> {
        if let JsonKind::Object(members) = &json.kind {
            return Some(members);
        }
        self.expected(json, at, "an object")
    }

    fn list<'j>(&mut self, json: &'j Json, at: &str) -> Option<&'j [Json]> {
        if let JsonKind::Array(items) = &json.kind {
            return Some(items);
        }
        self.expected(json, at, "an array")
    }

    fn text(&mut self, json: &Json, at: &str) -> Option<String> {
        if let JsonKind::String(text) = &json.kind {
            return Some(text.clone());
        }
        self.expected(json, at, "a string")
    }

    fn flag(&mut self, json: &Json, at: &str) -> bool {
        if let JsonKind::Bool(flag) = json.kind {
            return flag;
        }
        self.expected::<()>(json, at, "a boolean");
        false
    }

    fn texts(&mut self, json: &Json, at: &str) -> Vec<String> {
        let items = self.list(json, at).unwrap_or_default();
        let mut texts: Vec<String> = Vec::with_capacity(items.len());
        for item in items {
            if let Some(text) = self.text(item, at)
                && !texts.contains(&text)
            {
                texts.push(text);
            }
        }
        texts
    }

    /// A count may be written `3.0`.
    fn count(&mut self, json: &Json, at: &str) -> Option<u64> {
        if let JsonKind::Number(number) = &json.kind {
            let whole = number.as_u64().or_else(|| {
                let float = number.as_f64()?;
                (float >= 0.0 && float.fract() == 0.0 && float < 9.0e15).then_some(float as u64)
            });
            if whole.is_some() {
                return whole;
            }
            self.malformed(&json.span, at, format!("{number} is not a count"));
            return None;
        }
        self.expected(json, at, "a whole number of at least 0")
    }

    fn expected<T>(&mut self, json: &Json, at: &str, what: &str) -> Option<T> {
        let name = at
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace("~1", "/")
            .replace("~0", "~");
        self.malformed(
            &json.span,
            at,
            format!("`{name}` is {what}, not {}", json.kind_name()),
        );
        None
    }

    fn malformed(&mut self, span: &Range<usize>, at: &str, message: String) {
        let place: Place = self.source.place(span.clone(), at);
        let help = "write the keyword as JSON Schema 2020-12 defines it";
        self.problems
            .push(Diagnostic::error(MALFORMED, message).at(place).help(help));
    }
}

fn positive(number: &Number) -> bool {
    number.as_f64().is_some_and(|float| float > 0.0)
}

/// A value as a node carries it, compared as JSON Schema compares: `1` equals `1.0`.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    tidings_contract::canonical_json(a) == tidings_contract::canonical_json(b)
}
