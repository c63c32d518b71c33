//! Benchmarks beside peers, every figure from one run: `tidings-bench checker --corpora DIR --python PATH`.

mod checker;
mod corpus;
mod engine;
mod judge;
mod peers;

use std::path::PathBuf;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let what = words.next().unwrap_or_default();
    let (mut corpora, mut python) = (None, None);
    while let Some(flag) = words.next() {
        let value = words
            .next()
            .with_context(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--corpora" => corpora = Some(PathBuf::from(value)),
            "--python" => python = Some(PathBuf::from(value)),
            _ => bail!("unknown flag {flag}"),
        }
    }
    match what.as_str() {
        "checker" => checker::run(
            &corpora.context("--corpora DIR is missing")?,
            &python.context("--python PATH is missing")?,
        ),
        _ => bail!("there is no benchmark {what:?}; there is: checker"),
    }
}
