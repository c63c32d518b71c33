//! Schemas as text that people read: keywords in a settled order, short lists on one line.

use std::fmt::Write;

use serde_json::{Map, Value};

/// The width up to which lists and objects of plain values stay on one line.
const WIDTH: usize = 100;

/// Keywords in the order in which a person writes them; all others follow by name, definitions come last.
const FIRST: &[&str] = &[
    "$schema",
    "$id",
    "$ref",
    "title",
    "description",
    "deprecated",
    "x-tidings",
    "type",
    "const",
    "enum",
    "format",
    "required",
    "properties",
];
const LAST: &[&str] = &["examples", "x-ignored", "$defs"];

/// Prints a schema, with a line end after it.
pub(crate) fn schema_text(schema: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, schema, 0);
    text.push('\n');
    text
}

fn rank(word: &str) -> (usize, &str) {
    let first = FIRST.iter().position(|known| *known == word);
    let last = LAST.iter().position(|known| *known == word);
    let place = first.or(last.map(|place| FIRST.len() + 1 + place));
    (place.unwrap_or(FIRST.len()), word)
}

fn write_value(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(members) if !members.is_empty() => write_object(text, members, depth),
        Value::Array(items) if !items.is_empty() => write_list(text, items, depth),
        plain => text.push_str(&plain.to_string()),
    }
}

fn write_object(text: &mut String, members: &Map<String, Value>, depth: usize) {
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)));
    let indent = "  ".repeat(depth + 1);
    text.push('{');
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a String can't fail.
        let _ = write!(text, "{comma}\n{indent}{}: ", Value::from(name.as_str()));
        write_value(text, value, depth + 1);
    }
    let _ = write!(text, "\n{}}}", "  ".repeat(depth));
}

fn write_list(text: &mut String, items: &[Value], depth: usize) {
    let plain = |item: &Value| !item.is_object() && !item.is_array();
    if items.iter().all(plain) {
        let line: Vec<String> = items.iter().map(Value::to_string).collect();
        let line = format!("[{}]", line.join(", "));
        if line.len() + 2 * depth <= WIDTH {
            text.push_str(&line);
            return;
        }
    }
    let indent = "  ".repeat(depth + 1);
    text.push('[');
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n{indent}");
        write_value(text, item, depth + 1);
    }
    let _ = write!(text, "\n{}]", "  ".repeat(depth));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_reads_as_a_person_writes_and_parses_back() {
        let schema = json!({
            "$defs": {"z": true}, "properties": {"b": {"type": "string"}, "a\"": {"enum": ["x", "y"]}},
            "type": "object", "title": "T", "minProperties": 1, "examples": [{"b": "ü"}]
        });
        let text = schema_text(&schema);
        let order: Vec<usize> = [
            "title",
            "\"type\": \"object\"",
            "properties",
            "minProperties",
            "examples",
            "$defs",
        ]
        .iter()
        .filter_map(|word| text.find(word))
        .collect();
        assert!(order.len() == 6 && order.is_sorted(), "{text}");
        assert!(text.contains("\"enum\": [\"x\", \"y\"]"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), schema);
    }
}
