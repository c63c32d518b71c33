//! The table of the framing corpus: who reads each case as the standard says, however it is cut.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use bytes::Bytes;

use crate::cases::{self, Case, Seen};
use crate::peers::{READERS, Reader};

/// How many of its failures a reader is shown with.
const SHOWN: usize = 3;

/// Prints the table for the Rust readers, then has Node print that of the JavaScript ones.
///
/// # Errors
/// When our own reader fails a case, or a peer cannot be started.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let cases = cases::load(root)?;
    println!(
        "Conformance: {} cases, each whole, at every cut into two, and byte by byte.\n",
        cases.len()
    );
    // A peer's panic is a failure of that case; its message would only be noise here.
    std::panic::set_hook(Box::new(|_| {}));
    let mut ours_fail = false;
    for reader in &READERS {
        let failed = failures(reader, &cases)?;
        report(reader.name, cases.len(), &failed);
        ours_fail |= reader.name.starts_with("tidings") && !failed.is_empty();
    }
    drop(std::panic::take_hook());
    let script = root.join("conformance/bench/wire/js/framing.mjs");
    let node = Command::new("node").arg(&script).arg(root).status();
    let node = node.with_context(|| format!("node {}", script.display()))?;
    if ours_fail || !node.success() {
        bail!("a reader of tidings fails a case, or the JavaScript peers did not run");
    }
    Ok(())
}

fn failures<'c>(reader: &Reader, cases: &'c [Case]) -> anyhow::Result<Vec<&'c str>> {
    let mut failed = Vec::new();
    for case in cases {
        let bytes = Bytes::from(case.bytes()?);
        let passes = ways(&bytes).all(|chunks| {
            let read = catch_unwind(AssertUnwindSafe(|| (reader.read)(&chunks)));
            matches!(read, Ok(Ok(seen)) if same(&seen, &case.events))
        });
        if !passes {
            failed.push(case.rule.as_str());
        }
    }
    Ok(failed)
}

/// Whether the events are the same, as far as the reader tells.
fn same(seen: &[Seen], expected: &[Seen]) -> bool {
    let pairs = seen.iter().zip(expected);
    let alike = |(seen, expected): (&Seen, &Seen)| {
        seen.event == expected.event
            && seen.data == expected.data
            && (seen.id.is_none() || seen.id == expected.id)
    };
    seen.len() == expected.len() && pairs.into_iter().all(alike)
}

/// The ways to cut a stream.
fn ways(bytes: &Bytes) -> impl Iterator<Item = Vec<Bytes>> + '_ {
    let whole = std::iter::once(vec![bytes.clone()]);
    let cuts = (1..bytes.len()).map(|at| vec![bytes.slice(..at), bytes.slice(at..)]);
    let single = (0..bytes.len()).map(|at| bytes.slice(at..=at)).collect();
    whole.chain(cuts).chain(std::iter::once(single))
}

fn report(name: &str, all: usize, failed: &[&str]) {
    let shown = failed
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join("; ");
    let more = failed.len().saturating_sub(SHOWN);
    let fails = match (failed.len(), more) {
        (0, _) => String::new(),
        (_, 0) => format!("  fails: {shown}"),
        _ => format!("  fails: {shown}; and {more} more"),
    };
    println!("{name:<30} {:>4} of {all}{fails}", all - failed.len());
}
