//! Types in the words of TypeScript, piece by piece, so that names can lead to where they are described.

use serde_json::Value;
use tidings_contract::VersionNumber;
use tidings_model::{Escape, Form, NodeId};

use super::context::Part;
use super::escape::{code, text};
use crate::escape::js_string;
use crate::lower::catalogue::{Catalogue, Kind, Named};
use crate::names::ts_key;

/// Types inside types are written out only so far; what is deeper has a name of its own in every real schema.
const DEEPEST: usize = 12;

/// Writes types.
pub(super) struct Exprs<'a> {
    pub catalogue: &'a Catalogue<'a>,
    pub escape: Escape,
}

impl Exprs<'_> {
    /// The type of a node.
    pub(super) fn of(&self, file: &Named<'_>, id: NodeId) -> Vec<Part> {
        self.node(file, id, 0)
    }

    /// The type that a form makes, which may be named elsewhere.
    pub(super) fn form(&self, file: &Named<'_>, form: &Form) -> Vec<Part> {
        self.written(file, form, 0)
    }

    /// A constant as a type.
    pub(super) fn constant(&self, value: &Value) -> Vec<Part> {
        vec![self.word(&literal(value))]
    }

    /// The alternatives of a form, one by one; the form itself where it has none.
    pub(super) fn branches(&self, file: &Named<'_>, form: &Form) -> Vec<Vec<Part>> {
        match form {
            Form::Enum { members, fallback } => {
                let more = fallback.iter().filter(|word| !members.contains(word));
                let words = members.iter().chain(more);
                words
                    .map(|word| vec![self.word(&js_string(word))])
                    .collect()
            }
            Form::Nullable(inner) => vec![self.of(file, *inner), vec![self.word("null")]],
            Form::Union { branches, .. } => branches.iter().map(|id| self.of(file, *id)).collect(),
            other => vec![self.form(file, other)],
        }
    }

    /// The name of a type of a file, as the file's own pages call it.
    pub(super) fn name(&self, file: &Named<'_>, pointer: &str) -> String {
        match file.nested.get(pointer) {
            Some(nested) => format!("{}_{nested}", file.root),
            None => file.root.clone(),
        }
    }

    /// Where a type of a file is described.
    pub(super) fn anchor(&self, file: &Named<'_>, pointer: &str) -> String {
        let (kind, name, version) = subject(file.kind);
        match file.nested.get(pointer) {
            Some(nested) => format!("{kind}-{name}-{version}-{nested}"),
            None => format!("{kind}-{name}-{version}"),
        }
    }

    fn node(&self, file: &Named<'_>, id: NodeId, depth: usize) -> Vec<Part> {
        let schema = file.plan.schema;
        let id = schema.resolve(id);
        if let Some(pointer) = file.plan.named(id) {
            return vec![self.link(file, pointer, "")];
        }
        if !file.plan.is_own(id)
            && let Some((other, pointer)) = self.catalogue.at(&schema.node(id).place)
        {
            return vec![self.link(other, pointer, "types")];
        }
        if depth >= DEEPEST {
            return vec![self.mark("…")];
        }
        self.written(file, schema.form(id), depth + 1)
    }

    fn written(&self, file: &Named<'_>, form: &Form, depth: usize) -> Vec<Part> {
        match form {
            Form::Any => vec![self.word("unknown")],
            Form::Never => vec![self.word("never")],
            Form::Null => vec![self.word("null")],
            Form::Bool => vec![self.word("boolean")],
            Form::Integer { .. } | Form::Number => vec![self.word("number")],
            Form::String => vec![self.word("string")],
            Form::Constant(value) => self.constant(value),
            Form::Enum { members, fallback } => {
                let more = fallback
                    .iter()
                    .filter(|fallback| !members.contains(fallback));
                let words = members.iter().chain(more);
                self.either(words.map(|word| vec![self.word(&js_string(word))]))
            }
            Form::List(item) => {
                let item = self.node(file, *item, depth);
                let wide = item
                    .iter()
                    .any(|part| part.text.trim() == self.bar().text.trim());
                match wide {
                    true => self.around("(", item, ")[]"),
                    false => self.around("", item, "[]"),
                }
            }
            Form::Tuple(items) => {
                let mut parts = Vec::new();
                for (at, item) in items.iter().enumerate() {
                    parts.extend((at > 0).then(|| self.mark(", ")));
                    parts.extend(self.node(file, *item, depth));
                }
                self.around("[", parts, "]")
            }
            Form::Map(value) => {
                self.around("{ [key: string]: ", self.node(file, *value, depth), " }")
            }
            Form::Nullable(inner) => {
                self.either([self.node(file, *inner, depth), vec![self.word("null")]].into_iter())
            }
            Form::Union {
                branches,
                tag,
                fallback,
            } => {
                let other = tag.as_ref().zip(fallback.as_ref());
                let known = other.as_ref().is_some_and(|(tag, word)| {
                    tag.values.iter().flatten().any(|value| value == *word)
                });
                let other = other.filter(|_| !known).map(|(tag, word)| {
                    vec![self.word(&format!(
                        "{{ {}: {} }}",
                        ts_key(&tag.member),
                        js_string(word)
                    ))]
                });
                self.either(
                    branches
                        .iter()
                        .map(|id| self.node(file, *id, depth))
                        .chain(other),
                )
            }
            Form::Struct { .. } => vec![self.word("object")],
        }
    }

    fn either(&self, branches: impl Iterator<Item = Vec<Part>>) -> Vec<Part> {
        let mut seen: Vec<Vec<Part>> = Vec::new();
        for branch in branches {
            if !seen.contains(&branch) {
                seen.push(branch);
            }
        }
        let mut parts = Vec::new();
        for branch in seen {
            if !parts.is_empty() {
                parts.push(self.bar());
            }
            parts.extend(branch);
        }
        if parts.is_empty() {
            vec![self.word("never")]
        } else {
            parts
        }
    }

    fn around(&self, before: &str, mut parts: Vec<Part>, after: &str) -> Vec<Part> {
        if !before.is_empty() {
            parts.insert(0, self.mark(before));
        }
        parts.push(self.mark(after));
        parts
    }

    fn bar(&self) -> Part {
        self.mark(" | ")
    }

    fn mark(&self, raw: &str) -> Part {
        // The blanks around a mark matter, and `text` trims.
        let (left, right) = (raw.starts_with(' '), raw.ends_with(' '));
        let blank = |is: bool| if is { " " } else { "" };
        let text = format!("{}{}{}", blank(left), text(self.escape, raw), blank(right));
        Part {
            text,
            anchor: String::new(),
            kind: "",
            name: String::new(),
        }
    }

    fn word(&self, raw: &str) -> Part {
        Part {
            text: code(self.escape, raw),
            anchor: String::new(),
            kind: "",
            name: String::new(),
        }
    }

    fn link(&self, file: &Named<'_>, pointer: &str, kind: &'static str) -> Part {
        let (_, name, version) = subject(file.kind);
        let shown = match (self.newest(file), VersionNumber::new(version)) {
            (false, Some(version)) if kind == "types" => {
                let root = self.catalogue.versioned(&file.root, version);
                file.nested
                    .get(pointer)
                    .map_or(root.clone(), |nested| format!("{root}_{nested}"))
            }
            _ => self.name(file, pointer),
        };
        Part {
            text: code(self.escape, &shown),
            anchor: self.anchor(file, pointer),
            kind,
            name: name.to_owned(),
        }
    }

    /// Whether no later version of a shared type is there: the newest has the plain name.
    fn newest(&self, file: &Named<'_>) -> bool {
        let (_, name, version) = subject(file.kind);
        self.catalogue
            .file(&format!("types/{name}/{}.json", version + 1))
            .is_none()
    }
}

/// `event`, its name, its version.
pub(super) fn subject(kind: Kind<'_>) -> (&'static str, &str, u32) {
    match kind {
        Kind::Event { name, version } => ("event", name, version),
        Kind::Shared { name, version } => ("type", name, version),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => js_string(text),
        other => other.to_string(),
    }
}
