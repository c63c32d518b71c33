use crate::shape::{Shapes, Unsupported};
use crate::target::Target;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use tidings_model::Materialised;

/// The implementation of `Event`, with the tables of both sets.
pub(super) fn event(ident: &Ident, target: &Target<'_>) -> Result<TokenStream, Unsupported> {
    let (name, wire, version) = (target.name, target.wire, target.version);
    let emit = table("EMIT", &target.schema.emit_schema())?;
    let accept = table("ACCEPT", &target.schema.accept_schema())?;
    Ok(quote! {
        impl __t::Event for #ident {
            const NAME: &'static str = #name;
            const WIRE: &'static str = #wire;
            const VERSION: u32 = #version;
            fn emit_shape() -> &'static __t::Shape { #emit }
            fn accept_shape() -> &'static __t::Shape { #accept }
        }
    })
}

/// The implementation of `Request`: a client writes it, a server reads it.
pub(super) fn request(ident: &Ident, target: &Target<'_>) -> Result<TokenStream, Unsupported> {
    let name = format!("{}@{}", target.name, target.version);
    let accept = table("ACCEPT", &target.schema.accept_schema())?;
    Ok(quote! {
        impl __t::Request for #ident {
            const NAME: &'static str = #name;
            fn accept_shape() -> &'static __t::Shape { #accept }
        }
    })
}

fn table(prefix: &'static str, set: &Materialised) -> Result<TokenStream, Unsupported> {
    let mut shapes = Shapes::new(prefix);
    let root = shapes.of(&set.schema, set.schema.root())?;
    let statics = shapes.statics();
    Ok(quote! {
        #statics
        static __T_ROOT: __t::Shape = #root;
        &__T_ROOT
    })
}
