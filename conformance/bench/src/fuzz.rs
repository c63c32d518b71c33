//! `compatible` put to the test: payloads that the writer can produce, drawn by the thousand, each read by the reader.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use serde_json::Value;
use tidings_compat::{Semantics, Verdict, decide};
use tidings_sample::{Guide, Random, Sampler, mutate, mutate_guided};

use crate::corpus::questions;
use crate::engine::Question;
use crate::opinion::{Opinions, Says};
use crate::removals::removals;
use crate::validators::{Crate, Python};

/// A draw counts when the writer accepts it; after this many draws for each payload wanted, a pair is left.
const TRIES: usize = 4;

/// A pair is left, too, when so many values within drawn values were looked at: enormous payloads take their time.
const LOOKS: usize = 6_000_000;

/// Pairs with fewer counted payloads than one in this many of those wanted are listed.
const FEW: usize = 10;

/// What one run is asked for.
pub struct Wanted {
    /// The seed of every draw.
    pub seed: u64,
    /// Payloads for each compatible pair.
    pub payloads: usize,
}

/// What became of one question.
struct Outcome {
    verdict: Verdict,
    drawn: usize,
    counted: usize,
    broken: Option<Value>,
    /// A payload that one validator alone takes for a break, and how many there were.
    disputed: Option<Value>,
    disputes: usize,
    opinion: Says,
}

/// Decides every question of the corpora, draws payloads for each `compatible`, and asks for a second opinion on each verdict.
///
/// # Errors
/// When a payload that both validators confirm refutes a verdict, or the second opinion contradicts one and no payload decides.
pub fn run(corpora: &Path, python: &Path, wanted: &Wanted) -> anyhow::Result<()> {
    let began = Instant::now();
    let python = Mutex::new(Python::start(python)?);
    println!(
        "seed {}, {} payloads for each compatible verdict",
        wanted.seed, wanted.payloads
    );
    let mut failures = Vec::new();
    for (title, questions) in questions(corpora)? {
        let outcomes = all(&questions, wanted, &python)?;
        println!("\n{title}");
        report(&questions, &outcomes, wanted, &mut failures);
    }
    println!("\n{:.0} s", began.elapsed().as_secs_f64());
    for failure in &failures {
        println!("FAILED {failure}");
    }
    anyhow::ensure!(failures.is_empty(), "{} failures", failures.len());
    println!("no payload refutes a verdict, and no second opinion stands against one");
    Ok(())
}

/// Every question's outcome, in order, worked out on all cores.
fn all(
    questions: &[Question],
    wanted: &Wanted,
    python: &Mutex<Python>,
) -> anyhow::Result<Vec<Outcome>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let work = || -> anyhow::Result<()> {
        let mut opinions = Opinions::start()?;
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(question) = questions.get(at) else {
                return Ok(());
            };
            let outcome = one(question, wanted, &mut opinions, python)?;
            if let Ok(mut done) = done.lock() {
                done.insert(at, outcome);
            }
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker
                .join()
                .map_err(|_| anyhow::anyhow!("a worker panicked"))??;
        }
        Ok::<(), anyhow::Error>(())
    })?;
    let done = done
        .into_inner()
        .map_err(|_| anyhow::anyhow!("a worker panicked"))?;
    Ok(done.into_values().collect())
}

fn one(
    question: &Question,
    wanted: &Wanted,
    opinions: &mut Opinions,
    python: &Mutex<Python>,
) -> anyhow::Result<Outcome> {
    let verdict = decide(&question.written.0, &question.written.1, question.semantics);
    let opinion = match verdict {
        Verdict::Unknown(_) => Says::Unknown,
        _ => opinions.ask(&question.writer, &question.reader)?,
    };
    let mut outcome = Outcome {
        verdict,
        drawn: 0,
        counted: 0,
        broken: None,
        disputed: None,
        disputes: 0,
        opinion,
    };
    if outcome.verdict == Verdict::Compatible && question.writer != question.reader {
        draw(question, wanted, python, &mut outcome)?;
    }
    Ok(outcome)
}

/// Draws until enough payloads counted, one broke, or it is no use.
fn draw(
    question: &Question,
    wanted: &Wanted,
    python: &Mutex<Python>,
    outcome: &mut Outcome,
) -> anyhow::Result<()> {
    let validators = Crate::new(&question.writer, &question.reader)?;
    let guide = Guide::of(&[&question.writer, &question.reader]);
    let mut random = Random::new(wanted.seed ^ hash(&question.id) ^ question.semantics as u64);
    let mut looked = 0;
    while outcome.counted < wanted.payloads
        && outcome.drawn < wanted.payloads * TRIES
        && looked < LOOKS
    {
        // One draw in four from the reader's side: what it takes is what it may stumble over.
        let side = if random.one_in(4) {
            &question.reader
        } else {
            &question.writer
        };
        let drawn = Sampler::new(side, &mut random).guided(&guide).value();
        let other = match random.below(3) {
            0 => Some(mutate(&drawn, &mut random)),
            1 => Some(mutate_guided(&drawn, &guide, &mut random)),
            _ => None,
        };
        for value in std::iter::once(drawn).chain(other) {
            outcome.drawn += 1;
            looked += size(&value);
            if !validators.writes(&value) {
                continue;
            }
            if validators.reads(&value) {
                outcome.counted += 1;
                continue;
            }
            let payload = least(value, &validators);
            if confirmed(question, &payload, python)? {
                outcome.broken = Some(payload);
                return Ok(());
            }
            outcome.disputes += 1;
            outcome.disputed.get_or_insert(payload);
        }
    }
    Ok(())
}

