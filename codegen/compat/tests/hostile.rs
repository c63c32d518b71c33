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
fn what_is_only_large_is_decided_in_few_steps() {
    let expected = [
        ("a union of 400 tags", "breaking", 6_000),
        ("a union of 3,000 tags", "breaking", 40_000),
        ("exactly one of 3,000 tags", "breaking", 40_000),
        ("2,000 constants that are objects", "breaking", 25_000),
        ("100,000 words, none short", "compatible", 25_000),
        ("a value of 2^60 leaves", "compatible", 1_000),
        ("a ladder to read", "unknown", 60_000),
        ("a witness of 2^60 leaves", "unknown", BUDGET),
        ("multiples of forty primes", "unknown", BUDGET),
        ("multiples of a thousand decimals", "unknown", BUDGET),
        ("exactly one of 400 without a tag", "unknown", BUDGET),
        ("a reference to itself", "unknown", 0),
        ("a ring without a member", "unknown", 0),
        ("two rings", "compatible", 1_000),
        ("trees with other leaves", "breaking", 100),
        ("members, 10,000 levels", "unknown", 0),
        ("100,000 words, one more", "breaking", 20_000),
        ("100,000 words, one fewer", "compatible", 20_000),
        ("100,000 numbers, one more", "breaking", 20_000),
        ("5,000 members, one changed", "breaking", 150_000),
    ];
    let pairs = hostile::pairs();
    for (name, verdict, most) in expected {
        let found = pairs.iter().find(|(known, ..)| *known == name);
        let (_, writer, reader) = found.unwrap_or_else(|| panic!("there is no pair {name:?}"));
        let (said, steps) = decide_within(writer, reader, Semantics::Validation, BUDGET);
        assert_eq!(said.name(), verdict, "{name}, after {steps} steps");
        assert!(steps <= most, "{name}: {steps} steps");
    }
    std::mem::forget(pairs);
}
