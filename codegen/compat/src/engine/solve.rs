//! The search for a value that satisfies a formula: case by case, and refuted as early as a case allows.
//!
//! A formula met again while it is being searched counts as empty there: a smallest value never contains, at its own
//! place, another value for the same formula. What is proved under such an assumption is forgotten when the
//! assumption fails.
use std::cell::Cell;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt, HashSet};
use serde_json::Value;

use super::formula::{Arena, Atom, LOOK, Lit, Node};
use super::holds::Reading;
use super::kind::Kinds;
use super::language::Languages;
use super::outcome::{LARGEST, Outcome, Why, weight};

/// Searches nested deeper than this are given up.
const DEPTH: usize = 96;
/// References followed without passing into a member or element; more than this is a circle.
const UNGUARDED: usize = 256;

/// As many literals copied count as one step, which takes about a microsecond.
const LITERALS: u64 = 1_024;

/// What a value costs to copy, in literals copied.
const COPY: usize = 64;

/// A branch of a disjunction that has values by itself: the branch, the case with it, and what was found.
type Viable = (Lit, Case, Outcome);

/// A formula under search.
struct Frame {
    lit: Lit,
    /// The outermost frame that was assumed empty on the way.
    relies_on: usize,
    /// How many provisional results there were before.
    provisional: usize,
}

/// Cases with more assertions than this look them up by number, and not one by one.
const NARROW: usize = 24;

/// Assertions about one type, and the disjunctions still open.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kinds,
    pub(crate) atoms: Vec<Lit>,
    /// The same, where there are many.
    known: HashSet<Lit>,
    choices: Vec<Lit>,
    references: usize,
    pub(crate) doubt: Option<Why>,
}

impl Case {
    fn new(kind: Kinds) -> Self {
        Self {
            kind,
            atoms: Vec::new(),
            known: HashSet::default(),
            choices: Vec::new(),
            references: 0,
            doubt: None,
        }
    }

    fn add(&mut self, lit: Lit) {
        self.atoms.push(lit);
        match self.atoms.len() {
            0..NARROW => {}
            NARROW => self.known.extend(&self.atoms),
            _ => drop(self.known.insert(lit)),
        }
    }

    /// What the assertions themselves say of a literal.
    fn says(&self, lit: Lit) -> Option<bool> {
        let holds = |lit: Lit| match self.known.is_empty() {
            true => self.atoms.contains(&lit),
            false => self.known.contains(&lit),
        };
        if holds(lit) {
            return Some(true);
        }
        holds(lit.flipped()).then_some(false)
    }
}

/// What is certain of formulas of one arena, whatever is asked: a value that satisfies one, or that there is none.
pub(crate) type Known = HashMap<Lit, Outcome>;

/// Decides whether formulas of one arena have values.
pub(crate) struct Solver<'e> {
    pub(crate) arena: &'e mut Arena,
    pub(crate) languages: &'e Languages,
    pub(crate) steps: u64,
    /// Literals copied since the last step.
    looked: Cell<u64>,
    known: &'e mut Known,
    /// What this search could not find out; another may have more steps left for it.
    doubts: HashMap<Lit, Outcome>,
    provisional: Vec<(Lit, usize)>,
    assumed: HashMap<Lit, usize>,
    frames: Vec<Frame>,
    open: HashMap<Lit, usize>,
}

impl<'e> Solver<'e> {
    pub(crate) fn new(
        arena: &'e mut Arena,
        languages: &'e Languages,
        known: &'e mut Known,
        steps: u64,
    ) -> Self {
        Self {
            arena,
            languages,
            steps,
            looked: Cell::new(0),
            known,
            doubts: HashMap::new(),
            provisional: Vec::new(),
            assumed: HashMap::new(),
            frames: Vec::new(),
            open: HashMap::new(),
        }
    }

    /// Counts one step, and what was looked at since the last; false when the budget is used up.
    pub(crate) fn step(&mut self) -> bool {
        let looked = self.looked.replace(0) / LITERALS;
        self.steps = self.steps.saturating_sub(looked + 1);
        self.steps > 0
    }

    /// Counts literals that were copied, or what costs as much: wide cases cost more than narrow ones.
    pub(crate) fn look(&self, literals: usize) {
        self.looked
            .set(self.looked.get().saturating_add(literals as u64));
    }

    /// Whether what was looked at uses up the budget by itself.
    pub(crate) fn is_spent(&self) -> bool {
        self.looked.get() / LITERALS >= self.steps
    }

