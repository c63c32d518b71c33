//! `check`: every pair that can meet, judged; breaks become findings, one per edit.
use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{Digest, EventName, VersionNumber};
use tidings_model::{Place, Stream};
use tidings_registry::{Registry, Release, State};

use crate::assess::{Assessment, Family, Key};
use crate::case::Case;
use crate::decide::{Semantics, Sets};
use crate::engine::{Engine, Reason, Side};
use crate::finding::{Claim, Direction, Finding, Level, Pair};
use crate::locate::keyword_place;
use crate::merged::merged;
use crate::rename::renamed;
use crate::rule::Rule;
use crate::rules::{named, of_break};
use crate::spread::spread;

/// All findings of a registry under `generated`, in a fixed order: the gravest first, then by place.
///
/// A draft, and any version ahead of the write version, is judged as if it were promoted today: against every release
/// that is not retired; and every stored version against the release that the drafts would make. The `base` says what
/// is new, for the findings that speak of new versions only.
pub fn check(registry: &Registry, base: Option<&Registry>) -> Vec<Finding> {
    Assessment::new(registry, Semantics::Generated).check(base)
}

/// A pair to judge, with the releases that read the reader's version.
type Pairs = BTreeMap<(Key, Key), BTreeSet<String>>;
type Judged = ((Key, Key), BTreeSet<String>);

