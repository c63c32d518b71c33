use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Ident, Type};

/// What the compiler says when a type does not carry its node.
pub(super) struct Message<'a> {
    pub(super) message: &'a str,
    pub(super) label: &'a str,
    pub(super) note: &'a str,
}

/// A trait that holds for exactly the types that carry a node, and a constant that exists for those
/// alone: the one place where the compiler asks, so that a mistake is one error.
pub(super) fn print(
    place: usize,
    ident: &Ident,
    witness: Option<&TokenStream>,
    ty: &Type,
    make: TokenStream,
    message: &Message<'_>,
) -> TokenStream {
    let bound = format_ident!("__t_fits_{}", ident.unraw());
    let (constant, function) = (
        constant(place),
        format_ident!("__t_member_{}", ident.unraw()),
    );
    let carries = match witness {
        Some(node) => quote!(__t::Is<#node>),
        None => quote!(__t::Payload),
    };
    let Message {
        message,
        label,
        note,
    } = message;
    let (message, label, note) = (escape(message), escape(label), escape(note));
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        trait #bound: __t::Payload {}
        #[diagnostic::do_not_recommend]
        impl<T: #carries> #bound for T {}
        const fn #function<T: #bound>() -> __t::Member<T> { #make }
        const #constant: __t::Member<#ty> = #function::<#ty>();
    }
}

/// The same constant where no person wrote the type: one item instead of four, and the compiler's own
/// words, since generated code is thousands of fields and follows its schema.
pub(super) fn generated(
    place: usize,
    witness: Option<&TokenStream>,
    ty: &Type,
    (name, required): (&str, bool),
) -> TokenStream {
    let constant = constant(place);
    let make = match (witness, required) {
        (Some(node), true) => quote!(required_as::<#node>),
        (Some(node), false) => quote!(optional_as::<#node>),
        (None, true) => quote!(required),
        (None, false) => quote!(optional),
    };
    quote!(const #constant: __t::Member<#ty> = <__t::Member<#ty>>::#make(#name);)
}

/// The constant's name.
pub(super) fn constant(place: usize) -> Ident {
    format_ident!("__T_MEMBER_{place}")
}

/// Braces stand for parameters in these texts; all but `{Self}` are meant literally.
fn escape(text: &str) -> String {
    text.replace('{', "{{")
        .replace('}', "}}")
        .replace("{{Self}}", "{Self}")
}
