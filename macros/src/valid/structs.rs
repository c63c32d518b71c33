use crate::ast::{Field, Input};
use crate::errors::{Errors, did_you_mean};
use crate::node_type::{attribute, of_member, rust_of_member, type_name};
use crate::target::Target;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use std::collections::HashMap;
use tidings_model::{Form, Member};

/// How the fields of a struct follow the members of an object.
pub(crate) struct StructPlan {
    /// One for each field but the rest, in the order of the fields.
    pub(crate) slots: Vec<Slot>,
    /// The members that the schema fixes and that have no field.
    pub(crate) fixed: Vec<Fixed>,
    /// The place of the field that keeps undeclared members.
    pub(crate) rest: Option<usize>,
}

/// A field and its member.
pub(crate) struct Slot {
    /// The place of the field.
    pub(crate) field: usize,
    pub(crate) name: String,
    pub(crate) required: bool,
    /// What its type must carry; none where no finite type says it.
    pub(crate) witness: Option<TokenStream>,
    /// What a person is told when the type does not.
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) note: String,
}

/// A member with one value only.
pub(crate) struct Fixed {
    pub(crate) name: String,
    pub(crate) value: Value,
}

pub(super) fn check(
    input: &Input,
    fields: &[Field],
    members: &[Member],
    target: &Target<'_>,
    errors: &mut Errors,
) -> Option<StructPlan> {
    let rest = rest(fields, errors);
    let by_name = by_name(fields, errors);
    let lacking: Vec<&Member> = members
        .iter()
        .filter(|member| lacks(member, &by_name, target))
        .collect();
    let mut meant = Vec::new();
    let mut slots = Vec::new();
    for (place, field) in fields.iter().enumerate().filter(|(_, field)| !field.rest) {
        match members.iter().find(|member| member.name == field.name) {
            Some(member) => slots.push(slot(place, member, target)),
            None => meant.extend(undeclared(field, &lacking, target, errors)),
        }
    }
    // A member that a misspelt field was meant for is not told to be missing as well.
    for member in lacking
        .into_iter()
        .filter(|member| !meant.contains(&member.name))
    {
        missing(input, member, target, errors);
    }
    let fixed = members
        .iter()
        .filter(|member| member.required && !by_name.contains_key(member.name.as_str()));
    let fixed = fixed.filter_map(|member| {
        Some(Fixed {
            name: member.name.clone(),
            value: member.constant.clone()?,
        })
    });
    Some(StructPlan {
        slots,
        fixed: fixed.collect(),
        rest,
    })
}

fn by_name<'a>(fields: &'a [Field], errors: &mut Errors) -> HashMap<&'a str, &'a Field> {
    let mut by_name: HashMap<&str, &Field> = HashMap::new();
    for field in fields.iter().filter(|field| !field.rest) {
        if by_name.insert(&field.name, field).is_some() {
            let message = format!("two fields are named `{}`", field.name);
            errors.at(field.span, message);
        }
    }
    by_name
}

fn rest(fields: &[Field], errors: &mut Errors) -> Option<usize> {
    let mut rests = fields.iter().enumerate().filter(|(_, field)| field.rest);
    let first = rests.next();
    for (_, second) in rests {
        errors.on(
            &second.ident,
            "undeclared members are kept by one field alone",
        );
    }
    first.map(|(place, _)| place)
}

/// Whether a member needs a field that is not there. What the schema fixes needs none, and what it
/// forbids can have none.
fn lacks(member: &Member, by_name: &HashMap<&str, &Field>, target: &Target<'_>) -> bool {
    let forbidden = matches!(target.schema.form(member.node), Form::Never);
    member.constant.is_none() && !forbidden && !by_name.contains_key(member.name.as_str())
}

/// Says that the schema has no such member; gives the member that was meant, if one is near.
fn undeclared(
    field: &Field,
    lacking: &[&Member],
    target: &Target<'_>,
    errors: &mut Errors,
) -> Option<String> {
    let hint = did_you_mean(
        &field.name,
        lacking.iter().map(|member| member.name.as_str()),
    );
    errors.at(
        field.span,
        format_args!("{} has no member `{}`{hint}", target.what, field.name),
    );
    let nearest = tidings_model::suggest::nearest(
        &field.name,
        lacking.iter().map(|member| member.name.as_str()),
    );
    nearest.map(str::to_owned)
}

fn missing(input: &Input, member: &Member, target: &Target<'_>, errors: &mut Errors) {
    let optional = if member.required {
        "required"
    } else {
        "optional"
    };
    let ty = rust_of_member(target.schema, member);
    let field = match syn::parse_str::<syn::Ident>(&member.name) {
        Ok(name) => format!("`{name}: {ty}`"),
        Err(_) => format!(
            "with `#[payload(rename = {:?})]`, of the type `{ty}`",
            member.name
        ),
    };
    let message = format!(
        "`{}` lacks the {optional} member `{}` of {} ({}); add a field {field}",
        input.ident,
        member.name,
        target.what,
        target.place(member.written),
    );
    errors.on(&input.ident, message);
}

fn slot(field: usize, member: &Member, target: &Target<'_>) -> Slot {
    let witness = of_member(target.schema, member);
    let witness = witness.map(|inner| {
        if member.required {
            inner
        } else {
            quote!(__t::Optional<#inner>)
        }
    });
    let presence = match (
        member.required,
        matches!(target.schema.form(member.node), Form::Nullable(_)),
    ) {
        (true, false) => "required and never null, so no `Option`",
        (true, true) => "required, but may be null: one `Option`",
        (false, false) => "optional: one `Option`, whose `None` is its absence",
        (false, true) => {
            "optional and may be null: `Option<Option<T>>`, where `Some(None)` is null"
        }
    };
    Slot {
        field,
        name: member.name.clone(),
        required: member.required,
        witness,
        message: format!(
            "`{}` of {} does not fit the type `{{Self}}`",
            member.name, target.what
        ),
        label: format!(
            "the schema wants `{}`",
            rust_of_member(target.schema, member)
        ),
        note: format!(
            "the member is {presence} ({}){}",
            target.place(member.written),
            nested(member, target).unwrap_or_default()
        ),
    }
}

/// How a nested type is declared, where the member holds one. A list may hold nothing but itself, and
/// come to no such type.
fn nested(member: &Member, target: &Target<'_>) -> Option<String> {
    let mut node = target.schema.resolve(member.node);
    let mut above = Vec::new();
    loop {
        if above.contains(&node) {
            return None;
        }
        above.push(node);
        node = match target.schema.form(node) {
            Form::Nullable(inner) | Form::List(inner) | Form::Map(inner) => {
                target.schema.resolve(*inner)
            }
            Form::Struct { .. } | Form::Enum { .. } | Form::Union { .. } => break,
            _ => return None,
        };
    }
    let (name, attribute) = (
        type_name(target.schema, node),
        attribute(target.schema, node),
    );
    Some(format!(
        "; a type such as `{name}` derives `Payload` with `{attribute}`, or one of the same shape"
    ))
}
