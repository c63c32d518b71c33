//! Hostile schemas end within the step budget, with a verdict or with `unknown`: counted in steps, not in time.
#[path = "support/hostile.rs"]
mod hostile;

use tidings_compat::{BUDGET, Semantics, decide_within};

/// Small, so that whatever does not count its steps shows as a test that takes long.
const FEW: u64 = 2_000;
/// A decision makes at most three searches.
const SEARCHES: u64 = 3;

#[test]
fn every_hostile_pair_ends_within_its_steps() {
    for (name, writer, reader) in hostile::pairs() {
        for semantics in [Semantics::Validation, Semantics::Generated] {
            eprintln!("{name}, {}", semantics.name());
            let (verdict, steps) = decide_within(&writer, &reader, semantics, FEW);
            assert!(steps <= SEARCHES * FEW, "{name}: {steps} steps");
            if steps < FEW {
                let (again, _) = decide_within(&writer, &reader, semantics, FEW);
                assert_eq!(verdict, again, "{name}");
            }
        }
        // A value of 10,000 levels is dropped level by level on the stack, which is the test's own.
        std::mem::forget((writer, reader));
    }
}

#[test]
fn what_is_only_large_is_decided() {
    let expected = [
        ("a reference to itself", "unknown"),
        ("a ring without a member", "unknown"),
        ("two rings", "compatible"),
        ("trees with other leaves", "breaking"),
        ("members, 10,000 levels", "unknown"),
        ("100,000 words, one more", "breaking"),
        ("100,000 words, one fewer", "compatible"),
        ("100,000 numbers, one more", "breaking"),
        ("5,000 members, one changed", "breaking"),
    ];
    let pairs = hostile::pairs();
    for (name, verdict) in expected {
        let found = pairs.iter().find(|(known, ..)| *known == name);
        let (_, writer, reader) = found.unwrap_or_else(|| panic!("there is no pair {name:?}"));
        let (said, steps) = decide_within(writer, reader, Semantics::Validation, BUDGET);
        assert_eq!(said.name(), verdict, "{name}, after {steps} steps");
    }
    std::mem::forget(pairs);
}
