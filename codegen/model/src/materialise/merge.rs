//! One closed node from a position that has no choice left.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::{declares_all, names_members};
use super::position::{Emit, Part};
use super::scalars::{combine, scalars};
use crate::flatten::flatten;
use crate::node::{Node, NodeId, Types};

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
            let parts = self.described(emit, &name);
            let child = emit.position(parts);
            node.object.properties.push((name, child));
        }
        self.patterns(emit, node);
        self.rest(emit, node, describes);
        self.cross(emit, node);
    }

    fn patterns(&self, emit: &mut Emit<'_>, node: &mut Node) {
        let nodes = emit.nodes;
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
        for (pattern, mut parts) in patterns {
            for id in self.own {
                if !nodes[id.index()]
                    .object
                    .patterns
                    .iter()
                    .any(|(own, _)| own == pattern)
                {
                    parts.extend(self.closing_rest(emit, *id));
                }
            }
            let child = emit.position(parts);
            node.object.patterns.push((pattern.to_owned(), child));
        }
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
    fn described(&self, emit: &mut Emit<'_>, name: &str) -> Vec<Part> {
        let nodes = emit.nodes;
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
                // A pattern may match instead; to close what the rest describes all the same is stricter.
                None => parts.extend(self.closing_rest(emit, *id)),
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

    /// The rest of a node, for names that may be of it or not, where closing depends on it.
    fn closing_rest(&self, emit: &mut Emit<'_>, id: NodeId) -> Option<Part> {
        let node = &emit.nodes[id.index()];
        let rest = node.object.additional.filter(|rest| emit.declares(*rest))?;
        emit.inexact.insert(node.place.clone());
        Some(Part::Node(rest))
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
        let has_patterns = |id: &&NodeId| !nodes[id.index()].object.patterns.is_empty();
        let patterned: Vec<NodeId> = self.own.iter().filter(has_patterns).copied().collect();
        let held = self.held.iter().any(|id| has_patterns(&id));
        for id in self.own {
            let source = &nodes[id.index()];
            // Whether a name is one of the rest depends on patterns, which are not decided here.
            let own = patterned.contains(id)
                && node
                    .object
                    .properties
                    .iter()
                    .any(|(name, _)| source.object.property(name).is_none());
            let others = held || patterned.iter().any(|other| other != id);
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
    rest.extend(unevaluated(
        emit,
        own,
        rest.is_empty() && contains.is_empty(),
        node,
    ));
    if !rest.is_empty() {
        node.array.items = Some(emit.position(rest));
    }
}

/// What `unevaluatedItems` says of items, where it decides what is declared. Alone it is `items` by another name;
/// beside others each item is closed by it too, which is stricter.
fn unevaluated(emit: &mut Emit<'_>, own: &[NodeId], alone: bool, node: &Node) -> Vec<Part> {
    let nodes = emit.nodes;
    let unevaluated: Vec<NodeId> = own
        .iter()
        .filter_map(|id| nodes[id.index()].array.unevaluated)
        .filter(|id| emit.declares(*id))
        .collect();
    let by_itself = alone && own.len() == 1;
    if !by_itself && !unevaluated.is_empty() {
        emit.inexact.insert(node.place.clone());
    }
    unevaluated.into_iter().map(Part::Node).collect()
}
