//! Cases of type object: which members are needed, which are possible, and what each may hold.
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::formula::{Atom, Lit, Node, Scalar};
use super::kind::Kinds;
use super::outcome::{Outcome, Why};
use super::solve::{Case, Solver, TOO_LARGE};

/// Objects with more members than this are not built.
const MEMBERS: u64 = 512;
/// What a slot costs to copy, in literals copied.
const SLOT: usize = 32;

/// What one name is asked for.
#[derive(Clone, Debug, Default)]
struct Slot {
    values: Vec<Lit>,
    needed: bool,
    /// A negated assertion asks for the member: it is the likeliest to fail, and is tried first.
    contested: bool,
}

/// The assertions of a case, sorted by what they are about.
#[derive(Debug, Default)]
struct Shape {
    slots: BTreeMap<Rc<str>, Slot>,
    /// All members whose name … have a value that …
    rules: Vec<(Lit, Lit)>,
    /// Some member whose name … has a value that …
    demands: Vec<(Lit, Lit)>,
    min: u64,
    max: Option<u64>,
    doubt: Option<Why>,
}

/// A member with a name that no assertion mentions.
#[derive(Clone, Debug)]
struct Fresh {
    name: Rc<str>,
    names: Lit,
    values: Lit,
    value: Rc<Value>,
}

/// An object half built.
#[derive(Clone, Debug, Default)]
struct Draft {
    slots: BTreeMap<Rc<str>, Slot>,
    fresh: Vec<Fresh>,
}

impl Draft {
    fn size(&self) -> u64 {
        self.slots.values().filter(|slot| slot.needed).count() as u64 + self.fresh.len() as u64
    }
}

