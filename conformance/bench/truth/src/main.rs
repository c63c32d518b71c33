//! Generated readers and emitters against an independent validator, over mutants of real events:
//! `tidings-bench-truth ROOT CORPORA [--seed N] [--mutants N] [--corpus NAME] [--peers N]`.
//!
//! Every schema becomes an event of its own, so that one client reads them all; events are compiled in shards, so that
//! a compiler needs no more memory than a laptop has.

mod cases;
mod contracts;
mod corpus;
mod demands;
mod exact;
mod growth;
mod judge;
mod laws;
mod mutate;
mod peers;
mod places;
mod readers;
mod shrink;
mod tally;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use tidings_sample::Random;

use crate::cases::{Case, cases};
use crate::contracts::{Contract, imported, sifted, write_generated};
use crate::corpus::{Subject, subjects};
use crate::judge::Judge;
use crate::laws::{Seen, broken};
use crate::peers::Sampled;
use crate::readers::{Readers, Workshop};
use crate::shrink::{answers, smallest};
use crate::tally::{Example, Tally};

/// Bytes of schemas in one shard.
const SHARD: usize = 1 << 20;

/// Classes of broken laws whose first value is made small.
const SHRUNK: usize = 12;

struct Options {
    root: PathBuf,
    corpora: PathBuf,
    seed: u64,
    mutants: usize,
    corpus: Option<String>,
    /// Schemas that the peers are asked about too.
    peers: usize,
}

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("{missed} demands are not met");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does all that is asked for, and gives how many demands are not met.
fn run() -> anyhow::Result<usize> {
    let options = options(std::env::args().skip(1))?;
    let begun = Instant::now();
    println!(
        "seed {}, {} mutants a schema",
        options.seed, options.mutants
    );
    let mut tally = Tally::default();
    let subjects = subjects(&options.corpora, options.corpus.as_deref())?;
    for (name, shard) in shards(subjects) {
        judge_shard(&name, shard, &options, &mut tally)?;
    }
    tally.print();
    if options.peers > 0 {
        peers::run(&options.root, &sample(&options)?)?;
    }
    let missed = tally.demands(options.corpus.is_none());
    let again = options
        .corpus
        .iter()
        .map(|name| format!(" --corpus {name}"))
        .collect::<String>();
    println!(
        "\nseed {}, {} s; again: ./dev fuzz truth --seed {} --mutants {}{again}",
        options.seed,
        begun.elapsed().as_secs(),
        options.seed,
        options.mutants,
    );
    Ok(missed)
}

