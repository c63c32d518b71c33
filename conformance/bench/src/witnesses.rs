//! Every break that this project's checker reports, held against both validators: is it one, and is it minimal?

use std::collections::BTreeMap;

use serde_json::Value;

use crate::engine::{Answer, Question};
use crate::removals::removals;
use crate::validators::{Crate, Python};

/// More text than this, all smaller values together, is not given to Python (bytes).
const PYTHON: usize = 200_000;

#[derive(Default)]
struct Row {
    breaking: usize,
    confirmed: usize,
    minimal: usize,
    alone: usize,
}

/// What the validators say of one witness.
struct Look {
    /// The validator that does not confirm it.
    unconfirmed: Option<&'static str>,
    /// A smaller value that breaks as well.
    superfluous: Option<Value>,
    /// It is so large that one validator alone looked at the smaller ones.
    alone: bool,
}

impl Look {
    fn at(question: &Question, witness: &Value, python: &mut Python) -> anyhow::Result<Look> {
        let validators = Crate::new(&question.writer, &question.reader)?;
        let removals = removals(witness);
        let mut smaller = removals.iter().map(|removal| removal.from(witness));
        let mut superfluous = smaller.find(|value| validators.breaks(value));
        let alone = witness.to_string().len() * removals.len() > PYTHON;
        let mut asked = vec![witness.clone()];
        if !alone {
            asked.extend(removals.iter().map(|removal| removal.from(witness)));
        }
        let theirs = python.breaks(question, &asked)?;
        let also = (1..asked.len()).find(|at| theirs[*at]);
        superfluous = superfluous.or(also.map(|at| asked.swap_remove(at)));
        let unconfirmed = if !validators.breaks(witness) {
            Some("the jsonschema crate")
        } else if !theirs[0] {
            Some("Python's jsonschema")
        } else {
            None
        };
        Ok(Look {
            unconfirmed,
            superfluous,
            alone,
        })
    }
}

/// The witnesses of one table, by source.
#[derive(Default)]
pub struct Witnesses {
    rows: BTreeMap<String, Row>,
    /// What is wrong, one line each.
    pub failures: Vec<String>,
}

impl Witnesses {
    /// Takes one answer; only a break has something to show.
    pub fn add(&mut self, question: &Question, answer: &Answer, python: &mut Python) {
        let Answer::Breaking(witness) = answer else {
            return;
        };
        let row = self.rows.entry(question.source.clone()).or_default();
        row.breaking += 1;
        let Some(witness) = witness else {
            self.failures
                .push(format!("{}: a break without a witness", question.id));
            return;
        };
        let looked = Look::at(question, witness, python);
        let failed = match &looked {
            Err(error) => Some(format!("{error:#}")),
            Ok(look) => {
                row.confirmed += usize::from(look.unconfirmed.is_none());
                row.minimal += usize::from(look.superfluous.is_none());
                row.alone += usize::from(look.alone);
                let what = |name: &&str| format!("{name} does not confirm {witness}");
                let unconfirmed = look.unconfirmed.as_ref().map(what);
                let larger = |least: &Value| format!("{witness} is not minimal: {least}");
                unconfirmed.or(look.superfluous.as_ref().map(larger))
            }
        };
        self.failures
            .extend(failed.map(|what| format!("{}: {what}", question.id)));
    }

    /// Prints the counts.
    pub fn print(&self) {
        println!(
            "\n{:<53} {:>8} {:>18} {:>8}",
            "witnesses of tidings, by source", "breaking", "confirmed by both", "minimal"
        );
        let mut all = Row::default();
        for (source, row) in &self.rows {
            line(source, row);
            all.breaking += row.breaking;
            all.confirmed += row.confirmed;
            all.minimal += row.minimal;
            all.alone += row.alone;
        }
        line("all", &all);
        println!(
            "that nothing can be left out was tried with both validators; with the jsonschema crate alone for {} large ones",
            all.alone
        );
    }
}

fn line(source: &str, row: &Row) {
    println!(
        "{source:<53} {:>8} {:>18} {:>8}",
        row.breaking, row.confirmed, row.minimal
    );
}
