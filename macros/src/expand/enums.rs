use super::conversions::Conversions;
use crate::ast::Variant;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn print(variants: &[Variant]) -> Conversions {
    let named = variants
        .iter()
        .filter(|variant| !variant.fallback)
        .collect::<Vec<_>>();
    let idents = named
        .iter()
        .map(|variant| &variant.ident)
        .collect::<Vec<_>>();
    let names = named
        .iter()
        .map(|variant| &variant.name)
        .collect::<Vec<_>>();
    let fallback = variants
        .iter()
        .find(|variant| variant.fallback)
        .map(|variant| &variant.ident);
    let write_raw =
        fallback.map(|ident| quote!(Self::#ident(raw) => return __t::Payload::to_value(raw),));
    let read_raw: TokenStream = match fallback {
        Some(ident) => quote!(_ => Self::#ident(text)),
        None => {
            let known = names
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ");
            quote!(_ => return ::core::result::Result::Err(__t::no_variant(&__t::Value::String(text), #known)))
        }
    };
    Conversions {
        to_value: quote! {
            let name = match self {
                #(Self::#idents => #names,)*
                #write_raw
            };
            ::core::result::Result::Ok(__t::Value::String(name.into()))
        },
        from_value: quote! {
            let text: ::std::string::String = __t::Payload::from_value(value)?;
            ::core::result::Result::Ok(match text.as_str() {
                #(#names => Self::#idents,)*
                #read_raw
            })
        },
        beside: TokenStream::new(),
    }
}