fn options(mut words: impl Iterator<Item = String>) -> anyhow::Result<Options> {
    let mut folder = |what: &str| {
        words
            .next()
            .map(PathBuf::from)
            .with_context(|| format!("{what} is missing"))
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let mut options = Options {
        root: folder("the project's folder")?,
        corpora: folder("the corpora's folder")?,
        seed: now.as_secs(),
        mutants: 150,
        corpus: None,
        peers: 30,
    };
    while let Some(flag) = words.next() {
        let value = words
            .next()
            .with_context(|| format!("{flag} needs a value"))?;
        let number = || {
            value
                .parse::<u64>()
                .with_context(|| format!("{flag} needs a number"))
        };
        match flag.as_str() {
            "--seed" => options.seed = number()?,
            "--mutants" => options.mutants = usize::try_from(number()?)?,
            "--peers" => options.peers = usize::try_from(number()?)?,
            "--corpus" => options.corpus = Some(value),
            _ => bail!("unknown flag {flag}; there are --seed, --mutants, --corpus and --peers"),
        }
    }
    Ok(options)
}

/// Schemas of one corpus, in groups that compile within little memory.
fn shards(subjects: Vec<Subject>) -> Vec<(String, Vec<Subject>)> {
    let mut shards: Vec<(String, usize, Vec<Subject>)> = Vec::new();
    for subject in subjects {
        let size = subject.text.len();
        match shards.last_mut() {
            Some((_, filled, shard))
                if shard[0].corpus == subject.corpus && *filled + size <= SHARD =>
            {
                *filled += size;
                shard.push(subject);
            }
            _ => {
                let name = format!("truth-{}-{}", subject.corpus, shards.len() + 1);
                shards.push((name, size, vec![subject]));
            }
        }
    }
    shards
        .into_iter()
        .map(|(name, _, shard)| (name, shard))
        .collect()
}

fn judge_shard(
    name: &str,
    shard: Vec<Subject>,
    options: &Options,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let begun = Instant::now();
    let workshop = Workshop {
        root: options.root.clone(),
        target: options.root.join("target/truth"),
    };
    let (shard, refused) = sifted(shard, options.seed).with_context(|| name.to_owned())?;
    for (subject, why) in refused {
        tally.refused(&subject, why);
    }
    if shard.is_empty() {
        return Ok(());
    }
    let (registry, contracts) = imported(&shard, options.seed).with_context(|| name.to_owned())?;
    write_generated(&registry, &workshop.target.join(name))?;
    let readers = workshop.readers(name)?;
    let built = begun.elapsed();
    let mut asked = Vec::new();
    for (subject, contract) in shard.iter().zip(&contracts) {
        let judge = Judge::new(&subject.text, contract)?;
        let cases = cases(subject, contract, &judge, options.seed, options.mutants);
        tally.growth(&contract.growth);
        tally.schema(subject, judge.original.is_some(), &cases, options.mutants);
        asked.push((subject, contract, judge, cases));
    }
    ask(&asked, &readers, tally)?;
    println!(
        "{name}: {} schemas, compiled in {} s, asked in {} s",
        shard.len(),
        built.as_secs(),
        (begun.elapsed() - built).as_secs()
    );
    Ok(())
}

/// One schema and what is asked of its readers.
type Asked<'a> = (&'a Subject, &'a Contract, Judge, Vec<Case>);

fn ask(asked: &[Asked<'_>], readers: &Readers, tally: &mut Tally) -> anyhow::Result<()> {
    let all = || {
        asked
            .iter()
            .flat_map(|one| one.3.iter().map(move |case| (one, case)))
    };
    let rust = readers.rust(all().map(|(one, case)| (one.1.event.as_str(), case.text.as_str())))?;
    let typescript =
        readers.typescript(all().map(|(one, case)| (one.1.wire.as_str(), case.text.as_str())))?;
    for ((one, case), (rust, typescript)) in all().zip(rust.iter().zip(&typescript)) {
        let (subject, contract, judge, _) = one;
        tally.case(&subject.corpus, case, rust, typescript);
        let seen = Seen {
            value: &case.value,
            verdict: case.verdict,
            rust,
            typescript,
        };
        for law in broken(&seen, judge) {
            if !tally.break_of(&law) {
                continue;
            }
            // Making small takes a program's start for every round; who breaks that much shall know soon.
            let (mut value, mut told) = (case.value.clone(), (rust.clone(), typescript.clone()));
            if tally.classes() <= SHRUNK {
                value = smallest(&value, &law, contract, judge, readers)?;
                let (rust, typescript) = answers(readers, contract, &[value.to_string()])?;
                told = (rust[0].clone(), typescript[0].clone());
            }
            tally.example(
                &law,
                Example {
                    schema: subject.path.clone(),
                    value,
                    rust: told.0,
                    typescript: told.1,
                },
            );
        }
    }
    Ok(())
}

/// Schemas for the peers, drawn by the seed, with the same cases as ours were asked.
fn sample(options: &Options) -> anyhow::Result<Vec<Sampled>> {
    let mut left = subjects(&options.corpora, options.corpus.as_deref())?;
    let mut random = Random::new(options.seed);
    let mut sample = Vec::new();
    while sample.len() < options.peers && !left.is_empty() {
        let subject = left.swap_remove(random.below(left.len()));
        let (taken, _) = sifted(vec![subject], options.seed)?;
        let Some(subject) = taken.into_iter().next() else {
            continue;
        };
        let (_, contracts) = imported(std::slice::from_ref(&subject), options.seed)?;
        let judge = Judge::new(&subject.text, &contracts[0])?;
        let cases = cases(
            &subject,
            &contracts[0],
            &judge,
            options.seed,
            options.mutants,
        );
        let name = format!("p{}", sample.len() + 1);
        sample.push(Sampled {
            name,
            path: subject.path,
            text: subject.text,
            cases,
        });
    }
    Ok(sample)
}
