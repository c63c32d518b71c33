use std::collections::BTreeSet;

use serde_json::Value;
use tidings_model::{Checked, Diagnostic, ErrorId, Form, NodeId, Schema, Tag, Types};

use crate::registry::State;
use crate::schemas::Entries;

/// Enums and tagged unions of drafts whose readers would not know what to do with a member that comes later.
///
/// After the first publish it is too late: readers that were generated without a fallback are out there.
pub(crate) fn undecided(events: &Entries, types: &Entries) -> Vec<Diagnostic> {
    let entries = events.values().chain(types.values());
    let drafts = entries
        .flat_map(|entry| entry.versions.values())
        .filter(|version| version.state == State::Draft);
    drafts.flat_map(|draft| of_schema(&draft.schema)).collect()
}

fn of_schema(schema: &Schema<Checked>) -> Vec<Diagnostic> {
    let positive = positive(schema);
    let tags: BTreeSet<NodeId> = positive
        .iter()
        .flat_map(|id| tag_members(schema, *id))
        .collect();
    let own = positive
        .into_iter()
        .filter(|id| *schema.node(*id).place.file == *schema.file());
    own.filter(|id| !tags.contains(id))
        .filter_map(|id| of_node(schema, id))
        .collect()
}

/// The tagged union that a node is, also where it may be `null` besides.
fn tagged(schema: &Schema<Checked>, id: NodeId) -> Option<(&Tag, &[NodeId])> {
    let form = match schema.form(id) {
        Form::Nullable(inner) => schema.form(*inner),
        form => form,
    };
    match form {
        Form::Union {
            tag: Some(tag),
            branches,
            ..
        } => Some((tag, branches)),
        _ => None,
    }
}

/// The members that tell the branches of a node's union apart: whether those may grow is the union's business.
fn tag_members(schema: &Schema<Checked>, id: NodeId) -> Vec<NodeId> {
    let Some((tag, branches)) = tagged(schema, id) else {
        return Vec::new();
    };
    let members = branches
        .iter()
        .filter_map(|branch| match schema.form(*branch) {
            Form::Struct { members, .. } => members.iter().find(|member| member.name == tag.member),
            _ => None,
        });
    members
        .flat_map(|member| [member.node, member.written])
        .collect()
}

/// Whether a node has several branches besides `null`. One alone is a union that may be null: it decides for itself,
/// where it stands.
fn chooses(schema: &Schema<Checked>, id: NodeId) -> bool {
    let node = schema.node(id);
    let several = |branches: &[NodeId]| {
        let told = branches.iter().filter(|branch| !is_null(schema, **branch));
        told.count() > 1
    };
    several(&node.any_of) || several(&node.one_of)
}

/// Whether a branch takes `null` alone, also where it refers to what does. (A branch that only `null` fits has no form.)
fn is_null(schema: &Schema<Checked>, branch: NodeId) -> bool {
    let refers = |id: &NodeId| schema.node(*id).reference;
    // A circle of references without progress is an error before this, so the chain ends.
    let mut chain = std::iter::successors(Some(branch), refers);
    chain.any(|id| {
        let node = schema.node(id);
        node.types == Some(Types::NULL)
            || node.constant == Some(Value::Null)
            || node.values.as_deref() == Some(&[Value::Null])
    })
}

fn of_node(schema: &Schema<Checked>, id: NodeId) -> Option<Diagnostic> {
    let node = schema.node(id);
    if node.tidings.closed || node.tidings.fallback.is_some() {
        return None;
    }
    let growing = node.values.as_ref().filter(|values| {
        values
            .iter()
            .filter(|value| value.is_string() || value.is_number())
            .count()
            > 1
    });
    if growing.is_some() {
        let problem = Diagnostic::error(
            ErrorId("registry/enum-undecided"),
            "this enum says neither what readers fall back to nor that it is closed",
        );
        let place = schema.keyword_place(id, "enum");
        return Some(
            problem
                .at(place)
                .help("add `\"x-tidings\": {\"fallback\": \"<member>\"}` beside it, or `\"x-tidings\": {\"closed\": true}`")
                .note("enums grow, and a reader that was generated without a fallback refuses the new member"),
        );
    }
    if !chooses(schema, id) {
        return None;
    }
    let tag = &tagged(schema, id)?.0.member;
    let keyword = if node.one_of.is_empty() {
        "anyOf"
    } else {
        "oneOf"
    };
    let problem = Diagnostic::error(
        ErrorId("registry/union-undecided"),
        format!(
            "this union, told apart by `{tag}`, says neither what readers fall back to nor that it is closed"
        ),
    );
    Some(
        problem
            .at(schema.keyword_place(id, keyword))
            .help("add `\"x-tidings\": {\"fallback\": \"<tag>\"}` beside it, or `\"x-tidings\": {\"closed\": true}`")
            .note("unions grow, and a reader that was generated without a fallback refuses the new branch"),
    )
}

/// The nodes that describe what a reader gets: not those below `not`, `if`, `contains` and `propertyNames`.
fn positive(schema: &Schema<Checked>) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut seen = vec![false; schema.ids().count()];
    let mut open = vec![schema.root()];
    while let Some(id) = open.pop() {
        match seen.get_mut(id.index()) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        found.push(id);
        let node = schema.node(id);
        let (object, array) = (&node.object, &node.array);
        let named = object
            .properties
            .iter()
            .chain(&object.patterns)
            .chain(&object.dependent_schemas);
        open.extend(named.map(|(_, id)| *id));
        open.extend(
            node.all_of
                .iter()
                .chain(&node.any_of)
                .chain(&node.one_of)
                .chain(&array.prefix),
        );
        open.extend(
            [
                object.additional,
                object.unevaluated,
                array.items,
                array.unevaluated,
                node.reference,
            ]
            .into_iter()
            .flatten(),
        );
        open.extend(
            node.condition
                .iter()
                .flat_map(|condition| [condition.then, condition.otherwise])
                .flatten(),
        );
    }
    found.sort();
    found
}
