//! An accept set as calls of the runtime's guard combinators.
//!
//! The arena is walked as the keywords stand. Whatever is referred to becomes a constant of its own,
//! printed before its users, and looked up at use where the schema is recursive.

use std::collections::BTreeMap;

use serde_json::{Number, Value};
use tidings_model::{Checked, Diagnostic, ErrorId, Node, NodeId, Place, Schema, Types};

use super::bound::{self, Bigints, Side};
use super::constants::{Constants, Role};
use super::expr::Expr;
use super::pattern;

/// Lowers nodes of one arena to guards. Kept per arena, so that what is shared is written once.
pub(super) struct Guards<'a> {
    schema: &'a Schema<Checked>,
    /// What a node's constant is called after.
    name: &'a dyn Fn(&Place) -> String,
    /// Where integers are bigints.
    bigints: &'a Bigints<'a>,
    /// Whether some keyword asks which members were evaluated, so that none may be left out.
    marks: bool,
    states: BTreeMap<NodeId, (String, State)>,
    /// What JavaScript cannot say.
    pub(super) problems: Vec<Diagnostic>,
}

enum State {
    Open,
    Done,
}

impl<'a> Guards<'a> {
    /// Guards of an arena: what the materialised document says is printed, no relaxation is decided here.
    pub(super) fn new(
        schema: &'a Schema<Checked>,
        name: &'a dyn Fn(&Place) -> String,
        bigints: &'a Bigints<'a>,
    ) -> Self {
        Self {
            schema,
            name,
            bigints,
            marks: needs_marks(schema),
            states: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// A node's constant, declared if it is not yet; inside of itself, a look-up at use.
    pub(super) fn constant(&mut self, id: NodeId, constants: &mut Constants) -> Expr {
        match self.states.get(&id) {
            Some((name, State::Done)) => return Expr::atom(name.as_str()),
            Some((name, State::Open)) => {
                return Expr::call("v1.ref", vec![Expr::arrow(Expr::atom(name.as_str()))]);
            }
            None => {}
        }
        let name = constants.reserve(&(self.name)(&self.schema.node(id).place));
        self.states.insert(id, (name.clone(), State::Open));
        let guard = self.guard(id, constants);
        let name = constants.declare(name, Role::Guard, guard);
        self.states.insert(id, (name.clone(), State::Done));
        Expr::atom(name)
    }

    fn guard(&mut self, id: NodeId, constants: &mut Constants) -> Expr {
        let schema = self.schema;
        let node = schema.node(id);
        if let Some(always) = node.always {
            return Expr::atom(if always { "v1.any" } else { "v1.never" });
        }
        let mut parts = Vec::new();
        self.number(node, &mut parts);
        self.string(node, &mut parts);
        self.object(node, &mut parts, constants);
        self.array(node, &mut parts, constants);
        // The calls of one type alone say that type, too.
        let said = parts.first().is_some_and(|part| part.is_call_of(&TYPED));
        let mut whole = Vec::new();
        self.values(node, said, &mut whole);
        whole.extend(parts);
        self.composition(node, &mut whole, constants);
        let all = all(whole);
        self.unevaluated(node, all, constants)
    }

    fn values(&self, node: &Node, said: bool, parts: &mut Vec<Expr>) {
        let said = said || are_of_types(node) && !self.bigints.hold(node);
        if let Some(types) = node.types.filter(|_| !said) {
            let mut names = types.names();
            if self.bigints.hold(node) && names.contains(&"integer") {
                names.push("bigint");
            }
            parts.push(Expr::call(
                "v1.type",
                names.into_iter().map(Expr::string).collect(),
            ));
        }
        let constant = node.constant.as_ref().map(std::slice::from_ref);
        for values in node.values.as_deref().into_iter().chain(constant) {
            let held = values.iter().filter(|value| bound::is_held(value));
            parts.push(Expr::call("v1.values", held.map(json).collect()));
        }
    }

    fn number(&self, node: &Node, parts: &mut Vec<Expr>) {
        let number = &node.number;
        let bounds = [
            ("min", &number.minimum, Side::Above),
            ("max", &number.maximum, Side::Below),
            ("xmin", &number.exclusive_minimum, Side::Below),
            ("xmax", &number.exclusive_maximum, Side::Above),
        ];
        let text = |bound: &Number, side| match self.bigints.hold(node) {
            true => bound::exact(bound),
            false => bound::text(bound, side),
        };
        let bounds = bounds
            .into_iter()
            .filter_map(|(key, bound, side)| Some((key, text(bound.as_ref()?, side))));
        let multiple = number.multiple_of.as_ref();
        let (held, zero): (Option<_>, _) = match multiple {
            Some(of) if self.bigints.hold(node) => (Some(("mult", bound::exact(of))), Vec::new()),
            Some(of) if !bound::is_double(of) => (None, vec![("min", "0"), ("max", "0")]),
            of => (of.map(|of| ("mult", of.to_string())), Vec::new()),
        };
        let entries = bounds.chain(held);
        let entries = entries.map(|(key, text)| (key, Expr::atom(text)));
        let whole = is_only(node, "integer") && !self.bigints.hold(node);
        let name = if whole { "v1.int" } else { "v1.num" };
        keywords(name, entries.collect(), parts);
        let zero = zero.into_iter().map(|(key, text)| (key, Expr::atom(text)));
        keywords("v1.num", zero.collect(), parts);
    }

    fn string(&mut self, node: &Node, parts: &mut Vec<Expr>) {
        let mut entries = Vec::new();
        count("min", node.string.min.filter(|min| *min > 0), &mut entries);
        count("max", node.string.max, &mut entries);
        if let Some(pattern) = &node.string.pattern {
            entries.push(("pattern", self.pattern(node, pattern)));
        }
        let name = if is_only(node, "string") {
            "v1.text"
        } else {
            "v1.str"
        };
        keywords(name, entries, parts);
    }

    fn pattern(&mut self, node: &Node, text: &str) -> Expr {
        Expr::atom(pattern::literal(text).unwrap_or_else(|why| {
            let problem = Diagnostic::error(
                ErrorId("generate/pattern"),
                format!("JavaScript has no pattern `{text}`: {why}"),
            );
            let help = "write it as ECMA-262 has it with the `u` flag";
            self.problems
                .push(problem.at(node.place.clone()).help(help));
            "/(?:)/u".to_owned()
        }))
    }

    fn object(&mut self, node: &Node, parts: &mut Vec<Expr>, constants: &mut Constants) {
        let object = &node.object;
        let closed = object.additional.is_some() || self.marks;
        let members: Vec<(&str, Expr)> = sorted(&object.properties)
            .map(|(name, id)| (name, self.guard_of(id, constants)))
            .filter(|(_, guard)| closed || !guard.is("v1.any"))
            .collect();
        let mut entries = Vec::new();
        let patterns: Vec<Expr> = sorted(&object.patterns)
            .map(|(text, id)| {
                Expr::array(vec![self.pattern(node, text), self.guard_of(id, constants)])
            })
            .collect();
        if !patterns.is_empty() {
            entries.push(("patterns", Expr::array(patterns)));
        }
        let rest = object
            .additional
            .map(|id| self.guard_of(id, constants))
            .filter(|guard| self.marks || !guard.is("v1.any"));
        entries.extend(rest.map(|guard| ("rest", guard)));
        entries.extend(
            object
                .names
                .map(|id| ("names", self.guard_of(id, constants))),
        );
        count("min", object.min.filter(|min| *min > 0), &mut entries);
        count("max", object.max, &mut entries);
        if is_only(node, "object") && !(members.is_empty() && object.required.is_empty()) {
            parts.push(whole_object(members, &object.required, entries, closed));
        } else {
            if !object.required.is_empty() {
                entries.insert(0, ("required", strings(&object.required)));
            }
            if !members.is_empty() {
                entries.insert(0, ("members", Expr::object(members)));
            }
            keywords("v1.obj", entries, parts);
        }
        self.needs(node, parts, constants);
    }

    /// dependentRequired and dependentSchemas: a member may have both, so each is a guard of its own.
    fn needs(&mut self, node: &Node, parts: &mut Vec<Expr>, constants: &mut Constants) {
        let required: BTreeMap<&str, Expr> = node
            .object
            .dependent_required
            .iter()
            .map(|(name, names)| (name.as_str(), strings(names)))
            .collect();
        let schemas: Vec<(&str, Expr)> = sorted(&node.object.dependent_schemas)
            .map(|(name, id)| (name, self.guard_of(id, constants)))
            .collect();
        for needs in [required.into_iter().collect(), schemas] {
            if !needs.is_empty() {
                keywords("v1.obj", vec![("needs", Expr::object(needs))], parts);
            }
        }
    }

    fn array(&mut self, node: &Node, parts: &mut Vec<Expr>, constants: &mut Constants) {
        let array = &node.array;
        let mut entries = Vec::new();
        if !array.prefix.is_empty() {
            entries.push((
                "prefix",
                Expr::array(
                    array
                        .prefix
                        .iter()
                        .map(|id| self.guard_of(*id, constants))
                        .collect(),
                ),
            ));
        }
        let rest = array
            .items
            .map(|id| self.guard_of(id, constants))
            .filter(|guard| self.marks || !guard.is("v1.any"));
        entries.extend(rest.map(|guard| ("rest", guard)));
        if let Some(id) = array.contains {
            let mut contains = vec![self.guard_of(id, constants)];
            match (array.min_contains, array.max_contains) {
                (None, None) => {}
                (min, None) => contains.extend(min.map(|min| Expr::atom(min.to_string()))),
                (min, Some(max)) => {
                    contains.extend([min.unwrap_or(1), max].map(|n| Expr::atom(n.to_string())))
                }
            }
            entries.push(("contains", Expr::array(contains)));
        }
        count("min", array.min.filter(|min| *min > 0), &mut entries);
        count("max", array.max, &mut entries);
        if array.unique {
            entries.push(("unique", Expr::atom("true")));
        }
        let item = entries.first().filter(|(key, _)| *key == "rest").cloned();
        if let Some((_, item)) = item.filter(|_| is_only(node, "array")) {
            let more = Expr::object(entries.split_off(1));
            let more = (!more.is_empty()).then_some(more);
            parts.push(Expr::call(
                "v1.list",
                [item].into_iter().chain(more).collect(),
            ));
            return;
        }
        keywords("v1.arr", entries, parts);
    }

    fn composition(&mut self, node: &Node, parts: &mut Vec<Expr>, constants: &mut Constants) {
        parts.extend(node.reference.map(|id| self.constant(id, constants)));
        for id in &node.all_of {
            let guard = self.guard_of(*id, constants);
            parts.push(guard);
        }
        if !node.any_of.is_empty() {
            let branches = node.any_of.iter().map(|id| self.guard_of(*id, constants));
            parts.push(some(branches.collect()));
        }
        if !node.one_of.is_empty() {
            let branches = node.one_of.iter().map(|id| self.guard_of(*id, constants));
            parts.push(one(branches.collect()));
        }
        parts.extend(
            node.not
                .map(|id| Expr::call("v1.not", vec![self.guard_of(id, constants)])),
        );
        if let Some(condition) = &node.condition {
            let mut args = vec![self.guard_of(condition.test, constants)];
            args.push(
                condition
                    .then
                    .map_or_else(|| Expr::atom("v1.any"), |id| self.guard_of(id, constants)),
            );
            args.extend(condition.otherwise.map(|id| self.guard_of(id, constants)));
            parts.push(Expr::call("v1.cond", args));
        }
    }

    fn unevaluated(&mut self, node: &Node, all: Expr, constants: &mut Constants) -> Expr {
        let members = node
            .object
            .unevaluated
            .map(|id| ("members", self.guard_of(id, constants)));
        let items = node
            .array
            .unevaluated
            .map(|id| ("items", self.guard_of(id, constants)));
        let keywords: Vec<_> = members.into_iter().chain(items).collect();
        if keywords.is_empty() {
            all
        } else {
            Expr::call("v1.rest", vec![all, Expr::object(keywords)])
        }
    }

    /// A node in place, unless it is only a reference, or is used as one elsewhere and would be written twice.
    fn guard_of(&mut self, id: NodeId, constants: &mut Constants) -> Expr {
        if self.states.contains_key(&id) {
            self.constant(id, constants)
        } else {
            self.guard(id, constants)
        }
    }
}

/// The calls that hold for values of one type alone.
const TYPED: [&str; 4] = ["v1.int", "v1.list", "v1.object", "v1.text"];

/// Whether the values that a node lists are all of the types that it names, which so say nothing more.
fn are_of_types(node: &Node) -> bool {
    let listed = node.constant.as_ref().map(std::slice::from_ref);
    let mut listed = listed.or(node.values.as_deref()).into_iter().flatten();
    let any = node.constant.is_some() || node.values.is_some();
    let types = node.types.unwrap_or(Types::ALL);
    any && listed.all(|value| types.contains(Types::of(value)))
}

/// Whether a node takes values of this type alone.
fn is_only(node: &Node, name: &str) -> bool {
    node.types.is_some_and(|types| types.names() == [name])
}

/// An object in whole: what it must have, what it may have, and what else holds. A required member without a guard of its
/// own gets one that takes anything, unless what is named there decides what `rest` is.
fn whole_object(
    members: Vec<(&str, Expr)>,
    required: &[String],
    mut more: Vec<(&'static str, Expr)>,
    closed: bool,
) -> Expr {
    let is_required = |name: &str| required.iter().any(|required| required == name);
    let (mut must, may): (BTreeMap<&str, Expr>, BTreeMap<&str, Expr>) =
        members.into_iter().partition(|(name, _)| is_required(name));
    let unnamed = required
        .iter()
        .filter(|name| !must.contains_key(name.as_str()));
    let unnamed: Vec<String> = unnamed.cloned().collect();
    if closed && !unnamed.is_empty() {
        more.insert(0, ("required", strings(&unnamed)));
    } else {
        must.extend(
            unnamed
                .iter()
                .map(|name| (name.as_str(), Expr::atom("v1.any"))),
        );
    }
    let mut tables = vec![Expr::object(must), Expr::object(may), Expr::object(more)];
    while tables.len() > 1 && tables.last().is_some_and(Expr::is_empty) {
        tables.pop();
    }
    Expr::call("v1.object", tables)
}

/// Whether unevaluatedProperties or unevaluatedItems stand anywhere in the schema.
fn needs_marks(schema: &Schema<Checked>) -> bool {
    schema.ids().any(|id| {
        let node = schema.node(id);
        node.object.unevaluated.is_some() || node.array.unevaluated.is_some()
    })
}

/// What holds together; what says nothing, or says it twice, is left out.
fn all(parts: Vec<Expr>) -> Expr {
    let mut kept: Vec<Expr> = Vec::new();
    for part in parts {
        if !part.is("v1.any") && !kept.contains(&part) {
            kept.push(part);
        }
    }
    match kept.len() {
        0 => Expr::atom("v1.any"),
        1 => kept.swap_remove(0),
        _ => Expr::call("v1.all", kept),
    }
}

/// Branches of which one has to hold. Where any string is taken, the strings that are named beside it say nothing.
fn some(mut branches: Vec<Expr>) -> Expr {
    if branches.contains(&Expr::call("v1.type", vec![Expr::string("string")])) {
        branches.retain(|branch| !branch.is_call_of_strings("v1.values"));
    }
    match branches.len() {
        1 => branches.swap_remove(0),
        _ => Expr::call("v1.some", branches),
    }
}

/// Branches of which exactly one has to hold.
fn one(mut branches: Vec<Expr>) -> Expr {
    match branches.len() {
        1 => branches.swap_remove(0),
        _ => Expr::call("v1.one", branches),
    }
}

fn keywords(name: &str, entries: Vec<(&'static str, Expr)>, parts: &mut Vec<Expr>) {
    if !entries.is_empty() {
        parts.push(Expr::call(name, vec![Expr::object(entries)]));
    }
}

fn count(key: &'static str, number: Option<u64>, entries: &mut Vec<(&'static str, Expr)>) {
    entries.extend(number.map(|n| (key, Expr::atom(n.to_string()))));
}

/// By name, so that the order in which a schema is written does not show.
fn sorted(pairs: &[(String, NodeId)]) -> impl Iterator<Item = (&str, NodeId)> {
    let map: BTreeMap<&str, NodeId> = pairs
        .iter()
        .map(|(name, id)| (name.as_str(), *id))
        .collect();
    map.into_iter()
}

fn strings(names: &[String]) -> Expr {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    Expr::array(names.into_iter().map(Expr::string).collect())
}

/// A JSON value as an expression; members by name.
pub(crate) fn json(value: &Value) -> Expr {
    match value {
        Value::String(text) => Expr::string(text),
        Value::Array(items) => Expr::array(items.iter().map(json).collect()),
        Value::Object(members) => {
            let members: BTreeMap<&str, &Value> = members
                .iter()
                .map(|(name, value)| (name.as_str(), value))
                .collect();
            Expr::object(members.into_iter().map(|(name, value)| (name, json(value))))
        }
        other => Expr::atom(other.to_string()),
    }
}
