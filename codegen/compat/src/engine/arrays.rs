//! Cases of type array: how long, which position must hold what, how many elements must be of a kind, and no two equal.

use serde_json::Value;

use super::formula::{Atom, Lit, Node};
use super::outcome::{Outcome, Why, weight};
use super::solve::{Case, Solver, TOO_LARGE, owned};

/// Positions that are looked at one by one; what lies behind them is padding, all of one kind.
const POSITIONS: u64 = 128;
/// What a position costs to copy, in literals copied.
const SLOT: usize = 32;
/// Longer arrays are not built.
const LONGEST: u64 = 1 << 16;
/// Padding is not written out beyond this many values altogether.
const VALUES: u64 = 1 << 20;

/// The assertions of a case, sorted by what they are about.
#[derive(Debug, Default)]
struct Shape {
    elements: Vec<(usize, Lit)>,
    rests: Vec<(usize, Lit)>,
    /// Some element from this index on must satisfy this: at this very index when `exact`.
    demands: Vec<Demand>,
    counts: Vec<Count>,
    min: u64,
    max: Option<u64>,
    unique: bool,
    /// Two elements must be equal.
    repeated: bool,
}

#[derive(Clone, Copy, Debug)]
struct Demand {
    from: usize,
    exact: bool,
    value: Lit,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    of: Lit,
    min: u64,
    max: Option<u64>,
}

impl Shape {
    /// From this index on, all positions are alike to every assertion.
    fn prefix(&self) -> usize {
        let elements = self.elements.iter().map(|(index, _)| index + 1);
        let rests = self.rests.iter().map(|(from, _)| *from);
        let demands = self
            .demands
            .iter()
            .map(|demand| demand.from.saturating_add(usize::from(demand.exact)));
        elements.chain(rests).chain(demands).max().unwrap_or(0)
    }

    /// How many elements of a long array are padding, given how many positions matter.
    fn padded(&self, length: u64, matter: u64) -> u64 {
        let free = !self.unique && self.counts.iter().all(|count| count.max.is_none());
        if free && length > POSITIONS {
            length.saturating_sub(matter)
        } else {
            0
        }
    }

    /// What the element at an index has to satisfy in any case.
    fn at(&self, index: usize) -> Vec<Lit> {
        let exact = self
            .elements
            .iter()
            .filter(|(at, _)| *at == index)
            .map(|(_, value)| *value);
        let rest = self
            .rests
            .iter()
            .filter(|(from, _)| *from <= index)
            .map(|(_, value)| *value);
        exact.chain(rest).collect()
    }

    /// Whether later demands, from `next` on, treat two positions alike.
    fn alike(&self, next: usize, earlier: usize, later: usize) -> bool {
        self.demands[next..].iter().all(|demand| {
            if demand.exact {
                demand.from != earlier && demand.from != later
            } else {
                demand.from <= earlier
            }
        })
    }
}

/// One position of an array half built.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    pub(super) values: Vec<Lit>,
}

