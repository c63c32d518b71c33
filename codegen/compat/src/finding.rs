//! What `check` reports: one edit, one finding.
use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use tidings_contract::Digest;
use tidings_model::Place;

use crate::confirm::Refused;
use crate::decide::Semantics;
use crate::engine::Reason;

/// Who is hit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Payloads break: always fails the gate.
    Wire,
    /// Generated types change so that code built on them may not compile.
    Source,
    /// Advice.
    Style,
}

/// Which of the two schemas of a pair is the newer one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The newer version writes, and the older one reads: what a deploy meets first.
    NewToOld,
    /// The older version writes, and the newer one reads: stored events, and what a rollback leaves behind.
    OldToNew,
}

/// What a finding claims.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Claim {
    /// Something breaks, and the witness shows it.
    Breaking,
    /// It can't be told whether something breaks.
    Unknown,
    /// Nothing breaks on the wire; the finding says what else changes.
    Advice,
}

/// One pair of versions that a finding is about, with the releases whose readers are meant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Pair {
    /// The event, the type (`types/ask`) or the stream.
    pub subject: String,
    /// The version that writes.
    pub writer: Option<u32>,
    /// The version that reads.
    pub reader: Option<u32>,
    /// The releases that read that version, as `orders@6-1c2e93ab47d0`.
    pub releases: BTreeSet<String>,
}

/// One result of `check`: a rule, the places, the verdict, a witness, and the ways out.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// The rule: `compat/member-removed`.
    pub rule: &'static str,
    /// Who is hit.
    pub level: Level,
    /// What is claimed.
    pub claim: Claim,
    /// Which side is the newer one; None where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What happened, in words: ``order.placed v3: `status` may now be "held"``.
    pub message: String,
    /// Where the change is: the newer side.
    pub place: Option<Place>,
    /// The other side of it.
    pub other: Option<Place>,
    /// A payload that shows the break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Value>,
    /// The reader's assertion that refuses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// Why nothing could be proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// All pairs that the edit touches, sorted.
    pub pairs: Vec<Pair>,
    /// The ways out, in order.
    pub help: Vec<String>,
    /// In which sense it was judged.
    pub semantics: Semantics,
    /// Twelve hex digits of a hash of rule, subject, pointer, versions and semantics, never of prose.
    pub fingerprint: String,
}

impl Finding {
    /// Whether the gate fails on it, whatever the policy.
    pub fn fails(&self) -> bool {
        self.level == Level::Wire && self.claim != Claim::Advice
    }

    /// What two findings share when they are about one edit: everything that the fingerprint hashes but the versions.
    pub(crate) fn edit(&self) -> (&'static str, String, String, Option<Direction>) {
        let place = self
            .place
            .as_ref()
            .map(|place| format!("{}#{}", place.file, place.pointer))
            .unwrap_or_default();
        let subject = self
            .pairs
            .first()
            .map(|pair| pair.subject.clone())
            .unwrap_or_default();
        let shared = self
            .place
            .as_ref()
            .is_some_and(|place| place.file.starts_with("types/"));
        (
            self.rule,
            if shared { String::new() } else { subject },
            place,
            self.direction,
        )
    }

    /// Sets the fingerprint from what identifies the finding.
    pub(crate) fn sealed(mut self) -> Self {
        let (rule, subject, place, direction) = self.edit();
        let versions = self.pairs.first().map(|pair| (pair.writer, pair.reader));
        let text = format!(
            "{rule}\n{subject}\n{place}\n{direction:?}\n{versions:?}\n{}",
            self.semantics.name()
        );
        self.fingerprint = Digest::of(text).short();
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.message)
    }
}
