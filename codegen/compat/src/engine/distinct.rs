//! Arrays without equal elements: values collected for each position, and a matching between the two.
use std::rc::Rc;

use serde_json::Value;

use super::arrays::Slot;
use super::formula::Lit;
use super::outcome::{Outcome, Why};
use super::scalars::other_than;
use super::solve::{Solver, owned};

impl Solver<'_> {
    /// Different values for all positions. A position with as many values as there are positions never stands in the
    /// way, so that many are collected from each, and the rest is a matching.
    pub(super) fn distinct(&mut self, slots: &[Slot]) -> Outcome {
        let mut options: Vec<Vec<Rc<Value>>> = Vec::with_capacity(slots.len());
        let mut doubt = None;
        for (index, slot) in slots.iter().enumerate() {
            if let Some(before) = slots[..index].iter().position(|before| before == slot) {
                options.push(options[before].clone());
                continue;
            }
            let (values, why) = self.several(&slot.values, slots.len());
            doubt = doubt.or(why);
            options.push(values);
        }
        let mut pool: Vec<Rc<Value>> = Vec::new();
        let edges: Vec<Vec<usize>> = options
            .iter()
            .map(|values| {
                values
                    .iter()
                    .map(|value| intern(&mut pool, value))
                    .collect()
            })
            .collect();
        let mut taken: Vec<Option<usize>> = vec![None; pool.len()];
        for slot in 0..slots.len() {
            if !augment(slot, &edges, &mut taken, &mut vec![false; pool.len()]) {
                return doubt.map_or(Outcome::Empty, |why| Outcome::Maybe(None, why));
            }
        }
        let mut items = vec![Value::Null; slots.len()];
        for (value, slot) in taken.iter().enumerate() {
            if let Some(slot) = slot {
                items[*slot] = owned(&pool[value]);
            }
        }
        Outcome::found(Value::Array(items)).doubted(doubt)
    }

    /// Up to `most` different values of a formula: all there are, unless a doubt ends the collection.
    fn several(&mut self, values: &[Lit], most: usize) -> (Vec<Rc<Value>>, Option<Why>) {
        let mut found = Vec::new();
        let mut lits = values.to_vec();
        while found.len() < most {
            match self.all(&lits) {
                Outcome::Empty => break,
                Outcome::Found(value) => {
                    let other = match other_than(self, &value) {
                        Some(lit) => lit,
                        None => self.unlike(&value),
                    };
                    lits.push(other);
                    found.push(value);
                }
                Outcome::Maybe(value, why) => {
                    found.extend(value);
                    return (found, Some(why));
                }
            }
        }
        (found, None)
    }

    /// The literal that says that a value is not this one, for arrays and objects.
    fn unlike(&mut self, value: &Value) -> Lit {
        let same = super::build::spelled(self.arena, value);
        self.arena.not(same)
    }
}

/// The number of a value in the pool, equal values having one number.
fn intern(pool: &mut Vec<Rc<Value>>, value: &Rc<Value>) -> usize {
    if let Some(at) = pool
        .iter()
        .position(|known| super::holds::same(known, value))
    {
        return at;
    }
    pool.push(Rc::clone(value));
    pool.len() - 1
}

/// One step of bipartite matching: finds the slot a value, moving others if need be.
fn augment(
    slot: usize,
    edges: &[Vec<usize>],
    taken: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for &value in &edges[slot] {
        if seen[value] {
            continue;
        }
        seen[value] = true;
        let free = match taken[value] {
            None => true,
            Some(other) => augment(other, edges, taken, seen),
        };
        if free {
            taken[value] = Some(slot);
            return true;
        }
    }
    false
}