    pub(crate) fn holds(&self, value: &Value, lit: Lit) -> Option<bool> {
        Reading {
            arena: self.arena,
            languages: self.languages,
            looked: &self.looked,
            most: self
                .looked
                .get()
                .saturating_add(self.steps.saturating_mul(LITERALS / LOOK as u64)),
        }
        .holds(value, lit)
    }

    /// Whether some value satisfies all of these.
    pub(crate) fn all(&mut self, lits: &[Lit]) -> Outcome {
        let lit = self.arena.and(lits);
        self.solve(lit)
    }

    /// Whether some value satisfies the formula.
    pub(crate) fn solve(&mut self, lit: Lit) -> Outcome {
        if lit == Lit::TRUE {
            return Outcome::found(Value::Null);
        }
        if lit == Lit::FALSE {
            return Outcome::Empty;
        }
        if let Some(outcome) = self.known.get(&lit).or_else(|| self.doubts.get(&lit)) {
            return outcome.clone();
        }
        if let Some(&frame) = self.open.get(&lit).or_else(|| self.assumed.get(&lit)) {
            self.rely_on(frame);
            return Outcome::Empty;
        }
        if !self.step() {
            return Outcome::Maybe(None, Why::Steps);
        }
        if self.frames.len() >= DEPTH {
            return Outcome::Maybe(None, Why::Depth);
        }
        let index = self.frames.len();
        self.open.insert(lit, index);
        self.frames.push(Frame {
            lit,
            relies_on: usize::MAX,
            provisional: self.provisional.len(),
        });
        let outcome = self.each_kind(lit);
        self.close(index, &outcome);
        outcome
    }

    fn rely_on(&mut self, frame: usize) {
        if let Some(top) = self.frames.last_mut() {
            top.relies_on = top.relies_on.min(frame);
        }
    }

