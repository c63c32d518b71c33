//! Which JSON types the values of a node have, as far as its form tells.

use tidings_model::{Form, NodeId, Schema, Types};

/// The types of each branch, where no two branches share one: then the type tells the branch.
pub(super) fn apart(schema: &Schema, branches: &[NodeId]) -> Option<Vec<Types>> {
    let mut taken = Types::NONE;
    let mut all = Vec::new();
    for branch in branches {
        let types = of(schema, *branch, &mut Vec::new());
        if !taken.intersection(types).is_empty() {
            return None;
        }
        taken = taken.union(types);
        all.push(types);
    }
    Some(all)
}

fn of(schema: &Schema, node: NodeId, above: &mut Vec<NodeId>) -> Types {
    let node = schema.resolve(node);
    if above.contains(&node) {
        return Types::ALL;
    }
    above.push(node);
    let types = match schema.form(node) {
        Form::Any | Form::Never => Types::ALL,
        Form::Null => Types::NULL,
        Form::Bool => Types::BOOLEAN,
        Form::Integer { .. } => Types::INTEGER,
        Form::Number => Types::NUMBER,
        Form::String | Form::Enum { .. } => Types::STRING,
        Form::Constant(value) => Types::of(value),
        Form::List(_) | Form::Tuple(_) => Types::ARRAY,
        Form::Map(_) | Form::Struct { .. } => Types::OBJECT,
        Form::Nullable(inner) => Types::NULL.union(of(schema, *inner, above)),
        Form::Union { branches, .. } => branches
            .iter()
            .map(|branch| of(schema, *branch, above))
            .fold(Types::NONE, Types::union),
    };
    above.pop();
    types
}
