//! What the languages ask of a form: whether it is named, and what it is made of.

use tidings_model::{Form, NodeId};

/// Whether a form becomes a named type wherever it stands.
pub(crate) fn is_named(form: &Form) -> bool {
    matches!(
        form,
        Form::Struct { .. } | Form::Enum { .. } | Form::Union { .. }
    )
}

/// What a form is made of.
pub(crate) fn children(form: &Form) -> Vec<NodeId> {
    match form {
        Form::List(id) | Form::Map(id) | Form::Nullable(id) => vec![*id],
        Form::Tuple(ids) => ids.clone(),
        Form::Union { branches, .. } => branches.clone(),
        Form::Struct { members, .. } => members
            .iter()
            .filter(|m| m.constant.is_none())
            .map(|m| m.node)
            .collect(),
        _ => Vec::new(),
    }
}
