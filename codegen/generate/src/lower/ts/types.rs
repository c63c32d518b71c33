//! Forms as TypeScript types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tidings_model::{Diagnostic, ErrorId, Form, Member as FormMember, Node, NodeId, Tag};

use super::bound;
use super::context::{Alias, Interface, Member};
use crate::escape::{js_doc, js_string};
use crate::lower::catalogue::{Catalogue, Kind, Named};
use crate::lower::doc;
use crate::lower::plan::Planned;
use crate::lower::sharing::Sharing;
use crate::names::ts_key;
use crate::print::Printer;

/// A union wider than this stands on several lines.
const WIDTH: usize = 100;

/// Writes the types of one stream's file, and notes which shared types they need.
pub(super) struct Types<'a> {
    catalogue: &'a Catalogue<'a>,
    /// The names of roots by file, as this stream calls them.
    roots: &'a BTreeMap<&'a str, String>,
    printer: &'a Printer,
    sharing: &'a Sharing<'a>,
    /// Where each shape is declared in this file: under the first name that it was given.
    owners: BTreeMap<u64, (&'a str, &'a str)>,
    needed: BTreeSet<String>,
    problems: Vec<Diagnostic>,
}

/// A type as text, and whether it has to stand in parentheses before `[]`.
struct Text {
    text: String,
    union: bool,
}

impl Text {
    fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            union: false,
        }
    }
}

impl<'a> Types<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue<'a>,
        roots: &'a BTreeMap<&'a str, String>,
        printer: &'a Printer,
        sharing: &'a Sharing<'a>,
    ) -> Self {
        Self {
            catalogue,
            roots,
            printer,
            sharing,
            owners: BTreeMap::new(),
            needed: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// Lets the types of a file own their shapes, unless a file before it did.
    pub(super) fn own(&mut self, file: &'a Named<'a>) {
        for pointer in file.plan.types.keys() {
            if let Some(key) = self.sharing.key(file.plan.file, pointer) {
                let place = (file.plan.file, pointer.as_str());
                self.owners.entry(key).or_insert(place);
            }
        }
    }

    /// The name under which the shape of a type is declared, where that is another one.
    fn declared(&self, file: &Named<'_>, pointer: &str) -> Option<String> {
        let key = self.sharing.key(file.plan.file, pointer)?;
        let (owner, at) = *self.owners.get(&key)?;
        // Types that several streams share are declared where they are needed, and alias nothing.
        let is_event = matches!(file.kind, Kind::Event { .. });
        if !is_event || (owner, at) == (file.plan.file, pointer) {
            return None;
        }
        self.catalogue.file(owner).map(|owner| self.name(owner, at))
    }

    /// The declarations of a version's file, root first.
    pub(super) fn file(&mut self, file: &Named<'_>) -> Vec<String> {
        file.plan
            .types
            .iter()
            .map(|(pointer, planned)| self.item(file, pointer, planned))
            .collect()
    }

    /// Files of shared types that were referred to, and are not declared yet.
    pub(super) fn needed(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.needed)
    }

    /// What TypeScript cannot say.
    pub(super) fn problems(self) -> Vec<Diagnostic> {
        self.problems
    }

    /// The name of the type at a pointer of a file.
    pub(super) fn name(&self, file: &Named<'_>, pointer: &str) -> String {
        let root = self.roots.get(file.plan.file).unwrap_or(&file.root);
        match file.nested.get(pointer) {
            Some(nested) => format!("{root}_{nested}"),
            None => root.clone(),
        }
    }

    fn item(&mut self, file: &Named<'_>, pointer: &str, planned: &Planned<'_>) -> String {
        let node = file.plan.schema.node(file.plan.speaker(pointer, planned));
        let (doc, name) = (jsdoc(node), self.name(file, pointer));
        if let Some(ty) = self.declared(file, pointer) {
            let doc = Vec::new();
            return self.printer.render("ts/alias", &Alias { doc, name, ty });
        }
        if let Form::Struct { members, .. } = planned.form {
            let members = self.members(file, members);
            return self
                .printer
                .render("ts/interface", &Interface { doc, name, members });
        }
        let ty = self.form(file, planned.node, planned.form).text;
        self.printer.render("ts/alias", &Alias { doc, name, ty })
    }

    fn members(&mut self, file: &Named<'_>, members: &[FormMember]) -> Vec<Member> {
        let mut members: Vec<&FormMember> = members.iter().collect();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        let mut out = Vec::new();
        for member in members {
            let ty = match &member.constant {
                Some(constant) => literal(constant),
                None => self.write(file, member.node).text,
            };
            let doc = jsdoc(file.plan.schema.node(member.written));
            out.push(Member {
                doc,
                key: ts_key(&member.name),
                optional: !member.required,
                ty,
            });
        }
        out
    }

    fn write(&mut self, file: &Named<'_>, id: NodeId) -> Text {
        let schema = file.plan.schema;
        let id = schema.resolve(id);
        if let Some(pointer) = file.plan.named(id) {
            return Text::plain(self.name(file, pointer));
        }
        if !file.plan.is_own(id)
            && let Some((other, pointer)) = self.catalogue.at(&schema.node(id).place)
        {
            let name = self.name(other, pointer);
            self.needed.insert(other.plan.file.to_owned());
            return Text::plain(name);
        }
        self.form(file, id, schema.form(id))
    }

    fn form(&mut self, file: &Named<'_>, id: NodeId, form: &Form) -> Text {
        match form {
            Form::Any => Text::plain("unknown"),
            Form::Never => Text::plain("never"),
            Form::Null => Text::plain("null"),
            Form::Bool => Text::plain("boolean"),
            Form::Integer { .. } if file.plan.schema.node(id).tidings.bigint => {
                Text::plain("bigint")
            }
            Form::Integer { .. } => Text::plain("number"),
            Form::Number => Text::plain("number"),
            Form::String => Text::plain("string"),
            Form::Constant(value) => Text::plain(literal(value)),
            Form::Enum { members, fallback } => strings(members, fallback.as_deref()),
            Form::List(item) => self.list(file, *item),
            Form::Tuple(items) => {
                let items = items.iter().map(|item| self.write(file, *item).text);
                Text::plain(format!("[{}]", items.collect::<Vec<_>>().join(", ")))
            }
            Form::Map(value) => {
                let value = self.write(file, *value).text;
                Text::plain(format!("{{ [key: string]: {value} }}"))
            }
            Form::Nullable(inner) => {
                let inner = self.write(file, *inner).text;
                union(vec![inner, "null".to_owned()])
            }
            Form::Union {
                tag,
                branches,
                fallback,
            } => {
                let branches = branches.iter().map(|id| self.write(file, *id).text);
                let mut branches: Vec<String> = branches.collect();
                if let (Some(tag), Some(member)) = (tag, fallback) {
                    branches.extend(self.fallback(file, form, tag, member));
                }
                union(branches)
            }
            Form::Struct { .. } => self.unnamed(file.plan.schema.node(id)),
        }
    }

    fn list(&mut self, file: &Named<'_>, item: NodeId) -> Text {
        let item = self.write(file, item);
        Text::plain(if item.union {
            format!("({})[]", item.text)
        } else {
            format!("{}[]", item.text)
        })
    }

    fn unnamed(&mut self, node: &Node) -> Text {
        let problem = "a type of another file is reached by no definition of that file";
        let help =
            "put the shape under `$defs` of its file, or into a file of its own under types/";
        let problem = Diagnostic::error(ErrorId("generate/unnamed-type"), problem);
        self.problems
            .push(problem.at(node.place.clone()).help(help));
        Text::plain("unknown")
    }

    /// What an unknown tag becomes: an object with the fallback as its tag, unless a branch of that tag asks for no more.
    fn fallback(
        &mut self,
        file: &Named<'_>,
        form: &Form,
        tag: &Tag,
        member: &str,
    ) -> Option<String> {
        let Form::Union { branches, .. } = form else {
            return None;
        };
        let known = tag
            .values
            .iter()
            .position(|values| values.iter().any(|v| v == member));
        let plain = known.and_then(|at| branches.get(at)).is_some_and(|id| {
            match file.plan.schema.form(*id) {
                Form::Struct { members, .. } => members.iter().all(|m| m.name == tag.member),
                _ => false,
            }
        });
        (!plain).then(|| format!("{{ {}: {} }}", ts_key(&tag.member), js_string(member)))
    }
}

