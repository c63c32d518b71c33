//! The codec beside its peers: `tidings-bench-wire bench ROOT`, `tidings-bench-wire fuzz [--seed N] [--executions N]`.

mod allocations;
mod cases;
mod conformance;
mod decode;
mod encode;
mod fuzz;
mod mix;
mod peers;

use std::path::Path;

use anyhow::{Context, bail};

/// One run's share of the differential executions.
const EXECUTIONS: u64 = 25_000_000;

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        Some("bench") => {
            let root = words.next().context("the project's folder is missing")?;
            conformance::run(Path::new(&root))?;
            decode::limits();
            decode::run();
            decode::linear();
            encode::run()
        }
        Some("fuzz") => {
            let (mut seed, mut executions) = (fastrand::u64(..), EXECUTIONS);
            while let Some(flag) = words.next() {
                let value = words.next().and_then(|value| value.parse().ok());
                let value = value.with_context(|| format!("{flag} needs a number"))?;
                match flag.as_str() {
                    "--seed" => seed = value,
                    "--executions" => executions = value,
                    _ => bail!("unknown flag {flag}; there are --seed and --executions"),
                }
            }
            fuzz::run(seed, executions)
        }
        _ => bail!("say bench ROOT or fuzz"),
    }
}
