use tidings_model::{Diagnostic, ErrorId};

use crate::schemas::Entries;

/// Versions that no payload fits: of these everything is true, so nothing may be said about them.
pub(crate) fn empty(events: &Entries, types: &Entries) -> Vec<Diagnostic> {
    let entries = events.values().chain(types.values());
    let versions = entries.flat_map(|entry| entry.versions.values());
    versions
        .filter(|version| version.schema.emit_schema().is_empty())
        .map(|version| {
            let schema = &version.schema;
            Diagnostic::error(
                ErrorId("registry/empty-emit-set"),
                format!("no payload fits {}: nothing can ever be emitted", version.path),
            )
            .at(schema.node(schema.root()).place.clone())
            .help("look for a member that is required and can't exist, for bounds that cross, or for a type that needs itself")
            .note("every reader accepts all of nothing, so a verdict about it would be vacuous")
        })
        .collect()
}
