use super::enums::check_fallback;
use crate::ast::{Input, Variant};
use crate::errors::{Errors, did_you_mean};
use crate::node_type::rust_of;
use crate::target::Target;
use syn::ext::IdentExt as _;
use tidings_model::{NodeId, Tag};

/// How the variants of a union follow its branches.
pub(crate) struct UnionPlan {
    /// For each branch, the place of its variant.
    pub(crate) variants: Vec<usize>,
    /// The branches.
    pub(crate) branches: Vec<NodeId>,
    /// The tag, with the values of each branch.
    pub(crate) tag: Option<tidings_model::Tag>,
}

/// A union as its form says it.
pub(super) struct Union<'a> {
    pub(super) tag: Option<&'a Tag>,
    pub(super) branches: &'a [NodeId],
    pub(super) fallback: Option<&'a str>,
}

pub(super) fn check(
    input: &Input,
    variants: &[Variant],
    union: &Union<'_>,
    target: &Target<'_>,
    errors: &mut Errors,
) -> Option<UnionPlan> {
    check_fallback(input, variants, union.fallback, "Value", target, errors);
    let places: Vec<usize> = (0..variants.len())
        .filter(|place| !variants[*place].fallback)
        .collect();
    for place in &places {
        if variants[*place].inner.is_none() {
            let variant = &variants[*place].ident;
            errors.on(
                variant,
                format_args!("a branch of a union holds its type: `{variant}(…)`"),
            );
        }
    }
    let by_name = union
        .tag
        .and_then(|tag| by_name(variants, &places, tag, target, errors));
    let variants = match by_name {
        Some(variants) => variants,
        None if !errors.is_empty() => return None,
        None if places.len() == union.branches.len() => places,
        None => {
            errors.on(
                &input.ident,
                other_count(input, places.len(), union, target),
            );
            return None;
        }
    };
    errors.is_empty().then(|| UnionPlan {
        variants,
        branches: union.branches.to_vec(),
        tag: union.tag.cloned(),
    })
}

fn other_count(input: &Input, variants: usize, union: &Union<'_>, target: &Target<'_>) -> String {
    let branches = union.branches.iter();
    let branches: Vec<String> = branches
        .map(|branch| rust_of(target.schema, *branch))
        .collect();
    format!(
        "{} has {} branches, and `{}` has {variants} variants for them; in this order they are: {}",
        target.what,
        branches.len(),
        input.ident,
        branches.join("; ")
    )
}

/// The variant of each branch, by the values of the tag: exactly as renamed, else letter for letter.
/// None where no variant is renamed and the names tell nothing; then the order does, and the types
/// are compared in any case.
fn by_name(
    variants: &[Variant],
    places: &[usize],
    tag: &Tag,
    target: &Target<'_>,
    errors: &mut Errors,
) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for values in &tag.values {
        let fits = |place: &usize| values.iter().any(|value| fits(&variants[*place], value));
        let mut of_branch = places.iter().copied().filter(fits);
        if let (Some(one), None) = (of_branch.next(), of_branch.next())
            && !found.contains(&one)
        {
            found.push(one);
        }
    }
    if found.len() == tag.values.len() && found.len() == places.len() {
        return Some(found);
    }
    if places.iter().any(|place| is_renamed(&variants[*place])) {
        let known: Vec<&str> = tag.values.iter().flatten().map(String::as_str).collect();
        for place in places.iter().filter(|place| !found.contains(place)) {
            let variant = &variants[*place];
            let hint = did_you_mean(&variant.name, known.iter().copied());
            let message = format!(
                "no branch of {} has `{}` as its `{}`{hint}",
                target.what, variant.name, tag.member
            );
            errors.at(variant.span, message);
        }
    }
    None
}

fn fits(variant: &Variant, value: &str) -> bool {
    match is_renamed(variant) {
        true => variant.name == value,
        false => letters(&variant.name) == letters(value),
    }
}

fn is_renamed(variant: &Variant) -> bool {
    variant.ident.unraw() != variant.name
}

fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