fn strings(members: &[String], fallback: Option<&str>) -> Text {
    let mut texts: Vec<String> = members.iter().map(|member| js_string(member)).collect();
    texts.extend(
        fallback
            .filter(|f| !members.iter().any(|m| m == f))
            .map(js_string),
    );
    union(texts)
}

/// A union without duplicates; on several lines where it is wide.
fn union(branches: Vec<String>) -> Text {
    let mut texts: Vec<String> = Vec::new();
    for branch in branches {
        if !texts.contains(&branch) {
            texts.push(branch);
        }
    }
    let width: usize = texts.iter().map(|text| text.chars().count() + 3).sum();
    let text = if width > WIDTH {
        format!("\n  | {}", texts.join("\n  | "))
    } else {
        texts.join(" | ")
    };
    Text {
        text: if texts.is_empty() {
            "never".to_owned()
        } else {
            text
        },
        union: texts.len() > 1,
    }
}

/// A constant as the type of itself; none is the type of what no double holds.
fn literal(value: &Value) -> String {
    match value {
        Value::Number(_) if !bound::is_held(value) => "never".to_owned(),
        Value::String(text) => js_string(text),
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(literal).collect::<Vec<_>>().join(", ")
        ),
        Value::Object(members) => {
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| format!("{}: {}", ts_key(name), literal(value)))
                .collect();
            if members.is_empty() {
                "{ [key: string]: never }".to_owned()
            } else {
                format!("{{ {} }}", members.join("; "))
            }
        }
        other => other.to_string(),
    }
}

/// The lines of a JSDoc comment; none where the schema says nothing.
fn jsdoc(node: &Node) -> Vec<String> {
    let mut lines = js_doc(&doc::text(node));
    if let Some(example) = doc::example(node) {
        lines.extend(
            js_doc(&example)
                .into_iter()
                .map(|line| format!("@example {line}")),
        );
    }
    if node.text.deprecated {
        lines.push("@deprecated".to_owned());
    }
    match lines.as_slice() {
        [] => Vec::new(),
        [line] => vec![format!("/** {line} */")],
        _ => {
            let body = lines
                .into_iter()
                .map(|line| format!(" * {line}").trim_end().to_owned());
            ["/**".to_owned()]
                .into_iter()
                .chain(body)
                .chain([" */".to_owned()])
                .collect()
        }
    }
}
