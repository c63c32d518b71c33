//! What only the whole schema can show: references, progress, annotations that make sense.

mod annotations;
mod lints;
mod progress;
mod references;

use std::marker::PhantomData;
use std::sync::OnceLock;

pub(crate) use lints::lints;
pub(crate) use references::foreign_references;

use crate::diagnostic::Diagnostic;
use crate::schema::{Checked, Draft, Resolve, Schema, Sets};

/// Follows references, then checks progress and annotations; reports everything that it finds.
pub(crate) fn check(
    draft: Schema<Draft>,
    resolver: &dyn Resolve,
) -> Result<Schema<Checked>, Vec<Diagnostic>> {
    let mut draft = draft;
    let mut problems = unsupported(&draft);
    problems.extend(references::resolve(&mut draft, resolver));
    if problems.is_empty() {
        problems.extend(progress::unguarded_cycles(&draft.nodes));
    }
    if problems.is_empty() {
        problems.extend(annotations::problems(&draft));
    }
    if !problems.is_empty() {
        problems.sort_by_key(Diagnostic::order);
        return Err(problems);
    }
    Ok(Schema {
        nodes: draft.nodes,
        root: draft.root,
        sources: draft.sources,
        raw: draft.raw,
        pointers: draft.pointers,
        files: draft.files,
        typed: OnceLock::new(),
        digests: OnceLock::new(),
        sets: Sets::default(),
        state: PhantomData,
    })
}

/// Resolves the references of a document that is known to be self-contained.
pub(crate) fn resolve_alone(draft: &mut Schema<Draft>) -> Vec<Diagnostic> {
    references::resolve(draft, &crate::schema::Alone)
}

fn unsupported(draft: &Schema<Draft>) -> Vec<Diagnostic> {
    let keywords = draft.nodes.iter().flat_map(|node| &node.unsupported);
    keywords
        .map(|keyword| {
            Diagnostic::error(
                crate::diagnostic::ErrorId("schema/unsupported-keyword"),
                format!("`{}` is not supported", keyword.name),
            )
            .at(keyword.place.clone())
            .help("write the reference as `$ref` to a place in this document")
            .note("an assertion that is not obeyed would make every verdict about this schema a guess")
        })
        .collect()
}
