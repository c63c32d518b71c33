//! The figures of one peer.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::bail;
use serde_json::Value;

use crate::cases::Case;
use crate::demands::share;
use crate::exact::{difference, has_minus_zero};
use crate::laws::apart;
use crate::readers::ask;

/// One schema of the sample, under a short name.
pub struct Sampled {
    /// `p1`, `p2`, …
    pub name: String,
    /// Its file, relative to the events' folder.
    pub path: String,
    /// The author's file.
    pub text: String,
    /// What is asked.
    pub cases: Vec<Case>,
}

/// Asks one peer all that its types can be asked, and prints the figures; `missing` says why some schemas have no type.
pub fn report(
    title: &str,
    sample: &[Sampled],
    missing: &[(&str, usize)],
    names: &BTreeSet<&str>,
    program: &mut Command,
    folder: &Path,
) -> anyhow::Result<()> {
    let fair = |case: &&Case| apart(&case.value).is_none() && !has_minus_zero(&case.value);
    let asked: Vec<(&str, &Case)> = sample
        .iter()
        .filter(|one| names.contains(one.name.as_str()))
        .flat_map(|one| {
            one.cases
                .iter()
                .filter(fair)
                .map(|case| (one.name.as_str(), case))
        })
        .collect();
    let lines: String = asked
        .iter()
        .map(|(name, case)| format!("{name}\t{}\n", case.text))
        .collect();
    let answers = ask(program, folder, &lines)?;
    if answers.len() != asked.len() {
        bail!(
            "{title}: {} answers to {} questions",
            answers.len(),
            asked.len()
        );
    }
    let (mut valid, mut refused, mut taken, mut changed) = (0, 0, 0, 0);
    let mut example = None;
    for ((name, case), answer) in asked.iter().zip(&answers) {
        valid += usize::from(case.verdict.original);
        match (&answer.held, case.verdict.original) {
            (Some(held), true) => {
                if let Some(place) = change(held, &case.value) {
                    changed += 1;
                    example.get_or_insert_with(|| format!("{name} at {place:?}"));
                }
            }
            (None, true) => refused += 1,
            (Some(_), false) => taken += 1,
            (None, false) => {}
        }
    }
    let figure = |what: &str, part: usize, whole: usize| {
        println!(
            "    {what:42} {part} of {whole}, {:.2} %",
            share(part, whole)
        );
    };
    println!("  {title}:");
    for (what, count) in missing {
        figure(what, *count, sample.len());
    }
    figure("valid by the author's file, but refused", refused, valid);
    figure("not valid, but taken", taken, asked.len() - valid);
    figure(
        "valid, read and back to text, and changed",
        changed,
        valid - refused,
    );
    if let Some(example) = example {
        println!("      the first of them: {example}");
    }
    Ok(())
}

/// Where a text differs from a value.
fn change(held: &str, value: &Value) -> Option<String> {
    match serde_json::from_str::<Value>(held) {
        Ok(held) => difference(value, &held),
        Err(_) => Some(String::new()),
    }
}
