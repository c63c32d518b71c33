//! A law over drawn cases, with a count of those that say something: an answer of "unknown" keeps every law.
#![allow(dead_code)]
use std::collections::BTreeMap;

use tidings_compat::Verdict;

use crate::random::Random;

/// What stops one way of writing a schema and not the other: the keyword and the message of the reason.
pub type Excuse = (&'static str, &'static str);

/// Counts the verdicts of a law.
#[derive(Default)]
pub struct Tally {
    excuses: &'static [Excuse],
    compared: usize,
    decided: usize,
    excused: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Two verdicts that have to be the same. One that decides beside one that does not is a difference, too, unless
    /// there is an excuse.
    #[track_caller]
    pub fn same(&mut self, one: &Verdict, other: &Verdict, about: &dyn Fn() -> String) {
        self.compared += 1;
        match (one, other) {
            (Verdict::Unknown(_), Verdict::Unknown(_)) => {}
            (Verdict::Unknown(reason), _) | (_, Verdict::Unknown(reason)) => {
                let mut excuses = self.excuses.iter();
                let Some((keyword, _)) =
                    excuses.find(|excuse| **excuse == (&reason.keyword, &reason.message))
                else {
                    panic!("{} and {}: {reason}: {}", one.name(), other.name(), about());
                };
                *self.excused.entry(keyword).or_default() += 1;
            }
            _ => {
                assert_eq!(one.name(), other.name(), "{}", about());
                self.decided += 1;
            }
        }
    }

    /// A verdict that has to be `compatible`.
    #[track_caller]
    pub fn compatible(&mut self, verdict: &Verdict, about: &dyn Fn() -> String) {
        self.same(verdict, &Verdict::Compatible, about);
    }
}

/// Tries a law on `LAW_CASES` cases, drawn by `LAW_SEED`; both are printed. At least `share` percent of the comparisons
/// must have been of two decided verdicts, and at most five percent excused.
#[track_caller]
pub fn law(
    name: &str,
    share: usize,
    excuses: &'static [Excuse],
    mut case: impl FnMut(&mut Random, &mut Tally),
) {
    let number = |variable: &str, default: u64| {
        std::env::var(variable).map_or(default, |text| text.parse().expect("a whole number"))
    };
    let (seed, cases) = (number("LAW_SEED", 7), number("LAW_CASES", 100));
    let mut random = Random::new(seed);
    let mut tally = Tally {
        excuses,
        ..Tally::default()
    };
    for _ in 0..cases {
        case(&mut random, &mut tally);
    }
    let Tally {
        compared, decided, ..
    } = tally;
    let excused: usize = tally.excused.values().sum();
    eprintln!(
        "{name}: LAW_SEED={seed} LAW_CASES={cases}: {compared} compared, {decided} decided, {excused} excused {:?}",
        tally.excused
    );
    assert!(
        decided * 100 >= compared * share,
        "{name} was decided too seldom"
    );
    assert!(decided as u64 >= cases / 4, "{name}: too few cases");
    assert!(excused * 20 <= compared, "{name}: too many excuses");
}
