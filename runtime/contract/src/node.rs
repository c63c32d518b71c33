//! Types that stand for what a schema says at one place, and the proof that a Rust type carries it.
//!
//! A derive macro sees tokens, not types: whether `Cents` is an alias of `i64` is known to the
//! compiler alone. So the derive states, per field, `FieldType: Is<Node>`, and the compiler judges.

use crate::integer::Integer;
use crate::members::Members;
use crate::number::Number;
use crate::payload::Payload;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

/// Says that a Rust type carries exactly what the schema node `N` describes.
///
/// ```
/// use tidings_contract::{Is, List, Nullable, Optional, Str};
/// fn carries<N, T: Is<N>>() {}
/// carries::<List<Str>, Vec<String>>();
/// carries::<Optional<Nullable<Str>>, Option<Option<String>>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not carry what the schema says, `{N}`",
    label = "the schema wants `{N}` here"
)]
pub trait Is<N>: Payload {}

macro_rules! nodes {
    ($($(#[$doc:meta])* $node:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $node {}
    )*};
}
nodes! {
    /// A string: `String`, `Box<str>`, `Cow<'static, str>`.
    Str,
    /// An integer: [`Integer`]; `i64` and `u64` where their range is enough for the reader.
    Int,
    /// An integer within `i32`.
    Int32,
    /// An integer within `u32`.
    Uint32,
    /// An integer within both `i32` and `u32`.
    Uint31,
    /// A number: [`Number`], or `f64`.
    Num,
    /// A boolean: `bool`.
    Bool,
    /// Null: `()`.
    Null,
    /// Any JSON value: `serde_json::Value`.
    Any
}

/// An array of like items: `Vec<T>`.
#[derive(Debug)]
pub struct List<N>(PhantomData<N>);

/// An object whose members are alike: `BTreeMap<String, T>`, `HashMap<String, T>`.
#[derive(Debug)]
pub struct Map<N>(PhantomData<N>);

/// A member that may be absent: `Option<T>`.
#[derive(Debug)]
pub struct Optional<N>(PhantomData<N>);

/// A value that may be null: `Option<T>`.
#[derive(Debug)]
pub struct Nullable<N>(PhantomData<N>);

/// An array of a fixed number of items: a Rust tuple.
#[derive(Debug)]
pub struct Tuple<N>(PhantomData<N>);

/// A struct or an enum with `#[derive(Payload)]` on the schema node of this digest.
#[derive(Debug)]
pub enum Node<const DIGEST: u128> {}

macro_rules! is {
    ($($type:ty: $($node:ty)*;)*) => {$($(impl Is<$node> for $type {})*)*};
}
is! {
    String: Str;
    Box<str>: Str;
    Cow<'static, str>: Str;
    Integer: Int Int32 Uint32 Uint31;
    i64: Int Int32 Uint32 Uint31;
    u64: Int Uint32 Uint31;
    i32: Int32 Uint31;
    u32: Uint32 Uint31;
    Number: Num;
    f64: Num;
    bool: Bool;
    (): Null;
    Value: Any;
    Members: Map<Any>;
}

impl<N, T: Is<N>> Is<List<N>> for Vec<T> {}
impl<N, T: Is<N>> Is<Map<N>> for BTreeMap<String, T> {}
impl<N, T: Is<N>> Is<Map<N>> for HashMap<String, T> {}
impl<N, T: Is<N>> Is<Optional<N>> for Option<T> {}
impl<N, T: Is<N>> Is<Nullable<N>> for Option<T> {}
impl<N, T: Is<N>> Is<N> for Box<T> {}

macro_rules! tuples {
    ($($node:ident $type:ident)*) => {
        impl<$($node, $type: Is<$node>),*> Is<Tuple<($($node,)*)>> for ($($type,)*) {}
    };
}
tuples!(N1 A);
tuples!(N1 A N2 B);
tuples!(N1 A N2 B N3 C);
tuples!(N1 A N2 B N3 C N4 D);
tuples!(N1 A N2 B N3 C N4 D N5 E);
tuples!(N1 A N2 B N3 C N4 D N5 E N6 F);
tuples!(N1 A N2 B N3 C N4 D N5 E N6 F N7 G);
tuples!(N1 A N2 B N3 C N4 D N5 E N6 F N7 G N8 H);
tuples!(N1 A N2 B N3 C N4 D N5 E N6 F N7 G N8 H N9 I);
tuples!(N1 A N2 B N3 C N4 D N5 E N6 F N7 G N8 H N9 I N10 J);
tuples!(N1 A N2 B N3 C N4 D N5 E N6 F N7 G N8 H N9 I N10 J N11 K);
tuples!(N1 A N2 B N3 C N4 D N5 E N6 F N7 G N8 H N9 I N10 J N11 K N12 L);
