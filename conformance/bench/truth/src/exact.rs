//! What a value means exactly: numbers by value, whatever their spelling, with -0 told from 0.

use serde_json::{Number, Value};

/// The first place at which two values differ.
pub fn difference(one: &Value, other: &Value) -> Option<String> {
    difference_but(one, other, &|_, _| false)
}

/// The first place at which two values differ, but for strings that may stand for one another.
pub fn difference_but(
    one: &Value,
    other: &Value,
    excused: &dyn Fn(&str, &str) -> bool,
) -> Option<String> {
    let difference = |a, b| difference_but(a, b, excused);
    match (one, other) {
        (Value::String(a), Value::String(b)) => (a != b && !excused(a, b)).then(String::new),
        (Value::Number(a), Value::Number(b)) => (!equal(a, b)).then(String::new),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(at, (a, b))| Some(format!("/{at}{}", difference(a, b)?))),
        (Value::Object(a), Value::Object(b)) => {
            let lost = a.keys().find(|name| !b.contains_key(*name));
            let gained = b.keys().find(|name| !a.contains_key(*name));
            if let Some(name) = lost.or(gained) {
                return Some(format!("/{name}"));
            }
            a.iter()
                .find_map(|(name, child)| Some(format!("/{name}{}", difference(child, &b[name])?)))
        }
        _ => (one != other).then(String::new),
    }
}

fn equal(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a == b,
        (Some(whole), None) => is_whole(b, whole),
        (None, Some(whole)) => is_whole(a, whole),
        (None, None) => a.as_f64().map(f64::to_bits) == b.as_f64().map(f64::to_bits),
    }
}

/// Whether a double has exactly this whole value; -0 has none.
fn is_whole(double: &Number, whole: i128) -> bool {
    double.as_f64().is_some_and(|double| {
        double.fract() == 0.0
            && double.abs() < 1e38
            && double as i128 == whole
            && (whole != 0 || double.is_sign_positive())
    })
}

/// Whether JavaScript would round an integer of this value: 2^53 and beyond, written as an integer.
pub fn is_rounded(value: &Value) -> bool {
    const SAFE: u128 = 1 << 53;
    match value {
        Value::Number(number) => number.as_i128().is_some_and(|n| n.unsigned_abs() >= SAFE),
        Value::Array(items) => items.iter().any(is_rounded),
        Value::Object(members) => members.values().any(is_rounded),
        _ => false,
    }
}

/// Whether `-0` stands anywhere in a value.
pub fn has_minus_zero(value: &Value) -> bool {
    match value {
        Value::Number(number) => number
            .as_f64()
            .is_some_and(|n| n == 0.0 && n.is_sign_negative()),
        Value::Array(items) => items.iter().any(has_minus_zero),
        Value::Object(members) => members.values().any(has_minus_zero),
        _ => false,
    }
}

/// How many levels a value nests.
pub fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_equal_by_value_and_minus_zero_is_told() {
        let same = |a: &str, b: &str| {
            let read = |text| serde_json::from_str::<Value>(text).expect("JSON");
            difference(&read(a), &read(b)).is_none()
        };
        assert!(same("1", "1.0") && same("9007199254740992", "9007199254740992.0"));
        assert!(same("18446744073709551615", "18446744073709551615"));
        assert!(!same("18446744073709551615", "18446744073709551616"));
        assert!(!same("0", "-0.0") && !same("0.0", "-0.0") && same("-0.0", "-0"));
        assert!(!same("9007199254740993", "9007199254740992.0"));
    }

    #[test]
    fn a_difference_has_a_place() {
        let (one, other) = (
            json!({ "a": [1, { "b": 2 }] }),
            json!({ "a": [1, { "b": 3 }] }),
        );
        assert_eq!(difference(&one, &other), Some("/a/1/b".to_owned()));
        assert_eq!(
            difference(&json!({ "a": 1 }), &json!({})),
            Some("/a".to_owned())
        );
    }

    #[test]
    fn rounding_and_depth() {
        assert!(is_rounded(&json!([{ "a": 9_007_199_254_740_992_u64 }])));
        assert!(!is_rounded(&json!([1e300, 9_007_199_254_740_991_u64])));
        assert_eq!(depth(&json!({ "a": [[1]] })), 3);
    }
}
