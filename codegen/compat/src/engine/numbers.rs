//! Is there a number in these bounds that is a multiple of these, and not of those, and none of a few?
use std::cell::Cell;
use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use super::rational::{common_multiple, greatest, is_multiple, nearby, to_number, whole};

/// More candidates than this are not tried one by one.
const CANDIDATES: u32 = 4_096;

/// Divisions per word on the way to a common divisor.
const DIVISIONS: u64 = 37;
/// As many words of long numbers multiplied and divided count as one step.
const WORDS: u64 = 16;

/// What is asked of a number.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) low: Option<(BigRational, bool)>,
    pub(crate) high: Option<(BigRational, bool)>,
    pub(crate) multiple_of: Vec<BigRational>,
    pub(crate) not_multiple_of: Vec<BigRational>,
    pub(crate) excluded: BTreeSet<BigRational>,
    /// Words multiplied and divided so far, and how many may be.
    work: Cell<u64>,
    most: u64,
}

/// The answer: none exists, one that exists and can be written, or neither is known.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    None,
    Some(BigRational),
    Unknown,
}

impl Query {
    /// Tightens the lower bound.
    pub(crate) fn at_least(&mut self, bound: &BigRational, strict: bool) {
        let tighter = self
            .low
            .as_ref()
            .is_none_or(|(low, was)| bound > low || (bound == low && strict && !was));
        if tighter {
            self.low = Some((bound.clone(), strict));
        }
    }

    /// Tightens the upper bound.
    pub(crate) fn at_most(&mut self, bound: &BigRational, strict: bool) {
        let tighter = self
            .high
            .as_ref()
            .is_none_or(|(high, was)| bound < high || (bound == high && strict && !was));
        if tighter {
            self.high = Some((bound.clone(), strict));
        }
    }

    /// Finds a number; `steps` counts down with the work on long ones.
    pub(crate) fn find(mut self, steps: &mut u64) -> Answer {
        let answer = self.search(*steps);
        *steps = steps.saturating_sub(self.work.get() / WORDS);
        answer
    }

    fn search(&mut self, steps: u64) -> Answer {
        self.most = steps.saturating_mul(WORDS);
        let bounds = [&self.low, &self.high]
            .into_iter()
            .flatten()
            .map(|(bound, _)| bound.clone());
        let first = [0, 1, -1]
            .into_iter()
            .map(whole)
            .chain(bounds)
            .chain(self.multiple_of.first().cloned());
        if let Some(value) = first.into_iter().find(|value| self.writable(value)) {
            return Answer::Some(value);
        }
        let limit = greatest();
        self.at_least(&-limit.clone(), false);
        self.at_most(&limit, false);
        let (Some((low, _)), Some((high, _))) = (self.low.clone(), self.high.clone()) else {
            return Answer::Unknown;
        };
        if low > high {
            return Answer::None;
        }
        let mut step: Option<BigRational> = None;
        for other in &self.multiple_of {
            let common = match step {
                Some(step) => {
                    self.pay_divisor(&step, other);
                    if self.is_spent() {
                        return Answer::Unknown;
                    }
                    common_multiple(&step, other)
                }
                None => other.clone(),
            };
            step = Some(common);
        }
        match step {
            Some(step) => self.stepped(&step, &low, &high),
            None => self.dense(&low, &high),
        }
    }

    /// Counts what it costs to multiply or divide two numbers.
    fn pay(&self, a: &BigRational, b: &BigRational) {
        self.add(words(a).saturating_mul(words(b)));
    }

    /// Counts what it costs to find a common divisor once the denominators are the same: as many divisions as there are
    /// digits.
    fn pay_divisor(&self, a: &BigRational, b: &BigRational) {
        let both = words(a) + words(b);
        self.add(both.saturating_mul(both).saturating_mul(DIVISIONS));
    }

    fn add(&self, work: u64) {
        self.work.set(self.work.get().saturating_add(work));
    }

    fn is_spent(&self) -> bool {
        self.work.get() > self.most
    }

    fn is_multiple(&self, value: &BigRational, step: &BigRational) -> bool {
        self.pay(value, step);
        is_multiple(value, step)
    }

