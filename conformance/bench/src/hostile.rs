//! Hostile schemas by the clock; that they end within their steps is tested beside the checker.

#[path = "../../../codegen/compat/tests/support/hostile.rs"]
mod pairs;

use std::time::{Duration, Instant};

use tidings_compat::{BUDGET, Semantics, decide_within};

/// No pair should take longer than this.
const MOST: Duration = Duration::from_millis(250);

/// Prints how long the slowest take, and how many take too long.
pub fn run() {
    let mut all = Vec::new();
    for (name, writer, reader) in pairs::pairs() {
        for semantics in [Semantics::Validation, Semantics::Generated] {
            let mut best = Duration::MAX;
            let mut said = (String::new(), 0);
            for _ in 0..3 {
                let began = Instant::now();
                let (verdict, steps) = decide_within(&writer, &reader, semantics, BUDGET);
                best = best.min(began.elapsed());
                said = (verdict.name().to_owned(), steps);
                if best < MOST / 5 {
                    break;
                }
            }
            all.push((best, said, name, semantics.name()));
        }
        // A value of 10,000 levels is dropped level by level on the stack.
        std::mem::forget((writer, reader));
    }
    all.sort();
    println!(
        "\nhostile pairs: {}, in both semantics; the slowest:",
        all.len() / 2
    );
    for (took, (verdict, steps), name, semantics) in all.iter().rev().take(5) {
        println!(
            "    {:>8.0} µs  {steps:>7} steps  {verdict:<10}  {semantics:<10}  {name}",
            took.as_secs_f64() * 1e6
        );
    }
    let slow = all.iter().filter(|(took, ..)| *took > MOST).count();
    println!("    {slow} of them took longer than {MOST:?}");
}
