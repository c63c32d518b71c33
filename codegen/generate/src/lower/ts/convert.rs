//! A reader's fallbacks as calls of the runtime's conversions, and its bigints.
//!
//! The guard has taken the raw value; what is unknown in it, as declared, is replaced by the declared
//! fallback, so that handlers see nothing that their type does not name. Integers that are declared as
//! bigints become such, also where a number would have held them.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{Checked, Form, Member, NodeId, Place, Schema, Tag};

use super::constants::{Constants, Role};
use super::expr::Expr;
use super::guard::Guards;
use crate::lower::forms::{children, is_named};

/// Lowers the fallbacks of one schema.
pub(super) struct Converts<'a> {
    schema: &'a Schema<Checked>,
    accept: &'a Schema<Checked>,
    name: &'a dyn Fn(&Place) -> String,
    /// Nodes that hold something to convert somewhere inside.
    useful: BTreeSet<NodeId>,
    states: BTreeMap<NodeId, (String, bool)>,
}

impl<'a> Converts<'a> {
    /// Conversions of a schema, whose accept set `accept` is.
    pub(super) fn new(
        schema: &'a Schema<Checked>,
        accept: &'a Schema<Checked>,
        name: &'a dyn Fn(&Place) -> String,
    ) -> Self {
        Self {
            schema,
            accept,
            name,
            useful: useful(schema),
            states: BTreeMap::new(),
        }
    }

