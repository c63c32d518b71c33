//! The named types of one version, as tables.

use std::collections::BTreeSet;

use tidings_model::{Escape, Form, Member};

use super::bounds;
use super::context::{MemberRow, Shape};
use super::escape::{code, paragraphs, text};
use super::expr::Exprs;
use crate::lower::catalogue::Named;
use crate::lower::plan::Planned;
use crate::names::ts_key;

/// The types of a version's file, its root first; `before` is the version before.
pub(super) fn shapes(
    exprs: &Exprs<'_>,
    file: &Named<'_>,
    before: Option<&Named<'_>>,
) -> Vec<Shape> {
    let types = file.plan.types.iter();
    types
        .map(|(pointer, planned)| {
            let was = before.and_then(|before| before.plan.types.get(pointer));
            shape(exprs, file, (pointer, planned), was.map(names))
        })
        .collect()
}

/// The members of an object; none of anything else.
fn names<'a>(planned: &Planned<'a>) -> BTreeSet<&'a str> {
    match planned.form {
        Form::Struct { members, .. } => members.iter().map(|member| &*member.name).collect(),
        _ => BTreeSet::new(),
    }
}

fn shape(
    exprs: &Exprs<'_>,
    file: &Named<'_>,
    (pointer, planned): (&str, &Planned<'_>),
    before: Option<BTreeSet<&str>>,
) -> Shape {
    let escape = exprs.escape;
    let schema = file.plan.schema;
    let node = schema.node(file.plan.speaker(pointer, planned));
    let mut notes = bounds::words(escape, schema, planned.node);
    let mut members = Vec::new();
    let object = match planned.form {
        Form::Struct {
            members: held,
            open,
        } => {
            members = rows(exprs, file, held, before.as_ref());
            notes.extend(open.then(|| "the writer may add further members".to_owned()));
            true
        }
        _ => false,
    };
    let now = names(planned);
    let gone = before.iter().flatten().filter(|name| !now.contains(*name));
    Shape {
        gone: gone.map(|name| code(escape, &ts_key(name))).collect(),
        name: text(escape, &exprs.name(file, pointer)),
        anchor: exprs.anchor(file, pointer),
        root: pointer.is_empty(),
        description: paragraphs(escape, node.text.description.as_deref().unwrap_or_default()),
        members,
        object,
        ty: if object {
            Vec::new()
        } else {
            exprs.form(file, planned.form)
        },
        notes,
    }
}

fn rows(
    exprs: &Exprs<'_>,
    file: &Named<'_>,
    members: &[Member],
    before: Option<&BTreeSet<&str>>,
) -> Vec<MemberRow> {
    // What must be there first, and of that what tells branches apart; then by name.
    let rank = |member: &Member| (!member.required, member.constant.is_none());
    let mut members: Vec<&Member> = members.iter().collect();
    members.sort_by(|a, b| (rank(a), &a.name).cmp(&(rank(b), &b.name)));
    members
        .into_iter()
        .map(|member| MemberRow {
            new: before.is_some_and(|before| !before.contains(&*member.name)),
            ..row(exprs, file, member)
        })
        .collect()
}

fn row(exprs: &Exprs<'_>, file: &Named<'_>, member: &Member) -> MemberRow {
    let escape: Escape = exprs.escape;
    let schema = file.plan.schema;
    let written = schema.node(member.written);
    let named =
        file.plan.named(member.node).is_some() || !file.plan.is_own(schema.resolve(member.node));
    let description = written
        .text
        .description
        .as_deref()
        .or(written.text.title.as_deref());
    MemberRow {
        name: code(escape, &ts_key(&member.name)),
        required: member.required,
        ty: match &member.constant {
            Some(constant) => exprs.constant(constant),
            None => exprs.of(file, member.node),
        },
        notes: match named || member.constant.is_some() {
            true => Vec::new(),
            false => bounds::words(escape, schema, member.node),
        },
        description: text(escape, description.unwrap_or_default()),
        deprecated: written.text.deprecated,
        new: false,
    }
}
