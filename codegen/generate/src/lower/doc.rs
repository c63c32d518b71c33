//! What the schema says to people, as raw text for documentation.

use serde_json::Value;
use tidings_model::Node;

/// The longest example that documentation shows, in characters.
const LONGEST_EXAMPLE: usize = 240;

/// Title and description; empty where the schema says nothing.
pub(crate) fn text(node: &Node) -> String {
    let title = node
        .text
        .title
        .as_deref()
        .map(str::trim)
        .filter(|t| !t.is_empty());
    let description = node
        .text
        .description
        .as_deref()
        .map(str::trim)
        .filter(|d| !d.is_empty());
    match (title, description) {
        (Some(title), Some(description)) if !description.starts_with(title) => {
            let end = if title.ends_with(['.', '!', '?', ':']) {
                ""
            } else {
                "."
            };
            format!("{title}{end}\n\n{description}")
        }
        (title, description) => description.or(title).unwrap_or_default().to_owned(),
    }
}

/// The first example that is short enough, as one line of JSON.
pub(crate) fn example(node: &Node) -> Option<String> {
    node.text
        .examples
        .iter()
        .map(Value::to_string)
        .find(|text| text.chars().count() <= LONGEST_EXAMPLE)
}
