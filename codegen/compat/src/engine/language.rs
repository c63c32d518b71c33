//! Patterns as automata: compiled once per decision, intersected and complemented by walking them side by side.
use std::collections::HashMap;

use jsonschema_regex::{is_valid_ecma_regex, to_rust_regex};
use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_syntax::ast::{self, Ast};

/// The automata of one decision take no more memory than this (bytes); a pattern that would need more is not decided.
const AUTOMATON: usize = 4 << 20;

/// A compiled pattern; it matches anywhere in a string, as JSON Schema has it.
#[derive(Debug)]
pub(crate) struct Language {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
}

/// Where an automaton stands: still looking, found (which lasts), or unable to tell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Standing {
    At(StateID),
    Matched,
    Dead,
    Lost,
}

impl Language {
    /// Builds the automaton in so much memory.
    fn compile(pattern: &str, room: usize) -> Result<Self, String> {
        let syntax = ecma(pattern)?;
        let config = dense::Config::new()
            .accelerate(false)
            .dfa_size_limit(Some(room))
            .determinize_size_limit(Some(room));
        let dfa = dense::Builder::new()
            .configure(config)
            .thompson(thompson::Config::new().nfa_size_limit(Some(room)))
            .build(&syntax)
            .map_err(|_| "its automaton is too large".to_owned())?;
        let start = dfa
            .start_state(&start::Config::new())
            .map_err(|_| "its automaton has no start".to_owned())?;
        Ok(Self { dfa, start })
    }

    pub(crate) fn start(&self) -> Standing {
        self.standing(self.start)
    }

    fn standing(&self, state: StateID) -> Standing {
        if self.dfa.is_match_state(state) {
            Standing::Matched
        } else if self.dfa.is_dead_state(state) {
            Standing::Dead
        } else if self.dfa.is_quit_state(state) {
            Standing::Lost
        } else {
            Standing::At(state)
        }
    }

    pub(crate) fn next(&self, standing: Standing, byte: u8) -> Standing {
        match standing {
            Standing::At(state) => self.standing(self.dfa.next_state(state, byte)),
            other => other,
        }
    }

    /// Whether a string that ends here matches; None when the automaton can't tell.
    pub(crate) fn ends(&self, standing: Standing) -> Option<bool> {
        match standing {
            Standing::At(state) => match self.standing(self.dfa.next_eoi_state(state)) {
                Standing::Lost => None,
                standing => Some(standing == Standing::Matched),
            },
            Standing::Matched => Some(true),
            Standing::Dead => Some(false),
            Standing::Lost => None,
        }
    }

    /// The class of a byte: bytes of one class lead to the same states.
    pub(crate) fn class(&self, byte: u8) -> u8 {
        self.dfa.byte_classes().get(byte)
    }

    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        let mut at = self.start();
        for byte in text.bytes() {
            at = self.next(at, byte);
        }
        self.ends(at)
    }
}

/// All patterns of one decision, each compiled once.
#[derive(Debug)]
pub(crate) struct Languages {
    languages: Vec<Language>,
    /// How much memory is left (bytes). A pattern that does not fit costs half of it, since the attempt costs time.
    room: usize,
    /// Per pattern its number, or the number of the reason why it has none (once that is known).
    index: HashMap<String, Result<u32, Option<u32>>>,
}

impl Default for Languages {
    fn default() -> Self {
        Self {
            languages: Vec::new(),
            room: AUTOMATON,
            index: HashMap::new(),
        }
    }
}

impl Languages {
    /// The number of a pattern; or the reason's number, if known, and what is wrong.
    pub(crate) fn intern(&mut self, pattern: &str) -> Result<u32, (Option<u32>, String)> {
        match self.index.get(pattern) {
            Some(Ok(number)) => return Ok(*number),
            Some(Err(reason)) => return Err((*reason, String::new())),
            None => {}
        }
        match Language::compile(pattern, self.room) {
            Ok(language) => {
                self.room = self.room.saturating_sub(language.dfa.memory_usage());
                let number = u32::try_from(self.languages.len())
                    .map_err(|_| (None, "too many patterns".to_owned()))?;
                self.languages.push(language);
                self.index.insert(pattern.to_owned(), Ok(number));
                Ok(number)
            }
            Err(message) => {
                self.room /= 2;
                self.index.insert(pattern.to_owned(), Err(None));
                Err((None, message))
            }
        }
    }

    /// Remembers under which reason a pattern was given up, so that it stays one and the same unknown.
    pub(crate) fn remember(&mut self, pattern: &str, reason: u32) {
        self.index.insert(pattern.to_owned(), Err(Some(reason)));
    }

    pub(crate) fn get(&self, number: u32) -> &Language {
        &self.languages[number as usize]
    }
}

/// The pattern in the syntax of the automata, with the meaning that ECMAScript gives it.
fn ecma(pattern: &str) -> Result<String, String> {
    let parsed = ast::parse::Parser::new().parse(pattern);
    if let Err(error) = &parsed {
        match error.kind() {
            ast::ErrorKind::UnsupportedLookAround => {
                return Err("it uses look-around, which can't be decided".into());
            }
            ast::ErrorKind::UnsupportedBackreference => {
                return Err("it uses a back-reference, which can't be decided".into());
            }
            _ => {}
        }
    }
    if !is_valid_ecma_regex(pattern) {
        return Err("it is not a regular expression of ECMAScript".into());
    }
    let flags = |at: usize| pattern[at + 2..].starts_with(['i', 'm', 's', '-']);
    if pattern.match_indices("(?").any(|(at, _)| flags(at)) {
        return Err("it changes flags inside the pattern, which is not decided".into());
    }
    let translated =
        to_rust_regex(pattern).map_err(|()| "its syntax is not understood".to_owned())?;
    let tree = ast::parse::Parser::new()
        .parse(&translated)
        .map_err(|error| error.kind().to_string())?;
    let mut edits = Vec::new();
    differences(&tree, &mut edits);
    edits.sort_unstable_by_key(|(span, _)| std::cmp::Reverse(span.start.offset));
    let mut text = translated.into_owned();
    for (span, replacement) in edits {
        text.replace_range(span.start.offset..span.end.offset, replacement);
    }
    Ok(text)
}

/// Where ECMAScript means something else by the same text: `.` stops at four line ends, `\b` knows ASCII words only.
fn differences(tree: &Ast, edits: &mut Vec<(ast::Span, &'static str)>) {
    match tree {
        Ast::Dot(span) => edits.push((**span, r"[^\n\r\u{2028}\u{2029}]")),
        Ast::Assertion(assertion) => match assertion.kind {
            ast::AssertionKind::WordBoundary => edits.push((assertion.span, r"(?-u:\b)")),
            ast::AssertionKind::NotWordBoundary => edits.push((assertion.span, r"(?-u:\B)")),
            _ => {}
        },
        Ast::Repetition(repetition) => differences(&repetition.ast, edits),
        Ast::Group(group) => differences(&group.ast, edits),
        Ast::Alternation(alternation) => alternation
            .asts
            .iter()
            .for_each(|tree| differences(tree, edits)),
        Ast::Concat(concat) => concat.asts.iter().for_each(|tree| differences(tree, edits)),
        _ => {}
    }
}
