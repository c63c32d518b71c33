//! The emit set: as written, and no undeclared member.
//!
//! Closing is decided per object of the value, not per schema text, so what describes one object is gathered first. A
//! *position* is everything that applies to one value unconditionally: [`Part`]s, with references and `allOf` dissolved.
//! Where branches decide what is declared, the position is split into one position for each case, so that in the end every
//! position knows its declared members and can be closed with a plain `additionalProperties: false`.

use std::collections::{BTreeSet, HashMap};

use super::graph::Graph;
use super::overlap::{Signature, all_apart};
use super::position::{Choice, Emit, Part, Position};
use super::reading::Copies;
use super::{declared, merge};
use crate::flatten::flatten;
use crate::node::{Node, NodeId};
use crate::place::Place;
use crate::print::Notes;
use crate::schema::{Checked, Materialised, Schema};

/// How many positions there are before the stricter reading of several choices is good enough.
const MOST_POSITIONS: usize = 20_000;
/// How many cases of several choices in one position are told apart.
const MOST_CASES: usize = 128;
/// How many sets of overlapping `anyOf` branches are told apart.
const MOST_SETS: usize = 24;

/// The emit set of a schema as a document.
pub(crate) fn materialise(schema: &Schema<Checked>) -> Materialised {
    let mut emit = Emit {
        nodes: &schema.nodes,
        graph: Graph::default(),
        copies: Copies::default(),
        inexact: BTreeSet::new(),
        declares: declaring(&schema.nodes),
        known: HashMap::new(),
        open: Vec::new(),
    };
    let root = emit.position(vec![Part::Node(schema.root)]);
    while let Some((position, id)) = emit.open.pop() {
        let node = emit.build(&position);
        emit.graph.nodes[id.index()] = node;
    }
    emit.copies.settle(&mut emit.graph, &schema.nodes);
    let inexact_at = emit.inexact.into_iter().collect();
    emit.graph.finish(schema, root, Notes::Drop, inexact_at)
}