impl Solver<'_> {
    pub(crate) fn array(&mut self, case: &Case) -> Outcome {
        let mut shape = self.array_shape(case);
        self.forbid(&mut shape);
        if shape.repeated && shape.unique {
            return Outcome::Empty;
        }
        if self.refuted(&shape) {
            return Outcome::Empty;
        }
        let prefix = shape.prefix() as u64;
        let wanted: u64 = shape
            .counts
            .iter()
            .fold(shape.demands.len() as u64, |sum, count| {
                sum.saturating_add(count.min)
            });
        let wanted = wanted.saturating_add(if shape.repeated { 2 } else { 0 });
        let least = shape
            .demands
            .iter()
            .filter(|demand| demand.exact)
            .map(|demand| demand.from as u64 + 1)
            .max();
        let shortest = shape.min.max(least.unwrap_or(0));
        let longest = shape.min.max(prefix).max(shortest).saturating_add(wanted);
        let longest = shape.max.map_or(longest, |max| longest.min(max));
        let mut best = Outcome::Empty;
        for length in shortest..=longest {
            // Padding serves no demand, so that it can be left out of the search, where it has no say in the rest.
            let padded = shape.padded(length, prefix.saturating_add(wanted).max(1));
            let positions = length - padded;
            if positions > POSITIONS || length > LONGEST {
                return best.or(Outcome::Maybe(
                    None,
                    Why::Size("an array needs too many elements"),
                ));
            }
            let outcome = self.of_length(&shape, usize::try_from(positions).unwrap_or(usize::MAX));
            best = best.or(self.pad(&shape, outcome, padded));
            if matches!(best, Outcome::Found(_) | Outcome::Maybe(_, Why::Steps)) {
                break;
            }
        }
        best
    }

    /// Adds elements of the kind that every further position allows.
    fn pad(&mut self, shape: &Shape, outcome: Outcome, padded: u64) -> Outcome {
        if padded == 0 || outcome.is_empty() {
            return outcome;
        }
        let values = shape.at(shape.prefix());
        let filler = self.all(&values);
        let (Some(array), Some(value)) = (outcome.value(), filler.value()) else {
            return if filler.is_empty() {
                filler
            } else {
                outcome.or(filler).doubted(Some(Why::Steps))
            };
        };
        if weight(value).saturating_mul(padded) > VALUES {
            return Outcome::Maybe(None, Why::Size("an array needs too many elements"));
        }
        let mut items = array.as_array().cloned().unwrap_or_default();
        items.extend((0..padded).map(|_| owned(value)));
        let doubt = [&outcome, &filler]
            .into_iter()
            .find_map(|outcome| match outcome {
                Outcome::Maybe(_, why) => Some(*why),
                _ => None,
            });
        Outcome::found(Value::Array(items)).doubted(doubt)
    }

    fn array_shape(&mut self, case: &Case) -> Shape {
        let mut shape = Shape::default();
        let most =
            |shape: &mut Shape, n: u64| shape.max = Some(shape.max.map_or(n, |max| max.min(n)));
        for &lit in &case.atoms {
            let node = self.arena.node(lit);
            let Node::Atom(atom) = &*node else { continue };
            match (atom, lit.is_negative()) {
                (Atom::Element(index, value), false) => shape.elements.push((*index, *value)),
                (Atom::Element(index, value), true) => {
                    let value = self.arena.not(*value);
                    shape.demands.push(Demand {
                        from: *index,
                        exact: true,
                        value,
                    });
                }
                (Atom::Rest(from, value), false) => shape.rests.push((*from, *value)),
                (Atom::Rest(from, value), true) => {
                    let value = self.arena.not(*value);
                    shape.demands.push(Demand {
                        from: *from,
                        exact: false,
                        value,
                    });
                }
                (Atom::Count { of, min, max }, false) => {
                    shape.counts.push(Count {
                        of: *of,
                        min: *min,
                        max: *max,
                    });
                }
                (Atom::MinItems(n), false) => shape.min = shape.min.max(*n),
                (Atom::MaxItems(n), true) => shape.min = shape.min.max(n.saturating_add(1)),
                (Atom::MaxItems(n), false) => most(&mut shape, *n),
                (Atom::MinItems(n), true) => most(&mut shape, n.saturating_sub(1)),
                (Atom::Unique, negative) => {
                    shape.repeated |= negative;
                    shape.unique |= !negative;
                }
                _ => {}
            }
        }
        shape
    }

    /// Elements of which there must be none are forbidden everywhere, which is simpler than counting them.
    fn forbid(&mut self, shape: &mut Shape) {
        for count in std::mem::take(&mut shape.counts) {
            if count.max == Some(0) {
                let none = self.arena.not(count.of);
                shape.rests.push((0, none));
            }
            if count.min > 0 || count.max.is_some_and(|max| max > 0) {
                shape.counts.push(count);
            }
        }
    }

    /// Whether one of the demands, or the least length, can't be met at any position.
    fn refuted(&mut self, shape: &Shape) -> bool {
        let prefix = shape.prefix();
        let counted = shape.counts.iter().filter(|count| count.min > 0);
        let counted = counted.map(|count| Demand {
            from: 0,
            exact: false,
            value: count.of,
        });
        let longer = (shape.min > prefix as u64).then_some(Demand {
            from: prefix,
            exact: true,
            value: Lit::TRUE,
        });
        let demands: Vec<Demand> = shape
            .demands
            .iter()
            .copied()
            .chain(counted)
            .chain(longer)
            .collect();
        demands.iter().any(|demand| {
            let last = if demand.exact {
                demand.from
            } else {
                prefix.max(demand.from)
            };
            (demand.from..=last).all(|index| {
                let mut values = shape.at(index);
                values.push(demand.value);
                self.all(&values).is_empty()
            })
        })
    }

    fn of_length(&mut self, shape: &Shape, length: usize) -> Outcome {
        let mut slots = Vec::with_capacity(length);
        for index in 0..length {
            let values = shape.at(index);
            if self.all(&values).is_empty() {
                return Outcome::Empty;
            }
            slots.push(Slot { values });
        }
        self.place(shape, slots, 0)
    }

    /// Gives each demand a position; equal positions are tried once.
    fn place(&mut self, shape: &Shape, slots: Vec<Slot>, next: usize) -> Outcome {
        if !self.step() {
            return Outcome::Maybe(None, Why::Steps);
        }
        self.look(SLOT * slots.len());
        let Some(&demand) = shape.demands.get(next) else {
            return self.count(shape, slots, 0);
        };
        let last = if demand.exact {
            demand.from.saturating_add(1)
        } else {
            slots.len()
        };
        let mut best = Outcome::Empty;
        for index in demand.from..last.min(slots.len()) {
            let again = (demand.from..index)
                .any(|earlier| slots[earlier] == slots[index] && shape.alike(next, earlier, index));
            if again {
                continue;
            }
            let mut slots = slots.clone();
            slots[index].values.push(demand.value);
            let values = slots[index].values.clone();
            if !self.all(&values).is_empty() {
                best = best.or(self.place(shape, slots, next + 1));
            }
            if matches!(best, Outcome::Found(_)) {
                break;
            }
        }
        best
    }

    /// Chooses which positions satisfy each counted formula, and lets the others fail it where there is a maximum.
    fn count(&mut self, shape: &Shape, slots: Vec<Slot>, next: usize) -> Outcome {
        let Some(&count) = shape.counts.get(next) else {
            return self.finish(shape, &slots);
        };
        self.choose(shape, &slots, next, count, 0, 0)
    }

    fn choose(
        &mut self,
        shape: &Shape,
        slots: &[Slot],
        next: usize,
        count: Count,
        at: usize,
        chosen: u64,
    ) -> Outcome {
        if !self.step() {
            return Outcome::Maybe(None, Why::Steps);
        }
        self.look(SLOT * slots.len());
        let left = (slots.len() - at) as u64;
        if chosen.saturating_add(left) < count.min {
            return Outcome::Empty;
        }
        if at == slots.len() || (count.max.is_none() && chosen >= count.min) {
            return self.count(shape, slots.to_vec(), next + 1);
        }
        let mut best = Outcome::Empty;
        if count.max.is_none_or(|max| chosen < max) {
            let mut with = slots.to_vec();
            with[at].values.push(count.of);
            let values = with[at].values.clone();
            if !self.all(&values).is_empty() {
                best = best.or(self.choose(shape, &with, next, count, at + 1, chosen + 1));
            }
        }
        if matches!(best, Outcome::Found(_)) {
            return best;
        }
        let mut without = slots.to_vec();
        if count.max.is_some() {
            let fails = self.arena.not(count.of);
            without[at].values.push(fails);
            let values = without[at].values.clone();
            if self.all(&values).is_empty() {
                return best;
            }
        }
        best.or(self.choose(shape, &without, next, count, at + 1, chosen))
    }

    fn finish(&mut self, shape: &Shape, slots: &[Slot]) -> Outcome {
        if shape.unique {
            return self.distinct(slots);
        }
        if !shape.repeated {
            return self.write_array(slots, None);
        }
        let mut best = Outcome::Empty;
        for first in 0..slots.len() {
            for second in first + 1..slots.len() {
                if !self.step() {
                    return best.or(Outcome::Maybe(None, Why::Steps));
                }
                best = best.or(self.write_array(slots, Some((first, second))));
                if matches!(best, Outcome::Found(_)) {
                    return best;
                }
            }
        }
        best
    }

    /// Writes the array; where two positions are to be equal, both get a value that suits both.
    fn write_array(&mut self, slots: &[Slot], equal: Option<(usize, usize)>) -> Outcome {
        let mut items = Vec::with_capacity(slots.len());
        let mut doubt = None;
        for (index, slot) in slots.iter().enumerate() {
            let mut values = slot.values.clone();
            if let Some((first, second)) =
                equal.filter(|(first, second)| index == *first || index == *second)
            {
                values = [slots[first].values.as_slice(), &slots[second].values].concat();
            }
            match self.all(&values) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Found(value) => items.push(value),
                Outcome::Maybe(Some(value), why) => {
                    doubt = Some(why);
                    items.push(value);
                }
                Outcome::Maybe(None, why) => return Outcome::Maybe(None, why),
            }
        }
        match self.copied(&items) {
            Some(items) => Outcome::found(Value::Array(items)).doubted(doubt),
            None => Outcome::Maybe(None, TOO_LARGE),
        }
    }
}
