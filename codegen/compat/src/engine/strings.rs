//! Is there a string of these lengths that matches these patterns, not those, and is none of a few? If so, a short one.
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::language::{Language, Standing};

/// Longer strings are not written out as witnesses (code points).
const LONGEST: u64 = 1 << 16;
/// More states than this of the product are not visited.
const STATES: usize = 60_000;

/// As many bytes tried in one state count as one step.
const BYTES: u64 = 8;

/// What is asked of a string.
#[derive(Debug, Default)]
pub(crate) struct Query<'q> {
    pub(crate) matching: Vec<&'q Language>,
    pub(crate) failing: Vec<&'q Language>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) excluded: BTreeSet<Rc<str>>,
}

/// The answer: none exists, one that exists, or the search was cut.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    None,
    Some(String),
    Unknown,
}

impl Query<'_> {
    /// Finds a string; `steps` counts down with every state visited.
    pub(crate) fn find(&self, steps: &mut u64) -> Answer {
        if self.max.is_some_and(|max| max < self.min) {
            return Answer::None;
        }
        if self.matching.is_empty() && self.failing.is_empty() {
            return self.free();
        }
        if self.cap() > 16 {
            match self.walk(0, false, steps) {
                Answer::None => return Answer::None,
                Answer::Some(text) if self.fits(&text) => return Answer::Some(text),
                _ => {}
            }
        }
        self.walk(self.cap(), true, steps)
    }

    fn fits(&self, text: &str) -> bool {
        let length = text.chars().count() as u64;
        length >= self.min
            && self.max.is_none_or(|max| length <= max)
            && !self.excluded.contains(text)
    }

    /// Up to which length code points have to be counted.
    fn cap(&self) -> u64 {
        self.max.map_or(self.min, |max| max.saturating_add(1))
    }

    /// Without patterns: the shortest allowed length, and then any text that is not excluded.
    fn free(&self) -> Answer {
        if self.min == 0 && !self.excluded.contains("") {
            return Answer::Some(String::new());
        }
        if self.max == Some(0) {
            return Answer::None;
        }
        if self.min > LONGEST {
            return Answer::Unknown;
        }
        let head = "a".repeat(usize::try_from(self.min.max(1) - 1).unwrap_or(0));
        ('a'..='z')
            .chain('\u{100}'..=char::MAX)
            .map(|last| format!("{head}{last}"))
            .find(|text| !self.excluded.contains(text.as_str()))
            .map_or(Answer::Unknown, Answer::Some)
    }

    /// Breadth-first through the product of all automata, so that the first hit is a shortest string.
    fn walk(&self, cap: u64, exact: bool, steps: &mut u64) -> Answer {
        let Ok(cap) = u32::try_from(cap) else {
            return Answer::Unknown;
        };
        let trie = Trie::new(if exact {
            self.excluded.iter()
        } else {
            Default::default()
        });
        let alphabet = self.alphabet(&trie);
        let languages: Vec<(&Language, bool)> = self
            .matching
            .iter()
            .map(|language| (*language, true))
            .chain(self.failing.iter().map(|language| (*language, false)))
            .collect();
        let standings = languages.iter().map(|(language, _)| language.start());
        let start = State {
            standings: standings.collect(),
            utf8: Utf8::START,
            length: 0,
            excluded: Some(0),
        };
        let mut product = Product {
            states: vec![],
            parents: vec![],
            seen: HashMap::new(),
        };
        product.add(start, None);
        let (mut at, mut lost) = (0, false);
        while at < product.states.len() {
            if at >= STATES || *steps == 0 {
                return Answer::Unknown;
            }
            *steps = steps.saturating_sub(1 + alphabet.len() as u64 / BYTES);
            let state = product.states[at].clone();
            match self.accepts(&state, &languages, &trie, exact) {
                Some(true) => return product.text(at).map_or(Answer::Unknown, Answer::Some),
                Some(false) => {}
                None => lost = true,
            }
            for &byte in &alphabet {
                if let Some(next) = self.step(&state, byte, &languages, &trie, cap, exact) {
                    product.add(next, Some((at, byte)));
                }
            }
            at += 1;
        }
        if lost { Answer::Unknown } else { Answer::None }
    }

    fn accepts(
        &self,
        state: &State,
        languages: &[(&Language, bool)],
        trie: &Trie,
        exact: bool,
    ) -> Option<bool> {
        if state.utf8 != Utf8::START {
            return Some(false);
        }
        if exact
            && (u64::from(state.length) < self.min
                || state.excluded.is_some_and(|node| trie.ends[node]))
        {
            return Some(false);
        }
        let mut lost = false;
        for ((language, wanted), &standing) in languages.iter().zip(&state.standings) {
            match language.ends(standing) {
                Some(matched) if matched != *wanted => return Some(false),
                Some(_) => {}
                None => lost = true,
            }
        }
        (!lost).then_some(true)
    }

    fn step(
        &self,
        state: &State,
        byte: u8,
        languages: &[(&Language, bool)],
        trie: &Trie,
        cap: u32,
        exact: bool,
    ) -> Option<State> {
        let utf8 = state.utf8.next(byte)?;
        let mut length = state.length;
        if exact && utf8.starts(byte) {
            if self.max.is_some_and(|max| u64::from(length) >= max) {
                return None;
            }
            length = (length + 1).min(cap);
        }
        let mut standings = Vec::with_capacity(languages.len());
        for ((language, wanted), &standing) in languages.iter().zip(&state.standings) {
            let next = language.next(standing, byte);
            if (next == Standing::Dead && *wanted) || (next == Standing::Matched && !*wanted) {
                return None;
            }
            standings.push(next);
        }
        let excluded = state
            .excluded
            .and_then(|node| trie.next[node].get(&byte).copied());
        Some(State {
            standings,
            utf8,
            length,
            excluded,
        })
    }

    /// One byte for every way in which the automata tell bytes apart, readable ones first.
    fn alphabet(&self, trie: &Trie) -> Vec<u8> {
        let readable = (b'a'..=b'z')
            .chain(b'0'..=b'9')
            .chain(b'A'..=b'Z')
            .chain(*b"-_ ./:");
        let mut seen = BTreeSet::new();
        let mut alphabet = Vec::new();
        for byte in readable.chain(0..=255) {
            let classes: Vec<u8> = self
                .matching
                .iter()
                .chain(&self.failing)
                .map(|language| language.class(byte))
                .collect();
            let own = trie.bytes.contains(&byte).then_some(byte);
            if seen.insert((Utf8::class(byte), own, classes)) {
                alphabet.push(byte);
            }
        }
        alphabet
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct State {
    standings: Vec<Standing>,
    utf8: Utf8,
    /// Code points so far, up to the greatest number that matters.
    length: u32,
    /// The node in the trie of excluded strings, as long as one may still be meant.
    excluded: Option<usize>,
}

struct Product {
    states: Vec<State>,
    parents: Vec<Option<(usize, u8)>>,
    seen: HashMap<State, ()>,
}

impl Product {
    fn add(&mut self, state: State, parent: Option<(usize, u8)>) {
        if self.seen.insert(state.clone(), ()).is_none() {
            self.states.push(state);
            self.parents.push(parent);
        }
    }

    fn text(&self, mut at: usize) -> Option<String> {
        let mut bytes = Vec::new();
        while let Some((parent, byte)) = self.parents[at] {
            bytes.push(byte);
            at = parent;
        }
        bytes.reverse();
        String::from_utf8(bytes).ok()
    }
}

/// A set of strings as an automaton.
struct Trie {
    next: Vec<BTreeMap<u8, usize>>,
    ends: Vec<bool>,
    bytes: BTreeSet<u8>,
}

impl Trie {
    fn new<'s>(texts: impl Iterator<Item = &'s Rc<str>>) -> Self {
        let mut trie = Self {
            next: vec![BTreeMap::new()],
            ends: vec![false],
            bytes: BTreeSet::new(),
        };
        for text in texts {
            let mut node = 0;
            for byte in text.bytes() {
                trie.bytes.insert(byte);
                let fresh = trie.next.len();
                node = *trie.next[node].entry(byte).or_insert(fresh);
                if node == fresh {
                    trie.next.push(BTreeMap::new());
                    trie.ends.push(false);
                }
            }
            trie.ends[node] = true;
        }
        trie
    }
}

