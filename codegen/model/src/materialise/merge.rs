//! One closed node from a position that has no choice left.

use std::collections::{BTreeMap, BTreeSet};

use super::emit::{Choice, Emit, Part};
use crate::flatten::flatten;
use crate::node::{Node, NodeId, Types};

/// How deep two branches are compared before the careful answer is given.
const DEEPEST: usize = 12;

/// Whether a node declares members of the object that it applies to.
pub(super) fn names_members(nodes: &[Node], node: &Node) -> bool {
    let object = &node.object;
    !object.properties.is_empty()
        || !object.patterns.is_empty()
        || !object.required.is_empty()
        || !object.dependent_required.is_empty()
        || declares_all(nodes, node)
}

/// Whether a node declares every member by saying what the rest is.
fn declares_all(nodes: &[Node], node: &Node) -> bool {
    let says =
        |rest: Option<NodeId>| rest.is_some_and(|rest| nodes[rest.index()].always != Some(false));
    says(node.object.additional) || says(node.object.unevaluated)
}

/// The children of a node that are one level down and can close.
pub(super) fn own_children(node: &Node) -> Vec<NodeId> {
    let (array, object) = (&node.array, &node.object);
    let mut children: Vec<NodeId> = object
        .properties
        .iter()
        .chain(&object.patterns)
        .map(|(_, id)| *id)
        .collect();
    children.extend(object.additional.into_iter().chain(object.unevaluated));
    children.extend(
        array
            .prefix
            .iter()
            .copied()
            .chain(array.items)
            .chain(array.contains)
            .chain(array.unevaluated),
    );
    children
}

/// The node of a position: its scalars merged, its children positions of their own, its object closed.
pub(super) fn closed(emit: &mut Emit<'_>, parts: &[Part]) -> Node {
    let mut node = Node::empty(emit.place(parts));
    let own: Vec<NodeId> = parts
        .iter()
        .filter_map(|part| {
            if let Part::Own(id) = part {
                Some(*id)
            } else {
                None
            }
        })
        .collect();
    let held: Vec<NodeId> = parts
        .iter()
        .flat_map(|part| {
            if let Part::Holds(id) = part {
                flatten(emit.nodes, [*id])
            } else {
                Vec::new()
            }
        })
        .collect();
    for id in &own {
        let scalars = scalars(emit, *id);
        if let Some(left) = combine(&mut node, scalars) {
            let left = emit.graph.add(left);
            node.all_of.push(left);
        }
    }
    Members {
        own: &own,
        held: &held,
    }
    .write(emit, &mut node);
    items(emit, &own, &held, &mut node);
    for id in &own {
        let (array, object) = (
            &emit.nodes[id.index()].array,
            &emit.nodes[id.index()].object,
        );
        if array.unevaluated.is_some() || object.unevaluated.is_some() {
            let plain = emit.plain(*id);
            node.all_of.push(plain);
        }
    }
    for part in parts {
        assertion(emit, part, &mut node);
    }
    node
}

/// What a part asserts without declaring.
fn assertion(emit: &mut Emit<'_>, part: &Part, node: &mut Node) {
    let place = node.place.clone();
    match part {
        Part::Holds(id) => {
            let plain = emit.plain(*id);
            node.all_of.push(plain);
        }
        Part::Fails(id) => {
            let plain = emit.plain(*id);
            let fails = emit.graph.add(Node {
                not: Some(plain),
                ..Node::empty(place)
            });
            node.all_of.push(fails);
        }
        Part::Exactly(id) => {
            let one_of = emit.nodes[id.index()]
                .one_of
                .iter()
                .map(|branch| emit.plain(*branch))
                .collect();
            let exactly = emit.graph.add(Node {
                one_of,
                ..Node::empty(place)
            });
            node.all_of.push(exactly);
        }
        Part::Has(name) => {
            if !node.object.required.contains(name) {
                node.object.required.push(name.clone());
            }
            if node.types.is_none() {
                // Without an object there is no member, and nothing that depends on it.
                node.types = Some(Types::OBJECT);
            }
        }
        Part::Lacks(name) => {
            let never = emit.graph.constant(false, &place);
            node.object.properties.retain(|(known, _)| known != name);
            node.object.properties.push((name.clone(), never));
        }
        Part::Node(_) | Part::Own(_) | Part::Choice(..) | Part::Maybe(_) => {}
    }
}

