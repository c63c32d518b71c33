//! The inclusion checkers on labelled pairs and on real version steps.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::corpus;
use crate::deviations::Deviations;
use crate::engine::{Answer, Engine, Question};
use crate::judge::{Worth, known_break, worth};
use crate::peers::{JsonCompat, JsonSubschema, Tidings};
use crate::validators::Python;
use crate::witnesses::Witnesses;

/// This project's checker among the engines.
const OURS: usize = 0;

/// Longer than this is an error of the engine.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Column {
    worths: BTreeMap<(String, Worth), usize>,
    times: Vec<Duration>,
}

/// Runs every engine over the corpora and prints the tables.
///
/// # Errors
/// When an engine can't be run; when a break lacks a minimal witness that both validators confirm; when the file of
/// deviations is not what the run found; when this project's checker is unsound anywhere.
pub fn run(corpora: &Path, python: &Path) -> anyhow::Result<()> {
    let mut engines: Vec<Box<dyn Engine>> = vec![
        Box::new(Tidings),
        Box::new(JsonCompat),
        Box::new(JsonSubschema::start(python)?),
    ];
    let mut confirming = Python::start(python)?;
    // A peer's panic is counted; its message would only stand between the figures.
    std::panic::set_hook(Box::new(|_| {}));
    println!(
        "witnesses are confirmed by the jsonschema crate 0.60.2 and by Python's jsonschema 4.26.0: formats off,"
    );
    println!(
        "patterns read as ECMA-262 asks (in Python through peers/confirm.py, whose own dialect differs)"
    );
    let mut failures = Vec::new();
    for (title, questions) in corpus::questions(corpora)? {
        failures.extend(table(title, &questions, &mut engines, &mut confirming)?);
    }
    for failure in &failures {
        println!("FAILED {failure}");
    }
    anyhow::ensure!(failures.is_empty(), "{} failures", failures.len());
    println!(
        "\nevery break has a minimal witness that both validators confirm; every deviation is listed; nothing is unsound"
    );
    Ok(())
}

/// One table; what is wrong with it comes back, one line each.
fn table(
    title: &str,
    questions: &[Question],
    engines: &mut [Box<dyn Engine>],
    python: &mut Python,
) -> anyhow::Result<Vec<String>> {
    let mut columns: Vec<Column> = engines.iter().map(|_| Column::default()).collect();
    let (mut witnesses, mut unknown) = (Witnesses::default(), Vec::new());
    let labelled = questions.iter().any(|question| question.label.is_some());
    let mut deviations = labelled.then(Deviations::read).transpose()?;
    let mut failures = Vec::new();
    let mut on_sets = Vec::new();
    for question in questions {
        on_sets.extend(Tidings::on_sets(question));
        let answers = ask_all(engines, question, &mut columns)?;
        let broken = known_break(question, &answers);
        let proved = deviations
            .as_ref()
            .is_some_and(|deviations| deviations.refutes_label(&question.id));
        for (at, (column, answer)) in columns.iter_mut().zip(&answers).enumerate() {
            let worth = worth(question, answer, broken.as_ref(), proved);
            let place = (question.source.clone(), worth);
            *column.worths.entry(place).or_default() += 1;
            if at == OURS && matches!(worth, Worth::Unsound | Worth::OverConservative) {
                failures.push(format!("{}: {worth:?}", question.id));
            }
        }
        if let Answer::Unknown(reason) = &answers[OURS] {
            unknown.push(format!("{}: {reason}", question.id));
        }
        witnesses.add(question, &answers[OURS], python);
        if let Some(deviations) = &mut deviations {
            deviations.add(question, &answers[OURS], python);
        }
    }
    print(title, questions.len(), engines, &mut columns);
    if !on_sets.is_empty() {
        on_sets.sort();
        times("tidings, sets at hand", &on_sets);
    }
    witnesses.print();
    failures.extend(witnesses.failures);
    let name = engines[OURS].name();
    println!("\nwhat {name} can't tell ({}):", unknown.len());
    unknown.iter().for_each(|line| println!("  {line}"));
    if let Some(mut deviations) = deviations {
        deviations.print(engines[OURS].name());
        failures.extend(deviations.failures);
    }
    Ok(failures)
}

fn ask_all(
    engines: &mut [Box<dyn Engine>],
    question: &Question,
    columns: &mut [Column],
) -> anyhow::Result<Vec<Answer>> {
    let mut answers = Vec::new();
    for (engine, column) in engines.iter_mut().zip(columns) {
        let (answer, took) = engine.ask(question)?;
        column.times.push(took);
        answers.push(if took > PATIENCE {
            Answer::Error("it took over 10 s".to_owned())
        } else {
            answer
        });
    }
    Ok(answers)
}

fn print(title: &str, count: usize, engines: &[Box<dyn Engine>], columns: &mut [Column]) {
    println!("\n{title}: {count} questions");
    println!(
        "{:<24} {:<28} {:>6} {:>8} {:>6} {:>8} {:>6}",
        "engine", "source", "right", "unsound", "over", "unknown", "error"
    );
    for (engine, column) in engines.iter().zip(columns.iter()) {
        let mut sources: Vec<&String> = column.worths.keys().map(|(source, _)| source).collect();
        sources.dedup();
        for source in sources {
            let count = |worth| {
                column
                    .worths
                    .get(&(source.clone(), worth))
                    .copied()
                    .unwrap_or(0)
            };
            row(engine.name(), source, count);
        }
        let all = |worth| {
            column
                .worths
                .iter()
                .filter(|((_, w), _)| *w == worth)
                .map(|(_, n)| n)
                .sum()
        };
        row(engine.name(), "all", all);
    }
    println!(
        "{:<24} {:>12} {:>12} {:>12}",
        "time per question, µs", "median", "p99", "worst"
    );
    for (engine, column) in engines.iter().zip(columns) {
        column.times.sort();
        times(engine.name(), &column.times);
    }
}

/// Median, p99 and worst of sorted times.
fn times(name: &str, sorted: &[Duration]) {
    let at = |share: f64| {
        let place = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted
            .get(place)
            .map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    println!(
        "{name:<24} {:>12.0} {:>12.0} {:>12.0}",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

fn row(engine: &str, source: &str, count: impl Fn(Worth) -> usize) {
    use Worth::{Error, OverConservative, Right, Unknown, Unsound};
    let [right, unsound, over, unknown, error] =
        [Right, Unsound, OverConservative, Unknown, Error].map(count);
    println!("{engine:<24} {source:<28} {right:>6} {unsound:>8} {over:>6} {unknown:>8} {error:>6}");
}
