//! What is left of a value when one member or one element is taken away, wherever it stands.

use serde_json::Value;

/// Where one member or element stands: the way to it, from the root.
#[derive(Debug, Clone)]
pub struct Removal(Vec<Step>);

#[derive(Debug, Clone)]
enum Step {
    Element(usize),
    Member(String),
}

impl Removal {
    /// The value without it.
    pub fn from(&self, value: &Value) -> Value {
        let mut changed = value.clone();
        if let Some((last, way)) = self.0.split_last() {
            let parent = way.iter().try_fold(&mut changed, |at, step| match step {
                Step::Element(index) => at.get_mut(*index),
                Step::Member(name) => at.get_mut(name),
            });
            match (parent, last) {
                (Some(Value::Array(items)), Step::Element(index)) => drop(items.remove(*index)),
                (Some(Value::Object(members)), Step::Member(name)) => drop(members.remove(name)),
                _ => {}
            }
        }
        changed
    }
}

/// Every single removal. Among equal neighbours of an array it is all the same which one goes, so that one of them is
/// named; inside such a run the first and the last are entered.
pub fn removals(value: &Value) -> Vec<Removal> {
    let mut found = Vec::new();
    collect(value, &mut Vec::new(), &mut found);
    found
}

fn collect(value: &Value, way: &mut Vec<Step>, found: &mut Vec<Removal>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let first = index == 0 || items[index - 1] != *item;
                let last = items.get(index + 1) != Some(item);
                way.push(Step::Element(index));
                if first {
                    found.push(Removal(way.clone()));
                }
                if first || last {
                    collect(item, way, found);
                }
                way.pop();
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                way.push(Step::Member(name.clone()));
                found.push(Removal(way.clone()));
                collect(member, way, found);
                way.pop();
            }
        }
        _ => {}
    }
}
