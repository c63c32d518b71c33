//! The parts of an attribute.

use syn::meta::ParseNestedMeta;

/// The name of a key; empty where it is a path.
pub(crate) fn key(meta: &ParseNestedMeta<'_>) -> String {
    meta.path
        .get_ident()
        .map(ToString::to_string)
        .unwrap_or_default()
}
