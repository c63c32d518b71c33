//! Forms, one node after the other: a worklist, so that no recursion follows references.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::flatten::flatten;
use crate::form::{Form, IntegerRange, Member};
use crate::node::{Node, NodeId, ObjectKeywords, Types, is_whole};
use crate::place::{Place, child_pointer};
use crate::schema::{Checked, Schema};
use crate::views::Typed;

/// The typed view under construction.
pub(super) struct Build {
    /// Written nodes, then made ones.
    pub(super) nodes: Vec<Node>,
    pub(super) steps: HashMap<(NodeId, String), NodeId>,
    pub(super) any: NodeId,
    pub(super) never: NodeId,
    pub(super) together: HashMap<Vec<NodeId>, NodeId>,
    views: HashMap<NodeId, NodeId>,
    open: Vec<NodeId>,
}

/// Views and forms of all that a type can reach from the root and the definitions.
pub(crate) fn build(schema: &Schema<Checked>) -> Typed {
    let mut nodes = schema.nodes.clone();
    let written = nodes.len();
    let place = Place::start_of(schema.file());
    let any = push(
        &mut nodes,
        Node {
            always: Some(true),
            ..Node::empty(place.clone())
        },
    );
    let never = push(
        &mut nodes,
        Node {
            always: Some(false),
            ..Node::empty(place)
        },
    );
    let mut build = Build {
        nodes,
        steps: HashMap::new(),
        any,
        never,
        together: HashMap::new(),
        views: HashMap::new(),
        open: Vec::new(),
    };
    let mut forms = HashMap::new();
    let definitions: Vec<NodeId> = schema
        .nodes
        .iter()
        .flat_map(|node| node.defs.iter().map(|(_, id)| *id))
        .collect();
    for id in [schema.root, any, never].into_iter().chain(definitions) {
        build.want(id);
    }
    while let Some(view) = build.open.pop() {
        forms.entry(view).or_insert_with(|| build.form(view));
    }
    let nodes = build.nodes.split_off(written);
    Typed {
        nodes,
        views: build.views,
        forms,
        steps: build.steps,
    }
}

fn push(nodes: &mut Vec<Node>, node: Node) -> NodeId {
    let id = NodeId(u32::try_from(nodes.len()).unwrap_or(u32::MAX));
    nodes.push(node);
    id
}

