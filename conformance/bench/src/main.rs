//! Benchmarks beside peers, every figure from one run: `tidings-bench checker --corpora DIR --python PATH`; and the long
//! run of payloads against the checker's verdicts: `tidings-bench fuzz --corpora DIR --python PATH [--seed N] [--payloads N]`;
//! parts of the first alone: `verdicts --corpora DIR` (this project's, a line each), `synthetic`, `hostile`;
//! and the generator: `tidings-bench generator --corpora DIR --peers DIR --tidings PROGRAM --work DIR`.

mod alone;
mod checker;
mod child;
mod corpus;
mod deviations;
mod engine;
mod fuzz;
mod generator;
mod hostile;
mod judge;
mod opinion;
mod peers;
mod removals;
mod synthetic;
mod validators;
mod witnesses;

use std::path::PathBuf;

use anyhow::{Context, bail};

/// The allocator of the `tidings` program, for ours and for peers that run in here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_default();
    let (mut corpora, mut python) = (None, None);
    let (mut seed, mut payloads) = (1, 10_000);
    let (mut peers, mut tidings, mut work) = (None, None, None);
    while let Some(flag) = words.next() {
        let value = words
            .next()
            .with_context(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--corpora" => corpora = Some(std::path::absolute(value)?),
            "--python" => python = Some(PathBuf::from(value)),
            "--seed" => seed = value.parse().context("--seed wants a whole number")?,
            "--payloads" => payloads = value.parse().context("--payloads wants a whole number")?,
            "--peers" => peers = Some(std::path::absolute(value)?),
            "--tidings" => tidings = Some(std::path::absolute(value)?),
            "--work" => work = Some(std::path::absolute(value)?),
            _ => bail!("unknown flag {flag}"),
        }
    }
    match what.as_str() {
        "checker" => {
            synthetic::run()?;
            hostile::run();
            checker::run(
                &corpora.context("--corpora DIR is missing")?,
                &python.context("--python PATH is missing")?,
            )
        }
        "verdicts" => alone::run(&corpora.context("--corpora DIR is missing")?),
        "synthetic" => synthetic::run(),
        "hostile" => {
            hostile::run();
            Ok(())
        }
        "fuzz" => fuzz::run(
            &corpora.context("--corpora DIR is missing")?,
            &python.context("--python PATH is missing")?,
            &fuzz::Wanted { seed, payloads },
        ),
        // What `fuzz` starts beside itself.
        "opinion" => opinion::serve(),
        "generator" => generator::run(&generator::Places {
            corpora: corpora.context("--corpora DIR is missing")?,
            peers: peers.context("--peers DIR is missing")?,
            tidings: tidings.context("--tidings PROGRAM is missing")?,
            work: work.context("--work DIR is missing")?,
        }),
        _ => bail!(
            "there is no benchmark {what:?}; there are: checker, verdicts, synthetic, hostile, fuzz, generator"
        ),
    }
}