    /// Ends a search: its result is kept for good, kept as long as what it relies on, or it takes others with it.
    fn close(&mut self, index: usize, outcome: &Outcome) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        self.open.remove(&frame.lit);
        if outcome.is_empty() && frame.relies_on < index {
            self.rely_on(frame.relies_on);
            self.assumed.insert(frame.lit, frame.relies_on);
            self.provisional.push((frame.lit, frame.relies_on));
            return;
        }
        for (lit, _) in self.provisional.split_off(frame.provisional) {
            self.assumed.remove(&lit);
            if outcome.is_empty() {
                self.known.insert(lit, Outcome::Empty);
            }
        }
        let kept = match outcome {
            Outcome::Maybe(..) => &mut self.doubts,
            Outcome::Empty | Outcome::Found(_) => &mut *self.known,
        };
        kept.insert(frame.lit, outcome.clone());
    }

    fn each_kind(&mut self, lit: Lit) -> Outcome {
        let mut best = Outcome::Empty;
        let possible = self.arena.kinds_of(lit);
        for kind in Kinds::EACH {
            let mut case = Case::new(kind);
            if !possible.meets(kind) || !self.assume(&mut case, lit) {
                continue;
            }
            best = best.or(self.case(case));
            if matches!(best, Outcome::Found(_)) {
                break;
            }
        }
        best
    }

    /// Adds a literal to a case; false when the case can't hold any more.
    pub(crate) fn assume(&mut self, case: &mut Case, lit: Lit) -> bool {
        let mut work = vec![lit];
        while let Some(lit) = work.pop() {
            if self.is_spent() {
                case.doubt = case.doubt.or(Some(Why::Steps));
                return true;
            }
            match self.simply(case, lit, 0) {
                Some(true) => continue,
                Some(false) => return false,
                None => {}
            }
            match &*self.arena.node(lit) {
                Node::True => {}
                Node::And(children) if !lit.is_negative() => work.extend(children.iter()),
                Node::And(_) => case.choices.push(lit),
                Node::Atom(Atom::Opaque(reason)) => {
                    case.doubt = case.doubt.or(Some(Why::Opaque(*reason)));
                    case.add(lit);
                }
                Node::Atom(Atom::Count { of, min, max }) if lit.is_negative() => {
                    work.push(self.not_counted(*of, *min, *max));
                }
                Node::Atom(_) => case.add(lit),
                Node::Definition(definition) => {
                    case.references += 1;
                    let Some(target) = self
                        .arena
                        .defined(*definition)
                        .filter(|_| case.references < UNGUARDED)
                    else {
                        case.doubt = case.doubt.or(Some(Why::Depth));
                        continue;
                    };
                    work.push(if lit.is_negative() {
                        self.arena.not(target)
                    } else {
                        target
                    });
                }
            }
        }
        true
    }

    /// The negation of a count, said as counts.
    fn not_counted(&mut self, of: Lit, min: u64, max: Option<u64>) -> Lit {
        let fewer = match min.checked_sub(1) {
            Some(most) => self.arena.atom(Atom::Count {
                of,
                min: 0,
                max: Some(most),
            }),
            None => Lit::FALSE,
        };
        let more = match max.and_then(|max| max.checked_add(1)) {
            Some(least) => self.arena.atom(Atom::Count {
                of,
                min: least,
                max: None,
            }),
            None => Lit::FALSE,
        };
        self.arena.or(&[fewer, more])
    }

    /// What a literal amounts to in a case, where that shows without a search.
    fn simply(&self, case: &Case, lit: Lit, depth: usize) -> Option<bool> {
        self.look(LOOK);
        if !self.arena.kinds_of(lit).meets(case.kind) {
            return Some(false);
        }
        if !self.arena.kinds_of(lit.flipped()).meets(case.kind) {
            return Some(true);
        }
        if let Some(holds) = case.says(lit) {
            return Some(holds);
        }
        let positive = match &*self.arena.node(lit) {
            Node::True => Some(true),
            Node::Definition(_) => None,
            Node::And(children) if depth < 4 => {
                let mut all = Some(true);
                for &child in children.iter() {
                    match self.simply(case, child, depth + 1) {
                        Some(false) => {
                            all = Some(false);
                            break;
                        }
                        Some(true) => {}
                        None => all = None,
                    }
                }
                all
            }
            Node::And(_) => None,
            // What its types say of an assertion has been said above.
            Node::Atom(_) => None,
        };
        positive.map(|holds| holds != lit.is_negative())
    }

    /// A case with its disjunctions: find values for the assertions first, and branch only where those fail.
    fn case(&mut self, case: Case) -> Outcome {
        let base = if case.choices.len() == 1 {
            None
        } else {
            Some(self.cell(&case))
        };
        self.branch(case, base)
    }

    fn branch(&mut self, mut case: Case, base: Option<Outcome>) -> Outcome {
        if !self.step() {
            return Outcome::Maybe(None, Why::Steps);
        }
        let choices = std::mem::take(&mut case.choices);
        let open: Vec<Lit> = match &base {
            None => choices.clone(),
            Some(Outcome::Empty) => return Outcome::Empty,
            Some(outcome) => match outcome.value() {
                Some(value) => choices
                    .iter()
                    .copied()
                    .filter(|&lit| self.holds(value, lit) != Some(true))
                    .collect(),
                None => choices.clone(),
            },
        };
        let Some((choice, viable)) = self.narrowest(&case, &open, choices.len() == 1) else {
            return base.unwrap_or_else(|| self.cell(&case));
        };
        let rest: Vec<Lit> = choices.into_iter().filter(|&lit| lit != choice).collect();
        let sorted = self.sorted(&case, choice, &rest);
        let mut best = Outcome::Empty;
        for (way, mut next, outcome) in viable {
            let left = sorted
                .as_ref()
                .and_then(|sorted| self.remaining(sorted, way));
            let rest = left.as_ref().unwrap_or(&rest);
            self.look(8 * (rest.len() + next.choices.len()));
            let known: HashSet<Lit> = next.choices.iter().copied().collect();
            next.choices
                .extend(rest.iter().copied().filter(|lit| !known.contains(lit)));
            let outcome = match outcome {
                Outcome::Empty => continue,
                outcome if next.choices.is_empty() => outcome,
                outcome => self.settle(next, outcome),
            };
            best = best.or(outcome);
            if matches!(best, Outcome::Found(_)) {
                break;
            }
        }
        best
    }

    /// Drops the disjunctions that the case's own assertions have made true or false, and branches over the others.
    fn settle(&mut self, mut case: Case, mut outcome: Outcome) -> Outcome {
        while let Some((choice, ways)) = self.settled(&case) {
            if !self.step() {
                return Outcome::Maybe(None, Why::Steps);
            }
            case.choices.retain(|&other| other != choice);
            match ways.as_slice() {
                [] => return Outcome::Empty,
                [Lit::TRUE] => {}
                [way, ..] => {
                    if !self.assume(&mut case, *way) {
                        return Outcome::Empty;
                    }
                    outcome = self.cell(&case);
                    if outcome.is_empty() {
                        return outcome;
                    }
                }
            }
        }
        self.branch(case, Some(outcome))
    }

    /// A disjunction that is no choice any more, with the ways it leaves: none, the one, or `TRUE` when it holds anyway.
    fn settled(&mut self, case: &Case) -> Option<(Lit, Vec<Lit>)> {
        for &choice in &case.choices {
            match self.simply(case, choice, 0) {
                Some(true) => return Some((choice, vec![Lit::TRUE])),
                Some(false) => return Some((choice, Vec::new())),
                None => {}
            }
            let mut ways = self.ways(choice);
            ways.retain(|&way| self.simply(case, way, 0) != Some(false));
            if ways.len() < 2 {
                return Some((choice, ways));
            }
        }
        None
    }

    /// The branches of a disjunction.
    pub(super) fn ways(&mut self, choice: Lit) -> Vec<Lit> {
        let Node::And(children) = &*self.arena.node(choice) else {
            return vec![choice];
        };
        children
            .iter()
            .map(|&child| self.arena.not(child))
            .collect()
    }

    /// The open disjunction with the fewest branches that have values by themselves, with those branches.
    /// Where the disjunction is the `only` one, a branch that has a value ends the search.
    fn narrowest(&mut self, case: &Case, open: &[Lit], only: bool) -> Option<(Lit, Vec<Viable>)> {
        let tagged = self.tagged(case, open);
        let open = tagged.as_ref().map_or(open, std::slice::from_ref);
        let mut best: Option<(Lit, Vec<Viable>)> = None;
        for &choice in open {
            let mut viable = Vec::new();
            for way in self.ways(choice) {
                self.look(case.atoms.len() + case.choices.len());
                let mut next = case.clone();
                if self.is_spent() {
                    // The case without the way is a wider one: what is said of it holds, and no way is forgotten.
                    viable.push((way, next, Outcome::Maybe(None, Why::Steps)));
                    break;
                }
                if !self.assume(&mut next, way) {
                    continue;
                }
                let outcome = self.cell(&next);
                if !outcome.is_empty() {
                    let sure = matches!(outcome, Outcome::Found(_));
                    viable.push((way, next, outcome));
                    if only
                        && sure
                        && viable
                            .last()
                            .is_some_and(|(_, next, _)| next.choices.is_empty())
                    {
                        break;
                    }
                }
                if best
                    .as_ref()
                    .is_some_and(|(_, least)| viable.len() >= least.len())
                {
                    break;
                }
            }
            if best
                .as_ref()
                .is_none_or(|(_, least)| viable.len() < least.len())
            {
                let few = viable.len() <= 1;
                best = Some((choice, viable));
                if few {
                    break;
                }
            }
        }
        best
    }

    /// Shared values, owned; None where they are too large together.
    pub(super) fn copied(&self, values: &[Rc<Value>]) -> Option<Vec<Value>> {
        let mut all = 0;
        for value in values {
            all += weight(value);
            if all > LARGEST {
                return None;
            }
        }
        self.look(COPY * usize::try_from(all).unwrap_or(usize::MAX));
        Some(values.iter().map(owned).collect())
    }

    /// Whether the assertions of a case have a value, disjunctions aside.
    pub(crate) fn cell(&mut self, case: &Case) -> Outcome {
        if !self.step() {
            return Outcome::Maybe(None, Why::Steps);
        }
        let outcome = match self.listed(case) {
            Some(outcome) => return outcome,
            None if case.kind == Kinds::NULL => self.tried(case, [Value::Null]),
            None if case.kind == Kinds::BOOL => {
                self.tried(case, [Value::Bool(false), Value::Bool(true)])
            }
            None if case.kind == Kinds::NUMBER => self.number(case),
            None if case.kind == Kinds::STRING => self.string(case),
            None if case.kind == Kinds::OBJECT => self.object(case),
            None => self.array(case),
        };
        outcome.doubted(case.doubt)
    }
}

/// Values that would be too large to write.
pub(super) const TOO_LARGE: Why = Why::Size("a value would have to be too large");

/// A shared value, owned.
pub(crate) fn owned(value: &Rc<Value>) -> Value {
    Value::clone(value)
}
