//! Pairs that share documents, as the versions of one event do: each is read once, and what is proved of one pair is
//! known in the next.
use std::sync::Arc;

use foldhash::HashMap;
use serde_json::Value;
use tidings_model::Materialised;

use super::build::{At, Builder};
use super::document::{Document, address};
use super::formula::{Arena, Lit};
use super::language::Languages;
use super::outcome::Outcome;
use super::reason::{Reason, Side};
use super::solve::{Known, Solver};
use super::{Answer, Ask, Decision, JOINED, circle, reason, too_deep};

/// More formulas than this are not kept from one pair to the next.
const FORMULAS: usize = 1 << 20;

/// Decides pairs one after the other.
///
/// What was read and proved before only saves work: a pair is given the budget that it would have by itself, and one
/// with a document that is not wholly understood is decided by itself.
#[derive(Debug, Default)]
pub(crate) struct Engine {
    arena: Arena,
    languages: Languages,
    reasons: Vec<Reason>,
    known: Known,
    /// Documents that are met again, by their addresses, which stay theirs as long as they are held here.
    kept: HashMap<usize, Arc<Materialised>>,
    read: HashMap<(usize, Side), Read>,
}

/// A document that has been read.
#[derive(Clone, Copy, Debug)]
struct Read {
    lit: Lit,
    /// What the arena joined for it.
    work: u64,
    /// Whether every keyword was understood.
    clean: bool,
    /// Whether some reference leads back to itself in place.
    circular: bool,
    /// Whether reading was given up.
    full: bool,
}

impl Engine {
    /// Keeps what is read of a document for the pairs to come.
    pub(crate) fn keep(&mut self, set: &Arc<Materialised>) {
        let at = address(&set.document);
        self.kept.entry(at).or_insert_with(|| Arc::clone(set));
    }

    /// Answers, and counts the steps taken.
    pub(crate) fn includes(
        &mut self,
        writer: &Value,
        reader: &Value,
        ask: Ask,
        budget: u64,
    ) -> Decision {
        if too_deep(writer) || too_deep(reader) {
            return Decision::unknown(Reason::limit("depth", "a schema is nested too deeply"));
        }
        if ask == Ask::Inclusion && writer == reader {
            return Decision {
                answer: Answer::Included,
                steps: 0,
                clean: true,
            };
        }
        if self.arena.len() > FORMULAS {
            *self = Self {
                kept: std::mem::take(&mut self.kept),
                ..Self::default()
            };
        }
        let fresh = self.arena.is_new();
        let room = budget.saturating_mul(JOINED);
        let writes = self.read(writer, Side::Writer, 0, room);
        let reads = self.read(reader, Side::Reader, writes.work, room);
        let understood = writes.clean && reads.clean;
        if !understood && !fresh {
            return Self::default().includes(writer, reader, ask, budget);
        }
        self.decide(writes, reads, ask, budget)
    }

    /// Reads a document into the arena, where that has not been done.
    fn read(&mut self, schema: &Value, side: Side, before: u64, room: u64) -> Read {
        let key = (address(schema), side);
        if let Some(read) = self.read.get(&key) {
            return *read;
        }
        let reasons = self.reasons.len();
        self.arena.work = before;
        let document = Document::new(schema);
        let mut builder = Builder::new(
            &document,
            side,
            &mut self.arena,
            &mut self.languages,
            &mut self.reasons,
            room,
        );
        let lit = builder.schema(schema, &At::ROOT);
        // What was not read may hide a circle.
        let circular = builder.circular || (builder.cut && circle::any(&document, schema));
        let full = builder.full || builder.way.lost;
        let read = Read {
            lit,
            work: self.arena.work - before,
            clean: self.reasons.len() == reasons && !circular && !full,
            circular,
            full,
        };
        if self.kept.contains_key(&key.0) {
            self.read.insert(key, read);
        }
        read
    }

