use crate::ast::{Body, Field, Input};
use crate::valid::{Plan, StructPlan};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{GenericArgument, PathArguments, Type};

/// `new(required members)`, and a setter for each optional one.
pub(super) fn print(input: &Input, plan: &Plan) -> TokenStream {
    let (Body::Struct(fields), Plan::Struct(plan), true) = (&input.body, plan, input.attr.build)
    else {
        return TokenStream::new();
    };
    let ident = &input.ident;
    let new = new(fields, plan);
    let setters = plan
        .slots
        .iter()
        .filter(|slot| !slot.required)
        .map(|slot| setter(&fields[slot.field]));
    quote! {
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        impl #ident {
            #new
            #(#setters)*
        }
    }
}

fn new(fields: &[Field], plan: &StructPlan) -> TokenStream {
    let slots = |required: bool| {
        plan.slots
            .iter()
            .filter(move |slot| slot.required == required)
            .map(|slot| &fields[slot.field])
    };
    let required: Vec<_> = slots(true).map(|field| &field.ident).collect();
    let types = slots(true).map(|field| &field.ty);
    let optional = slots(false)
        .chain(plan.rest.map(|place| &fields[place]))
        .map(|field| &field.ident);
    quote! {
        /// With its required members; optional ones have setters.
        #[must_use]
        pub fn new(#(#required: impl ::core::convert::Into<#types>),*) -> Self {
            Self {
                #(#required: ::core::convert::Into::into(#required),)*
                #(#optional: ::core::default::Default::default(),)*
            }
        }
    }
}

fn setter(field: &Field) -> TokenStream {
    let ident = &field.ident;
    // `new` makes the value; a member of that name is set by `new_`.
    let name = if ident.unraw() == "new" {
        format_ident!("new_")
    } else {
        ident.clone()
    };
    let doc = format!("Sets the optional member `{}`.", field.name);
    let (ty, value) = match within_option(&field.ty) {
        Some(inner) => (
            inner,
            quote!(::core::option::Option::Some(::core::convert::Into::into(
                value
            ))),
        ),
        None => (&field.ty, quote!(::core::convert::Into::into(value))),
    };
    quote! {
        #[doc = #doc]
        #[must_use]
        pub fn #name(mut self, value: impl ::core::convert::Into<#ty>) -> Self {
            self.#ident = #value;
            self
        }
    }
}

/// `T` of a type that is written `Option<T>`.
fn within_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}
