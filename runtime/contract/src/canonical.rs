use crate::number::Number;
use serde::Serialize;
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
    let mut text = Vec::new();
    write(value, &mut text);
    String::from_utf8(text).expect("the pieces are texts")
}

fn write(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Number(number) => {
            text.extend_from_slice(Number::from(number).canonical().as_bytes());
        }
        Value::Array(items) => {
            text.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    text.push(b',');
                }
                write(item, text);
            }
            text.push(b']');
        }
        Value::Object(members) => {
            // Not the map's own order: a crate elsewhere may switch on serde_json's preserve_order.
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            text.push(b'{');
            for (i, name) in names.into_iter().enumerate() {
                if i > 0 {
                    text.push(b',');
                }
                plain(name, text);
                text.push(b':');
                write(&members[name], text);
            }
            text.push(b'}');
        }
        other => plain(other, text),
    }
}

/// What serde_json writes for a value that it writes in one way only.
fn plain(value: &(impl Serialize + ?Sized), text: &mut Vec<u8>) {
    serde_json::to_writer(text, value).expect("a vector takes all bytes of a text");
}
