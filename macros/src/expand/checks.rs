use crate::shape::{Shapes, Unsupported};
use crate::target::Target;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

/// The implementation of `Event`, with the table of both sets.
pub(super) fn event(ident: &Ident, target: &Target<'_>) -> Result<TokenStream, Unsupported> {
    let (name, wire, version) = (target.name, target.wire, target.version);
    let (emit, accept) = (target.schema.emit_schema().schema(), target.accept());
    let mut shapes = Shapes::default();
    shapes.add(emit, &[emit.root()])?;
    shapes.add(&accept, &[accept.root()])?;
    let table = shapes.print("__T_TABLE");
    Ok(quote! {
        #table
        impl __t::Event for #ident {
            const NAME: &'static str = #name;
            const WIRE: &'static str = #wire;
            const VERSION: u32 = #version;
            fn emit_shape() -> &'static __t::Shape { __T_TABLE.shape(0) }
            fn accept_shape() -> &'static __t::Shape { __T_TABLE.shape(1) }
        }
    })
}

/// The implementation of `Request`: a client writes it, a server reads it.
pub(super) fn request(ident: &Ident, target: &Target<'_>) -> Result<TokenStream, Unsupported> {
    let name = format!("{}@{}", target.name, target.version);
    let accept = target.accept();
    let mut shapes = Shapes::default();
    shapes.add(&accept, &[accept.root()])?;
    let table = shapes.print("__T_TABLE");
    Ok(quote! {
        #table
        impl __t::Request for #ident {
            const NAME: &'static str = #name;
            fn accept_shape() -> &'static __t::Shape { __T_TABLE.shape(0) }
        }
    })
}
