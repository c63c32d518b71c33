//! What is worth a look although the schema holds.

use crate::diagnostic::{Diagnostic, ErrorId};
use crate::keywords::KEYWORDS;
use crate::node::Node;
use crate::schema::Schema;
use crate::suggest;

/// Lints of the root's own file, in the order of their places.
pub(crate) fn lints<State>(schema: &Schema<State>) -> Vec<Diagnostic> {
    let own = schema
        .nodes
        .iter()
        .filter(|node| &*node.place.file == schema.file());
    let mut lints: Vec<Diagnostic> = own.flat_map(unknown_keywords).collect();
    lints.sort_by_key(Diagnostic::order);
    lints
}

fn unknown_keywords(node: &Node) -> impl Iterator<Item = Diagnostic> + '_ {
    let unknown = node
        .unknown
        .iter()
        .filter(|keyword| !keyword.name.starts_with("x-"));
    unknown.map(|keyword| {
        let mut lint = Diagnostic::warning(
            ErrorId("schema/unknown-keyword"),
            format!("`{}` is not a keyword and asserts nothing", keyword.name),
        )
        .at(keyword.place.clone());
        lint.help = suggest::nearest(&keyword.name, KEYWORDS.iter().map(|(name, _)| *name))
            .map(|nearest| format!("did you mean `{nearest}`?"));
        lint
    })
}
