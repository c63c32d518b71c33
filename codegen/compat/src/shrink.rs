//! A witness made minimal: nothing that can be left out stays, and plain values stand where others say nothing.
use serde_json::Value;

use crate::confirm::Judge;

/// Validations that one witness may cost, and how many values they may look at altogether.
const TRIES: usize = 1_500;
const LOOKS: usize = 200_000;
/// Elements of a long array that are tried one by one.
const ELEMENTS: usize = 64;
/// How many schemas the validations of one witness may read altogether.
const READ: u64 = 1 << 22;

/// Removes members and elements, one at a time, as long as the writer accepts the value and the reader refuses it.
/// `reading` is what one validation costs at most, in schemas read.
pub(crate) fn shrink(mut value: Value, writer: &Judge, reader: &Judge, reading: u64) -> Value {
    let affordable = usize::try_from(READ / reading.max(1)).unwrap_or(usize::MAX);
    let mut tries = (LOOKS / size(&value)).min(TRIES).min(affordable);
    let breaks = |candidate: &Value| writer.accepts(candidate) && !reader.accepts(candidate);
    while smaller(&mut value, &mut tries, breaks).is_some() {}
    value
}

/// How many values a value holds, itself included.
pub(crate) fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Makes the value smaller by the first step after which it still breaks; it is changed in place, and back.
fn smaller(value: &mut Value, tries: &mut usize, breaks: impl Fn(&Value) -> bool) -> Option<()> {
    let mut paths = Vec::new();
    if *tries > 0 {
        places(value, String::new(), &mut paths);
    }
    for path in paths {
        for step in steps(value.pointer(&path)?) {
            *tries = tries.checked_sub(1)?;
            let undo = step.take(value.pointer_mut(&path)?)?;
            if breaks(value) {
                return Some(());
            }
            undo.restore(value.pointer_mut(&path)?);
        }
    }
    None
}

/// Pointers to all values that can be made smaller, outermost first.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            found.push(at.clone());
            for (index, item) in items.iter().enumerate().take(ELEMENTS) {
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

/// One step towards less.
#[derive(Debug)]
enum Step {
    Halve,
    Element(usize),
    Member(String),
    Plain(Value),
}

/// What a step took away.
enum Undo {
    Tail(Vec<Value>),
    Element(usize, Value),
    Member(String, Value),
    Whole(Value),
}

impl Step {
    fn take(self, value: &mut Value) -> Option<Undo> {
        Some(match (self, value) {
            (Self::Halve, Value::Array(items)) => Undo::Tail(items.split_off(items.len() / 2)),
            (Self::Element(index), Value::Array(items)) => {
                Undo::Element(index, items.remove(index))
            }
            (Self::Member(name), Value::Object(members)) => {
                let member = members.remove(&name)?;
                Undo::Member(name, member)
            }
            (Self::Plain(plain), value) => Undo::Whole(std::mem::replace(value, plain)),
            _ => return None,
        })
    }
}

impl Undo {
    fn restore(self, value: &mut Value) {
        match (self, value) {
            (Self::Tail(tail), Value::Array(items)) => items.extend(tail),
            (Self::Element(index, item), Value::Array(items)) => items.insert(index, item),
            (Self::Member(name, member), Value::Object(members)) => {
                members.insert(name, member);
            }
            (Self::Whole(whole), value) => *value = whole,
            _ => {}
        }
    }
}

/// The steps that a value allows: a member or element left out, a string emptied, a number made zero.
fn steps(value: &Value) -> Vec<Step> {
    match value {
        Value::Array(items) => {
            let half = (items.len() > 8).then_some(Step::Halve);
            half.into_iter()
                .chain((0..items.len().min(ELEMENTS)).rev().map(Step::Element))
                .collect()
        }
        Value::Object(members) => members.keys().cloned().map(Step::Member).collect(),
        Value::String(_) => vec![Step::Plain(Value::String(String::new()))],
        Value::Number(_) => vec![Step::Plain(Value::from(0))],
        _ => Vec::new(),
    }
}