/// The keywords of a node that concern no child that closes; choices that decide nothing stay as written.
fn scalars(emit: &mut Emit<'_>, id: NodeId) -> Node {
    let nodes = emit.nodes;
    let source = &nodes[id.index()];
    let choices = emit.choices(id);
    let mut node = Node {
        always: source.always.filter(|always| !always),
        types: source.types,
        values: source.values.clone(),
        constant: source.constant.clone(),
        number: source.number.clone(),
        string: source.string.clone(),
        format: source.format.clone(),
        not: source.not.map(|id| emit.plain(id)),
        spans: source.spans.clone(),
        ..Node::empty(source.place.clone())
    };
    let (array, object) = (&source.array, &source.object);
    (node.array.min, node.array.max, node.array.unique) = (array.min, array.max, array.unique);
    node.array.contains = array.contains.map(|id| emit.plain(id));
    (node.array.min_contains, node.array.max_contains) = (array.min_contains, array.max_contains);
    node.object.required = object.required.clone();
    node.object.dependent_required = object.dependent_required.clone();
    (node.object.min, node.object.max) = (object.min, object.max);
    node.object.names = object.names.map(|id| emit.plain(id));
    for (name, id) in &object.dependent_schemas {
        if !choices.contains(&Choice::Dependent(name.clone())) {
            node.object
                .dependent_schemas
                .push((name.clone(), emit.plain(*id)));
        }
    }
    if !choices.contains(&Choice::Any) {
        node.any_of = source.any_of.iter().map(|id| emit.plain(*id)).collect();
    }
    if !choices.contains(&Choice::One) {
        node.one_of = source.one_of.iter().map(|id| emit.plain(*id)).collect();
    }
    if !choices.contains(&Choice::If) {
        node.condition = source.condition.map(|condition| crate::node::Condition {
            test: emit.plain(condition.test),
            then: condition.then.map(|id| emit.plain(id)),
            otherwise: condition.otherwise.map(|id| emit.plain(id)),
        });
    }
    node
}

/// Adds scalars to a node; what finds no room comes back.
fn combine(node: &mut Node, from: Node) -> Option<Node> {
    let blank = Node::empty(from.place.clone());
    let mut left = blank.clone();
    if node.spans.is_empty() {
        node.spans = from.spans;
    }
    put(&mut node.always, from.always, &mut left.always);
    node.types = match (node.types, from.types) {
        (Some(a), Some(b)) => Some(a.intersection(b)),
        (a, b) => a.or(b),
    };
    put(&mut node.values, from.values, &mut left.values);
    put(&mut node.constant, from.constant, &mut left.constant);
    put(&mut node.number, from.number, &mut left.number);
    put(&mut node.string, from.string, &mut left.string);
    put(&mut node.format, from.format, &mut left.format);
    put(&mut node.not, from.not, &mut left.not);
    put(&mut node.condition, from.condition, &mut left.condition);
    put(&mut node.any_of, from.any_of, &mut left.any_of);
    put(&mut node.one_of, from.one_of, &mut left.one_of);
    put(&mut node.array, from.array, &mut left.array);
    for name in from.object.required {
        if !node.object.required.contains(&name) {
            node.object.required.push(name);
        }
    }
    put(
        &mut node.object.names,
        from.object.names,
        &mut left.object.names,
    );
    put(&mut node.object.min, from.object.min, &mut left.object.min);
    put(&mut node.object.max, from.object.max, &mut left.object.max);
    put(
        &mut node.object.dependent_required,
        from.object.dependent_required,
        &mut left.object.dependent_required,
    );
    put(
        &mut node.object.dependent_schemas,
        from.object.dependent_schemas,
        &mut left.object.dependent_schemas,
    );
    (left != blank).then_some(left)
}

fn put<T: PartialEq + Default>(into: &mut T, from: T, left: &mut T) {
    if from == T::default() {
    } else if *into == T::default() || *into == from {
        *into = from;
    } else {
        *left = from;
    }
}

/// The members of an object in one position.
struct Members<'a> {
    /// What applies and may close.
    own: &'a [NodeId],
    /// What applies and only declares.
    held: &'a [NodeId],
}

