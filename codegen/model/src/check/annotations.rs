//! Annotations of `x-tidings` that the schema around them contradicts.

use crate::diagnostic::{Diagnostic, ErrorId};
use crate::node::Node;
use crate::schema::{Draft, Schema};
use crate::tags::{self, NoTag};

/// Every annotation that stands where it means nothing, or that the branches contradict.
pub(crate) fn problems(schema: &Schema<Draft>) -> Vec<Diagnostic> {
    let own = schema
        .ids()
        .filter(|id| &*schema.nodes[id.index()].place.file == schema.file());
    own.flat_map(|id| {
        let place = schema.keyword_place(id, "x-tidings");
        let problems = of_node(&schema.nodes, &schema.nodes[id.index()]);
        problems
            .into_iter()
            .map(move |problem| problem.at(place.clone()))
    })
    .collect()
}

fn of_node(nodes: &[Node], node: &Node) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let is_union = !node.any_of.is_empty() || !node.one_of.is_empty();
    let mut values = node.listed();
    let strings = values.any(|value| value.is_string());
    if node.tidings.fallback.is_some() && node.values.is_none() && !is_union {
        problems.push(
            Diagnostic::error(
                ErrorId("schema/stray-fallback"),
                "`fallback` stands beside neither an enum nor a union",
            )
            .help("write it in the subschema that holds `enum`, `oneOf` or `anyOf`"),
        );
    } else if node.tidings.fallback.is_some() && node.values.is_some() && !strings {
        problems.push(
            Diagnostic::error(
                ErrorId("schema/stray-fallback"),
                "`fallback` takes unknown strings, but no member of the enum is a string",
            )
            .help("write `\"closed\": true` instead"),
        );
    }
    if node.tidings.tag.is_some() && !is_union {
        problems.push(
            Diagnostic::error(ErrorId("schema/stray-tag"), "`tag` stands beside no union")
                .help("write it in the subschema that holds `oneOf` or `anyOf`"),
        );
    } else if is_union
        && node.values.is_none()
        && (node.tidings.tag.is_some() || node.tidings.fallback.is_some())
        && let Err(why) = tags::tag_of(nodes, node)
    {
        problems.push(no_tag(nodes, node, &why));
    }
    problems
}

fn no_tag(nodes: &[Node], node: &Node, why: &NoTag) -> Diagnostic {
    let tag = node.tidings.tag.clone().unwrap_or_default();
    match why {
        NoTag::NotFound => Diagnostic::error(
            ErrorId("schema/no-tag"),
            "this union has a fallback, but nothing tells its branches apart",
        )
        .help("make every branch require one member with a string const of its own; name it with `\"tag\"` where several would do")
        .note("a fallback takes objects whose tag no branch names, so there must be a tag"),
        NoTag::Branch(branch) => {
            Diagnostic::error(ErrorId("schema/no-tag"), format!("not every branch requires `{tag}` with a string const or enum"))
                .label(nodes[branch.index()].place.clone(), "is a branch that doesn't")
                .help(format!("add `{tag}` to `required` and give it a `const`"))
        }
        NoTag::Shared(branch, value) => {
            Diagnostic::error(ErrorId("schema/no-tag"), format!("two branches have the tag `{tag}` = \"{value}\""))
                .label(nodes[branch.index()].place.clone(), "is the second one")
                .help("give each branch strings of its own")
        }
    }
}
