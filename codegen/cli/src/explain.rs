//! What every id means.

use std::collections::BTreeMap;

/// The meaning of an id, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub what: String,
    pub way: String,
}

/// Every id that has an explanation; a test compares it with the ids that the sources name.
pub fn all() -> BTreeMap<String, Explanation> {
    let document: toml_edit::DocumentMut = include_str!("../explain/ids.toml")
        .parse()
        .expect("a test reads this file");
    let text = |item: &toml_edit::Item, key: &str| {
        let value = item.get(key).and_then(toml_edit::Item::as_str);
        value.unwrap_or_default().to_owned()
    };
    let mut all: BTreeMap<String, Explanation> = document
        .iter()
        .map(|(id, item)| {
            let (what, way) = (text(item, "what"), text(item, "way"));
            (id.to_owned(), Explanation { what, way })
        })
        .collect();
    all.extend(rules());
    all
}

/// The rules of the checker, as `explain` shows them.
fn rules() -> BTreeMap<String, Explanation> {
    tidings_compat::RULES
        .iter()
        .map(|rule| {
            let (what, way) = (rule.summary.to_owned(), rule.help.to_owned());
            (rule.id.to_owned(), Explanation { what, way })
        })
        .collect()
}
