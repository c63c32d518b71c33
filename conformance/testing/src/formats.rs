//! What a `format` says beyond the other keywords: the width of an integer, and strings that nobody spells out.

use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Map, Value, json};

use crate::direction::Direction;

/// Whether a format speaks of numbers: those of Rust's types, as schemars names them.
pub(crate) fn is_numeric(format: &str) -> bool {
    matches!(format, "float" | "double") || width(format).is_some()
}

/// Writes the ranges of Rust's integers into a document, where it has only their names.
pub(crate) fn widths(document: Value, direction: Direction, generous: bool) -> Value {
    each(document, |format| range(format, direction, generous))
}

/// Makes each format of strings a language of its own, whose texts no other pattern describes.
pub(crate) fn languages(document: Value) -> Value {
    each(document, |format| {
        let name = format.chars().filter(char::is_ascii_alphanumeric);
        let name: String = name.collect();
        (!is_numeric(format)).then(|| json!({"pattern": format!("^\u{e000}{name}\u{e001}")}))
    })
}

/// Adds what a format means to every schema that names one.
fn each(document: Value, meaning: impl Fn(&str) -> Option<Value>) -> Value {
    let Ok(mut schema) = Schema::try_from(document.clone()) else {
        return document;
    };
    let mut add = RecursiveTransform(|schema: &mut Schema| {
        let Some(keywords) = schema.as_object_mut() else {
            return;
        };
        let format = keywords.get("format").and_then(Value::as_str);
        if let Some(Value::Object(more)) = format.and_then(&meaning) {
            join(keywords, more);
        }
    });
    add.transform(&mut schema);
    schema.to_value()
}

/// Both what is there and what is added has to hold.
fn join(keywords: &mut Map<String, Value>, mut more: Map<String, Value>) {
    more.retain(|keyword, value| keywords.get(keyword) != Some(value));
    if more.is_empty() {
        return;
    }
    if more.keys().any(|keyword| keywords.contains_key(keyword)) {
        let all = keywords.entry("allOf").or_insert_with(|| json!([]));
        if let Some(all) = all.as_array_mut() {
            all.push(Value::Object(more));
        }
    } else {
        keywords.extend(more);
    }
}

/// Whether an integer has a sign, and its bits.
fn width(format: &str) -> Option<(bool, u32)> {
    let (signed, bits) = match format.strip_prefix("uint") {
        Some(bits) => (false, bits),
        None => (true, format.strip_prefix("int")?),
    };
    let bits = match bits {
        "" => usize::BITS,
        bits => bits.parse().ok()?,
    };
    matches!(bits, 8 | 16 | 32 | 64 | 128).then_some((signed, bits))
}

/// The least and the greatest value of an integer, where a JSON text may hold others.
fn range(format: &str, direction: Direction, generous: bool) -> Option<Value> {
    let (signed, bits) = width(format)?;
    let (narrow, wide) = (bits < 64, bits > 64);
    if !narrow && generous && direction == Direction::Reads {
        return None;
    }
    match (signed, wide) {
        // serde_json writes 128 bits, and reads what 64 hold.
        (_, true) if direction == Direction::Writes => None,
        (true, true) => Some(json!({"minimum": i64::MIN, "maximum": u64::MAX})),
        (false, true) => Some(json!({"minimum": 0, "maximum": u64::MAX})),
        (true, false) => {
            let greatest = i64::MAX >> (64 - bits);
            Some(json!({"minimum": -greatest - 1, "maximum": greatest}))
        }
        (false, false) => Some(json!({"minimum": 0, "maximum": u64::MAX >> (64 - bits)})),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_is_as_wide_as_its_type() {
        let range = |format| range(format, Direction::Reads, false);
        assert_eq!(
            range("int8"),
            Some(json!({"minimum": -128, "maximum": 127}))
        );
        assert_eq!(
            range("uint32"),
            Some(json!({"minimum": 0, "maximum": u32::MAX}))
        );
        assert_eq!(
            range("int64"),
            Some(json!({"minimum": i64::MIN, "maximum": i64::MAX}))
        );
        for other in ["int7", "integer", "uint-8", "date", ""] {
            assert_eq!(range(other), None, "{other}");
        }
    }

    #[test]
    fn a_range_joins_what_is_written_already() {
        let document =
            json!({"properties": {"n": {"type": "integer", "format": "uint8", "minimum": 3}}});
        let joined = json!({"type": "integer", "format": "uint8", "minimum": 3, "allOf": [{"minimum": 0, "maximum": 255}]});
        let widened = widths(document, Direction::Writes, false);
        assert_eq!(widened["properties"]["n"], joined);
    }
}
