//! Schemas as text that people read: keywords in a settled order, short lists on one line.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tidings_model::json::{Json, JsonKind};

use crate::vocabulary::{Holds, holds};

/// The width up to which lists and objects of plain values stay on one line.
const WIDTH: usize = 100;

/// Keywords in the order in which a person writes them; all others follow as the source has them, definitions come last.
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

/// The names of a source file in the order in which it first writes them.
#[derive(Debug, Default)]
pub(crate) struct Order(BTreeMap<String, usize>);

impl Order {
    /// Reads the order of a document.
    pub(crate) fn of(json: &Json) -> Order {
        let mut order = Order::default();
        order.see(json);
        order
    }

    fn see(&mut self, json: &Json) {
        match &json.kind {
            JsonKind::Object(members) => {
                for member in members {
                    let next = self.0.len();
                    self.0.entry(member.name.clone()).or_insert(next);
                    self.see(&member.value);
                }
            }
            JsonKind::Array(items) => items.iter().for_each(|item| self.see(item)),
            _ => {}
        }
    }
}

/// What an object is, which decides how its members are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// A schema: keywords in the settled order.
    Schema,
    /// Schemas by name: names in the order of the source.
    Schemas,
    /// Anything else: names in the order of the source.
    Plain,
}

impl What {
    fn below(self, word: &str) -> What {
        match (self, holds(word)) {
            (What::Schema, Some(Holds::Members)) => What::Schemas,
            (What::Schema, Some(_)) | (What::Schemas, _) => What::Schema,
            (What::Schema, None) | (What::Plain, _) => What::Plain,
        }
    }
}

/// Prints a schema, with a line end after it.
pub(crate) fn schema_text(schema: &Value, order: &Order) -> String {
    let mut printer = Printer {
        text: String::new(),
        order,
    };
    printer.value(schema, What::Schema, 0);
    printer.text.push('\n');
    printer.text
}

struct Printer<'o> {
    text: String,
    order: &'o Order,
}

impl Printer<'_> {
    /// Settled keywords first, then by the source, then by name.
    fn rank<'n>(&self, what: What, name: &'n str) -> (usize, usize, &'n str) {
        let settled = match what {
            What::Schema => settled(name),
            What::Schemas | What::Plain => 0,
        };
        let written = self.order.0.get(name).copied();
        (settled, written.unwrap_or(usize::MAX), name)
    }

    fn value(&mut self, value: &Value, what: What, depth: usize) {
        match value {
            Value::Object(members) if !members.is_empty() => self.object(members, what, depth),
            Value::Array(items) if !items.is_empty() => self.list(items, what, depth),
            plain => self.text.push_str(&plain.to_string()),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, what: What, depth: usize) {
        let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
        sorted.sort_by(|(a, _), (b, _)| self.rank(what, a).cmp(&self.rank(what, b)));
        let indent = "  ".repeat(depth + 1);
        self.text.push('{');
        for (index, (name, value)) in sorted.into_iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let name_text = Value::from(name.as_str());
            self.text
                .push_str(&format!("{comma}\n{indent}{name_text}: "));
            self.value(value, what.below(name), depth + 1);
        }
        self.text.push_str(&format!("\n{}}}", "  ".repeat(depth)));
    }

    fn list(&mut self, items: &[Value], what: What, depth: usize) {
        let plain = |item: &Value| !item.is_object() && !item.is_array();
        if items.iter().all(plain) {
            let line: Vec<String> = items.iter().map(Value::to_string).collect();
            let line = format!("[{}]", line.join(", "));
            if line.len() + 2 * depth <= WIDTH {
                self.text.push_str(&line);
                return;
            }
        }
        let indent = "  ".repeat(depth + 1);
        self.text.push('[');
        for (index, item) in items.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            self.text.push_str(&format!("{comma}\n{indent}"));
            self.value(item, what, depth + 1);
        }
        self.text.push_str(&format!("\n{}]", "  ".repeat(depth)));
    }
}

fn settled(word: &str) -> usize {
    let first = FIRST.iter().position(|known| *known == word);
    let last = LAST.iter().position(|known| *known == word);
    let place = first.or(last.map(|place| FIRST.len() + 1 + place));
    place.unwrap_or(FIRST.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tidings_model::SourceText;

    #[test]
    fn text_reads_as_a_person_writes_and_parses_back() {
        let schema = json!({
            "$defs": {"z": true}, "properties": {"b": {"type": "string"}, "a\"": {"enum": ["x", "y"]}},
            "type": "object", "title": "T", "minProperties": 1, "examples": [{"b": "ü"}]
        });
        let source = SourceText::new(
            "a.json",
            r#"{"properties": {"b": 1, "a\"": 2}, "x": {"b": 1}}"#,
        );
        let json = tidings_model::json::parse(&source).expect("JSON");
        let text = schema_text(&schema, &Order::of(&json));
        assert!(
            text.find("\"b\": {") < text.find("\"a\\\"\""),
            "members in the order of the source: {text}"
        );
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
