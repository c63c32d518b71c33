//! JSON with spans: strict, without duplicate keys, numbers inside the domain, nesting bounded.

use std::collections::BTreeMap;
use std::ops::Range;

use jsonc_parser::ast;
use serde_json::{Number, Value};

use crate::diagnostic::{Diagnostic, ErrorId};
use crate::place::{Place, SourceText, child_pointer};

/// How deep a document may nest; serde_json reads the same depth, so what is accepted here is accepted there.
pub const MAX_DEPTH: usize = 127;
/// Constants with more levels of values than this are not checked by generated code: readers of payloads take few more.
pub const DEEPEST_CONSTANT: usize = 100;

/// A JSON value that knows where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// The bytes of the file that hold it.
    pub span: Range<usize>,
    /// What it is.
    pub kind: JsonKind,
}

/// The kinds of JSON values.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number of the domain: an integer from -2^63 to 2^64-1, or a finite double.
    Number(Number),
    /// A string
    String(String),
    /// An array
    Array(Vec<Json>),
    /// An object, its members in the order as written
    Object(Vec<JsonMember>),
}

/// A member of a JSON object.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonMember {
    /// The name.
    pub name: String,
    /// Where the name is written.
    pub name_span: Range<usize>,
    /// The value.
    pub value: Json,
}

impl Json {
    /// The value without its spans.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            JsonKind::Null => Value::Null,
            JsonKind::Bool(flag) => Value::Bool(*flag),
            JsonKind::Number(number) => Value::Number(number.clone()),
            JsonKind::String(text) => Value::String(text.clone()),
            JsonKind::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            JsonKind::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|member| (member.name.clone(), member.value.to_value()))
                    .collect(),
            ),
        }
    }

    /// A value without spans; `None` where it nests deeper than [`MAX_DEPTH`].
    pub fn from_value(value: &Value) -> Option<Json> {
        shallow_enough(value).then(|| unspanned(value))
    }

    /// A value without spans, however deep; for values that are known to be shallow.
    pub(crate) fn from_value_unchecked(value: &Value) -> Json {
        unspanned(value)
    }

    /// The word for this kind of value in messages.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            JsonKind::Null => "null",
            JsonKind::Bool(_) => "a boolean",
            JsonKind::Number(_) => "a number",
            JsonKind::String(_) => "a string",
            JsonKind::Array(_) => "an array",
            JsonKind::Object(_) => "an object",
        }
    }
}

/// JSON as RFC 8259 has it, and nothing more.
const STRICT: jsonc_parser::ParseOptions = jsonc_parser::ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON text and reports all that is wrong with it.
///
/// # Errors
/// `json/syntax`, `json/too-deep`, `json/number-range`, `json/duplicate-key`, each at its place.
pub fn parse(source: &SourceText) -> Result<Json, Vec<Diagnostic>> {
    let text = source.text();
    if let Some(at) = too_deep(text) {
        return Err(vec![deep(source.place(at..at + 1, ""))]);
    }
    let parsed =
        jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &STRICT)
            .map_err(|error| {
                let range = error.range();
                vec![syntax(
                    source.place(range.start..range.end, ""),
                    &error.kind().to_string(),
                )]
            })?;
    let Some(value) = parsed.value else {
        return Err(vec![syntax(
            source.place(0..0, ""),
            "the file holds no value",
        )]);
    };
    let mut reader = Reader {
        source,
        problems: Vec::new(),
    };
    let json = reader.value(&value, "");
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    // jsonc-parser takes some texts that RFC 8259 refuses (control characters in strings, other white space);
    // serde_json is the judge of those.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let at = offset_of(text, error.line(), error.column());
        let message = error.to_string();
        let message = message
            .split(" at line ")
            .next()
            .unwrap_or(&message)
            .to_owned();
        return Err(vec![syntax(source.place(at..at, ""), &message)]);
    }
    Ok(json)
}