impl Build {
    pub(super) fn add(&mut self, node: Node) -> NodeId {
        push(&mut self.nodes, node)
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The view of a node, whose form will be computed.
    pub(super) fn want(&mut self, id: NodeId) -> NodeId {
        let view = self.view(id);
        self.open.push(view);
        view
    }

    /// The node that tells everything that a type needs: the node itself, what it refers to, or a merged one.
    pub(super) fn view(&mut self, id: NodeId) -> NodeId {
        if let Some(view) = self.views.get(&id) {
            return *view;
        }
        // A chain of references is walked once, however many of its links are asked for.
        let mut chain = vec![id];
        let mut end = id;
        while let Some(target) = self.node(end).reference
            && !self.views.contains_key(&end)
            && self.node(end).all_of.is_empty()
            && !says_something(self.node(end))
        {
            chain.push(target);
            end = target;
        }
        let view = self
            .views
            .get(&end)
            .copied()
            .unwrap_or_else(|| self.merge_in_place(end));
        self.views.insert(view, view);
        for link in chain {
            self.views.insert(link, view);
        }
        view
    }

    fn merge_in_place(&mut self, id: NodeId) -> NodeId {
        let parts = flatten(&self.nodes, [id]);
        let content: Vec<NodeId> = parts
            .into_iter()
            .filter(|part| says_something(self.node(*part)))
            .collect();
        match content.as_slice() {
            [] => self.any,
            [single] => *single,
            _ => self.merged(id, &content),
        }
    }

    /// A made node that the pointer leads to from a view.
    pub(super) fn made(&mut self, from: NodeId, steps: &str, mut node: Node) -> NodeId {
        if let Some(known) = self.steps.get(&(from, steps.to_owned())) {
            return *known;
        }
        node.place = self.node(from).place.clone();
        node.place.pointer = format!("{}{steps}", node.place.pointer).into();
        let id = self.add(node);
        self.steps.insert((from, steps.to_owned()), id);
        id
    }

    fn form(&mut self, id: NodeId) -> Form {
        let node = self.node(id).clone();
        if let Some(always) = node.always {
            return if always { Form::Any } else { Form::Never };
        }
        let mut types = node.types.unwrap_or(Types::ALL);
        if let Some(constant) = &node.constant {
            return if permits(types, constant) {
                Form::Constant(constant.clone())
            } else {
                Form::Never
            };
        }
        if let Some(values) = &node.values {
            let values: Vec<Value> = values
                .iter()
                .filter(|value| permits(types, value))
                .cloned()
                .collect();
            if let Some(form) = self.listed(id, &node, &values) {
                return form;
            }
            types = values.iter().map(Types::of).fold(Types::NONE, Types::union);
        }
        if let Some(form) = self.union(id, &node) {
            return form;
        }
        match types.iter().collect::<Vec<_>>().as_slice() {
            [] => Form::Never,
            [single] => self.single(&node, *single),
            _ if types == Types::ALL => Form::Any,
            several => self.split(id, &node, several),
        }
    }

    /// The form of an enum; `None` where its values are of several types and their types say more.
    fn listed(&mut self, id: NodeId, node: &Node, values: &[Value]) -> Option<Form> {
        let rest: Arc<[Value]> = values
            .iter()
            .filter(|value| !value.is_null())
            .cloned()
            .collect();
        if rest.len() < values.len() && !rest.is_empty() {
            let types = rest.iter().map(Types::of).fold(Types::NONE, Types::union);
            let inner = Node {
                values: Some(rest),
                types: Some(types),
                ..node.clone()
            };
            let inner = self.made(id, "/enum", inner);
            return Some(Form::Nullable(self.want(inner)));
        }
        let fallback = node.tidings.fallback.clone();
        match values {
            [] => Some(Form::Never),
            [Value::Null] => Some(Form::Null),
            [single] if fallback.is_none() => Some(Form::Constant(single.clone())),
            _ if values.iter().all(Value::is_string) => {
                let members = values
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
                Some(Form::Enum { members, fallback })
            }
            _ if fallback.is_some() => Some(Form::Any),
            _ => None,
        }
    }

    /// Several types: nullable, or a union of one node for each.
    fn split(&mut self, id: NodeId, node: &Node, types: &[Types]) -> Form {
        let rest: Vec<Types> = types
            .iter()
            .copied()
            .filter(|single| *single != Types::NULL)
            .collect();
        let mut parts = Vec::new();
        for single in &rest {
            let values = node.values.as_ref().map(|values| {
                values
                    .iter()
                    .filter(|value| permits(*single, value))
                    .cloned()
                    .collect()
            });
            let part = Node {
                types: Some(*single),
                values,
                ..node.clone()
            };
            let name = single.names().concat();
            let part = self.made(id, &format!("/type/{name}"), part);
            parts.push(self.want(part));
        }
        let nullable = rest.len() < types.len();
        match (parts.as_slice(), nullable) {
            ([single], _) => Form::Nullable(*single),
            (_, false) => Form::Union {
                tag: None,
                branches: parts,
                fallback: None,
            },
            (_, true) => {
                let all = rest.iter().copied().fold(Types::NONE, Types::union);
                let inner = self.made(
                    id,
                    "/type",
                    Node {
                        types: Some(all),
                        ..node.clone()
                    },
                );
                Form::Nullable(self.want(inner))
            }
        }
    }

    fn single(&mut self, node: &Node, types: Types) -> Form {
        match types {
            Types::NULL => Form::Null,
            Types::BOOLEAN => Form::Bool,
            Types::INTEGER => Form::Integer { range: range(node) },
            Types::NUMBER => Form::Number,
            Types::STRING => Form::String,
            Types::ARRAY => self.array(node),
            _ => self.object(node),
        }
    }

    fn array(&mut self, node: &Node) -> Form {
        let array = &node.array;
        if array.prefix.is_empty() {
            let items = array.items.or(array.unevaluated).unwrap_or(self.any);
            return Form::List(self.want(items));
        }
        let count = array.prefix.len() as u64;
        let ends = array
            .items
            .is_some_and(|items| self.node(items).always == Some(false))
            || array.max == Some(count);
        if ends && array.min.is_some_and(|min| min >= count) {
            return Form::Tuple(array.prefix.iter().map(|item| self.want(*item)).collect());
        }
        Form::List(self.any)
    }

    fn object(&mut self, node: &Node) -> Form {
        let object = &node.object;
        let refuses = |build: &Build, rest: Option<NodeId>| {
            rest.is_some_and(|rest| build.node(rest).always == Some(false))
        };
        let rest = object
            .additional
            .filter(|rest| self.node(*rest).always != Some(false));
        let unevaluated = object
            .unevaluated
            .filter(|rest| self.node(*rest).always != Some(false));
        let closed = refuses(self, object.additional) || refuses(self, object.unevaluated);
        let named = self.named(object, rest, refuses(self, object.additional));
        if named.is_empty() && !closed_empty(node, closed) {
            // Not what a pattern says, even where no other name may be written: a reader takes other names with any value.
            let values = rest.or(unevaluated).filter(|_| object.patterns.is_empty());
            let values = values.unwrap_or(self.any);
            return Form::Map(self.want(values));
        }
        let mut members = Vec::new();
        for (name, described) in named {
            let written = described;
            let described = self.want(described);
            let required = object.required.contains(&name);
            if self.node(described).always == Some(false) && !required {
                continue;
            }
            let constant = self.constant(described);
            members.push(Member {
                name,
                node: described,
                written,
                required,
                constant,
            });
        }
        let open = node.tidings.open
            || rest.is_some()
            || unevaluated.is_some()
            || !object.patterns.is_empty();
        Form::Struct { members, open }
    }

    /// The members that `properties` and `required` name, sorted, each with what describes it.
    fn named(
        &self,
        object: &ObjectKeywords,
        rest: Option<NodeId>,
        closed: bool,
    ) -> Vec<(String, NodeId)> {
        let mut named = object.properties.clone();
        let bare = object
            .required
            .iter()
            .filter(|name| object.property(name).is_none());
        for name in bare {
            let described = match (object.patterns.is_empty(), rest) {
                (true, Some(rest)) => rest,
                (true, None) if closed => self.never,
                _ => self.any,
            };
            named.push((name.clone(), described));
        }
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named
    }

    /// The only value of a view, where it has only one.
    fn constant(&self, view: NodeId) -> Option<Value> {
        let node = self.node(view);
        let types = node.types.unwrap_or(Types::ALL);
        match (&node.constant, node.values.as_deref()) {
            (Some(constant), _) if permits(types, constant) => Some(constant.clone()),
            (None, Some([single])) if node.tidings.fallback.is_none() && permits(types, single) => {
                Some(single.clone())
            }
            _ if types == Types::NULL => Some(Value::Null),
            _ => None,
        }
    }

    /// A node for what applies together, at a pointer below a view.
    pub(super) fn all_of(&mut self, from: NodeId, steps: &str, ids: Vec<NodeId>) -> NodeId {
        if let Some(known) = self.together.get(&ids) {
            return *known;
        }
        let place = self.node(from).place.clone();
        let id = self.made(
            from,
            steps,
            Node {
                all_of: ids.clone(),
                ..Node::empty(place)
            },
        );
        self.together.insert(ids, id);
        id
    }

    /// What a node stands for when it is nothing but a reference.
    pub(super) fn skip(&self, id: NodeId) -> NodeId {
        let mut at = id;
        while let Some(target) = self.node(at).reference {
            let node = self.node(at);
            if says_something(node) || !node.all_of.is_empty() {
                break;
            }
            at = target;
        }
        at
    }
}

fn closed_empty(node: &Node, closed: bool) -> bool {
    closed && node.object.patterns.is_empty()
}

/// Whether a value's type is among those that are permitted.
pub(super) fn permits(types: Types, value: &Value) -> bool {
    types.contains(Types::of(value))
        || (types.contains(Types::INTEGER)
            && matches!(value, Value::Number(number) if is_whole(number)))
}

/// Whether a node says anything itself, apart from what it refers to, its `allOf`, and text.
fn says_something(node: &Node) -> bool {
    let (object, tidings) = (&node.object, &node.tidings);
    (node.asserts() && node.always != Some(true))
        || !node.any_of.is_empty()
        || !node.one_of.is_empty()
        || node.not.is_some()
        || node.condition.is_some()
        || !object.properties.is_empty()
        || !object.patterns.is_empty()
        || !object.dependent_schemas.is_empty()
        || object.additional.is_some()
        || object.names.is_some()
        || object.unevaluated.is_some()
        || tidings.fallback.is_some()
        || tidings.tag.is_some()
        || tidings.closed
        || tidings.open
        || tidings.bigint
}

/// The whole numbers that a node's bounds leave.
fn range(node: &Node) -> IntegerRange {
    let number = &node.number;
    let exact = |bound: &serde_json::Number| -> Option<f64> { bound.as_f64() };
    let least = |bound: &serde_json::Number, strict: bool| -> Option<i128> {
        if let Some(whole) = whole(bound) {
            return Some(if strict { whole + 1 } else { whole });
        }
        exact(bound).map(|float| float.ceil() as i128)
    };
    let most = |bound: &serde_json::Number, strict: bool| -> Option<i128> {
        if let Some(whole) = whole(bound) {
            return Some(if strict { whole - 1 } else { whole });
        }
        exact(bound).map(|float| float.floor() as i128)
    };
    let min = [(&number.minimum, false), (&number.exclusive_minimum, true)];
    let max = [(&number.maximum, false), (&number.exclusive_maximum, true)];
    IntegerRange {
        min: min
            .into_iter()
            .filter_map(|(bound, strict)| least(bound.as_ref()?, strict))
            .max(),
        max: max
            .into_iter()
            .filter_map(|(bound, strict)| most(bound.as_ref()?, strict))
            .min(),
    }
}

/// A bound as a whole number, where it is one and small enough to be exact.
fn whole(bound: &serde_json::Number) -> Option<i128> {
    let exact = bound
        .as_i64()
        .map(i128::from)
        .or_else(|| bound.as_u64().map(i128::from));
    exact.or_else(|| {
        bound
            .as_f64()
            .filter(|float| float.fract() == 0.0 && float.abs() < 1.0e30)
            .map(|float| float as i128)
    })
}

/// The pointer from a view to a merged child.
pub(super) fn merged_pointer(keyword: &str, name: &str) -> String {
    if name.is_empty() && keyword != "properties" && keyword != "patternProperties" {
        return format!("/allOf/{keyword}");
    }
    child_pointer(&format!("/allOf/{keyword}"), name)
}
