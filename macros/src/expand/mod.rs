//! Prints the implementations of a type that was found to follow its schema.
//!
//! Everything stands in one anonymous `const`, where `__t` is the contract.

mod build;
mod checks;
mod conversions;
mod enums;
mod kinds;
mod newtype;
mod structs;
mod unions;
mod witness;

use crate::ast::{Body, Input};
use crate::attr::Derive;
use crate::locate::Located;
use crate::node_type::of_node;
use crate::shape::Unsupported;
use crate::target::Target;
use crate::tracked;
use crate::valid::Plan;
use conversions::Conversions;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn print(
    derive: Derive,
    input: &Input,
    target: &Target<'_>,
    plan: &Plan,
    located: &Located,
) -> TokenStream {
    let all = all(derive, input, target, plan);
    let all = all.unwrap_or_else(|unsupported| {
        let message = match unsupported {
            Unsupported::Pattern(pattern) => format!(
                "the pattern {pattern:?} of {} is no regular language (look-around, or a reference back): Rust cannot check it",
                target.what
            ),
            Unsupported::Deep => format!(
                "a constant of {} nests deeper than 100 levels: no reader takes such a value",
                target.what
            ),
        };
        syn::Error::new(input.attr.name.span(), message).to_compile_error()
    });
    let tracked = tracked::print(&watched(target, located));
    let contract = &input.attr.contract;
    let build = build::print(input, plan);
    quote! {
        #[allow(nonstandard_style, unused_variables, unused_mut, clippy::all, clippy::pedantic)]
        const _: () = {
            use #contract as __t;
            #all
        };
        #build
        #tracked
    }
}

fn all(
    derive: Derive,
    input: &Input,
    target: &Target<'_>,
    plan: &Plan,
) -> Result<TokenStream, Unsupported> {
    let ident = &input.ident;
    let Conversions {
        to_value,
        from_value,
        beside,
    } = match (plan, &input.body) {
        (Plan::Struct(plan), Body::Struct(fields)) => {
            structs::print(fields, plan, input.attr.build)
        }
        (Plan::Enum, Body::Enum(variants)) => enums::print(variants),
        (Plan::Union(plan), Body::Enum(variants)) => unions::print(variants, plan, target)?,
        (_, Body::Newtype(inner)) => newtype::print(ident, inner, target),
        _ => return Ok(TokenStream::new()),
    };
    let witness = match plan {
        Plan::Newtype => newtype::witness(ident, target),
        _ => {
            let node = of_node(target.schema, target.inner());
            quote!(impl __t::Is<#node> for #ident {})
        }
    };
    let checks = match derive {
        Derive::Event => checks::event(ident, target)?,
        Derive::Payload if target.is_request => checks::request(ident, target)?,
        Derive::Payload => TokenStream::new(),
    };
    Ok(quote! {
        #beside
        impl __t::Payload for #ident {
            fn to_value(&self) -> ::core::result::Result<__t::Value, __t::Refusal> { #to_value }
            fn from_value(value: __t::Value) -> ::core::result::Result<Self, __t::Refusal> { #from_value }
        }
        #witness
        #checks
    })
}

/// All files that this type's check depends on.
fn watched(target: &Target<'_>, located: &Located) -> Vec<std::path::PathBuf> {
    let names = located.registry.files_of(target.entry);
    let mut files = Vec::new();
    for place in [Some(located), located.original.as_deref()]
        .into_iter()
        .flatten()
    {
        files.extend(place.files.iter().cloned());
        if let Some(root) = &place.root {
            files.extend(
                names
                    .iter()
                    .map(|name| root.join(name))
                    .filter(|file| file.is_file()),
            );
        }
    }
    files
}