    fn fits(&self, value: &BigRational) -> bool {
        let above = self
            .low
            .as_ref()
            .is_none_or(|(low, strict)| value > low || (!strict && value == low));
        let below = self
            .high
            .as_ref()
            .is_none_or(|(high, strict)| value < high || (!strict && value == high));
        above
            && below
            && self
                .multiple_of
                .iter()
                .all(|step| self.is_multiple(value, step))
            && !self
                .not_multiple_of
                .iter()
                .any(|step| self.is_multiple(value, step))
            && !self.excluded.contains(value)
    }

    fn writable(&self, value: &BigRational) -> bool {
        self.fits(value) && to_number(value).is_some()
    }

    /// All multiples of one step between two bounds: counted out when they are few, else searched over a full period.
    fn stepped(&self, step: &BigRational, low: &BigRational, high: &BigRational) -> Answer {
        if self
            .not_multiple_of
            .iter()
            .any(|other| self.is_multiple(step, other))
        {
            return Answer::None;
        }
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        if first > last {
            return Answer::None;
        }
        let few = (&last - &first)
            .to_u32()
            .filter(|count| *count < CANDIDATES);
        if let Some(count) = few {
            let mut unwritable = false;
            let start = nearest_zero(&first, &last);
            let outwards = (0..=count).flat_map(|i| [&start + whole(i), &start - whole(i)]);
            for k in outwards.filter(|k| *k >= first && *k <= last) {
                let value = &k * step;
                if self.writable(&value) {
                    return Answer::Some(value);
                }
                unwritable |= self.fits(&value);
                if self.is_spent() {
                    return Answer::Unknown;
                }
            }
            return if unwritable {
                Answer::Unknown
            } else {
                Answer::None
            };
        }
        let start = nearest_zero(&first, &last);
        for i in 0..CANDIDATES {
            for k in [&start + whole(i), &start - whole(i)] {
                let value = &k * step;
                if self.writable(&value) {
                    return Answer::Some(value);
                }
                if self.is_spent() {
                    return Answer::Unknown;
                }
            }
        }
        [low, high]
            .into_iter()
            .filter_map(|bound| self.beside(bound, step))
            .next()
            .map_or(Answer::Unknown, Answer::Some)
    }

    /// A multiple of the step close to a bound that a double can hold.
    fn beside(&self, bound: &BigRational, step: &BigRational) -> Option<BigRational> {
        let double = nearby(bound)?;
        let scale = [
            1.0,
            1.000_000_000_000_001,
            0.999_999_999_999_999,
            1.1,
            0.9,
            2.0,
            0.5,
        ];
        scale
            .into_iter()
            .filter_map(|factor| nearby(&(&double * BigRational::from_float(factor)?)))
            .flat_map(|near| [near.clone(), (&near / step).round() * step])
            .find(|value| self.writable(value))
    }

    /// No step: between two different bounds there are more numbers than anything here can exclude.
    fn dense(&self, low: &BigRational, high: &BigRational) -> Answer {
        if low == high {
            return match (self.fits(low), self.writable(low)) {
                (true, true) => Answer::Some(low.clone()),
                (true, false) => Answer::Unknown,
                _ => Answer::None,
            };
        }
        let parts = [1, 2, 8, 10].map(|n| whole(1) / whole(n));
        let many = 64 + i32::try_from(self.excluded.len()).unwrap_or(i32::MAX - 64);
        let around = [low, high].into_iter().flat_map(|bound| {
            let offsets = parts
                .iter()
                .flat_map(move |part| [bound + part, bound - part]);
            [bound.clone(), bound.floor(), bound.ceil()]
                .into_iter()
                .chain(offsets)
        });
        let small = (1..many).flat_map(|i| {
            [i, -i]
                .into_iter()
                .flat_map(move |i| [whole(i), whole(i) / whole(2), whole(i) / whole(112)])
        });
        let between = (1..many).map(|i| low + (high - low) * whole(i) / whole(many));
        around
            .chain(small)
            .chain(between)
            .flat_map(|value| [nearby(&value), Some(value)].into_iter().flatten())
            .take_while(|_| !self.is_spent())
            .find(|value| self.writable(value))
            .map_or(Answer::Unknown, Answer::Some)
    }
}

/// The length of a number in words.
fn words(number: &BigRational) -> u64 {
    2 + (number.numer().bits() + number.denom().bits()) / 64
}

fn nearest_zero(first: &BigRational, last: &BigRational) -> BigRational {
    let zero = BigRational::zero();
    if *first > zero {
        first.clone()
    } else if *last < zero {
        last.clone()
    } else {
        zero
    }
}