impl Members<'_> {
    fn write(&self, emit: &mut Emit<'_>, node: &mut Node) {
        let nodes = emit.nodes;
        let describes = self
            .own
            .iter()
            .any(|id| names_members(nodes, &nodes[id.index()]));
        let says_rest = self
            .own
            .iter()
            .any(|id| nodes[id.index()].object.additional.is_some());
        if !describes && !says_rest {
            return;
        }
        for name in self.names(nodes) {
            let parts = self.described(nodes, &name);
            let child = emit.position(parts);
            node.object.properties.push((name, child));
        }
        let mut patterns: BTreeMap<&str, Vec<Part>> = BTreeMap::new();
        for (pattern, id) in self
            .own
            .iter()
            .flat_map(|id| &nodes[id.index()].object.patterns)
        {
            patterns.entry(pattern).or_default().push(Part::Node(*id));
        }
        for (pattern, id) in self
            .held
            .iter()
            .flat_map(|id| &nodes[id.index()].object.patterns)
        {
            patterns.entry(pattern).or_default().push(Part::Holds(*id));
        }
        self.note_inexact(emit, &patterns, node);
        for (pattern, parts) in patterns {
            let child = emit.position(parts);
            node.object.patterns.push((pattern.to_owned(), child));
        }
        self.rest(emit, node, describes);
        self.cross(emit, node);
    }

    /// Every name that is declared.
    fn names(&self, nodes: &[Node]) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for id in self.own.iter().chain(self.held) {
            let object = &nodes[id.index()].object;
            names.extend(object.properties.iter().map(|(name, _)| name.clone()));
            names.extend(object.required.iter().cloned());
            for (name, needs) in &object.dependent_required {
                names.extend(needs.iter().cloned().chain([name.clone()]));
            }
        }
        names
    }

    /// All that describes a member.
    fn described(&self, nodes: &[Node], name: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        let named = self
            .own
            .iter()
            .any(|id| nodes[id.index()].object.property(name).is_some());
        for id in self.own {
            let object = &nodes[id.index()].object;
            match object.property(name) {
                Some(property) => parts.push(Part::Node(property)),
                None if object.patterns.is_empty() => {
                    parts.extend(object.additional.map(Part::Node));
                    let unevaluated = object
                        .unevaluated
                        .filter(|id| !named && nodes[id.index()].always.is_none());
                    parts.extend(unevaluated.map(Part::Node));
                }
                None => {}
            }
        }
        parts.extend(
            self.held
                .iter()
                .filter_map(|id| nodes[id.index()].object.property(name))
                .map(Part::Holds),
        );
        parts
    }

    /// What other members may be.
    fn rest(&self, emit: &mut Emit<'_>, node: &mut Node, describes: bool) {
        let nodes = emit.nodes;
        let open =
            self.own.iter().any(|id| {
                nodes[id.index()].tidings.open || declares_all(nodes, &nodes[id.index()])
            }) || self
                .held
                .iter()
                .any(|id| declares_all(nodes, &nodes[id.index()]));
        if describes && !open {
            node.object.additional = Some(emit.graph.constant(false, &node.place));
            return;
        }
        let mut parts: Vec<Part> = self
            .own
            .iter()
            .filter_map(|id| nodes[id.index()].object.additional)
            .map(Part::Node)
            .collect();
        let unevaluated = self
            .own
            .iter()
            .filter_map(|id| nodes[id.index()].object.unevaluated);
        parts.extend(unevaluated.filter(|id| emit.declares(*id)).map(Part::Node));
        if !parts.is_empty() {
            node.object.additional = Some(emit.position(parts));
        }
    }

    /// Where patterns and the rest of several subschemas cross, what is written holds beside the merged members.
    fn cross(&self, emit: &mut Emit<'_>, node: &mut Node) {
        let nodes = emit.nodes;
        let patterned = self
            .own
            .iter()
            .filter(|id| !nodes[id.index()].object.patterns.is_empty());
        let patterned: Vec<NodeId> = patterned.copied().collect();
        for id in self.own {
            let source = &nodes[id.index()];
            // Whether a name is one of the rest depends on patterns, which are not decided here.
            let own = patterned.contains(id)
                && node
                    .object
                    .properties
                    .iter()
                    .any(|(name, _)| source.object.property(name).is_none());
            let others = patterned.iter().any(|other| other != id);
            if source.object.additional.is_none() || !(own || others) {
                continue;
            }
            let mut plain = Node::empty(source.place.clone());
            plain.object.properties = source
                .object
                .properties
                .iter()
                .map(|(name, id)| (name.clone(), emit.plain(*id)))
                .collect();
            plain.object.patterns = source
                .object
                .patterns
                .iter()
                .map(|(pattern, id)| (pattern.clone(), emit.plain(*id)))
                .collect();
            plain.object.additional = source.object.additional.map(|id| emit.plain(id));
            let plain = emit.graph.add(plain);
            node.all_of.push(plain);
        }
    }

    /// A pattern may match a name that is described elsewhere too; each is then closed by itself, which is stricter.
    fn note_inexact(&self, emit: &mut Emit<'_>, patterns: &BTreeMap<&str, Vec<Part>>, node: &Node) {
        let nodes = emit.nodes;
        let declares =
            |part: &Part| matches!(part, Part::Node(id) | Part::Holds(id) if emit.declares(*id));
        let declaring = patterns
            .values()
            .filter(|parts| parts.iter().any(declares))
            .count();
        let named = self
            .own
            .iter()
            .flat_map(|id| &nodes[id.index()].object.properties)
            .any(|(_, id)| emit.declares(*id));
        let rest = self
            .own
            .iter()
            .filter_map(|id| nodes[id.index()].object.unevaluated)
            .any(|id| emit.declares(id));
        if declaring > 1 || (declaring == 1 && named) || rest {
            emit.inexact.insert(node.place.clone());
        }
    }
}

