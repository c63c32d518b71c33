use crate::ast::{Input, Variant};
use crate::case::Case;
use crate::errors::{Errors, did_you_mean};
use crate::target::Target;

pub(super) fn check(
    input: &Input,
    variants: &[Variant],
    members: &[String],
    fallback: Option<&str>,
    target: &Target<'_>,
    errors: &mut Errors,
) {
    check_fallback(input, variants, fallback, "String", target, errors);
    let named: Vec<&Variant> = variants
        .iter()
        .filter(|variant| !variant.fallback)
        .collect();
    let lacking: Vec<&String> = members
        .iter()
        .filter(|m| named.iter().all(|v| v.name != **m))
        .collect();
    let meant = undeclared(&named, members, &lacking, target, errors);
    for member in lacking
        .into_iter()
        .filter(|member| !meant.contains(&member.as_str()))
    {
        errors.on(
            &input.ident,
            format_args!(
                "`{}` lacks the member `{member}` of {} ({}); add a variant for it",
                input.ident,
                target.what,
                target.place(target.inner())
            ),
        );
    }
}

/// Says which variants the schema does not know; gives the members that they were meant for.
fn undeclared<'a>(
    named: &[&Variant],
    members: &[String],
    lacking: &[&'a String],
    target: &Target<'_>,
    errors: &mut Errors,
) -> Vec<&'a str> {
    let mut meant = Vec::new();
    for (i, variant) in named.iter().enumerate() {
        if let Some(inner) = &variant.inner {
            errors.on(
                inner,
                format_args!(
                    "`{}` is a string of {}, so its variant holds nothing",
                    variant.name, target.what
                ),
            );
        }
        if named[..i].iter().any(|before| before.name == variant.name) {
            errors.at(
                variant.span,
                format_args!("two variants are named `{}`", variant.name),
            );
        } else if !members.contains(&variant.name) {
            let near = nearest(variant, lacking);
            let hint = match near {
                Some(near) => {
                    format!("; did you mean `{near}`? Say so with `#[payload(rename = {near:?})]`")
                }
                None => did_you_mean(&variant.name, lacking.iter().map(|name| name.as_str())),
            };
            meant.extend(near);
            errors.at(
                variant.span,
                format_args!("{} has no member `{}`{hint}", target.what, variant.name),
            );
        }
    }
    meant
}

/// The member that a variant was meant for: it differs in its case alone, or is near.
fn nearest<'a>(variant: &Variant, lacking: &[&'a String]) -> Option<&'a str> {
    let cases = Case::NAMES.map(|(_, case)| case.of_variant(&variant.ident.to_string()));
    let by_case = lacking
        .iter()
        .find(|member| cases.contains(**member))
        .map(|member| member.as_str());
    by_case.or_else(|| {
        tidings_model::suggest::nearest(&variant.name, lacking.iter().map(|member| member.as_str()))
    })
}

/// A fallback variant is there exactly where the schema declares a fallback.
pub(super) fn check_fallback(
    input: &Input,
    variants: &[Variant],
    fallback: Option<&str>,
    holds: &str,
    target: &Target<'_>,
    errors: &mut Errors,
) {
    let mut found = variants.iter().filter(|variant| variant.fallback);
    match (found.next(), fallback) {
        (None, Some(fallback)) => errors.on(
            &input.ident,
            format_args!(
                "{} falls back to `{fallback}` for what it does not know; add `#[payload(fallback)] Unknown({holds})` to `{}`",
                target.what, input.ident
            ),
        ),
        (Some(variant), None) => {
            errors.on(&variant.ident, format_args!("{} declares no fallback: it is closed", target.what));
        }
        (Some(variant), Some(_)) if variant.inner.is_none() => {
            errors.on(&variant.ident, format_args!("a fallback keeps what was read: `{}({holds})`", variant.ident));
        }
        _ => {}
    }
    for second in found {
        errors.on(&second.ident, "one variant alone is the fallback");
    }
}
