//! JSON Schema 2020-12 as tables that stand in the binary: the derive prints them from the model's
//! materialised documents, one keyword each, and they judge values as a validator would.

mod array;
mod check;
mod multiple;
mod object;
mod reason;
mod unevaluated;

pub use array::{ArrayShape, Contains};
pub use object::ObjectShape;

use crate::literal::Literal;
use crate::refusal::Refusal;
use serde_json::Value;

/// Whether a pattern is found in a text: the compiled search, since this crate knows no regex.
pub type Search = fn(&str) -> bool;

/// One keyword of a schema, or several together.
///
/// As in JSON Schema, a keyword looks only at values of its own type: `Minimum` accepts every string.
///
/// ```
/// use tidings_contract::{Literal, ObjectShape, Shape, Types};
/// static TOTAL: Shape = Shape::Object(ObjectShape {
///     members: &[("amount", Shape::AllOf(&[Shape::Types(Types::INTEGER), Shape::Minimum(Literal::Int(0))]))],
///     required: &["amount"],
///     rest: Some(&Shape::Never),
///     ..ObjectShape::ANY
/// });
/// let value: serde_json::Value = serde_json::from_str(r#"{"amount":-3}"#).unwrap();
/// assert_eq!(TOTAL.check(&value).unwrap_err().to_string(), "refused at /amount: -3 is below minimum 0");
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// `true`: every value.
    Any,
    /// `false`: no value.
    Never,
    /// `type`.
    Types(Types),
    /// `enum`, and `const` as an enum of one.
    Values(&'static [Literal]),
    /// `minimum`.
    Minimum(Literal),
    /// `maximum`.
    Maximum(Literal),
    /// `exclusiveMinimum`.
    Above(Literal),
    /// `exclusiveMaximum`.
    Below(Literal),
    /// `multipleOf`, by the decimal digits of both numbers.
    MultipleOf(Literal),
    /// `minLength`, in code points.
    MinLength(u64),
    /// `maxLength`, in code points.
    MaxLength(u64),
    /// `pattern`: its source for messages, and the search.
    Pattern(&'static str, Search),
    /// The keywords of objects.
    Object(ObjectShape),
    /// The keywords of arrays.
    Array(ArrayShape),
    /// `allOf`, and the keywords of one schema together.
    AllOf(&'static [Shape]),
    /// `anyOf`.
    AnyOf(&'static [Shape]),
    /// `oneOf`.
    OneOf(&'static [Shape]),
    /// `not`.
    Not(&'static Shape),
    /// `if`, `then`, `else`.
    If(&'static Shape, &'static Shape, &'static Shape),
    /// `$ref`.
    Ref(&'static Shape),
    /// A schema with `unevaluatedProperties` (`members`) or `unevaluatedItems` (`items`) beside it.
    Unevaluated {
        /// All other keywords of the schema.
        of: &'static Shape,
        /// What members that they did not look at must be.
        members: Option<&'static Shape>,
        /// What items that they did not look at must be.
        items: Option<&'static Shape>,
    },
}

impl Shape {
    /// Whether a value has this shape.
    ///
    /// # Errors
    /// The first refusal found, with its JSON pointer; `contract/limit-exceeded` when the value is
    /// nested too deeply or takes too many steps.
    pub fn check(&self, value: &Value) -> Result<(), Refusal> {
        check::check(self, value)
    }

    /// Whether a value has this shape; anything beyond the limits has not.
    pub fn accepts(&self, value: &Value) -> bool {
        self.check(value).is_ok()
    }
}

/// A set of JSON types.
///
/// ```
/// use tidings_contract::Types;
/// const TEXT_OR_NULL: Types = Types::STRING.or(Types::NULL);
/// assert_eq!(TEXT_OR_NULL.to_string(), "a string or null");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `boolean`.
    pub const BOOLEAN: Self = Self(2);
    /// `integer`: numbers without a fractional part, also `1.0`.
    pub const INTEGER: Self = Self(4);
    /// `number`.
    pub const NUMBER: Self = Self(8);
    /// `string`.
    pub const STRING: Self = Self(16);
    /// `array`.
    pub const ARRAY: Self = Self(32);
    /// `object`.
    pub const OBJECT: Self = Self(64);

    const NAMES: [(Self, &'static str); 7] = [
        (Self::STRING, "a string"),
        (Self::INTEGER, "an integer"),
        (Self::NUMBER, "a number"),
        (Self::BOOLEAN, "a boolean"),
        (Self::ARRAY, "an array"),
        (Self::OBJECT, "an object"),
        (Self::NULL, "null"),
    ];

    /// The types of both sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set of these bits: null 1, boolean 2, integer 4, number 8, string 16, array 32, object 64.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 127)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the value is of one of these types.
    pub fn contain(self, value: &Value) -> bool {
        match value {
            Value::Null => self.has(Self::NULL),
            Value::Bool(_) => self.has(Self::BOOLEAN),
            Value::Number(_) if self.has(Self::NUMBER) => true,
            Value::Number(n) => self.has(Self::INTEGER) && crate::Number::from(n).is_integral(),
            Value::String(_) => self.has(Self::STRING),
            Value::Array(_) => self.has(Self::ARRAY),
            Value::Object(_) => self.has(Self::OBJECT),
        }
    }
}

impl std::fmt::Display for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = Self::NAMES
            .iter()
            .filter(|(t, _)| self.has(*t))
            .map(|(_, name)| *name)
            .collect();
        match names.split_last() {
            None => f.write_str("nothing"),
            Some((last, [])) => f.write_str(last),
            Some((last, rest)) => write!(f, "{} or {last}", rest.join(", ")),
        }
    }
}
