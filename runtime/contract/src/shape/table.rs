use super::types::Types;
use crate::literal::Literal;
use std::fmt;
use std::sync::OnceLock;

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
    /// `$ref` to a shape that holds this one.
    Later(&'static Later),
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

/// A shape that is named before it is built: what recursion goes through.
#[derive(Default)]
pub struct Later(OnceLock<Shape>);

impl Later {
    pub(super) fn get(&self) -> &Shape {
        self.0.get().unwrap_or(&Shape::Never)
    }

    /// Once; nothing where it was built before.
    pub(super) fn set(&self, shape: Shape) -> Option<()> {
        self.0.set(shape).ok()
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

/// The keywords of objects.
#[derive(Debug, Clone, Copy)]
pub struct ObjectShape {
    /// `properties`.
    pub members: &'static [(&'static str, Shape)],
    /// `required`.
    pub required: &'static [&'static str],
    /// `patternProperties`, each with its compiled search.
    pub patterns: &'static [(Search, Shape)],
    /// `additionalProperties`.
    pub rest: Option<&'static Shape>,
    /// `propertyNames`.
    pub names: Option<&'static Shape>,
    /// `minProperties`.
    pub min: u64,
    /// `maxProperties`.
    pub max: u64,
    /// `dependentRequired`.
    pub needs: &'static [(&'static str, &'static [&'static str])],
    /// `dependentSchemas`.
    pub dependents: &'static [(&'static str, Shape)],
}

impl ObjectShape {
    /// Every object: what a table leaves out.
    pub const ANY: Self = Self {
        members: &[],
        required: &[],
        patterns: &[],
        rest: None,
        names: None,
        min: 0,
        max: u64::MAX,
        needs: &[],
        dependents: &[],
    };
}

/// The keywords of arrays.
#[derive(Debug, Clone, Copy)]
pub struct ArrayShape {
    /// `prefixItems`.
    pub prefix: &'static [Shape],
    /// `items`: what comes after the prefix.
    pub rest: Option<&'static Shape>,
    /// `contains`, `minContains`, `maxContains`.
    pub contains: Option<Contains>,
    /// `minItems`.
    pub min: u64,
    /// `maxItems`.
    pub max: u64,
    /// `uniqueItems`.
    pub unique: bool,
}

/// `contains` with the counts that belong to it.
#[derive(Debug, Clone, Copy)]
pub struct Contains {
    /// What is counted.
    pub shape: &'static Shape,
    /// `minContains`; 1 where the schema says nothing.
    pub min: u64,
    /// `maxContains`.
    pub max: u64,
}

impl ArrayShape {
    /// Every array: what a table leaves out.
    pub const ANY: Self = Self {
        prefix: &[],
        rest: None,
        contains: None,
        min: 0,
        max: u64::MAX,
        unique: false,
    };
}