/// Whether the other validator takes a payload for a break as well.
fn confirmed(question: &Question, payload: &Value, python: &Mutex<Python>) -> anyhow::Result<bool> {
    let mut python = python
        .lock()
        .map_err(|_| anyhow::anyhow!("a worker panicked"))?;
    Ok(python.breaks(question, std::slice::from_ref(payload))? == [true])
}

/// The smallest payload that single removals lead to.
fn least(value: Value, validators: &Crate) -> Value {
    let mut least = value;
    loop {
        let smaller = removals(&least)
            .iter()
            .map(|removal| removal.from(&least))
            .find(|smaller| validators.breaks(smaller));
        match smaller {
            Some(smaller) => least = smaller,
            None => return least,
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::String(text) => 1 + text.len() / 16,
        _ => 1,
    }
}

/// Whether it is proved that the writer has no value.
fn writes_nothing(question: &Question) -> bool {
    decide(&question.writer, &Value::Bool(false), Semantics::Validation) == Verdict::Compatible
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The figures of one table.
#[derive(Default)]
struct Sums {
    verdicts: BTreeMap<&'static str, usize>,
    opinions: BTreeMap<&'static str, usize>,
    same: usize,
    empty: usize,
    full: usize,
    drawn: usize,
    counted: usize,
    few: Vec<String>,
    disputed: Vec<String>,
}

impl Sums {
    fn add(&mut self, question: &Question, outcome: &Outcome, wanted: &Wanted) {
        *self.verdicts.entry(outcome.verdict.name()).or_default() += 1;
        if !matches!(outcome.verdict, Verdict::Unknown(_)) {
            *self.opinions.entry(outcome.opinion.name()).or_default() += 1;
        }
        if outcome.verdict != Verdict::Compatible {
            return;
        }
        if question.writer == question.reader {
            self.same += 1;
            return;
        }
        if outcome.counted == 0 && writes_nothing(question) {
            self.empty += 1;
            return;
        }
        self.drawn += outcome.drawn;
        self.counted += outcome.counted;
        self.full += usize::from(outcome.counted >= wanted.payloads);
        if outcome.counted * FEW < wanted.payloads {
            let line = format!("{}: {}", question.id, outcome.counted);
            self.few.push(line);
        }
        if let Some(payload) = &outcome.disputed {
            let (id, times) = (&question.id, outcome.disputes);
            self.disputed
                .push(format!("{id}: {times} payloads, as {payload}"));
        }
    }

    fn print(&self, wanted: &Wanted) {
        println!("  verdicts: {:?}", self.verdicts);
        println!(
            "  compatible: {} of one document on both sides, {} whose writer can write nothing at all (proved), {} with all their payloads",
            self.same, self.empty, self.full
        );
        println!(
            "  payloads: {} counted, of {} drawn",
            self.counted, self.drawn
        );
        println!(
            "  the second opinion (jsonschema's canonical form): {:?}",
            self.opinions
        );
        let few = wanted.payloads / FEW;
        list(
            &format!("fewer than {few} payloads could be drawn for"),
            &self.few,
        );
        list(
            "one validator refuses what the other takes, so that nothing is refuted",
            &self.disputed,
        );
    }
}

fn list(title: &str, lines: &[String]) {
    if !lines.is_empty() {
        println!("  {title} ({}):", lines.len());
        lines.iter().for_each(|line| println!("    {line}"));
    }
}

fn report(
    questions: &[Question],
    outcomes: &[Outcome],
    wanted: &Wanted,
    failures: &mut Vec<String>,
) {
    let mut sums = Sums::default();
    for (question, outcome) in questions.iter().zip(outcomes) {
        sums.add(question, outcome, wanted);
        failures.extend(contradiction(question, outcome));
        if let Some(payload) = &outcome.broken {
            failures.push(format!("{}: compatible, and {payload} breaks", question.id));
        }
    }
    sums.print(wanted);
}

/// Where the second opinion is another one. A break is decided already: two validators confirm its payload.
fn contradiction(question: &Question, outcome: &Outcome) -> Option<String> {
    match (&outcome.verdict, outcome.opinion) {
        (Verdict::Compatible, Says::No) => Some(format!(
            "{}: compatible, and the second opinion says no",
            question.id
        )),
        (Verdict::Breaking(witness), Says::Yes) => {
            let decided = Crate::new(&question.writer, &question.reader)
                .is_ok_and(|validators| validators.breaks(&witness.value));
            println!(
                "  {}: the second opinion says yes; {} breaks ({})",
                question.id,
                witness.value,
                if decided {
                    "confirmed"
                } else {
                    "not confirmed"
                }
            );
            (!decided).then(|| format!("{}: breaking, unconfirmed", question.id))
        }
        _ => None,
    }
}
