//! From a pointer into a document, or into a value, to the place in the source that answers for it.
use tidings_model::{Checked, Node, NodeId, Place, Schema, pointer_tokens};

/// The node at the longest part of a pointer that is a schema, and the keyword after it.
pub(crate) fn keyword_node(schema: &Schema<Checked>, pointer: &str) -> (NodeId, String) {
    let mut at = pointer;
    let mut keyword = String::new();
    loop {
        if let Some(id) = schema.written_at(at) {
            return (id, keyword);
        }
        let Some((parent, token)) = at.rsplit_once('/') else {
            return (schema.root(), keyword);
        };
        keyword = token.replace("~1", "/").replace("~0", "~");
        at = parent;
    }
}

/// The place of a keyword in the source, given its pointer in the document.
///
/// ```
/// use serde_json::json;
/// use tidings_model::Schema;
/// let schema = Schema::from_document(&json!({"properties": {"id": {"type": "string"}}})).unwrap();
/// let place = tidings_compat::keyword_place(schema.emit_schema().schema(), "/properties/id/type");
/// assert_eq!(&*place.pointer, "/properties/id/type");
/// ```
pub fn keyword_place(schema: &Schema<Checked>, pointer: &str) -> Place {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let (id, keyword) = keyword_node(schema, parent);
    let keyword = if keyword.is_empty() {
        pointer.rsplit('/').next().unwrap_or_default()
    } else {
        &keyword
    };
    schema.keyword_place(id, keyword)
}

/// The nodes that describe one place of a value, through references and every branch.
///
/// ```
/// use serde_json::json;
/// use tidings_model::Schema;
/// let schema = Schema::from_document(&json!({"anyOf": [{"items": {"format": "date"}}, {"items": true}]})).unwrap();
/// assert_eq!(tidings_compat::describing(&schema, "/0").len(), 2);
/// ```
pub fn describing(schema: &Schema<Checked>, pointer: &str) -> Vec<NodeId> {
    let mut at = spread(schema, vec![schema.root()]);
    for token in pointer_tokens(pointer).unwrap_or_default() {
        let children = at
            .iter()
            .flat_map(|&id| step(schema.node(id), &token))
            .collect();
        at = spread(schema, children);
    }
    at
}

/// The nodes that apply where these do: references, `allOf`, and the branches of unions and conditions.
fn spread(schema: &Schema<Checked>, mut work: Vec<NodeId>) -> Vec<NodeId> {
    let mut found: Vec<NodeId> = Vec::new();
    work.reverse();
    while let Some(id) = work.pop() {
        if found.contains(&id) {
            continue;
        }
        found.push(id);
        let node = schema.node(id);
        let branches = node
            .all_of
            .iter()
            .chain(&node.any_of)
            .chain(&node.one_of)
            .copied();
        let condition = node
            .condition
            .iter()
            .flat_map(|condition| [condition.then, condition.otherwise])
            .flatten();
        work.extend(branches.chain(condition).chain(node.reference));
    }
    found
}

fn step(node: &Node, token: &str) -> Vec<NodeId> {
    let mut found: Vec<NodeId> = node.object.property(token).into_iter().collect();
    if found.is_empty() {
        found.extend(node.object.additional);
    }
    if let Ok(index) = token.parse::<usize>() {
        found.extend(node.array.prefix.get(index).copied().or(node.array.items));
    }
    found
}
