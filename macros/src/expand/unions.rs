use super::conversions::Conversions;
use super::{kinds, witness};
use crate::ast::Variant;
use crate::node_type;
use crate::shape::{Shapes, Unsupported, bits};
use crate::target::Target;
use crate::valid::UnionPlan;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tidings_model::{Form, NodeId, Schema};

pub(super) fn print(
    variants: &[Variant],
    plan: &UnionPlan,
    target: &Target<'_>,
) -> Result<Conversions, Unsupported> {
    let named = plan.variants.iter().map(|place| &variants[*place]);
    let named: Vec<&Variant> = named.collect();
    let idents: Vec<_> = named.iter().map(|variant| &variant.ident).collect();
    let fallback = variants
        .iter()
        .find(|variant| variant.fallback)
        .map(|variant| &variant.ident);
    let write_raw = fallback.map(|ident| quote!(Self::#ident(raw) => __t::Payload::to_value(raw),));
    let proofs = named.iter().zip(&plan.branches).enumerate();
    let proofs = proofs.filter_map(|(place, (variant, branch))| {
        let inner = variant.inner.as_ref()?;
        Some(proof(place, variant, inner, *branch, target))
    });
    let mut beside: TokenStream = proofs.collect();
    let constants: Vec<_> = (0..named.len()).map(witness::constant).collect();
    let (find, arms) = match &plan.tag {
        Some(tag) => by_tag(&tag.member, &tag.values, fallback),
        None => {
            let (find, shapes) = by_shape(plan, target)?;
            beside.extend(shapes);
            (find, untagged_miss())
        }
    };
    let places = (0..idents.len()).map(Literal::usize_unsuffixed);
    Ok(Conversions {
        to_value: quote! {
            match self {
                #(Self::#idents(branch) => #constants.to_value(branch),)*
                #write_raw
            }
        },
        from_value: quote! {
            let branch: ::core::option::Option<usize> = #find;
            match branch {
                #(::core::option::Option::Some(#places) => #constants.from_value(value).map(Self::#idents),)*
                #arms
            }
        },
        beside,
    })
}

/// The branch is found by the tag; what no branch names goes to the fallback.
fn by_tag(
    member: &str,
    values: &[Vec<String>],
    fallback: Option<&syn::Ident>,
) -> (TokenStream, TokenStream) {
    let arms = values.iter().enumerate().map(|(place, values)| {
        let place = Literal::usize_unsuffixed(place);
        quote!(::core::option::Option::Some(#(#values)|*) => ::core::option::Option::Some(#place),)
    });
    let find = quote! {
        match __t::tag_of(&value, #member) { #(#arms)* _ => ::core::option::Option::None }
    };
    let known = values
        .iter()
        .flatten()
        .map(|value| format!("`{value}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let miss = match fallback {
        Some(ident) => quote!(_ => ::core::result::Result::Ok(Self::#ident(value))),
        None => {
            let known = format!("the kinds that `{member}` tells: {known}");
            quote!(_ => ::core::result::Result::Err(__t::no_variant(&value, #known)))
        }
    };
    (find, miss)
}

fn untagged_miss() -> TokenStream {
    quote!(_ => ::core::result::Result::Err(__t::no_variant(&value, "the alternatives")))
}

/// The branch is found by the type of the value where that tells, else by its shape: the first that is
/// valid as written, else the first that a reader takes.
fn by_shape(
    plan: &UnionPlan,
    target: &Target<'_>,
) -> Result<(TokenStream, TokenStream), Unsupported> {
    if let Some(types) = kinds::apart(target.schema, &plan.branches) {
        let types = types.into_iter().map(bits);
        let find = quote!(__t::branch_of_type(&value, &[#(__t::Types::from_bits(#types)),*]));
        return Ok((find, TokenStream::new()));
    }
    let mut shapes = Shapes::default();
    shapes.add(target.schema, &plan.branches)?;
    let count = plan.branches.len();
    let accept = target.accept();
    let relaxed = branches_in(&accept, target, count);
    // Where the accept document has no such union, this one reads as it is written.
    match relaxed {
        Some(branches) => shapes.add(&accept, &branches)?,
        None => shapes.add(target.schema, &plan.branches)?,
    }
    let both = 2 * count;
    let find = quote!(__t::branch_of(&value, __T_BRANCHES.shapes(0, #count), __T_BRANCHES.shapes(#count, #both)));
    Ok((find, shapes.print("__T_BRANCHES")))
}

/// The branches of the same union in the accept document, found by where they were written; a union that may be null
/// stands below the place that says so.
fn branches_in(accept: &Schema, target: &Target<'_>, count: usize) -> Option<Vec<NodeId>> {
    let place = &target.schema.node(target.inner()).place;
    accept.ids().find_map(|id| {
        let mut node = accept.resolve(id);
        if let Form::Nullable(inner) = accept.form(node) {
            node = accept.resolve(*inner);
        }
        let found = &accept.node(node).place;
        let same = is_same_union(&found.pointer, &place.pointer) && found.file == place.file;
        match accept.form(node) {
            Form::Union { branches, .. } if same && branches.len() == count => {
                Some(branches.clone())
            }
            _ => None,
        }
    })
}

/// Whether two pointers lead to one union: what is `oneOf` as written is `anyOf` in the accept document.
fn is_same_union(one: &str, other: &str) -> bool {
    let above = |pointer: &str| {
        let above = ["/anyOf", "/oneOf"]
            .into_iter()
            .find_map(|keyword| pointer.strip_suffix(keyword));
        above.map(str::to_owned)
    };
    one == other || above(one).is_some_and(|above_one| Some(above_one) == above(other))
}

fn proof(
    place: usize,
    variant: &Variant,
    inner: &syn::Type,
    branch: NodeId,
    target: &Target<'_>,
) -> TokenStream {
    let expected = node_type::rust_of(target.schema, branch);
    let message = witness::Message {
        message: &format!(
            "`{}` of {} does not fit the type `{{Self}}`",
            variant.ident, target.what
        ),
        label: &format!("the schema wants `{expected}`"),
        note: &format!("the branch stands at {}", target.place(branch)),
    };
    let make = quote!(__t::Member::required(""));
    let carried = node_type::witness(target.schema, branch);
    witness::print(
        place,
        &variant.ident,
        carried.as_ref(),
        inner,
        make,
        &message,
    )
}
