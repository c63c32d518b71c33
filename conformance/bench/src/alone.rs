//! This project's checker alone: every verdict, a line each, to be compared with those of another build; and the times.

use std::path::Path;
use std::time::Duration;

use crate::corpus;
use crate::engine::{Answer, Engine};
use crate::peers::Tidings;

/// Prints every verdict with its witness or reason; the times go to the error output, which nobody compares.
pub fn run(corpora: &Path) -> anyhow::Result<()> {
    for (title, questions) in corpus::questions(corpora)? {
        println!("{title}");
        let mut times: Vec<(Duration, &str)> = Vec::new();
        let mut on_sets: Vec<(Duration, &str)> = Vec::new();
        for question in &questions {
            let (answer, took) = Tidings.ask(question)?;
            times.push((took, &question.id));
            on_sets.extend(Tidings::on_sets(question).map(|took| (took, question.id.as_str())));
            let says = match &answer {
                Answer::Breaking(Some(witness)) => witness.to_string(),
                Answer::Unknown(text) | Answer::Error(text) => text.clone(),
                Answer::Compatible | Answer::Breaking(None) => String::new(),
            };
            println!("{}\t{}\t{says}", question.id, answer.name());
        }
        tell(title, times);
        if !on_sets.is_empty() {
            tell("    the same with both sets at hand", on_sets);
        }
    }
    Ok(())
}

fn tell(title: &str, mut times: Vec<(Duration, &str)>) {
    times.sort();
    let at = |share: f64| {
        let place = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times
            .get(place)
            .map_or(0.0, |(time, _)| time.as_secs_f64() * 1e6)
    };
    let worst = times.last().map_or("", |(_, id)| id);
    eprintln!(
        "{title}: {} questions, median {:.0} µs, p99 {:.0} µs, worst {:.0} µs ({worst})",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}
