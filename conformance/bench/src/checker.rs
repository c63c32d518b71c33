//! The inclusion checkers on labelled pairs and on real version steps.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::corpus;
use crate::engine::{Answer, Engine, Question};
use crate::judge::{Worth, known_break, worth};
use crate::peers::{JsonCompat, JsonSubschema, Tidings};

/// Longer than this is an error of the engine.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Column {
    worths: BTreeMap<(String, Worth), usize>,
    times: Vec<Duration>,
}

/// Runs every engine over the corpora and prints the tables; fails when an engine can't be started.
pub fn run(corpora: &Path, python: &Path) -> anyhow::Result<()> {
    let mut engines: Vec<Box<dyn Engine>> = vec![
        Box::new(Tidings),
        Box::new(JsonCompat),
        Box::new(JsonSubschema::start(python)?),
    ];
    // A peer's panic is counted; its message would only stand between the figures.
    std::panic::set_hook(Box::new(|_| {}));
    for (title, questions) in [
        ("labelled pairs", corpus::pairs(corpora)?),
        ("version steps", corpus::steps(corpora)?),
    ] {
        let mut columns: Vec<Column> = engines.iter().map(|_| Column::default()).collect();
        let mut deviations = Vec::new();
        for question in &questions {
            let answers = ask_all(&mut engines, question, &mut columns)?;
            let broken = known_break(question, &answers);
            for (column, answer) in columns.iter_mut().zip(&answers) {
                let worth = worth(question, answer, broken.as_ref());
                *column
                    .worths
                    .entry((question.source.clone(), worth))
                    .or_default() += 1;
            }
            if question.label.is_some_and(|label| {
                answers[0] != Answer::Compatible && label
                    || answers[0] == Answer::Compatible && !label
            }) {
                deviations.push(format!("{}: {:?}", question.id, answers[0]));
            }
        }
        print(title, questions.len(), &engines, &mut columns);
        println!(
            "\nwhere {} differs from the label ({}):",
            engines[0].name(),
            deviations.len()
        );
        for deviation in deviations {
            println!("  {deviation}");
        }
    }
    Ok(())
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
        let at = |share: f64| {
            let place = ((column.times.len() as f64 * share) as usize)
                .min(column.times.len().saturating_sub(1));
            column
                .times
                .get(place)
                .map_or(0.0, |time| time.as_secs_f64() * 1e6)
        };
        println!(
            "{:<24} {:>12.0} {:>12.0} {:>12.0}",
            engine.name(),
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}

fn row(engine: &str, source: &str, count: impl Fn(Worth) -> usize) {
    use Worth::{Error, OverConservative, Right, Unknown, Unsound};
    let [right, unsound, over, unknown, error] =
        [Right, Unsound, OverConservative, Unknown, Error].map(count);
    println!("{engine:<24} {source:<28} {right:>6} {unsound:>8} {over:>6} {unknown:>8} {error:>6}");
}
