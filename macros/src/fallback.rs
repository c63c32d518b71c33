use crate::attr::{Derive, TypeAttr};
use crate::errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Generics, Ident, Path, parse_quote};

/// The errors, and implementations that do nothing, so that what uses the type is no error too.
pub(crate) fn print(
    derive: Derive,
    (ident, generics): (&Ident, &Generics),
    attr: Option<&TypeAttr>,
    errors: Errors,
) -> TokenStream {
    let contract: Path = attr.map_or_else(
        || parse_quote!(::tidings::__contract_v1),
        |attr| attr.contract.clone(),
    );
    let errors = errors.print();
    if !generics.params.is_empty() {
        return errors;
    }
    let event = (derive == Derive::Event).then(|| {
        quote! {
            impl #contract::Event for #ident {
                const NAME: &'static str = "";
                const WIRE: &'static str = "";
                const VERSION: u32 = 0;
                fn emit_shape() -> &'static #contract::Shape { &#contract::Shape::Never }
                fn accept_shape() -> &'static #contract::Shape { &#contract::Shape::Never }
            }
        }
    });
    quote! {
        #errors
        const _: () = {
            impl #contract::Payload for #ident {
                fn to_value(&self) -> ::core::result::Result<#contract::Value, #contract::Refusal> {
                    ::core::result::Result::Err(#contract::Refusal::new("this type was not derived"))
                }
                fn from_value(_: #contract::Value) -> ::core::result::Result<Self, #contract::Refusal> {
                    ::core::result::Result::Err(#contract::Refusal::new("this type was not derived"))
                }
            }
            impl<N> #contract::Is<N> for #ident {}
            #event
        };
    }
}
