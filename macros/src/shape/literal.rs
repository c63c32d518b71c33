use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

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