struct Reader<'a> {
    source: &'a SourceText,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn value(&mut self, value: &ast::Value<'_>, pointer: &str) -> Json {
        let (range, kind) = match value {
            ast::Value::StringLit(text) => (text.range, JsonKind::String(text.value.to_string())),
            ast::Value::NumberLit(number) => {
                let kind = match number_of(number.value) {
                    Some(number) => JsonKind::Number(number),
                    None => {
                        let place = self
                            .source
                            .place(number.range.start..number.range.end, pointer);
                        self.problems.push(number_range(number.value, place));
                        JsonKind::Null
                    }
                };
                (number.range, kind)
            }
            ast::Value::BooleanLit(flag) => (flag.range, JsonKind::Bool(flag.value)),
            ast::Value::NullKeyword(null) => (null.range, JsonKind::Null),
            ast::Value::Array(array) => {
                let items = array.elements.iter().enumerate();
                let items = items
                    .map(|(i, item)| self.value(item, &format!("{pointer}/{i}")))
                    .collect();
                (array.range, JsonKind::Array(items))
            }
            ast::Value::Object(object) => (
                object.range,
                JsonKind::Object(self.members(object, pointer)),
            ),
        };
        Json {
            span: range.start..range.end,
            kind,
        }
    }

    fn members(&mut self, object: &ast::Object<'_>, pointer: &str) -> Vec<JsonMember> {
        let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let mut members = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            let (name, range) = match &property.name {
                ast::ObjectPropName::String(text) => (text.value.to_string(), text.range),
                ast::ObjectPropName::Word(word) => (word.value.to_owned(), word.range),
            };
            let span = range.start..range.end;
            let inner = child_pointer(pointer, &name);
            if let Some(first) = seen.get(&name) {
                let duplicate = Diagnostic::error(
                    ErrorId("json/duplicate-key"),
                    format!("the key `{name}` is given twice"),
                )
                .at(self.source.place(span.clone(), inner.clone()))
                .label(
                    self.source.place(first.clone(), inner.clone()),
                    "is the first one",
                )
                .help("remove one of the two")
                .note("parsers disagree on which of two equal keys counts");
                self.problems.push(duplicate);
            } else {
                seen.insert(name.clone(), span.clone());
            }
            let value = self.value(&property.value, &inner);
            members.push(JsonMember {
                name,
                name_span: span,
                value,
            });
        }
        members
    }
}

/// A number of the domain. A literal without fraction and exponent is an integer and must fit 64 bits.
fn number_of(text: &str) -> Option<Number> {
    if !text.contains(['.', 'e', 'E']) {
        if text == "-0" {
            return Number::from_f64(-0.0);
        }
        return text
            .parse::<i64>()
            .map(Number::from)
            .or_else(|_| text.parse::<u64>().map(Number::from))
            .ok();
    }
    Number::from_f64(text.parse::<f64>().ok().filter(|float| float.is_finite())?)
}

fn number_range(text: &str, place: Place) -> Diagnostic {
    let shown: String = text.chars().take(40).collect();
    Diagnostic::error(
        ErrorId("json/number-range"),
        format!("the number {shown} is outside the domain"),
    )
    .at(place)
    .help("use an integer from -2^63 to 2^64-1, a finite double, or a string")
    .note("Rust and TypeScript must read the same value")
}

fn syntax(place: Place, message: &str) -> Diagnostic {
    let mut message = message.to_owned();
    if let Some(first) = message.get(0..1) {
        message = format!("{}{}", first.to_lowercase(), &message[1..]);
    }
    Diagnostic::error(
        ErrorId("json/syntax"),
        format!("this is not JSON: {message}"),
    )
    .at(place)
    .help("write strict JSON: double quotes, no comments, no trailing commas")
}

pub(crate) fn deep(place: Place) -> Diagnostic {
    Diagnostic::error(
        ErrorId("json/too-deep"),
        format!("the document nests deeper than {MAX_DEPTH} levels"),
    )
    .at(place)
    .help("move inner schemas to `$defs` and refer to them")
}

/// The offset of the first bracket beyond [`MAX_DEPTH`], found without recursion.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether a constant holds more than [`DEEPEST_CONSTANT`] levels of values, itself included.
pub fn is_deep_constant(value: &Value) -> bool {
    fn deeper(value: &Value, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else {
            return true;
        };
        match value {
            Value::Array(items) => items.iter().any(|item| deeper(item, left)),
            Value::Object(members) => members.values().any(|member| deeper(member, left)),
            _ => false,
        }
    }
    deeper(value, DEEPEST_CONSTANT)
}

fn shallow_enough(value: &Value) -> bool {
    let mut open = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > MAX_DEPTH {
            return false;
        }
        match value {
            Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => open.extend(members.values().map(|item| (item, depth + 1))),
            _ => {}
        }
    }
    true
}

fn unspanned(value: &Value) -> Json {
    let kind = match value {
        Value::Null => JsonKind::Null,
        Value::Bool(flag) => JsonKind::Bool(*flag),
        Value::Number(number) => JsonKind::Number(number.clone()),
        Value::String(text) => JsonKind::String(text.clone()),
        Value::Array(items) => JsonKind::Array(items.iter().map(unspanned).collect()),
        Value::Object(members) => JsonKind::Object(
            members
                .iter()
                .map(|(name, value)| JsonMember {
                    name: name.clone(),
                    name_span: 0..0,
                    value: unspanned(value),
                })
                .collect(),
        ),
    };
    Json { span: 0..0, kind }
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