impl Solver<'_> {
    pub(crate) fn object(&mut self, case: &Case) -> Outcome {
        let mut shape = self.shape(case);
        if shape.max.is_some_and(|max| max < shape.min) {
            return Outcome::Empty;
        }
        self.apply_rules(&mut shape);
        let draft = Draft {
            slots: std::mem::take(&mut shape.slots),
            fresh: Vec::new(),
        };
        let mut slots: Vec<&Slot> = draft.slots.values().filter(|slot| slot.needed).collect();
        slots.sort_by_key(|slot| !slot.contested);
        let lists: Vec<Vec<Lit>> = slots.into_iter().map(|slot| slot.values.clone()).collect();
        for values in lists {
            if self.all(&values).is_empty() {
                return Outcome::Empty;
            }
        }
        let outcome = self.meet_demands(&shape, draft, 0);
        outcome.doubted(shape.doubt)
    }

    fn shape(&mut self, case: &Case) -> Shape {
        self.look(SLOT * case.atoms.len());
        let mut shape = Shape::default();
        let most =
            |shape: &mut Shape, n: u64| shape.max = Some(shape.max.map_or(n, |max| max.min(n)));
        for &lit in &case.atoms {
            let node = self.arena.node(lit);
            let Node::Atom(atom) = &*node else { continue };
            match (atom, lit.is_negative()) {
                (Atom::Member(name, values), false) => {
                    shape
                        .slots
                        .entry(Rc::clone(name))
                        .or_default()
                        .values
                        .push(*values);
                }
                (Atom::Member(name, values), true) => {
                    let refused = self.arena.not(*values);
                    let slot = shape.slots.entry(Rc::clone(name)).or_default();
                    slot.values.push(refused);
                    (slot.needed, slot.contested) = (true, true);
                }
                (Atom::Required(name), false) => {
                    shape.slots.entry(Rc::clone(name)).or_default().needed = true
                }
                (Atom::Required(name), true) => {
                    shape
                        .slots
                        .entry(Rc::clone(name))
                        .or_default()
                        .values
                        .push(Lit::FALSE);
                }
                (Atom::Members(names, values), false) => shape.rules.push((*names, *values)),
                (Atom::Members(names, values), true) => {
                    let refused = self.arena.not(*values);
                    shape.demands.push((*names, refused));
                }
                (Atom::MinMembers(n), false) => shape.min = shape.min.max(*n),
                (Atom::MaxMembers(n), true) => shape.min = shape.min.max(n.saturating_add(1)),
                (Atom::MaxMembers(n), false) => most(&mut shape, *n),
                (Atom::MinMembers(n), true) => most(&mut shape, n.saturating_sub(1)),
                _ => {}
            }
        }
        shape
    }

    /// Lets every rule speak about every name that is mentioned.
    fn apply_rules(&mut self, shape: &mut Shape) {
        self.look(SLOT * shape.slots.len() * shape.rules.len());
        for (name, slot) in &mut shape.slots {
            let text = Value::String(name.to_string());
            for &(names, values) in &shape.rules {
                match self.holds(&text, names) {
                    Some(true) => slot.values.push(values),
                    Some(false) => {}
                    None => {
                        shape.doubt = shape
                            .doubt
                            .or(Some(Why::Size("a name's pattern is undecided")))
                    }
                }
            }
        }
    }

    /// Gives each demand a member: a mentioned name, a fresh one, or one that serves another demand already.
    fn meet_demands(&mut self, shape: &Shape, draft: Draft, next: usize) -> Outcome {
        if !self.step() {
            return Outcome::Maybe(None, Why::Steps);
        }
        if shape.max.is_some_and(|max| draft.size() > max) {
            return Outcome::Empty;
        }
        let Some(&(names, values)) = shape.demands.get(next) else {
            return self.fill(shape, draft);
        };
        let mut best = self.serve_known(shape, &draft, next);
        if matches!(best, Outcome::Found(_)) {
            return best;
        }
        for index in 0..draft.fresh.len() {
            best = best.or(self.share(shape, &draft, next, index));
        }
        if matches!(best, Outcome::Found(_)) {
            return best;
        }
        let fresh = self.fresh_members(shape, &draft, names, values, true);
        if let Some(why) = fresh.doubt {
            best = best.or(Outcome::Maybe(None, why));
        }
        for member in fresh.members {
            let mut draft = draft.clone();
            draft.fresh.push(member);
            best = best.or(self.meet_demands(shape, draft, next + 1));
            if matches!(best, Outcome::Found(_)) {
                break;
            }
        }
        best
    }

    /// Lets a mentioned name meet a demand.
    fn serve_known(&mut self, shape: &Shape, draft: &Draft, next: usize) -> Outcome {
        let (names, values) = shape.demands[next];
        let mut best = Outcome::Empty;
        let known: Vec<Rc<str>> = draft.slots.keys().cloned().collect();
        for name in known {
            let covered = self.holds(&Value::String(name.to_string()), names);
            if covered == Some(false) {
                continue;
            }
            let doubt = covered
                .is_none()
                .then_some(Why::Size("a name's pattern is undecided"));
            let mut slot = draft.slots.get(&name).cloned().unwrap_or_default();
            slot.values.push(values);
            slot.needed = true;
            if !self.all(&slot.values).is_empty() {
                self.look(SLOT * draft.slots.len());
                let mut draft = draft.clone();
                draft.slots.insert(name, slot);
                best = best.or(self.meet_demands(shape, draft, next + 1).doubted(doubt));
            }
            if matches!(best, Outcome::Found(_)) {
                return best;
            }
        }
        best
    }

    /// Lets a fresh member serve one more demand.
    fn share(&mut self, shape: &Shape, draft: &Draft, next: usize, index: usize) -> Outcome {
        let (names, values) = shape.demands[next];
        let mut draft = draft.clone();
        let taken = draft.fresh.remove(index);
        let names = self.arena.and(&[taken.names, names]);
        let values = self.arena.and(&[taken.values, values]);
        let fresh = self.fresh_members(shape, &draft, names, values, true);
        let mut best = fresh
            .doubt
            .map_or(Outcome::Empty, |why| Outcome::Maybe(None, why));
        for member in fresh.members {
            let mut draft = draft.clone();
            draft.fresh.insert(index, member);
            best = best.or(self.meet_demands(shape, draft, next + 1));
        }
        best
    }

    /// Fills up to the least number of members, and writes the object.
    fn fill(&mut self, shape: &Shape, mut draft: Draft) -> Outcome {
        let mut doubt = None;
        if shape.min > draft.size() {
            let optional: Vec<Rc<str>> = draft
                .slots
                .iter()
                .filter(|(_, slot)| !slot.needed)
                .map(|(name, _)| Rc::clone(name))
                .collect();
            for name in optional {
                if shape.min <= draft.size() {
                    break;
                }
                let Some(slot) = draft.slots.get_mut(&name) else {
                    continue;
                };
                let lits = slot.values.clone();
                match self.all(&lits) {
                    Outcome::Empty => continue,
                    Outcome::Found(_) => {}
                    Outcome::Maybe(_, why) => doubt = Some(why),
                }
                if let Some(slot) = draft.slots.get_mut(&name) {
                    slot.needed = true;
                }
            }
        }
        while shape.min > draft.size() {
            if draft.size() >= MEMBERS {
                return Outcome::Maybe(None, Why::Size("an object needs too many members"));
            }
            let mut fresh = self.fresh_members(shape, &draft, Lit::TRUE, Lit::TRUE, false);
            doubt = doubt.or(fresh.doubt);
            match (fresh.members.pop(), doubt) {
                (Some(member), _) => draft.fresh.push(member),
                (None, Some(why)) => return Outcome::Maybe(None, why),
                (None, None) => return Outcome::Empty,
            }
        }
        self.write(&draft).doubted(doubt)
    }

    fn write(&mut self, draft: &Draft) -> Outcome {
        let (mut names, mut values) = (Vec::new(), Vec::new());
        let mut doubt = None;
        for (name, slot) in draft.slots.iter().filter(|(_, slot)| slot.needed) {
            match self.all(&slot.values) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Found(value) => values.push(value),
                Outcome::Maybe(Some(value), why) => {
                    doubt = Some(why);
                    values.push(value);
                }
                Outcome::Maybe(None, why) => return Outcome::Maybe(None, why),
            }
            names.push(name);
        }
        for member in &draft.fresh {
            names.push(&member.name);
            values.push(Rc::clone(&member.value));
        }
        let Some(values) = self.copied(&values) else {
            return Outcome::Maybe(None, TOO_LARGE);
        };
        let names = names.into_iter().map(ToString::to_string);
        let object: Map<String, Value> = names.zip(values).collect();
        Outcome::found(Value::Object(object)).doubted(doubt)
    }

    /// The kinds of members that a demand can be met with under names that no assertion mentions.
    ///
    /// One name stands for each kind. Where a kind has no name left because an earlier demand took it (`contested`),
    /// another choice there might have left one, so that is a doubt and no proof.
    fn fresh_members(
        &mut self,
        shape: &Shape,
        draft: &Draft,
        names: Lit,
        values: Lit,
        contested: bool,
    ) -> FreshMembers {
        self.look(SLOT * (draft.slots.len() + draft.fresh.len()));
        let string = |name: &Rc<str>| Scalar::String(Rc::clone(name));
        let mentioned = self.arena.values(draft.slots.keys().map(string));
        let used = self
            .arena
            .values(draft.fresh.iter().map(|member| string(&member.name)));
        let others = [
            self.arena.not(mentioned),
            self.arena.kinds(Kinds::STRING),
            names,
        ];
        let free = self.arena.not(used);
        let start = self.arena.and(&others);
        let mut found = FreshMembers {
            used: free,
            contested,
            ..FreshMembers::default()
        };
        self.split(shape, start, values, 0, &mut found);
        found
    }

    /// Splits the names by each rule in turn: those that it covers and those that it does not.
    fn split(
        &mut self,
        shape: &Shape,
        names: Lit,
        values: Lit,
        rule: usize,
        found: &mut FreshMembers,
    ) {
        if !self.step() {
            found.doubt = Some(Why::Steps);
            return;
        }
        if self.solve(names).is_empty() || self.solve(values).is_empty() {
            return;
        }
        if let Some(&(covered, then)) = shape.rules.get(rule) {
            let outside = self.arena.not(covered);
            let outside = self.arena.and(&[names, outside]);
            self.split(shape, outside, values, rule + 1, found);
            let inside = self.arena.and(&[names, covered]);
            let then = self.arena.and(&[values, then]);
            return self.split(shape, inside, then, rule + 1, found);
        }
        let names = self.arena.and(&[names, found.used]);
        let name = self.solve(names);
        if name.is_empty() && found.contested {
            found.doubt = Some(Why::Size("several demands compete for few names"));
        }
        let name = self.readable(names, name);
        let value = self.solve(values);
        for outcome in [&name, &value] {
            if let Outcome::Maybe(_, why) = outcome {
                found.doubt = Some(*why);
            }
        }
        if let (Some(Value::String(name)), Some(value)) =
            (name.value().map(|name| &**name), value.value())
        {
            found.members.push(Fresh {
                name: name.as_str().into(),
                names,
                values,
                value: Rc::clone(value),
            });
        }
    }

    /// Prefers a name that can be seen to the empty one.
    fn readable(&mut self, names: Lit, name: Outcome) -> Outcome {
        let empty = name.value().is_some_and(|name| name.as_str() == Some(""));
        if !empty {
            return name;
        }
        let visible = self.arena.atom(Atom::MinLength(1));
        match self.all(&[names, visible]) {
            Outcome::Found(name) => Outcome::Found(name),
            _ => name,
        }
    }
}

/// What `fresh_members` found; under a doubt there may be more, or fewer.
#[derive(Debug)]
struct FreshMembers {
    members: Vec<Fresh>,
    doubt: Option<Why>,
    /// Not one of the names that fresh members have already.
    used: Lit,
    contested: bool,
}

impl Default for FreshMembers {
    fn default() -> Self {
        Self {
            members: Vec::new(),
            doubt: None,
            used: Lit::TRUE,
            contested: false,
        }
    }
}
