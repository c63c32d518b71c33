//! CPU time, so that what else the machine does changes no figure.

use std::fs;

use anyhow::Context;

/// Seconds that this thread has spent on a core.
pub fn own() -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = text.split(' ').next().context("schedstat has fields")?;
    Ok(nanos.parse::<f64>()? / 1e9)
}

/// Seconds that programs which were started here, and have ended, spent on all cores.
pub fn children() -> anyhow::Result<f64> {
    /// What Linux counts by, on every machine that Rust runs on.
    const TICKS_PER_SECOND: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat")?;
    let (_, after) = text.rsplit_once(')').context("stat has a name")?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |place: usize| -> anyhow::Result<f64> {
        let field = fields.get(place).context("stat has 52 fields")?;
        Ok(field.parse()?)
    };
    Ok((ticks(13)? + ticks(14)?) / TICKS_PER_SECOND)
}

/// Runs something, and tells how many seconds its programs took on all cores.
pub fn of_children<T>(run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let before = children()?;
    let done = run()?;
    Ok((done, children()? - before))
}

/// Runs something, and tells how many seconds it took on its core.
pub fn of_own<T>(run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let before = own()?;
    let done = run()?;
    Ok((done, own()? - before))
}
