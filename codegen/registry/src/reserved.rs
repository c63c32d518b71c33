use std::collections::BTreeMap;

use tidings_model::{Checked, Diagnostic, ErrorId, Form, NodeId, Schema, child_pointer};

use crate::registry::{Entry, State, VersionEntry};
use crate::schemas::Entries;

/// Members this deep are not looked at any more; recursive types have no end.
const DEEPEST: usize = 12;

/// Members that a published version had, a later one dropped, and a draft brings back with another schema.
///
/// Old readers still know the name by its old schema, and `accepts` is not transitive: each step alone may look safe.
pub(crate) fn reused(events: &Entries, types: &Entries) -> Vec<Diagnostic> {
    events
        .values()
        .chain(types.values())
        .flat_map(of_entry)
        .collect()
}

fn of_entry(entry: &Entry) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    // A name is there, gone, and back in a draft: fewer versions, or none that may still change, hold no such story.
    let drafts = entry
        .versions
        .values()
        .any(|version| version.state == State::Draft);
    if entry.versions.len() < 3 || !drafts {
        return problems;
    }
    let mut last: BTreeMap<String, (u128, &VersionEntry)> = BTreeMap::new();
    let mut previous: BTreeMap<String, (u128, NodeId)> = BTreeMap::new();
    for version in entry.versions.values() {
        let members = members(&version.schema);
        if version.state == State::Draft {
            for (path, (digest, node)) in &members {
                if previous.contains_key(path) {
                    continue;
                }
                if let Some((_, holder)) = last.get(path).filter(|(old, _)| old != digest) {
                    problems.push(problem(version, holder, path, *node));
                }
            }
        } else {
            for (path, (digest, _)) in &members {
                last.insert(path.clone(), (*digest, version));
            }
        }
        previous = members;
    }
    problems
}

fn problem(version: &VersionEntry, holder: &VersionEntry, path: &str, node: NodeId) -> Diagnostic {
    let message = format!(
        "`{path}` was removed after version {}, and comes back with another schema",
        holder.number
    );
    let name = path.rsplit('/').next().unwrap_or(path);
    Diagnostic::error(ErrorId("registry/name-reserved"), message)
        .at(version.schema.node(node).place.clone())
        .help(format!(
            "give it the schema that it had in {}, or another name, such as `{name}_2`",
            holder.path
        ))
        .note("readers of the old version still read this name, and would read the wrong thing")
}

/// Every member by its path in the payload, with the digest of its schema.
fn members(schema: &Schema<Checked>) -> BTreeMap<String, (u128, NodeId)> {
    let mut found = BTreeMap::new();
    collect(schema, schema.root(), String::new(), 0, &mut found);
    found
}

fn collect(
    schema: &Schema<Checked>,
    id: NodeId,
    path: String,
    depth: usize,
    found: &mut BTreeMap<String, (u128, NodeId)>,
) {
    if depth > DEEPEST {
        return;
    }
    match schema.form(id) {
        Form::Struct { members, .. } => {
            for member in members {
                let path = child_pointer(&path, &member.name);
                if found
                    .insert(
                        path.clone(),
                        (schema.node_digest(member.node), member.written),
                    )
                    .is_none()
                {
                    collect(schema, member.node, path, depth + 1, found);
                }
            }
        }
        Form::List(item) => collect(schema, *item, format!("{path}/*"), depth + 1, found),
        Form::Map(value) => collect(schema, *value, format!("{path}/*"), depth + 1, found),
        Form::Nullable(inner) => collect(schema, *inner, path, depth + 1, found),
        _ => {}
    }
}