/// The automaton of well-formed UTF-8: which bytes may come next.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
struct Utf8 {
    /// Continuation bytes still due.
    due: u8,
    low: u8,
    high: u8,
}

impl Utf8 {
    const START: Self = Self {
        due: 0,
        low: 0,
        high: 0,
    };

    fn next(self, byte: u8) -> Option<Self> {
        if self.due > 0 {
            let rest = Self {
                due: self.due - 1,
                low: 0x80,
                high: 0xBF,
            };
            let next = if self.due == 1 { Self::START } else { rest };
            return (self.low..=self.high).contains(&byte).then_some(next);
        }
        let (due, low, high) = match byte {
            0x00..=0x7F => return Some(Self::START),
            0xC2..=0xDF => (1, 0x80, 0xBF),
            0xE0 => (2, 0xA0, 0xBF),
            0xED => (2, 0x80, 0x9F),
            0xE1..=0xEF => (2, 0x80, 0xBF),
            0xF0 => (3, 0x90, 0xBF),
            0xF1..=0xF3 => (3, 0x80, 0xBF),
            0xF4 => (3, 0x80, 0x8F),
            _ => return None,
        };
        Some(Self { due, low, high })
    }

    /// Whether this byte, just taken, began a code point.
    fn starts(self, byte: u8) -> bool {
        byte & 0xC0 != 0x80
    }

    /// Bytes that the automaton treats alike.
    fn class(byte: u8) -> u8 {
        match byte {
            0x00..=0x7F => 0,
            0x80..=0x8F => 1,
            0x90..=0x9F => 2,
            0xA0..=0xBF => 3,
            0xC2..=0xDF => 4,
            0xE0 => 5,
            0xED => 6,
            0xE1..=0xEF => 7,
            0xF0 => 8,
            0xF1..=0xF3 => 9,
            0xF4 => 10,
            _ => 11,
        }
    }
}
