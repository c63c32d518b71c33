//! `#[derive(Event)]` and `#[derive(Payload)]`: a Rust type is checked against the registry at compile
//! time, and gets its serialiser, its reader and its checks.
//!
//! The way of data: the tokens become an [`ast`], its attributes name a place in the registry
//! ([`locate`]), the model says what stands there ([`target`]), [`valid`] compares field by field, and
//! [`expand`] prints conversions, witnesses and shapes. Where anything is wrong, [`fallback`] prints
//! empty implementations beside the errors, so that one mistake is one error.
//!
//! What a macro cannot know is what a type *is*: `Cents` may be an alias. So per field it prints a
//! bound that the compiler judges, `FieldType: Is<node>`, with the message that a person should see.
//!
//! **Invariants**
//! - Every error sits on the token that causes it; all errors of a type are reported at once.
//! - A type that compiles has exactly the schema's members, with types that carry their values.
//! - Shapes come from the model's materialised documents alone; nothing is relaxed here.
//! - Whatever file was read is named in the output, so that a change of it runs the check again.
//! - Nothing is written, and what is printed names `tidings::__contract_v1` only.
//!
//! ```
//! # mod contract {
//! #     pub use tidings_contract::v1::*;
//! #     pub struct Pattern;
//! #     impl Pattern {
//! #         pub const fn new(_: &'static str) -> Self { Pattern }
//! #         pub fn matches(&self, text: &str) -> bool { text.len() == 3 }
//! #     }
//! # }
//! use tidings_contract::Event as _;
//! use tidings_macros::{Event, Payload};
//!
//! #[derive(Event)]
//! #[event("order.placed", version = 1, path = "tests/registry", crate = "contract")]
//! struct OrderPlaced {
//!     order_id: String,
//!     total: Money,
//!     note: Option<String>,
//! }
//!
//! #[derive(Payload)]
//! #[payload("types/money", version = 1, path = "tests/registry", crate = "contract")]
//! struct Money {
//!     amount: i64,
//!     currency: String,
//! }
//!
//! let total = Money { amount: -3, currency: "EUR".into() };
//! let order = OrderPlaced { order_id: "o-1".into(), total, note: None };
//! let refusal = order.encode().unwrap_err();
//! assert_eq!(refusal.to_string(), "order.placed v1 refused at /total/amount: -3 is below minimum 0");
//! ```

mod ast;
mod attr;
mod case;
mod errors;
mod expand;
mod fallback;
mod locate;
mod meta;
mod node_type;
mod serde_attr;
mod shape;
mod stale;
mod target;
mod tracked;
mod valid;

use ast::Input;
use attr::Derive;
use errors::Errors;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Checks a type against a version of an event, and makes it one.
///
/// `#[event("order.placed", version = 2)]` says which. Further keys: `path = "…"` names a registry's
/// folder or a bundle, relative to the package or to the source file; `rename_all = "…"` as in serde;
/// `build` writes `new(required members)` and a setter per optional member; `crate = "…"` names the
/// contract module, for tests.
///
/// On fields: `#[event(rename = "type")]`; `#[event(rest)] unknown: Members` keeps undeclared members.
/// On variants: `rename`; `#[event(fallback)] Unknown(String)` (or `Unknown(Value)` for a union) keeps
/// what the schema does not know. Members whose value the schema fixes need no field.
#[proc_macro_derive(Event, attributes(event, payload, serde))]
pub fn event(input: TokenStream) -> TokenStream {
    derive(Derive::Event, parse_macro_input!(input as DeriveInput)).into()
}

/// Checks a type against a nested shape of an event, or a shared type, and converts it.
///
/// `#[payload("events/order.placed", version = 2, at = "/properties/lines/items")]` is the shape at a
/// JSON pointer into the version's file, with `$ref`s followed on the way;
/// `#[payload("types/money", version = 1)]` is a shared type, which can also be the body of a request.
/// All other keys are those of [`macro@Event`].
#[proc_macro_derive(Payload, attributes(event, payload, serde))]
pub fn payload(input: TokenStream) -> TokenStream {
    derive(Derive::Payload, parse_macro_input!(input as DeriveInput)).into()
}

fn derive(derive: Derive, input: DeriveInput) -> proc_macro2::TokenStream {
    let (ident, generics) = (input.ident.clone(), input.generics.clone());
    let mut errors = Errors::default();
    let Some(input) = Input::read(derive, input, &mut errors) else {
        return fallback::print(derive, (&ident, &generics), None, errors);
    };
    let located = match locate::locate(&input.attr) {
        Ok(located) => located,
        Err(error) => {
            errors.add(error);
            return fallback::print(derive, (&ident, &generics), Some(&input.attr), errors);
        }
    };
    let plan = target::find(derive, &input.attr, &located, &mut errors)
        .and_then(|target| valid::check(&input, &target, &mut errors).map(|plan| (target, plan)));
    match plan {
        Some((target, plan)) if errors.is_empty() => {
            expand::print(derive, &input, &target, &plan, &located)
        }
        _ => {
            let mut tokens =
                fallback::print(derive, (&ident, &generics), Some(&input.attr), errors);
            tokens.extend(tracked::print(&located.files));
            tokens
        }
    }
}
