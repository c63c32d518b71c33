//! The sign of zero, which narrow Rust integers can't say.

use crate::number::Number;
use serde_json::Value;
use std::cmp::Ordering;

/// Whether `-0` stands anywhere in a value.
pub(crate) fn has_minus_zero(value: &Value) -> bool {
    match value {
        Value::Number(number) => number
            .as_f64()
            .is_some_and(|n| n == 0.0 && n.is_sign_negative()),
        Value::Array(items) => items.iter().any(has_minus_zero),
        Value::Object(members) => members.values().any(has_minus_zero),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// Whether two values are equal, numbers by their exact values.
pub(crate) fn equal(one: &Value, other: &Value) -> bool {
    alike(one, other, |a, b| a == b)
}

/// Whether two values are equal if `-0` is 0.
pub(crate) fn equal_but_zeros(one: &Value, other: &Value) -> bool {
    alike(one, other, |a, b| a.compare(b) == Ordering::Equal)
}

fn alike(one: &Value, other: &Value, same: fn(Number, Number) -> bool) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => same(a.into(), b.into()),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b, same))
        }
        (Value::Object(a), Value::Object(b)) => {
            let same = |(name, a)| b.get(name).is_some_and(|b| alike(a, b, same));
            a.len() == b.len() && a.iter().all(same)
        }
        _ => one == other,
    }
}
