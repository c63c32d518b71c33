//! A witness made minimal: nothing that can be left out stays, and plain values stand where others say nothing.
use serde_json::Value;

use crate::confirm::Judge;

/// Validations that one witness may cost, and how many values they may look at altogether.
const TRIES: usize = 1_500;
const LOOKS: usize = 500_000;

/// Removes members and elements, one at a time, as long as the writer accepts the value and the reader refuses it.
pub(crate) fn shrink(value: Value, writer: &Judge, reader: &Judge) -> Value {
    let mut tries = (LOOKS / size(&value)).min(TRIES);
    let mut breaks = |candidate: &Value| {
        tries = tries.saturating_sub(1);
        tries > 0 && writer.accepts(candidate) && !reader.accepts(candidate)
    };
    let mut smallest = value;
    while let Some(smaller) = smaller(&smallest, &mut breaks) {
        smallest = smaller;
    }
    smallest
}

/// How many values a value holds, itself included.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// The first smaller value that still breaks.
fn smaller(value: &Value, breaks: &mut impl FnMut(&Value) -> bool) -> Option<Value> {
    let mut paths = Vec::new();
    places(value, String::new(), &mut paths);
    for path in paths {
        for step in steps(value.pointer(&path)?) {
            let mut candidate = value.clone();
            *candidate.pointer_mut(&path)? = step;
            if breaks(&candidate) {
                return Some(candidate);
            }
        }
    }
    None
}

/// Pointers to all arrays, objects and long strings, outermost first.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            found.push(at.clone());
            for (index, item) in items.iter().enumerate().take(64) {
                places(item, format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            found.push(at.clone());
            for (name, member) in members {
                let token = name.replace('~', "~0").replace('/', "~1");
                places(member, format!("{at}/{token}"), found);
            }
        }
        Value::String(text) if !text.is_empty() => found.push(at),
        Value::Number(number) if number.as_f64() != Some(0.0) => found.push(at),
        _ => {}
    }
}

/// One step towards less: a member or element left out, a string emptied, a number made zero.
fn steps(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => {
            let halves = (items.len() > 8).then(|| Value::Array(items[..items.len() / 2].to_vec()));
            let ones = (0..items.len().min(64)).rev().map(|index| {
                let mut items = items.clone();
                items.remove(index);
                Value::Array(items)
            });
            halves.into_iter().chain(ones).collect()
        }
        Value::Object(members) => members
            .keys()
            .map(|name| {
                let mut members = members.clone();
                members.remove(name);
                Value::Object(members)
            })
            .collect(),
        Value::String(_) => vec![Value::String(String::new())],
        Value::Number(_) => vec![Value::from(0)],
        _ => Vec::new(),
    }
}
