use crate::number::Number;
use serde_json::Value;

/// A JSON value in its one canonical spelling: no white space, members in the order of their
/// names' bytes, integral numbers without fraction or exponent where 64 bits hold them.
///
/// It does not tell `1` from `1.0`, nor `-0.0` from `0`: JSON Schema calls them equal.
///
/// ```
/// use tidings_contract::canonical_json;
/// let value: serde_json::Value = serde_json::from_str(r#"{ "b": 1.0, "a": [-0.0, "é"] }"#).unwrap();
/// assert_eq!(canonical_json(&value), r#"{"a":[0,"é"],"b":1}"#);
/// ```
pub fn canonical_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => text.push_str(&Number::from(number).canonical()),
        Value::Array(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            // Not the map's own order: a crate elsewhere may switch on serde_json's preserve_order.
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            text.push('{');
            for (i, name) in names.into_iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(name.clone()).to_string());
                text.push(':');
                write(&members[name], text);
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}
