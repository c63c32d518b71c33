//! Keywords that hold no other schema, and values as tables.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use serde_json::{Number, Value};
use tidings_model::{Node, Types};

/// The keywords that hold no other schema.
pub(super) fn plain(node: &Node) -> Vec<TokenStream> {
    let mut all = Vec::new();
    if let Some(types) = node.types {
        let bits = bits(types);
        all.push(quote!(__t::Shape::Types(__t::Types::from_bits(#bits))));
    }
    for values in [
        node.values.as_deref(),
        node.constant.as_ref().map(std::slice::from_ref),
    ]
    .into_iter()
    .flatten()
    {
        let values = values.iter().map(literal);
        all.push(quote!(__t::Shape::Values(&[#(#values),*])));
    }
    let number = &node.number;
    for (keyword, bound) in [
        ("Minimum", &number.minimum),
        ("Maximum", &number.maximum),
        ("Above", &number.exclusive_minimum),
        ("Below", &number.exclusive_maximum),
        ("MultipleOf", &number.multiple_of),
    ] {
        if let Some(bound) = bound {
            let (keyword, bound) = (Ident::new(keyword, Span::call_site()), of_number(bound));
            all.push(quote!(__t::Shape::#keyword(#bound)));
        }
    }
    all.extend(
        node.string
            .min
            .map(|min| quote!(__t::Shape::MinLength(#min))),
    );
    all.extend(
        node.string
            .max
            .map(|max| quote!(__t::Shape::MaxLength(#max))),
    );
    all
}

/// The contract's bits: null 1, boolean 2, integer 4, number 8, string 16, array 32, object 64.
fn bits(types: Types) -> u8 {
    const BITS: [(Types, u8); 7] = [
        (Types::NULL, 1),
        (Types::BOOLEAN, 2),
        (Types::INTEGER, 4),
        (Types::NUMBER, 8),
        (Types::STRING, 16),
        (Types::ARRAY, 32),
        (Types::OBJECT, 64),
    ];
    BITS.iter()
        .filter(|(single, _)| types.contains(*single))
        .map(|(_, bit)| bit)
        .sum()
}

/// A JSON value as the contract's `Literal`.
pub(crate) fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(__t::Literal::Null),
        Value::Bool(truth) => quote!(__t::Literal::Bool(#truth)),
        Value::Number(number) => of_number(number),
        Value::String(text) => quote!(__t::Literal::Str(#text)),
        Value::Array(items) => {
            let items = items.iter().map(literal);
            quote!(__t::Literal::Array(&[#(#items),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = literal(value);
                quote!((#name, #value))
            });
            quote!(__t::Literal::Object(&[#(#members),*]))
        }
    }
}

fn of_number(number: &Number) -> TokenStream {
    match (number.as_i128(), number.as_f64()) {
        (Some(whole), _) => {
            let whole = Literal::i128_unsuffixed(whole);
            quote!(__t::Literal::Int(#whole))
        }
        (None, double) => {
            let double = Literal::f64_suffixed(double.unwrap_or_default());
            quote!(__t::Literal::Double(#double))
        }
    }
}
