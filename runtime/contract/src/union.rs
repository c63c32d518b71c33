//! How derived enums find the variant of a value.

use crate::refusal::{Refusal, shown};
use crate::shape::{Shape, Types};
use serde_json::Value;

/// The tag of a union's value, where it is an object with a string there.
pub fn tag_of<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member).and_then(Value::as_str)
}

/// The branch of a union without a tag: the first that is valid as written, else the first that a
/// reader takes.
///
/// ```
/// use tidings_contract::{Shape, Types, branch_of};
/// static BRANCHES: [Shape; 2] = [Shape::Types(Types::STRING), Shape::Types(Types::NUMBER)];
/// assert_eq!(branch_of(&7.into(), &BRANCHES, &BRANCHES), Some(1));
/// assert_eq!(branch_of(&true.into(), &BRANCHES, &BRANCHES), None);
/// ```
pub fn branch_of(value: &Value, written: &[Shape], accept: &[Shape]) -> Option<usize> {
    let first = |shapes: &[Shape]| shapes.iter().position(|shape| shape.accepts(value));
    first(written).or_else(|| first(accept))
}

/// The branch of a union whose branches have no JSON type in common.
///
/// ```
/// use tidings_contract::{Types, branch_of_type};
/// assert_eq!(branch_of_type(&7.into(), &[Types::STRING, Types::INTEGER]), Some(1));
/// ```
pub fn branch_of_type(value: &Value, types: &[Types]) -> Option<usize> {
    types.iter().position(|types| types.contain(value))
}

/// The refusal of a value that is none of the variants.
pub fn no_variant(value: &Value, known: &str) -> Refusal {
    Refusal::new(format!("{} is none of {known}", shown(value)))
}
