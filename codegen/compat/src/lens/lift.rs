//! What the operations do to a payload, upwards: so that a proposal can be tried before a person reads it.
use serde_json::{Map, Value};
use tidings_model::pointer_tokens;

use super::op::Op;

/// Carries a payload of the older version up. What an operation does not find it leaves alone.
pub(super) fn lift<'o>(ops: impl IntoIterator<Item = &'o Op>, payload: &Value) -> Value {
    let mut lifted = payload.clone();
    for op in ops {
        match op {
            Op::Rename { from, to } => carry(&mut lifted, from, to, Map::remove),
            Op::Copy { from, to } => carry(&mut lifted, from, to, |members, name| {
                members.get(name).cloned()
            }),
            Op::Add { at, value } => on_parents(&mut lifted, at, &mut |members, name| {
                members.entry(name).or_insert_with(|| value.clone());
            }),
            Op::Remove { at } => on_parents(&mut lifted, at, &mut |members, name| {
                members.remove(name);
            }),
            Op::Wrap { at } => on_values(&mut lifted, at, &mut |value| {
                *value = Value::Array(vec![value.take()])
            }),
            Op::Unwrap { at } => on_values(&mut lifted, at, &mut |value| {
                if let Value::Array(items) = value
                    && !items.is_empty()
                {
                    *value = items.swap_remove(0);
                }
            }),
            Op::Convert { at, from, to } => on_values(&mut lifted, at, &mut |value| {
                if value.as_str() == Some(from) {
                    *value = Value::String(to.clone());
                }
            }),
        }
    }
    lifted
}

/// Takes a value from one place and puts it at another, below the nearest object that holds both.
fn carry(
    payload: &mut Value,
    from: &str,
    to: &str,
    take: fn(&mut Map<String, Value>, &str) -> Option<Value>,
) {
    let (Some(from), Some(to)) = (pointer_tokens(from), pointer_tokens(to)) else {
        return;
    };
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let shared = shared.min(from.len() - 1).min(to.len() - 1);
    each(payload, &from[..shared], &mut |holder| {
        let found = below(holder, &from[shared..]).and_then(|(members, name)| take(members, name));
        if let Some(value) = found
            && let Some((members, name)) = below(holder, &to[shared..])
        {
            members.entry(name).or_insert(value);
        }
    });
}

/// The object that holds the member at a place, where the payload has it.
fn below<'v, 'n>(
    value: &'v mut Value,
    tokens: &'n [String],
) -> Option<(&'v mut Map<String, Value>, &'n str)> {
    let (name, holders) = tokens.split_last()?;
    let mut holder = value;
    for token in holders {
        holder = holder.get_mut(token)?;
    }
    Some((holder.as_object_mut()?, name))
}

fn on_parents(
    payload: &mut Value,
    at: &str,
    change: &mut dyn FnMut(&mut Map<String, Value>, &str),
) {
    let tokens = pointer_tokens(at).unwrap_or_default();
    if let Some((name, parents)) = tokens.split_last() {
        each(payload, parents, &mut |parent| {
            if let Value::Object(members) = parent {
                change(members, name);
            }
        });
    }
}

fn on_values(payload: &mut Value, at: &str, change: &mut dyn FnMut(&mut Value)) {
    each(payload, &pointer_tokens(at).unwrap_or_default(), change);
}

/// Every value at a place that may hold `*`.
fn each(value: &mut Value, tokens: &[String], change: &mut dyn FnMut(&mut Value)) {
    let Some((token, rest)) = tokens.split_first() else {
        return change(value);
    };
    match value {
        Value::Array(items) if token == "*" => {
            items.iter_mut().for_each(|item| each(item, rest, change))
        }
        Value::Object(members) if token == "*" => members
            .values_mut()
            .for_each(|member| each(member, rest, change)),
        Value::Array(items) => {
            let item = token
                .parse()
                .ok()
                .and_then(|index: usize| items.get_mut(index));
            item.into_iter().for_each(|item| each(item, rest, change));
        }
        Value::Object(members) => members
            .get_mut(token)
            .into_iter()
            .for_each(|member| each(member, rest, change)),
        _ => {}
    }
}
