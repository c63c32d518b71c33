//! One version of an event or a shared type as a module of plain types.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{Diagnostic, Form, Member, NodeId, Tag};

use super::context::{Enum, Field, ModuleFile, Newtype, Struct, Variant};
use super::exports::Exports;
use super::history::History;
use super::types::Types;
use crate::escape::{rust_doc, rust_string};
use crate::lower::catalogue::{Catalogue, Kind, Named};
use crate::lower::doc;
use crate::lower::plan::{Plan, Planned};
use crate::lower::sharing::{Home, Sharing};
use crate::names::{Scope, rust_field, rust_variant};
use crate::print::{Printer, format_rust, malformed};

/// What all modules are lowered with.
pub(super) struct Tools<'a> {
    pub(super) catalogue: &'a Catalogue<'a>,
    pub(super) sharing: &'a Sharing<'a>,
    pub(super) printer: &'a Printer,
}

/// Lowers a version to the text of its module, not formatted yet; `history` holds the names that the
/// versions before it gave away, and `request` says whether a session's request has this type.
///
/// # Errors
/// What Rust cannot say, at its place in the schema.
pub(super) fn lower(
    file: &Named<'_>,
    request: bool,
    tools: &Tools<'_>,
    history: &mut History,
) -> Result<String, Vec<Diagnostic>> {
    let mut module = Module {
        file,
        request,
        plan: &file.plan,
        types: Types::new(file, None, tools.catalogue),
        history,
        printer: tools.printer,
    };
    let mut items = Vec::new();
    let mut exports = Exports::default();
    let mut problems = Vec::new();
    for (pointer, planned) in &file.plan.types {
        match tools.sharing.home(file, pointer) {
            Home::Own => match format_rust(&module.item(pointer, planned)) {
                Ok(item) => items.push(item),
                Err(error) => problems.push(malformed(file.plan.file, &error)),
            },
            Home::Shape(name) => {
                exports.add("super::super::super::shapes", name, file.local(pointer));
            }
            Home::Earlier {
                file: owner,
                pointer: at,
            } => {
                let Some(owner) = tools.catalogue.file(owner) else {
                    continue;
                };
                exports.add(&owner.seen_from(file), owner.local(at), file.local(pointer));
            }
        }
    }
    let (imports, uses, more) = module.types.finish();
    problems.extend(more);
    if !problems.is_empty() {
        return Err(problems);
    }
    let doc = rust_doc(&about(file));
    Ok(tools.printer.render(
        "rust/module",
        &ModuleFile {
            doc,
            several: imports.len() > 1,
            imports,
            uses,
            exports: exports.print(),
            items,
        },
    ))
}

/// Lowers the shapes of several events to the items of their module, not formatted yet.
///
/// # Errors
/// What Rust cannot say, at its place in the schema.
pub(super) fn shapes(tools: &Tools<'_>) -> Result<String, Vec<Diagnostic>> {
    let mut by_file: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for shape in tools.sharing.shapes() {
        let shapes = by_file.entry(shape.file).or_default();
        shapes.push((&shape.name, shape.pointer));
    }
    let mut items = BTreeMap::new();
    let mut imports = BTreeSet::new();
    let mut problems = Vec::new();
    for (file, shapes) in by_file {
        let Some(file) = tools.catalogue.file(file) else {
            continue;
        };
        let mut module = Module {
            file,
            request: false,
            plan: &file.plan,
            types: Types::new(file, Some(tools.sharing), tools.catalogue),
            history: &mut History::default(),
            printer: tools.printer,
        };
        for (name, pointer) in shapes {
            match format_rust(&module.item(pointer, &file.plan.types[pointer])) {
                Ok(item) => drop(items.insert(name, item)),
                Err(error) => problems.push(malformed(file.plan.file, &error)),
            }
        }
        let (more, _, found) = module.types.finish();
        imports.extend(more);
        problems.extend(found);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let doc = "Shapes that several events have; each event's module gives them its own names.";
    Ok(tools.printer.render(
        "rust/module",
        &ModuleFile {
            doc: rust_doc(doc),
            several: imports.len() > 1,
            imports: imports.into_iter().collect(),
            uses: Vec::new(),
            exports: Vec::new(),
            items: items.into_values().collect(),
        },
    ))
}

/// What a module says of itself: which version of what it is, and why that exists.
fn about(file: &Named<'_>) -> String {
    let (what, version) = match file.kind {
        Kind::Event { name, version } => (format!("event `{name}`"), version),
        Kind::Shared { name, version } => (format!("shared type `{name}`"), version),
    };
    let schema = file.plan.schema;
    let change = schema
        .node(schema.root())
        .tidings
        .change
        .as_deref()
        .unwrap_or_default();
    format!("Version {version} of the {what}.\n\n{change}")
}

struct Module<'a> {
    file: &'a Named<'a>,
    request: bool,
    plan: &'a Plan<'a>,
    types: Types<'a>,
    history: &'a mut History,
    printer: &'a Printer,
}

