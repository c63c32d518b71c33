//! What applies to a value unconditionally: a node, what it refers to, its `allOf`, and theirs.

use crate::node::{Node, NodeId};

/// All nodes that apply unconditionally, each once, in the order of a depth-first walk. Iterative, since chains can be long.
pub(crate) fn flatten(nodes: &[Node], ids: impl IntoIterator<Item = NodeId>) -> Vec<NodeId> {
    let mut flat: Vec<NodeId> = Vec::new();
    let mut open: Vec<NodeId> = ids.into_iter().collect();
    open.reverse();
    let mut seen = std::collections::HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        flat.push(id);
        let node = &nodes[id.index()];
        open.extend(node.all_of.iter().rev());
        open.extend(node.reference);
    }
    flat
}
