//! CPU time, so that what else the machine does changes no figure.

use std::fs;

use anyhow::Context;

/// Seconds that this program, all its threads together, has spent on cores.
pub fn own() -> anyhow::Result<f64> {
    ticks([11, 12])
}

/// Seconds that programs which were started here, and have ended, spent on all cores.
pub fn children() -> anyhow::Result<f64> {
    ticks([13, 14])
}

/// Two fields of what Linux knows of this process, as seconds; they are counted from behind its name.
fn ticks(places: [usize; 2]) -> anyhow::Result<f64> {
    /// What Linux counts by, on every machine that Rust runs on.
    const PER_SECOND: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat")?;
    let (_, after) = text.rsplit_once(')').context("stat has a name")?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let mut sum = 0.0;
    for place in places {
        let field = fields.get(place).context("stat has 52 fields")?;
        sum += field.parse::<f64>()?;
    }
    Ok(sum / PER_SECOND)
}

/// Runs something, and tells how many seconds its programs took on all cores.
pub fn of_children<T>(run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let before = children()?;
    let done = run()?;
    Ok((done, children()? - before))
}

/// Runs something, and tells how many seconds it took on all cores.
pub fn of_own<T>(run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let before = own()?;
    let done = run()?;
    Ok((done, own()? - before))
}