impl Module<'_> {
    fn item(&mut self, pointer: &str, planned: &Planned<'_>) -> String {
        match self.not_null(pointer, planned.form) {
            Form::Struct { members, .. } => self.structure(pointer, planned, members),
            Form::Enum { members, fallback } => {
                self.strings(pointer, planned, members, fallback.is_some())
            }
            Form::Union {
                tag,
                branches,
                fallback,
            } => self.union(pointer, planned, tag.as_ref(), branches, fallback.is_some()),
            _ => self.newtype(pointer, planned),
        }
    }

    /// A type that may be null is named for what else it is: null is said by the `Option` that holds it.
    /// Nothing holds a root, which says it itself.
    fn not_null<'f>(&self, pointer: &str, form: &'f Form) -> &'f Form
    where
        Self: 'f,
    {
        let mut form = form;
        if pointer.is_empty() {
            return form;
        }
        while let Form::Nullable(inner) = form {
            form = self.plan.schema.form(*inner);
        }
        form
    }

    fn structure(&mut self, pointer: &str, planned: &Planned<'_>, members: &[Member]) -> String {
        // A required constant is written by the derive; an optional one may be absent, and so has a field.
        let mut members: Vec<&Member> = members
            .iter()
            .filter(|m| m.constant.is_none() || !m.required)
            .collect();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        let raws: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
        let scope = self.history.members(pointer, &raws, rust_field);
        let fields = members
            .into_iter()
            .map(|member| self.field(pointer, member, &scope));
        let mut fields: Vec<Field> = fields.collect();
        fields.push(self.rest(pointer, &fields));
        let context = Struct {
            doc: self.doc(self.plan.speaker(pointer, planned)),
            derive: self.derive(pointer),
            attribute: self.attribute(pointer, true),
            name: self.types.local(pointer).to_owned(),
            fields,
        };
        self.printer.render("rust/struct", &context)
    }

    fn field(&mut self, pointer: &str, member: &Member, scope: &Scope) -> Field {
        let name = scope.get(&member.name).unwrap_or(&member.name).to_owned();
        let ty = match &member.constant {
            Some(constant) => self.types.constant(constant),
            None => self.types.of(pointer, member.node),
        };
        let plain = name.strip_prefix("r#").unwrap_or(&name) == member.name;
        Field {
            doc: self.doc(member.written),
            attribute: if plain {
                String::new()
            } else {
                self.rename(pointer, &member.name)
            },
            name,
            ty: if member.required {
                ty
            } else {
                format!("Option<{ty}>")
            },
        }
    }

    /// The field that keeps undeclared members, under a name that no member has.
    fn rest(&mut self, pointer: &str, fields: &[Field]) -> Field {
        let name = ["unknown", "unknown_members", "unknown_members_"]
            .into_iter()
            .find(|name| fields.iter().all(|field| field.name != *name));
        Field {
            // "rest" and the type say it; thousands of structs would say it again.
            doc: Vec::new(),
            attribute: format!("{}(rest)", self.helper(pointer)),
            name: name.unwrap_or("unknown_members__").to_owned(),
            ty: self.types.import("Members"),
        }
    }

    fn strings(
        &mut self,
        pointer: &str,
        planned: &Planned<'_>,
        members: &[String],
        open: bool,
    ) -> String {
        let raws: Vec<&str> = members.iter().map(String::as_str).collect();
        let scope = self.history.members(pointer, &raws, rust_variant);
        let mut variants: Vec<Variant> = Vec::new();
        for raw in raws {
            let name = scope.get(raw).unwrap_or(raw).to_owned();
            let attribute = if name == raw {
                String::new()
            } else {
                self.rename(pointer, raw)
            };
            variants.push(Variant {
                doc: Vec::new(),
                attribute,
                name,
                ty: String::new(),
            });
        }
        if open {
            variants.push(self.fallback(pointer, &variants, "a member", "String"));
        }
        self.enumeration(pointer, planned, variants)
    }

    fn union(
        &mut self,
        pointer: &str,
        planned: &Planned<'_>,
        tag: Option<&Tag>,
        branches: &[NodeId],
        open: bool,
    ) -> String {
        let raws = self.branch_names(tag, branches);
        let raws: Vec<&str> = raws.iter().map(String::as_str).collect();
        let scope = self.history.members(pointer, &raws, rust_variant);
        let mut variants: Vec<Variant> = Vec::new();
        for (i, (raw, branch)) in raws.iter().zip(branches).enumerate() {
            let ty = self.types.of(pointer, *branch);
            let name = scope.get(raw).unwrap_or(raw).to_owned();
            let value = tag
                .and_then(|tag| tag.values.get(i))
                .and_then(|values| values.first());
            let attribute = value
                .filter(|v| **v != name)
                .map(|value| self.rename(pointer, value))
                .unwrap_or_default();
            variants.push(Variant {
                doc: self.doc(*branch),
                attribute,
                name,
                ty,
            });
        }
        if open {
            let value = self.types.import("Value");
            variants.push(self.fallback(pointer, &variants, "a kind", &value));
        }
        self.enumeration(pointer, planned, variants)
    }

    /// What each branch is called after: its tag, else the definition or type that it is.
    fn branch_names(&self, tag: Option<&Tag>, branches: &[NodeId]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (i, branch) in branches.iter().enumerate() {
            let tagged = tag
                .and_then(|tag| tag.values.get(i))
                .filter(|values| values.len() == 1);
            let name = tagged
                .map(|values| values[0].clone())
                .unwrap_or_else(|| self.plan.branch_name(*branch));
            let twice = names.contains(&name);
            names.push(if twice {
                format!("{name} {}", i + 1)
            } else {
                name
            });
        }
        names
    }

    fn fallback(&self, pointer: &str, variants: &[Variant], what: &str, ty: &str) -> Variant {
        let name = ["Unknown", "UnknownVariant", "UnknownVariant_"]
            .into_iter()
            .find(|name| variants.iter().all(|v| v.name != *name))
            .unwrap_or("UnknownVariant__");
        let doc = rust_doc(&format!(
            "{what} that this version does not know, as it was read; it is never emitted."
        ));
        let doc = doc
            .into_iter()
            .map(|line| line.replacen("a ", "A ", 1))
            .collect();
        Variant {
            doc,
            attribute: format!("{}(fallback)", self.helper(pointer)),
            name: name.to_owned(),
            ty: ty.to_owned(),
        }
    }

    fn enumeration(&self, pointer: &str, planned: &Planned<'_>, variants: Vec<Variant>) -> String {
        let context = Enum {
            doc: self.doc(self.plan.speaker(pointer, planned)),
            derive: self.derive(pointer),
            attribute: self.attribute(pointer, false),
            name: self.types.local(pointer).to_owned(),
            variants,
        };
        self.printer.render("rust/enum", &context)
    }

    fn newtype(&mut self, pointer: &str, planned: &Planned<'_>) -> String {
        let ty = self.types.inside(pointer, planned.node);
        let shared =
            pointer.is_empty() && matches!(self.file.kind, Kind::Shared { .. }) && !self.request;
        let context = Newtype {
            doc: self.doc(self.plan.speaker(pointer, planned)),
            derive: self.derive(pointer),
            attribute: self.attribute(pointer, false),
            name: self.types.local(pointer).to_owned(),
            ty,
        };
        // A shared string is a string: only events and requests have to be types of their own.
        self.printer
            .render(if shared { "rust/alias" } else { "rust/newtype" }, &context)
    }

    fn doc(&self, id: NodeId) -> Vec<String> {
        rust_doc(&doc::text(self.plan.schema.node(id)))
    }

    fn is_event(&self, pointer: &str) -> bool {
        pointer.is_empty() && matches!(self.file.kind, Kind::Event { .. })
    }

    fn derive(&self, pointer: &str) -> &'static str {
        if self.is_event(pointer) {
            "Event"
        } else {
            "Payload"
        }
    }

    fn helper(&self, pointer: &str) -> &'static str {
        if self.is_event(pointer) {
            "event"
        } else {
            "payload"
        }
    }

    fn rename(&self, pointer: &str, raw: &str) -> String {
        format!("{}(rename = {})", self.helper(pointer), rust_string(raw))
    }

    fn attribute(&self, pointer: &str, build: bool) -> String {
        let (path, version) = match self.file.kind {
            Kind::Event { name, version } if pointer.is_empty() => (name.to_owned(), version),
            Kind::Event { name, version } => (format!("events/{name}"), version),
            Kind::Shared { name, version } => (format!("types/{name}"), version),
        };
        let at = if pointer.is_empty() {
            String::new()
        } else {
            format!(", at = {}", rust_string(pointer))
        };
        let build = if build { ", build" } else { "" };
        format!(
            "{}({}, version = {version}{at}{build})",
            self.helper(pointer),
            rust_string(&path)
        )
    }
}