/// The items of an array in one position.
fn items(emit: &mut Emit<'_>, own: &[NodeId], held: &[NodeId], node: &mut Node) {
    let nodes = emit.nodes;
    let longest = own
        .iter()
        .map(|id| nodes[id.index()].array.prefix.len())
        .max()
        .unwrap_or_default();
    let contains: Vec<Part> = own
        .iter()
        .filter_map(|id| nodes[id.index()].array.contains)
        .filter(|id| emit.declares(*id))
        .map(Part::Maybe)
        .collect();
    let at = |index: Option<usize>| -> Vec<Part> {
        let of = |id: &NodeId| {
            let array = &nodes[id.index()].array;
            index
                .and_then(|index| array.prefix.get(index).copied())
                .or(array.items)
        };
        let mut parts: Vec<Part> = own.iter().filter_map(of).map(Part::Node).collect();
        if !parts.is_empty() {
            parts.extend(held.iter().filter_map(of).map(Part::Holds));
            parts.extend(contains.iter().cloned());
        }
        parts
    };
    for index in 0..longest {
        let item = emit.position(at(Some(index)));
        node.array.prefix.push(item);
    }
    let mut rest = at(None);
    let unevaluated: Vec<NodeId> = own
        .iter()
        .filter_map(|id| nodes[id.index()].array.unevaluated)
        .filter(|id| emit.declares(*id))
        .collect();
    if let [single] = unevaluated.as_slice()
        && rest.is_empty()
        && own.len() == 1
        && contains.is_empty()
    {
        rest.push(Part::Node(*single));
    } else if !unevaluated.is_empty() {
        emit.inexact.insert(node.place.clone());
        rest.extend(unevaluated.into_iter().map(Part::Node));
    }
    if !rest.is_empty() {
        node.array.items = Some(emit.position(rest));
    }
}

/// Whether a branch, where it holds too, would close an object that the set leaves free. In doubt it would.
pub(super) fn tightens(emit: &Emit<'_>, set: &[NodeId], other: NodeId) -> bool {
    emit.declares(other) && tighter(emit, set, &[other], 0)
}

fn tighter(emit: &Emit<'_>, ours: &[NodeId], theirs: &[NodeId], depth: usize) -> bool {
    let nodes = emit.nodes;
    if !theirs.iter().any(|id| emit.declares(*id)) {
        return false;
    }
    if depth > DEEPEST {
        return true;
    }
    let (ours, theirs) = (
        flatten(nodes, ours.iter().copied()),
        flatten(nodes, theirs.iter().copied()),
    );
    if ours.iter().any(|id| theirs.contains(id)) && theirs.iter().all(|id| ours.contains(id)) {
        return false;
    }
    if theirs.iter().any(|id| !emit.choices(*id).is_empty()) {
        return true;
    }
    let names = |ids: &[NodeId]| {
        ids.iter()
            .any(|id| names_members(nodes, &nodes[id.index()]))
    };
    if names(&theirs) && !names(&ours) {
        return true;
    }
    let open = ours
        .iter()
        .any(|id| nodes[id.index()].tidings.open || declares_all(nodes, &nodes[id.index()]));
    for their in &theirs {
        let object = &nodes[their.index()].object;
        let loose = object
            .patterns
            .iter()
            .map(|(_, id)| *id)
            .chain(object.additional)
            .chain(object.unevaluated);
        if loose.into_iter().any(|id| emit.declares(id)) {
            return true;
        }
        for (name, child) in &object.properties {
            let of = |id: &NodeId| {
                nodes[id.index()]
                    .object
                    .property(name)
                    .or(nodes[id.index()].object.additional)
            };
            let mine: Vec<NodeId> = ours.iter().filter_map(of).collect();
            if (open || !mine.is_empty()) && tighter(emit, &mine, &[*child], depth + 1) {
                return true;
            }
        }
        let array = &nodes[their.index()].array;
        let mine: Vec<NodeId> = ours
            .iter()
            .flat_map(|id| {
                nodes[id.index()]
                    .array
                    .prefix
                    .iter()
                    .copied()
                    .chain(nodes[id.index()].array.items)
            })
            .collect();
        let items: Vec<NodeId> = array
            .prefix
            .iter()
            .copied()
            .chain(array.items)
            .chain(array.unevaluated)
            .collect();
        if items
            .iter()
            .any(|item| tighter(emit, &mine, &[*item], depth + 1))
        {
            return true;
        }
    }
    false
}