    /// The conversion of a node, if there is anything in it to convert.
    pub(super) fn of(
        &mut self,
        id: NodeId,
        guards: &mut [Guards<'_>; 2],
        constants: &mut Constants,
    ) -> Option<Expr> {
        let id = self.schema.resolve(id);
        if !self.useful.contains(&id) {
            return None;
        }
        let form = self.schema.form(id);
        if !(is_named(form) || matches!(form, Form::Tuple(_))) || matches!(form, Form::Enum { .. })
        {
            return self.expr(form, guards, constants);
        }
        match self.states.get(&id) {
            Some((name, true)) => return Some(Expr::atom(name.as_str())),
            Some((name, false)) => {
                return Some(Expr::call(
                    "v1.later",
                    vec![Expr::arrow(Expr::atom(name.as_str()))],
                ));
            }
            None => {}
        }
        let name = constants.reserve(&format!(
            "{}_Fallbacks",
            (self.name)(&self.schema.node(id).place)
        ));
        self.states.insert(id, (name.clone(), false));
        let value = self.expr(form, guards, constants)?;
        let name = constants.declare(name, Role::Convert, value);
        self.states.insert(id, (name.clone(), true));
        Some(Expr::atom(name))
    }

    fn expr(
        &mut self,
        form: &Form,
        guards: &mut [Guards<'_>; 2],
        constants: &mut Constants,
    ) -> Option<Expr> {
        match form {
            Form::Enum { members, fallback } => {
                let known = Expr::array(members.iter().map(|m| Expr::string(m)).collect());
                Some(Expr::call(
                    "v1.fallback",
                    vec![known, Expr::string(fallback.as_deref()?)],
                ))
            }
            Form::Integer { .. } => Some(Expr::atom("v1.bigint")),
            Form::Nullable(inner) => self.of(*inner, guards, constants),
            Form::List(item) => Some(inside("items", self.of(*item, guards, constants)?)),
            Form::Map(value) => Some(inside("rest", self.of(*value, guards, constants)?)),
            Form::Tuple(items) => Some(self.tuple(items, guards, constants)),
            Form::Struct { members, .. } => Some(self.structure(members, guards, constants)),
            Form::Union {
                tag: Some(tag),
                branches,
                fallback,
            } => self.tagged(tag, branches, fallback.as_deref(), guards, constants),
            Form::Union {
                tag: None,
                branches,
                ..
            } => Some(self.untagged(branches, guards, constants)),
            _ => None,
        }
    }

    fn tuple(
        &mut self,
        items: &[NodeId],
        guards: &mut [Guards<'_>; 2],
        constants: &mut Constants,
    ) -> Expr {
        let same = || Expr::call("v1.chain", Vec::new());
        let items = items
            .iter()
            .map(|item| self.of(*item, guards, constants).unwrap_or_else(same));
        let items = items.collect();
        inside("prefix", Expr::array(items))
    }

    fn structure(
        &mut self,
        members: &[Member],
        guards: &mut [Guards<'_>; 2],
        constants: &mut Constants,
    ) -> Expr {
        let members: BTreeMap<&str, NodeId> =
            members.iter().map(|m| (m.name.as_str(), m.node)).collect();
        let mut entries = Vec::new();
        for (name, node) in members {
            let convert = self.of(node, guards, constants);
            entries.extend(convert.map(|convert| (name, convert)));
        }
        inside("members", Expr::object(entries))
    }

    /// A known tag leads to its branch; an unknown one becomes the fallback.
    fn tagged(
        &mut self,
        tag: &Tag,
        branches: &[NodeId],
        fallback: Option<&str>,
        guards: &mut [Guards<'_>; 2],
        constants: &mut Constants,
    ) -> Option<Expr> {
        let mut choices = Vec::new();
        for (branch, values) in branches.iter().zip(&tag.values) {
            let Some(convert) = self.of(*branch, guards, constants) else {
                continue;
            };
            let values = Expr::call(
                "v1.values",
                values.iter().map(|v| Expr::string(v)).collect(),
            );
            let members = Expr::object([(tag.member.as_str(), values)]);
            let required = Expr::array(vec![Expr::string(&tag.member)]);
            let guard = Expr::call(
                "v1.obj",
                vec![Expr::object([("members", members), ("required", required)])],
            );
            choices.push(Expr::array(vec![guard, convert]));
        }
        let mut parts = Vec::new();
        if !choices.is_empty() {
            parts.push(Expr::call("v1.choose", choices));
        }
        if let Some(fallback) = fallback {
            let known = Expr::array(
                tag.values
                    .iter()
                    .flatten()
                    .map(|v| Expr::string(v))
                    .collect(),
            );
            parts.push(Expr::call(
                "v1.fallbackTag",
                vec![Expr::string(&tag.member), known, Expr::string(fallback)],
            ));
        }
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Expr::call("v1.chain", parts)),
        }
    }

    /// The first branch that takes the value as written, else the first that takes it under the accept set.
    fn untagged(
        &mut self,
        branches: &[NodeId],
        guards: &mut [Guards<'_>; 2],
        constants: &mut Constants,
    ) -> Expr {
        let mut choices = Vec::new();
        for relaxed in [false, true] {
            for branch in branches {
                let guard = if relaxed {
                    self.accepting(*branch)
                } else {
                    Some(*branch)
                };
                let Some(guard) =
                    guard.map(|id| guards[usize::from(relaxed)].constant(id, constants))
                else {
                    continue;
                };
                let convert = self.of(*branch, guards, constants);
                choices.push(Expr::array([guard].into_iter().chain(convert).collect()));
            }
        }
        Expr::call("v1.choose", choices)
    }

    /// The node of the accept set that a written node became.
    fn accepting(&self, id: NodeId) -> Option<NodeId> {
        let place = &self.schema.node(id).place;
        self.accept
            .ids()
            .find(|other| self.accept.node(*other).place == *place)
    }
}

fn inside(key: &'static str, convert: Expr) -> Expr {
    Expr::call("v1.inside", vec![Expr::object([(key, convert)])])
}

/// Whether a node's own values are converted: what may fall back, and what becomes a bigint.
fn is_converted(schema: &Schema<Checked>, id: NodeId) -> bool {
    match schema.form(id) {
        Form::Enum { fallback, .. } | Form::Union { fallback, .. } => fallback.is_some(),
        Form::Integer { .. } => schema.node(id).tidings.bigint,
        _ => false,
    }
}

/// Nodes from which a conversion can be reached.
fn useful(schema: &Schema<Checked>) -> BTreeSet<NodeId> {
    let mut parents: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut stack = vec![schema.resolve(schema.root())];
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        let form = schema.form(id);
        if is_converted(schema, id) {
            found.push(id);
        }
        for child in children(form) {
            let child = schema.resolve(child);
            parents.entry(child).or_default().insert(id);
            stack.push(child);
        }
    }
    let mut useful = BTreeSet::new();
    while let Some(id) = found.pop() {
        if useful.insert(id) {
            found.extend(parents.get(&id).into_iter().flatten().copied());
        }
    }
    useful
}
