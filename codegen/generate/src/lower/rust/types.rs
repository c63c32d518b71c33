//! The Rust type of a node, and what it needs imported.

use std::collections::BTreeSet;

use serde_json::Value;
use tidings_model::{Diagnostic, ErrorId, Form, IntegerRange, NodeId};

use crate::lower::catalogue::{Catalogue, Kind, Named};
use crate::lower::cycles::Components;
use crate::lower::forms::children;
use crate::lower::plan::Plan;
use crate::lower::sharing::{Home, Sharing};

/// Writes types, and notes imports on the way.
pub(super) struct Types<'a> {
    file: &'a Named<'a>,
    plan: &'a Plan<'a>,
    /// Set where the types are printed among the shapes of the registry, under their names there.
    shapes: Option<&'a Sharing<'a>>,
    catalogue: &'a Catalogue<'a>,
    cycles: Components,
    imports: BTreeSet<&'static str>,
    uses: BTreeSet<String>,
    problems: Vec<Diagnostic>,
}

/// The longest tuple that the runtime's contract carries.
const LONGEST_TUPLE: usize = 12;

impl<'a> Types<'a> {
    pub(super) fn new(
        file: &'a Named<'a>,
        shapes: Option<&'a Sharing<'a>>,
        catalogue: &'a Catalogue<'a>,
    ) -> Self {
        let plan = &file.plan;
        let edges = plan.types.iter().map(|(pointer, planned)| {
            let mut targets = BTreeSet::new();
            by_value(plan, planned.form, &mut targets);
            (pointer.clone(), targets)
        });
        let cycles = Components::of(&edges.collect());
        Self {
            file,
            plan,
            shapes,
            catalogue,
            cycles,
            imports: BTreeSet::new(),
            uses: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// The name of a type of this file, where it is printed.
    pub(super) fn local(&self, pointer: &str) -> &'a str {
        match self.shapes.map(|shapes| shapes.home(self.file, pointer)) {
            Some(Home::Shape(name)) => name,
            _ => self.file.local(pointer),
        }
    }

    /// A name of the runtime's contract, imported.
    pub(super) fn import(&mut self, name: &'static str) -> String {
        self.imports.insert(name);
        name.to_owned()
    }

    /// The type of a node inside the named type at `owner`, boxed where that would hold itself.
    pub(super) fn of(&mut self, owner: &str, id: NodeId) -> String {
        self.write(owner, id, true)
    }

    /// The type of a member that has one value only.
    pub(super) fn constant(&mut self, value: &Value) -> String {
        match value {
            Value::Null => "()".to_owned(),
            Value::Bool(_) => "bool".to_owned(),
            Value::Number(number) if number.is_i64() => "i64".to_owned(),
            Value::Number(number) if number.is_u64() => "u64".to_owned(),
            Value::Number(_) => self.import("Number"),
            Value::String(_) => "String".to_owned(),
            Value::Array(_) | Value::Object(_) => self.import("Value"),
        }
    }

    /// The type of a named node's own content; only a root says itself that it may be null.
    pub(super) fn inside(&mut self, owner: &str, id: NodeId) -> String {
        let mut id = self.plan.schema.resolve(id);
        while let (false, Form::Nullable(inner)) = (owner.is_empty(), self.plan.schema.form(id)) {
            id = self.plan.schema.resolve(*inner);
        }
        let form = self.plan.schema.form(id).clone();
        self.form(owner, id, &form, true)
    }

    /// Imports, uses of other modules, and problems.
    pub(super) fn finish(self) -> (Vec<&'static str>, Vec<String>, Vec<Diagnostic>) {
        (
            self.imports.into_iter().collect(),
            self.uses.into_iter().collect(),
            self.problems,
        )
    }

    fn write(&mut self, owner: &str, id: NodeId, by_value: bool) -> String {
        let id = self.plan.schema.resolve(id);
        if let Some(pointer) = self.plan.named(id) {
            let name = self.local(pointer).to_owned();
            return if by_value && self.cycles.on_cycle(owner, pointer) {
                format!("Box<{name}>")
            } else {
                name
            };
        }
        if let Some(foreign) = self.foreign(id) {
            return foreign;
        }
        let form = self.plan.schema.form(id).clone();
        self.form(owner, id, &form, by_value)
    }

    fn form(&mut self, owner: &str, id: NodeId, form: &Form, by_value: bool) -> String {
        match form {
            Form::Null => "()".to_owned(),
            Form::Bool => "bool".to_owned(),
            Form::Integer { range } => self.integer(*range),
            Form::Number => self.import("Number"),
            Form::String => "String".to_owned(),
            Form::List(item) => format!("Vec<{}>", self.write(owner, *item, false)),
            Form::Map(value) => format!(
                "::std::collections::BTreeMap<String, {}>",
                self.write(owner, *value, false)
            ),
            Form::Nullable(inner) => format!("Option<{}>", self.write(owner, *inner, by_value)),
            Form::Tuple(items) if items.len() <= LONGEST_TUPLE => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| self.write(owner, *item, by_value))
                    .collect();
                format!("({},)", items.join(", "))
            }
            Form::Any | Form::Never | Form::Constant(_) | Form::Tuple(_) => self.import("Value"),
            Form::Enum { .. } | Form::Struct { .. } | Form::Union { .. } => {
                let place = self.plan.schema.node(id).place.clone();
                let problem = "a type of another file is reached by no definition of that file";
                let help = "put the shape under `$defs` of its file, or into a file of its own under types/";
                self.problems.push(
                    Diagnostic::error(ErrorId("generate/unnamed-type"), problem)
                        .at(place)
                        .help(help),
                );
                self.import("Value")
            }
        }
    }

    fn integer(&mut self, range: IntegerRange) -> String {
        let within = |low: i128, high: i128| {
            range.min.is_some_and(|min| min >= low) && range.max.is_some_and(|max| max <= high)
        };
        if within(i128::from(i64::MIN), i128::from(i64::MAX)) {
            "i64".to_owned()
        } else if within(0, i128::from(u64::MAX)) {
            "u64".to_owned()
        } else {
            self.import("Integer")
        }
    }

    /// A named type of another file of the registry, imported unless a type here has its name.
    fn foreign(&mut self, id: NodeId) -> Option<String> {
        if self.plan.is_own(id) {
            return None;
        }
        let (file, pointer) = self.catalogue.at(&self.plan.schema.node(id).place)?;
        let Kind::Shared { name, version } = file.kind else {
            return None;
        };
        let ty = file.local(pointer).to_owned();
        let module = format!("types::{}::v{version}", self.catalogue.shared_module(name));
        if self.shapes.is_some() {
            return Some(format!("super::{module}::{ty}"));
        }
        let hidden = self.file.root == ty || self.file.nested.values().any(|own| *own == ty);
        let imported = format!("super::super::super::{module}::{ty}");
        let other = self
            .uses
            .iter()
            .any(|used| used.ends_with(&format!("::{ty}")) && *used != imported);
        if hidden || other {
            return Some(format!("super::super::super::{module}::{ty}"));
        }
        self.uses.insert(imported);
        Some(ty)
    }
}

/// The named types that a form holds without a list or a map in between.
fn by_value(plan: &Plan<'_>, form: &Form, targets: &mut BTreeSet<String>) {
    if matches!(form, Form::List(_) | Form::Map(_)) {
        return;
    }
    for child in children(form) {
        match plan.named(child) {
            Some(pointer) => {
                targets.insert(pointer.to_owned());
            }
            None if plan.is_own(plan.schema.resolve(child)) => {
                by_value(plan, plan.schema.form(child), targets)
            }
            None => {}
        }
    }
}
