use super::conversions::Conversions;
use super::witness;
use crate::node_type;
use crate::target::Target;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Type};

pub(super) fn print(ident: &Ident, inner: &Type, target: &Target<'_>) -> Conversions {
    let carried = node_type::witness(target.schema, target.inner());
    let expected = node_type::rust_of(target.schema, target.inner());
    let message = witness::Message {
        message: &format!("{} does not fit the type `{{Self}}`", target.what),
        label: &format!("the schema wants `{expected}`"),
        note: &format!("the schema says so at {}", target.place(target.inner())),
    };
    let make = quote!(__t::Member::required(""));
    Conversions {
        to_value: quote!(__t::Payload::to_value(&self.0)),
        from_value: quote!(__t::Payload::from_value(value).map(Self)),
        beside: witness::print(0, ident, carried.as_ref(), inner, make, &message),
    }
}

/// A newtype carries what the type within it carries.
pub(super) fn witness(ident: &Ident, target: &Target<'_>) -> TokenStream {
    match node_type::witness(target.schema, target.inner()) {
        Some(node) => quote!(impl __t::Is<#node> for #ident {}),
        None => TokenStream::new(),
    }
}
