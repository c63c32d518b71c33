use serde_json::{Number, Value, json};

use crate::guide::Guide;
use crate::random::Random;

/// Changes one random place of `value` to something that documents speak of: a value, or a member of a known name.
pub fn mutate_guided(value: &Value, guide: &Guide, random: &mut Random) -> Value {
    let mut places = Vec::new();
    collect(value, &mut String::new(), &mut places);
    let place = random.pick(&places).cloned().unwrap_or_default();
    let mut changed = value.clone();
    if let (Some(target), Some(near)) = (changed.pointer_mut(&place), guide.value(random)) {
        match target {
            Value::Object(members) if random.one_in(2) => {
                members.insert(guide.name(random), near);
            }
            Value::Array(items) if random.one_in(2) => items.push(near),
            target => *target = near,
        }
    }
    changed
}

/// Changes one random place of `value`: drops, adds, replaces, or moves it over a bound.
pub fn mutate(value: &Value, random: &mut Random) -> Value {
    let mut places = Vec::new();
    collect(value, &mut String::new(), &mut places);
    let place = random.pick(&places).cloned().unwrap_or_default();
    let mut changed = value.clone();
    if let Some(target) = changed.pointer_mut(&place) {
        change(target, random);
    }
    changed
}

fn collect(value: &Value, at: &mut String, places: &mut Vec<String>) {
    places.push(at.clone());
    let length = at.len();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                collect(item, at, places);
                at.truncate(length);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                at.push('/');
                at.push_str(&name.replace('~', "~0").replace('/', "~1"));
                collect(member, at, places);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

fn change(target: &mut Value, random: &mut Random) {
    let others = [
        Value::Null,
        json!(true),
        json!(7),
        json!(-3),
        json!(0.5),
        json!("other"),
        json!([]),
        json!({}),
        json!(1e300),
    ];
    match target {
        Value::Object(members) if !members.is_empty() && random.one_in(2) => {
            let names: Vec<String> = members.keys().cloned().collect();
            if let Some(name) = random.pick(&names) {
                members.remove(name);
            }
        }
        Value::Object(members) if random.one_in(2) => {
            members.insert("undeclared".to_owned(), json!("x"));
        }
        Value::Array(items) if !items.is_empty() && random.one_in(2) => {
            let copy = items[random.below(items.len())].clone();
            items.push(copy);
        }
        Value::Array(items) if random.one_in(2) => {
            items.clear();
        }
        Value::String(text) if random.one_in(2) => match random.below(3) {
            0 => text.push('x'),
            1 => text.clear(),
            _ => *text = text.repeat(40),
        },
        Value::Number(number) if random.one_in(2) => {
            let moved =
                number.as_f64().unwrap_or(0.0) + [1.0, -1.0, 0.5, 1e6, -1e12][random.below(5)];
            *target = Number::from_f64(moved).map_or(Value::Null, Value::Number);
        }
        _ => *target = random.pick(&others).cloned().unwrap_or(Value::Null),
    }
}
