//! The values asked of one schema's readers: real instances, drawn values, and mutants on both sides of the verdict.

use std::collections::HashSet;

use serde_json::{Value, json};
use tidings_sample::{Guide, Random, Sampler};

use crate::contracts::Contract;
use crate::corpus::Subject;
use crate::exact::is_rounded;
use crate::judge::{Judge, Verdict};
use crate::mutate::Source;

/// Values drawn from each document of a schema.
const DRAWN: usize = 8;
/// Tries for one mutant that is still wanted.
const TRIES: usize = 40;
/// Mutants larger than this are not asked: bytes.
const LARGEST: usize = 64 << 10;

/// A value, and where it comes from.
pub struct Case {
    /// The value.
    pub value: Value,
    /// Its text, as a reader gets it.
    pub text: String,
    /// `instance`, `drawn`, or the kind of mutation.
    pub kind: &'static str,
    /// What the validator says.
    pub verdict: Verdict,
}

impl Case {
    fn new(value: Value, kind: &'static str, judge: &Judge) -> Case {
        Case {
            verdict: judge.verdict(&value),
            text: value.to_string(),
            value,
            kind,
        }
    }

    /// Whether this is neither a real instance nor a drawn value.
    pub fn is_mutant(&self) -> bool {
        !matches!(self.kind, "instance" | "drawn")
    }
}

/// The cases of one schema: `mutants` of them mutants where the schema has that many, at most 62 % on one side.
pub fn cases(
    subject: &Subject,
    contract: &Contract,
    judge: &Judge,
    seed: u64,
    mutants: usize,
) -> Vec<Case> {
    let mut random = subject.random(seed);
    let guide = Guide::of(&[&contract.written]);
    let mut bases: Vec<(Value, &'static str)> = Vec::new();
    bases.extend(
        subject
            .instances
            .iter()
            .map(|value| (value.clone(), "instance")),
    );
    for document in [&contract.written, &contract.emit, &contract.accept] {
        for _ in 0..DRAWN {
            let value = Sampler::new(document, &mut random).guided(&guide).value();
            bases.push((value, "drawn"));
        }
    }
    let mut known = HashSet::new();
    let mut cases = Vec::new();
    for (value, kind) in &bases {
        let case = Case::new(value.clone(), kind, judge);
        if case.text.len() <= LARGEST && known.insert(case.text.clone()) {
            cases.push(case);
        }
    }
    let values: Vec<Value> = cases
        .iter()
        .map(|case| tame(&case.value, &mut random))
        .collect();
    let source = Source {
        document: &contract.written,
        guide: &guide,
        bases: &values,
    };
    cases.extend(balanced(&source, judge, &mut random, mutants, known));
    cases
}

/// A value to make mutants from: three in four hold no integer that JavaScript would round, since one alone takes the
/// whole value out of what TypeScript is asked.
fn tame(value: &Value, random: &mut Random) -> Value {
    let mut tamed = value.clone();
    if is_rounded(value) && !random.one_in(4) {
        shorten(&mut tamed);
    }
    tamed
}

fn shorten(value: &mut Value) {
    const MOST: i128 = 1 << 40;
    match value {
        Value::Number(number) if is_rounded(&Value::Number(number.clone())) => {
            let short = number.as_i128().unwrap_or(0) % MOST;
            *value = json!(short as i64);
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

fn balanced(
    source: &Source<'_>,
    judge: &Judge,
    random: &mut Random,
    mutants: usize,
    mut known: HashSet<String>,
) -> Vec<Case> {
    let most = mutants * 62 / 100;
    let mut sides = [0, 0];
    let mut cases = Vec::with_capacity(mutants);
    for _ in 0..mutants * TRIES {
        if cases.len() == mutants {
            break;
        }
        let (value, kind) = source.mutant(random);
        let case = Case::new(value, kind, judge);
        let side = &mut sides[usize::from(case.verdict.written)];
        if *side < most && case.text.len() <= LARGEST && known.insert(case.text.clone()) {
            *side += 1;
            cases.push(case);
        }
    }
    cases
}
