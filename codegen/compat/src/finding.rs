//! What `check` reports: one edit, one finding.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use tidings_contract::Digest;
use tidings_model::{Date, Place};

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

/// The waiver that covers a finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Waived {
    /// Its file, relative to the registry: `waivers/order.placed-member-removed-9f3c41.toml`.
    pub file: String,
    /// Who approved it.
    pub owners: Vec<String>,
    /// Why, in a sentence.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
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
    /// What every version that the finding is about means, by its file; of shared types that these use, too.
    pub schemas: BTreeMap<String, Digest>,
    /// Whether the base has the same finding, over schemas that mean the same.
    pub known: bool,
    /// The waiver that covers it, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
    /// Whether the gate fails on it: by its level and the policy, unless it is waived, or known and only what is new
    /// was asked for.
    pub failing: bool,
    /// What tells this edit from another one at the same place, such as the member that is missing.
    #[serde(skip)]
    pub(crate) detail: String,
}

impl Finding {
    /// Whether the gate fails on it.
    pub fn fails(&self) -> bool {
        self.failing
    }

    /// Whether a waiver can cover it: whether the gate fails on it, and it is not about a waiver itself.
    pub fn waivable(&self) -> bool {
        self.failing && !self.rule.starts_with("compat/waiver-")
    }

    /// How the releases that it is about can be ended: a command for each stream.
    pub(crate) fn retiring(&self) -> Option<String> {
        let mut newest: BTreeMap<&str, u32> = BTreeMap::new();
        for release in self.pairs.iter().flat_map(|pair| &pair.releases) {
            let number = release.split_once('@').and_then(|(stream, label)| {
                let number = label.split('-').next()?.parse::<u32>().ok()?;
                Some((stream, number))
            });
            // The release that the drafts would make has no number: nobody reads by it yet.
            if let Some((stream, number)) = number {
                let known = newest.entry(stream).or_insert(number);
                *known = number.max(*known);
            }
        }
        let commands: Vec<String> = newest
            .iter()
            .map(|(stream, number)| format!("`tidings retire {stream}@{number}`"))
            .collect();
        (!commands.is_empty()).then(|| {
            format!(
                "or end the releases that read it, once no client of them is left: {}",
                commands.join(", ")
            )
        })
    }

    /// What two findings share when they are about one edit.
    ///
    /// The place names the newer version. Older ones are told in the pairs: an edit that two of them meet is one edit,
    /// and it stays the same when one of them is read no more.
    pub(crate) fn edit(&self) -> Edit {
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
        Edit {
            rule: self.rule,
            subject: if shared { String::new() } else { subject },
            place,
            detail: self.detail.clone(),
            direction: self.direction,
        }
    }

    /// Sets the fingerprint from what identifies the finding.
    pub(crate) fn sealed(mut self) -> Self {
        let Edit {
            rule,
            subject,
            place,
            detail,
            direction,
        } = self.edit();
        let text = format!(
            "{rule}\n{subject}\n{place}\n{detail}\n{direction:?}\n{}",
            self.semantics.name()
        );
        self.fingerprint = Digest::of(text).short();
        self
    }
}

/// What one edit is known by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Edit {
    rule: &'static str,
    subject: String,
    place: String,
    detail: String,
    direction: Option<Direction>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.message)
    }
}