impl Emit<'_> {
    fn build(&mut self, position: &Position) -> Node {
        let parts = self.dissolved(position);
        let choices: Vec<(NodeId, Choice)> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Choice(id, choice) => Some((*id, choice.clone())),
                Part::Maybe(id) => Some((*id, Choice::If)),
                _ => None,
            })
            .collect();
        let several = choices.len() > 1;
        let cases = choices.iter().fold(1, |cases: usize, (id, choice)| {
            cases.saturating_mul(self.count(*id, choice))
        });
        if choices.is_empty() {
            merge::closed(self, &parts)
        } else if several && (cases > MOST_CASES || self.known.len() > MOST_POSITIONS) {
            self.strict(&parts)
        } else {
            self.split(&parts)
        }
    }

    /// How many cases a choice has at least.
    fn count(&self, id: NodeId, choice: &Choice) -> usize {
        match choice {
            Choice::Any => self.nodes[id.index()].any_of.len(),
            Choice::One => self.nodes[id.index()].one_of.len(),
            Choice::If | Choice::Dependent(_) => 2,
        }
    }

    /// Dissolves references and `allOf` into own keywords and undecided choices.
    fn dissolved(&mut self, position: &Position) -> Position {
        let decided: BTreeSet<NodeId> = position
            .iter()
            .filter_map(|part| {
                if let Part::Own(id) = part {
                    Some(*id)
                } else {
                    None
                }
            })
            .collect();
        let mut parts: BTreeSet<Part> = position
            .iter()
            .filter(|part| !matches!(part, Part::Node(_)))
            .cloned()
            .collect();
        let roots = position.iter().filter_map(|part| {
            if let Part::Node(id) = part {
                Some(*id)
            } else {
                None
            }
        });
        for id in flatten(self.nodes, roots) {
            if decided.contains(&id) {
                continue;
            }
            parts.insert(Part::Own(id));
            for choice in self.choices(id) {
                parts.insert(Part::Choice(id, choice));
            }
        }
        for part in position {
            if let Part::Holds(id) = part {
                self.dissolve_held(*id, &mut parts);
            }
        }
        parts.into_iter().collect()
    }

    /// What holds may declare more through branches of its own, where those hold too.
    fn dissolve_held(&mut self, held: NodeId, parts: &mut BTreeSet<Part>) {
        for id in flatten(self.nodes, [held]) {
            for choice in self.choices(id) {
                let node = &self.nodes[id.index()];
                let branches = match choice {
                    Choice::Any => &node.any_of,
                    Choice::One => &node.one_of,
                    Choice::If | Choice::Dependent(_) => {
                        self.inexact.insert(node.place.clone());
                        continue;
                    }
                };
                for branch in branches
                    .iter()
                    .filter(|branch| self.declares[branch.index()])
                {
                    let decided = [Part::Holds(*branch), Part::Fails(*branch)];
                    if !decided.iter().any(|part| parts.contains(part)) {
                        parts.insert(Part::Maybe(*branch));
                    }
                }
            }
        }
    }

    /// One position for each case of the first choice.
    fn split(&mut self, parts: &Position) -> Node {
        let at = parts
            .iter()
            .position(|part| matches!(part, Part::Choice(..) | Part::Maybe(_)));
        let Some(at) = at else {
            return merge::closed(self, parts);
        };
        let mut rest = parts.clone();
        let choice = rest.remove(at);
        let (cases, also) = self.cases(&choice);
        let place = self.place(parts);
        // What declares nothing is written once, beside the cases.
        let (base, beside): (Vec<Part>, Vec<Part>) =
            rest.into_iter().partition(|part| self.matters(part));
        let mut node = if beside.is_empty() && also.is_empty() {
            Node::empty(place)
        } else {
            merge::closed(self, &[beside, also].concat())
        };
        let branches: Vec<NodeId> = cases
            .into_iter()
            .map(|case| self.position(base.iter().cloned().chain(case).collect()))
            .collect();
        if node.any_of.is_empty() {
            node.any_of = branches;
        } else {
            let any = self.graph.add(Node {
                any_of: branches,
                ..Node::empty(node.place.clone())
            });
            node.all_of.push(any);
        }
        node
    }

    /// Whether a part decides what is declared in this position or below.
    fn matters(&self, part: &Part) -> bool {
        match part {
            Part::Own(id) => {
                let node = &self.nodes[id.index()];
                declared::names_members(self.nodes, node)
                    || node.tidings.open
                    || declared::own_children(node)
                        .into_iter()
                        .any(|child| self.declares[child.index()])
            }
            Part::Node(_) | Part::Choice(..) | Part::Maybe(_) => true,
            // These are decisions: a position that forgets one would decide it again, for ever.
            Part::Holds(_) | Part::Fails(_) => true,
            Part::Exactly(_) | Part::Has(_) | Part::Lacks(_) => false,
        }
    }

    /// The cases of a choice, and what holds besides.
    fn cases(&mut self, choice: &Part) -> (Vec<Vec<Part>>, Vec<Part>) {
        let (id, choice) = match choice {
            Part::Choice(id, choice) => (*id, choice.clone()),
            Part::Maybe(id) => {
                return (
                    vec![vec![Part::Holds(*id)], vec![Part::Fails(*id)]],
                    Vec::new(),
                );
            }
            _ => return (vec![Vec::new()], Vec::new()),
        };
        let nodes = self.nodes;
        let node = &nodes[id.index()];
        match choice {
            Choice::Any => (self.any_cases(&node.any_of), Vec::new()),
            Choice::One => self.one_cases(id),
            Choice::If => {
                let Some(condition) = node.condition else {
                    return (vec![Vec::new()], Vec::new());
                };
                let case = |test, branch: Option<NodeId>| {
                    std::iter::once(test)
                        .chain(branch.map(Part::Node))
                        .collect()
                };
                let holds = case(Part::Holds(condition.test), condition.then);
                let fails = case(Part::Fails(condition.test), condition.otherwise);
                (vec![holds, fails], Vec::new())
            }
            Choice::Dependent(name) => {
                let branch = node
                    .object
                    .dependent_schemas
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, id)| *id);
                let holds = std::iter::once(Part::Has(name.clone()))
                    .chain(branch.map(Part::Node))
                    .collect();
                (vec![holds, vec![Part::Lacks(name)]], Vec::new())
            }
        }
    }

    /// The cases of `oneOf`: one branch each; that no other holds is written besides, unless the branches show it.
    fn one_cases(&self, id: NodeId) -> (Vec<Vec<Part>>, Vec<Part>) {
        let branches = &self.nodes[id.index()].one_of;
        let signature = |branch: &NodeId| Signature::of(self.nodes, *branch);
        let signatures: Vec<Signature> = branches.iter().map(signature).collect();
        let distinct = all_apart(&signatures) || pairs(&signatures).all(|(a, b)| a.is_disjoint(b));
        let also = if distinct {
            Vec::new()
        } else {
            vec![Part::Exactly(id)]
        };
        let cases = branches.iter().map(|branch| vec![Part::Node(*branch)]);
        (cases.collect(), also)
    }

    /// The cases of `anyOf`: each set of branches that can hold together declares its members together.
    fn any_cases(&mut self, branches: &[NodeId]) -> Vec<Vec<Part>> {
        let signatures: Vec<Signature> = branches
            .iter()
            .map(|branch| Signature::of(self.nodes, *branch))
            .collect();
        if all_apart(&signatures) {
            return branches
                .iter()
                .map(|branch| vec![Part::Node(*branch)])
                .collect();
        }
        let near = |a: usize, b: usize| !signatures[a].is_apart(&signatures[b]);
        let mut sets: Vec<Vec<usize>> = (0..branches.len()).map(|branch| vec![branch]).collect();
        let mut at = 0;
        while at < sets.len() && sets.len() <= branches.len() + MOST_SETS {
            let set = sets[at].clone();
            let last = set.last().copied().unwrap_or_default();
            for next in last + 1..branches.len() {
                let declares = |member: usize| self.declares[branches[member].index()];
                if declares(next)
                    && set
                        .iter()
                        .all(|member| declares(*member) && near(*member, next))
                {
                    sets.push(set.iter().copied().chain([next]).collect());
                }
            }
            at += 1;
        }
        if sets.len() > branches.len() + MOST_SETS {
            sets.truncate(branches.len());
            let places: Vec<Place> = branches
                .iter()
                .take(1)
                .map(|branch| self.nodes[branch.index()].place.clone())
                .collect();
            self.inexact.extend(places);
        }
        let case = |set: Vec<usize>| -> Vec<Part> {
            // A branch outside the set that would close what the set leaves free must not hold.
            let held: Vec<NodeId> = set.iter().map(|member| branches[*member]).collect();
            let others = (0..branches.len()).filter(|other| !set.contains(other));
            let fails: Vec<Part> = others
                .filter(|other| set.iter().all(|member| near(*member, *other)))
                .filter(|other| declared::tightens(self, &held, branches[*other]))
                .map(|other| Part::Fails(branches[other]))
                .collect();
            held.into_iter().map(Part::Node).chain(fails).collect()
        };
        sets.into_iter().map(case).collect()
    }

    /// The stricter reading: every choice by itself, beside what is decided. It holds because closing less is never looser.
    fn strict(&mut self, parts: &Position) -> Node {
        let place = self.place(parts);
        self.inexact.insert(place.clone());
        let (choices, base): (Vec<Part>, Vec<Part>) = parts
            .iter()
            .cloned()
            .partition(|part| matches!(part, Part::Choice(..) | Part::Maybe(_)));
        let all_of = choices
            .into_iter()
            .map(|choice| self.position(base.iter().cloned().chain([choice]).collect()))
            .collect();
        Node {
            all_of,
            ..Node::empty(place)
        }
    }
}

fn pairs<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    all.iter()
        .enumerate()
        .flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (a, b)))
}

/// Marks the nodes at or below which some object declares members, in positions that can close.
fn declaring(nodes: &[Node]) -> Vec<bool> {
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut marked = vec![false; nodes.len()];
    let mut open = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        for (step, child) in node.links() {
            if !matches!(step.0, "not" | "propertyNames" | "$defs") {
                above[child.index()].push(at);
            }
        }
        if declared::names_members(nodes, node) || node.tidings.open {
            marked[at] = true;
            open.push(at);
        }
    }
    while let Some(at) = open.pop() {
        for parent in &above[at] {
            if !marked[*parent] {
                marked[*parent] = true;
                open.push(*parent);
            }
        }
    }
    marked
}