impl Assessment<'_> {
    /// All findings of the registry; see [`check`].
    pub fn check(&self, base: Option<&Registry>) -> Vec<Finding> {
        let mut pairs = Pairs::new();
        let mut findings = Vec::new();
        for stream in self.registry.streams.values() {
            self.stream_pairs(stream, &mut pairs);
            self.stopped(stream, &mut findings);
            self.requests(stream, base, &mut findings);
            self.written_ahead(stream, base, &mut findings);
            if let Some(base) = base {
                self.agreed(stream, base, &mut findings);
            }
        }
        self.vanished(base, &mut findings);
        let pairs: Vec<Judged> = pairs.into_iter().collect();
        let same_event = |a: &Judged, b: &Judged| a.0.0.1 == b.0.0.1;
        let found = spread(&pairs, same_event, |pairs| {
            let engine = &mut Engine::default();
            let judge = |((writer, reader), releases): &Judged| {
                self.pair(engine, (writer, reader), releases, None)
            };
            pairs.iter().map(judge).collect()
        });
        findings.extend(found.into_iter().flatten());
        self.types_and_texts(base, &mut findings);
        merged(findings)
    }

    /// The findings between two versions of one event, in both directions.
    pub fn compare(
        &self,
        event: &EventName,
        old: VersionNumber,
        new: VersionNumber,
    ) -> Vec<Finding> {
        let key = |version| (Family::Event, event.clone(), version);
        let (old_key, new_key, none) = (key(old), key(new), BTreeSet::new());
        let engine = &mut Engine::default();
        let mut findings = self.pair(engine, (&new_key, &old_key), &none, None);
        findings.extend(self.pair(engine, (&old_key, &new_key), &none, None));
        findings.extend(self.generated_types(event, old, new));
        merged(findings)
    }

    fn stream_pairs(&self, stream: &Stream, pairs: &mut Pairs) {
        let releases = self.supported(stream);
        for (event, carried) in &stream.events {
            let Some(entry) = self.registry.events.get(event) else {
                continue;
            };
            let key = |version| (Family::Event, event.clone(), version);
            for (index, release) in releases.iter().enumerate() {
                let Some(&read) = release.events.get(event) else {
                    continue;
                };
                let newest = index + 1 == releases.len();
                for &written in entry.versions.keys() {
                    if written != read && (written >= carried.write.value || newest) {
                        pairs
                            .entry((key(written), key(read)))
                            .or_default()
                            .insert(release.id.to_string());
                    }
                }
            }
        }
    }

    pub(crate) fn supported(&self, stream: &Stream) -> Vec<Release> {
        self.registry
            .releases(stream)
            .into_iter()
            .filter(|release| !release.retired)
            .collect()
    }

    /// All breaks between a writer and a reader; `rule` names them, or each is named by what it is.
    pub(crate) fn pair(
        &self,
        engine: &mut Engine,
        (writer, reader): (&Key, &Key),
        releases: &BTreeSet<String>,
        rule: Option<&'static Rule>,
    ) -> Vec<Finding> {
        let direction = if writer.2 > reader.2 {
            Direction::NewToOld
        } else {
            Direction::OldToNew
        };
        let Some((writes, reads, found)) = self.breaks(engine, writer, reader) else {
            return Vec::new();
        };
        let newer = writer.2.max(reader.2);
        let pair = Pair {
            subject: subject(writer),
            writer: Some(writer.2.get()),
            reader: Some(reader.2.get()),
            releases: releases.clone(),
        };
        let mut findings = Vec::new();
        for told in &found.witnesses {
            let witness = &told.witness;
            let case = Case::new(told, &writes, &reads, direction);
            let (own, mut say) = of_break(&case);
            if let Some(name) = self.renamed(&case, writer, reader) {
                say.push_str(&format!("; it looks like a rename to `{name}`"));
            }
            let (place, other) = match direction {
                Direction::NewToOld => (case.writer_place, case.reader_place),
                Direction::OldToNew => (case.reader_place, case.writer_place),
            };
            let mut finding = self.finding(rule.unwrap_or(own), &pair, newer, &say);
            finding.direction = Some(direction);
            (finding.place, finding.other) = (Some(place), Some(other));
            (finding.witness, finding.refused) =
                (Some(witness.value.clone()), Some(witness.refused.clone()));
            finding.detail = case.missing.clone().unwrap_or_default();
            findings.push(finding.sealed());
        }
        if let Some(reason) = found.unknown {
            findings.push(self.unproved(&reason, (&writes, &reads), direction, &pair, newer));
        }
        findings
    }

    /// The new name of a member that readers miss, where one may be guessed.
    fn renamed(&self, case: &Case<'_>, writer: &Key, reader: &Key) -> Option<String> {
        let name = case.missing.as_deref().filter(|_| case.writer_is_newer())?;
        let (old, new) = (self.version(reader)?, self.version(writer)?);
        renamed(&old.schema, &new.schema, &case.witness.refused.at, name)
    }

    fn unproved(
        &self,
        reason: &Reason,
        (writes, reads): (&Sets, &Sets),
        direction: Direction,
        pair: &Pair,
        newer: VersionNumber,
    ) -> Finding {
        let say = format!("it can't be told whether every payload is accepted: {reason}");
        let mut finding = self.finding(named("compat/unproved"), pair, newer, &say);
        let place = |side: &Sets| keyword_place(side.schema(), &reason.pointer);
        let own = side_of_newer(direction);
        let (newer_side, older_side) = if own == Side::Writer {
            (writes, reads)
        } else {
            (reads, writes)
        };
        finding.place = Some(if reason.side == Some(own) {
            place(newer_side)
        } else {
            root(newer_side)
        });
        finding.other = Some(if reason.side == Some(own) {
            root(older_side)
        } else {
            place(older_side)
        });
        finding.claim = Claim::Unknown;
        finding.direction = Some(direction);
        finding.reason = Some(reason.clone());
        finding.sealed()
    }

    pub(crate) fn finding(
        &self,
        rule: &'static Rule,
        pair: &Pair,
        newer: VersionNumber,
        say: &str,
    ) -> Finding {
        let breaking = rule.level == Level::Wire;
        Finding {
            rule: rule.id,
            level: rule.level,
            claim: if breaking {
                Claim::Breaking
            } else {
                Claim::Advice
            },
            direction: None,
            message: format!("{} v{newer}: {say}", pair.subject),
            place: None,
            other: None,
            witness: None,
            refused: None,
            reason: None,
            pairs: vec![pair.clone()],
            help: self.ways_out(rule, pair, newer),
            semantics: self.semantics,
            fingerprint: String::new(),
            schemas: self.schemas(pair),
            known: false,
            waived: None,
            failing: breaking,
            detail: String::new(),
        }
    }

    /// What the versions of a pair mean, and the shared types that they use.
    fn schemas(&self, pair: &Pair) -> BTreeMap<String, Digest> {
        let (family, name) = match pair.subject.strip_prefix("types/") {
            Some(name) => (Family::Type, name),
            None => (Family::Event, pair.subject.as_str()),
        };
        let Ok(name) = name.parse::<EventName>() else {
            return BTreeMap::new();
        };
        let versions = [pair.writer, pair.reader].into_iter().flatten();
        let keys = versions
            .filter_map(|version| Some((family, name.clone(), VersionNumber::new(version)?)));
        keys.flat_map(|key| self.meanings(&key)).collect()
    }

    /// What a version means, and the shared types that it uses, each by its file.
    pub(crate) fn meanings(&self, key: &Key) -> BTreeMap<String, Digest> {
        let Some(version) = self.version(key) else {
            return BTreeMap::new();
        };
        let types = version.types.iter();
        let types = types.filter_map(|(name, number)| self.registry.type_version(name, *number));
        let files = types.chain([version]);
        files
            .map(|version| (version.path.clone(), version.schema.meaning()))
            .collect()
    }

    /// What can be done, in order: the rule's own advice, where the edit belongs, and where to read more.
    fn ways_out(&self, rule: &Rule, pair: &Pair, newer: VersionNumber) -> Vec<String> {
        let mut help = vec![rule.help.to_owned()];
        let published = |name: &EventName| {
            self.registry
                .event_version(name, newer)
                .is_some_and(|version| version.state == State::Published)
        };
        if rule.level == Level::Wire && pair.subject.parse().is_ok_and(|name| published(&name)) {
            help.push(format!(
                "version {newer} is locked: make the change in a new version, `tidings new version {}`",
                pair.subject
            ));
        }
        help.push(format!("`tidings explain {}`", rule.id));
        help
    }
}

fn side_of_newer(direction: Direction) -> Side {
    match direction {
        Direction::NewToOld => Side::Writer,
        Direction::OldToNew => Side::Reader,
    }
}

fn root(sets: &Sets) -> Place {
    sets.schema().node(sets.schema().root()).place.clone()
}

fn subject(key: &Key) -> String {
    match key.0 {
        Family::Event => key.1.to_string(),
        Family::Type => format!("types/{}", key.1),
    }
}
