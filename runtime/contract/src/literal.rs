use crate::number::Number;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// A JSON value as a constant, for tables that stand in the binary.
///
/// ```
/// use tidings_contract::Literal;
/// static POINT: Literal = Literal::Object(&[("x", Literal::Int(1)), ("y", Literal::Double(1.5))]);
/// assert_eq!(POINT.to_value().to_string(), r#"{"x":1,"y":1.5}"#);
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Literal {
    /// Null.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer from -2^63 to 2^64-1; nothing else is written into a table.
    Int(i128),
    /// A finite double.
    Double(f64),
    /// A string.
    Str(&'static str),
    /// An array.
    Array(&'static [Literal]),
    /// An object.
    Object(&'static [(&'static str, Literal)]),
}

impl Literal {
    /// The value.
    pub fn to_value(&self) -> Value {
        match *self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(truth),
            Self::Int(n) => number(Number::whole(n)),
            Self::Double(n) => number(Number::double(n)),
            Self::Str(text) => Value::String(text.into()),
            Self::Array(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| ((*name).into(), value.to_value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// The number, where it is one.
    pub(crate) const fn number(&self) -> Option<Number> {
        match *self {
            Self::Int(n) => Some(Number::whole(n)),
            Self::Double(n) => Some(Number::double(n)),
            _ => None,
        }
    }

    /// Whether a value equals this one as JSON Schema compares: 1 = 1.0, members in any order.
    pub fn equals(&self, value: &Value) -> bool {
        match (*self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(a), Value::Bool(b)) => a == *b,
            (Self::Int(a), Value::Number(b)) => same(Number::whole(a), b),
            (Self::Double(a), Value::Number(b)) => same(Number::double(a), b),
            (Self::Str(a), Value::String(b)) => a == b,
            (Self::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.equals(b))
            }
            (Self::Object(a), Value::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(name, a)| b.get(*name).is_some_and(|b| a.equals(b)))
            }
            _ => false,
        }
    }
}

fn same(number: Number, other: &serde_json::Number) -> bool {
    number.compare(other.into()) == Ordering::Equal
}

fn number(number: Number) -> Value {
    // A table with a number outside JSON's domain has no such value; null fits no numeric rule.
    number.to_json().unwrap_or(Value::Null)
}