    fn decide(&mut self, writes: Read, reads: Read, ask: Ask, budget: u64) -> Decision {
        // No validator can be asked about a schema that means nothing, so that no candidate is worth a try.
        if writes.circular || reads.circular {
            let reason = self.reasons.iter().find(|reason| reason.keyword == "$ref");
            let circle = || Reason::limit("$ref", "a circle of references");
            return Decision::unknown(reason.cloned().unwrap_or_else(circle));
        }
        if writes.full || reads.full {
            let reason = Reason::limit("budget", "the schemas are too large to read");
            return Decision {
                steps: budget,
                ..Decision::unknown(reason)
            };
        }
        let read = ((writes.work + reads.work) / JOINED).min(budget);
        let refused = self.arena.not(reads.lit);
        let mut solver = Solver::new(
            &mut self.arena,
            &self.languages,
            &mut self.known,
            budget - read,
        );
        let outcome = solver.all(&[writes.lit, refused]);
        let mut steps = budget - solver.steps;
        let answer = match outcome {
            Outcome::Empty if ask == Ask::InclusionOfSomething => {
                solver.steps = budget;
                let vacuous = solver.solve(writes.lit).is_empty();
                steps += budget - solver.steps;
                if vacuous {
                    Answer::Vacuous
                } else {
                    Answer::Included
                }
            }
            Outcome::Empty => Answer::Included,
            Outcome::Found(value) => Answer::Refuted(Value::clone(&value)),
            Outcome::Maybe(value, why) => Answer::Unknown(
                reason(why, &self.reasons),
                value.map(|value| Value::clone(&value)),
            ),
        };
        Decision {
            answer,
            steps,
            clean: writes.clean && reads.clean,
        }
    }
}

#[cfg(test)]
#[path = "../../tests/support/random.rs"]
mod random;

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use tidings_model::{Checked, Schema};

    use super::Engine;
    use super::random::Random;
    use crate::decide::{Effort, Semantics, Sets, Verdict, accepts};
    use crate::engine::Side;

    /// What an engine says of every pair, one after the other; with a new one each time where none is given.
    fn verdicts(engine: Option<&mut Engine>, versions: &[Schema<Checked>]) -> Vec<Verdict> {
        let (mut given, mut found) = (engine, Vec::new());
        for semantics in [Semantics::Generated, Semantics::Validation] {
            let sets = |side| versions.iter().map(move |of| Sets::of(of, side, semantics));
            let readers: Vec<Sets> = sets(Side::Reader).collect();
            for writer in sets(Side::Writer) {
                for reader in &readers {
                    let mut own = Engine::default();
                    let engine = given.as_deref_mut().unwrap_or(&mut own);
                    found.push(accepts(engine, &writer, reader, &mut Effort::default()));
                }
            }
        }
        found
    }

    fn history(random: &mut Random) -> Vec<Value> {
        let mut versions = vec![random.schema(3)];
        for _ in 0..3 {
            let last = versions.last().cloned().unwrap_or_default();
            versions.push(random.edited(&last));
        }
        versions
    }

    #[test]
    fn what_was_proved_before_changes_no_verdict() {
        let (mut decided, mut shared) = (0, Engine::default());
        for seed in 0..120 {
            let documents = history(&mut Random::new(seed));
            let schemas = documents.iter().map(Schema::from_document);
            let Ok(versions) = schemas.collect::<Result<Vec<_>, _>>() else {
                continue;
            };
            let alone = verdicts(None, &versions);
            let together = verdicts(Some(&mut shared), &versions);
            for (alone, together) in alone.iter().zip(&together) {
                let about = format!("seed {seed}, {documents:?}: {alone:?} or {together:?}");
                assert_eq!(alone.name(), together.name(), "{about}");
                decided += usize::from(!matches!(alone, Verdict::Unknown(_)));
            }
        }
        assert!(decided > 1_000, "{decided} pairs were decided");
    }
}
