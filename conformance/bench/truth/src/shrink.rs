//! A smaller value that breaks the same law.

use serde_json::{Value, json};

use crate::contracts::Contract;
use crate::judge::Judge;
use crate::laws::{Broken, Seen, broken};
use crate::places::pointers;
use crate::readers::{Answer, Readers};

/// Rounds of asking all smaller values at once.
const ROUNDS: usize = 40;
/// Smaller values of one round.
const TRIED: usize = 300;

/// What both readers make of values of one event.
pub fn answers(
    readers: &Readers,
    contract: &Contract,
    texts: &[String],
) -> anyhow::Result<(Vec<Answer>, Vec<Answer>)> {
    let rust = readers.rust(
        texts
            .iter()
            .map(|text| (contract.event.as_str(), text.as_str())),
    )?;
    let typescript = readers.typescript(
        texts
            .iter()
            .map(|text| (contract.wire.as_str(), text.as_str())),
    )?;
    Ok((rust, typescript))
}

/// The smallest value found that breaks the law as `value` does.
///
/// # Errors
/// When the readers can't be asked.
pub fn smallest(
    value: &Value,
    law: &Broken,
    contract: &Contract,
    judge: &Judge,
    readers: &Readers,
) -> anyhow::Result<Value> {
    let mut smallest = value.clone();
    for _ in 0..ROUNDS {
        let mut tried: Vec<Value> = smaller(&smallest);
        tried.sort_by_key(|value| value.to_string().len());
        tried.truncate(TRIED);
        let texts: Vec<String> = tried.iter().map(Value::to_string).collect();
        let (rust, typescript) = answers(readers, contract, &texts)?;
        let found = tried.iter().enumerate().find(|(at, value)| {
            let seen = Seen {
                value,
                verdict: judge.verdict(value),
                rust: &rust[*at],
                typescript: &typescript[*at],
            };
            broken(&seen, judge).iter().any(|found| {
                found.law == law.law && found.who == law.who && found.class == law.class
            })
        });
        match found {
            Some((_, value)) => smallest = value.clone(),
            None => break,
        }
    }
    Ok(smallest)
}

/// Values with one part less.
fn smaller(value: &Value) -> Vec<Value> {
    let length = value.to_string().len();
    let mut found = Vec::new();
    for place in pointers(value) {
        let Some(part) = value.pointer(&place) else {
            continue;
        };
        for replaced in lesser(part) {
            let mut changed = value.clone();
            if let Some(target) = changed.pointer_mut(&place) {
                *target = replaced;
            }
            if changed.to_string().len() < length {
                found.push(changed);
            }
        }
    }
    found
}

fn lesser(part: &Value) -> Vec<Value> {
    match part {
        Value::Object(members) => members
            .keys()
            .map(|name| {
                let mut fewer = members.clone();
                fewer.remove(name);
                Value::Object(fewer)
            })
            .chain([json!({})])
            .collect(),
        Value::Array(items) => (0..items.len())
            .map(|at| {
                let mut fewer = items.clone();
                fewer.remove(at);
                Value::Array(fewer)
            })
            .chain([json!([])])
            .chain(items.iter().cloned())
            .collect(),
        Value::String(text) => {
            let half = text.chars().count() / 2;
            vec![
                json!(""),
                json!("a"),
                Value::String(text.chars().take(half).collect()),
            ]
        }
        Value::Number(_) => vec![json!(0), json!(1)],
        Value::Bool(_) | Value::Null => Vec::new(),
    }
}
