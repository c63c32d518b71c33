//! References that lead back to themselves without a member or element between: such a schema means nothing.
//!
//! The builder notices the circles that it walks through. It stops at a nesting, so that a long ring has to be looked for
//! by itself, without recursion.
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::document::{Document, address};

/// Keywords whose subschemas apply to the same value: one schema, a list, an object of them.
const ONE: [&str; 4] = ["not", "if", "then", "else"];
const LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const NAMED: [&str; 1] = ["dependentSchemas"];

/// How far a schema has been looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Done,
}

/// A schema on the way down, the base URI in it, and what applies to the same value.
struct Visit<'a> {
    at: usize,
    next: Vec<(&'a Value, String)>,
}

/// More schemas than this are not looked at; a document that is larger is taken for one with a circle.
const SCHEMAS: u64 = 100_000;

/// Whether any reference of the document leads back to itself in place.
pub(crate) fn any<'a>(document: &Document<'a>, root: &'a Value) -> bool {
    let mut left = SCHEMAS;
    let mut marks: HashMap<usize, Mark> = HashMap::new();
    // Every schema has to be a start of its own, since a circle may lie below members.
    let mut starts = vec![(root, String::new())];
    while let Some((schema, base)) = starts.pop() {
        let base = document.base(schema, &base);
        match schema {
            Value::Object(keywords) => {
                if circle(document, schema, &base, &mut marks, &mut left) {
                    return true;
                }
                let inner = keywords
                    .values()
                    .filter(|value| value.is_object() || value.is_array());
                starts.extend(inner.map(|value| (value, base.clone())));
            }
            Value::Array(items) => starts.extend(items.iter().map(|item| (item, base.clone()))),
            _ => {}
        }
    }
    false
}

/// Whether a way in place from here leads into a circle, depth first.
fn circle<'a>(
    document: &Document<'a>,
    start: &'a Value,
    base: &str,
    marks: &mut HashMap<usize, Mark>,
    left: &mut u64,
) -> bool {
    let mut open: Vec<Visit<'a>> = Vec::new();
    let mut entered = Some((start, base.to_owned()));
    loop {
        if let Some((schema, base)) = entered.take() {
            let at = address(schema);
            match marks.get(&at) {
                Some(Mark::Open) => return true,
                Some(Mark::Done) => {}
                None => {
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        return true;
                    }
                    marks.insert(at, Mark::Open);
                    let next = match schema {
                        Value::Object(keywords) => in_place(document, keywords, &base),
                        _ => Vec::new(),
                    };
                    open.push(Visit { at, next });
                }
            }
        }
        let Some(visit) = open.last_mut() else {
            return false;
        };
        match visit.next.pop() {
            Some((child, around)) => {
                let base = document.base(child, &around);
                entered = Some((child, base));
            }
            None => {
                marks.insert(visit.at, Mark::Done);
                open.pop();
            }
        }
    }
}

/// What applies to the same value as a schema does, each with the base URI around it.
fn in_place<'a>(
    document: &Document<'a>,
    keywords: &'a Map<String, Value>,
    base: &str,
) -> Vec<(&'a Value, String)> {
    let mut found = Vec::new();
    for (keyword, value) in keywords {
        let keyword = keyword.as_str();
        match value {
            Value::String(reference) if matches!(keyword, "$ref" | "$dynamicRef") => {
                found.extend(document.targets(keyword, reference, base));
            }
            value if ONE.contains(&keyword) => found.push((value, base.to_owned())),
            Value::Array(items) if LIST.contains(&keyword) => {
                found.extend(items.iter().map(|item| (item, base.to_owned())));
            }
            Value::Object(members) if NAMED.contains(&keyword) => {
                found.extend(members.values().map(|member| (member, base.to_owned())));
            }
            _ => {}
        }
    }
    found
}
