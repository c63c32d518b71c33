//! Compares a type with the schema that it claims to follow, part by part.

mod enums;
mod structs;
mod unions;

pub(crate) use structs::{Fixed, Slot, StructPlan};
pub(crate) use unions::UnionPlan;

use crate::ast::{Body, Input};
use crate::errors::Errors;
use crate::target::Target;
use tidings_model::Form;

/// What to print for a type that was found to follow its schema.
pub(crate) enum Plan {
    Struct(StructPlan),
    Newtype,
    /// The places of the variants that are members of the enum, in the order as written.
    Enum,
    Union(UnionPlan),
}

/// Compares; none, with errors, where the kind of type is another.
pub(crate) fn check(input: &Input, target: &Target<'_>, errors: &mut Errors) -> Option<Plan> {
    check_serde_tag(input, target, errors);
    match (&input.body, target.form()) {
        (Body::Newtype(_), _) => Some(Plan::Newtype),
        (Body::Struct(fields), Form::Struct { members, .. }) => {
            structs::check(input, fields, members, target, errors).map(Plan::Struct)
        }
        (Body::Enum(variants), Form::Enum { members, fallback }) => {
            enums::check(
                input,
                variants,
                members,
                fallback.as_deref(),
                target,
                errors,
            );
            Some(Plan::Enum)
        }
        (
            Body::Enum(variants),
            Form::Union {
                tag,
                branches,
                fallback,
            },
        ) => {
            let union = unions::Union {
                tag: tag.as_ref(),
                branches,
                fallback: fallback.as_deref(),
            };
            unions::check(input, variants, &union, target, errors).map(Plan::Union)
        }
        (_, form) => {
            let place = target.place(target.node);
            errors.on(
                &input.ident,
                format_args!(
                    "{} is {} ({place}); write {}",
                    target.what,
                    described(form),
                    written(input, target)
                ),
            );
            None
        }
    }
}

/// `#[serde(tag = "…")]` says what the schema has to say as well.
fn check_serde_tag(input: &Input, target: &Target<'_>, errors: &mut Errors) {
    let Some(written) = &input.attr.serde_tag else {
        return;
    };
    let tag = match target.form() {
        Form::Union { tag: Some(tag), .. } => Some(&tag.member),
        _ => None,
    };
    if tag != Some(&written.value()) {
        errors.on(
            written,
            format_args!("{} has no tag `{}`", target.what, written.value()),
        );
    }
}

fn described(form: &Form) -> &'static str {
    match form {
        Form::Struct { .. } => "an object with named members",
        Form::Enum { .. } => "one of some strings",
        Form::Union { .. } => "a union",
        Form::Map(_) => "an object whose members are alike",
        Form::List(_) | Form::Tuple(_) => "an array",
        Form::Nullable(_) => "a value that may be null",
        Form::Any => "a value of no one shape",
        _ => "a single value",
    }
}

fn written(input: &Input, target: &Target<'_>) -> String {
    let name = &input.ident;
    match target.form() {
        Form::Struct { .. } => format!("`struct {name} {{ … }}`"),
        Form::Enum { .. } | Form::Union { .. } => format!("`enum {name} {{ … }}`"),
        _ => format!(
            "`struct {name}({});`",
            crate::node_type::rust_of(target.schema, target.inner())
        ),
    }
}
