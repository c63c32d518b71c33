//! What Rust's checks can't hold: the derive would refuse it in the compiler, so it is told here, at its place.

use tidings_model::json::{DEEPEST_CONSTANT, is_deep_constant};
use tidings_model::{Checked, Diagnostic, ErrorId, Node, Place, Schema};

/// Every pattern and every constant of a schema that Rust can't check.
pub(super) fn unsaid(schema: &Schema<Checked>) -> Vec<Diagnostic> {
    if of_nodes(schema).next().is_none() {
        return Vec::new();
    }
    // What stands where nothing leads is in neither set, and hinders nobody.
    let mut problems: Vec<Diagnostic> = Vec::new();
    for set in [schema.emit_schema(), schema.accept_schema()] {
        for problem in of_nodes(set.schema()) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    problems
}

fn of_nodes(schema: &Schema<Checked>) -> impl Iterator<Item = Diagnostic> {
    let nodes = schema.ids().map(|id| schema.node(id));
    nodes.flat_map(|node| patterns(node).chain(constants(node)))
}

fn patterns(node: &Node) -> impl Iterator<Item = Diagnostic> {
    let names = node.object.patterns.iter().map(|(pattern, _)| pattern);
    let all = node.string.pattern.iter().chain(names);
    all.filter(|pattern| !is_regular(pattern))
        .map(|pattern| pattern_problem(pattern, &node.place))
}

fn pattern_problem(pattern: &str, place: &Place) -> Diagnostic {
    let message = format!(
        "Rust cannot check the pattern `{pattern}`: it is no regular language (look-around, or a reference back)"
    );
    Diagnostic::error(ErrorId("generate/pattern"), message)
        .at(place.clone())
        .help("say it without look-around or back-references")
}

/// Whether the derive finds a search for a pattern.
fn is_regular(pattern: &str) -> bool {
    let regex = jsonschema_regex::to_rust_regex(pattern);
    regex.is_ok_and(|regex| regex_syntax::parse(&regex).is_ok())
}

fn constants(node: &Node) -> impl Iterator<Item = Diagnostic> {
    let values = node.listed().chain(&node.constant);
    let deep = values.filter(|value| is_deep_constant(value)).take(1);
    deep.map(|_| {
        let message = format!(
            "a constant nests deeper than {DEEPEST_CONSTANT} levels: no reader takes such a value"
        );
        Diagnostic::error(ErrorId("generate/deep-constant"), message)
            .at(node.place.clone())
            .help("describe the value's members with `properties`, each with a constant of its own")
    })
}
