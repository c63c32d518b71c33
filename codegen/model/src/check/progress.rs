//! A `$ref` cycle that consumes no member or item never ends.

use crate::diagnostic::{Diagnostic, ErrorId};
use crate::node::{Node, NodeId};

/// Reports each group of references that lead back to themselves in place. Iterative, since chains can be long.
pub(crate) fn unguarded_cycles(nodes: &[Node]) -> Vec<Diagnostic> {
    let edges: Vec<Vec<NodeId>> = nodes.iter().map(Node::in_place).collect();
    let mut state = vec![Mark::New; nodes.len()];
    let mut problems = Vec::new();
    for start in 0..nodes.len() {
        if state[start] != Mark::New {
            continue;
        }
        state[start] = Mark::Open;
        let mut path = vec![(start, 0usize)];
        while let Some((node, next)) = path.last_mut() {
            let at = *node;
            match edges[at].get(*next) {
                None => {
                    state[at] = Mark::Done;
                    path.pop();
                }
                Some(child) => {
                    *next += 1;
                    let child = child.index();
                    match state[child] {
                        Mark::New => {
                            state[child] = Mark::Open;
                            path.push((child, 0));
                        }
                        Mark::Open => problems.push(cycle(nodes, at, child)),
                        Mark::Done => {}
                    }
                }
            }
        }
    }
    problems
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

fn cycle(nodes: &[Node], from: usize, to: usize) -> Diagnostic {
    let text = nodes[from].reference_text.clone().unwrap_or_default();
    Diagnostic::error(
        ErrorId("schema/cycle-without-progress"),
        format!("`$ref` {text} leads back to itself without a member or item in between"),
    )
    .at(nodes[from].place.clone())
    .label(nodes[to].place.clone(), "is where the cycle begins")
    .help(
        "put the recursion below `properties`, `items` or another keyword that goes one level down",
    )
}
