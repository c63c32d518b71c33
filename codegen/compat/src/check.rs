//! `check`: every pair that can meet, judged; breaks become findings, one per edit.
use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, VersionNumber};
use tidings_model::{Place, RequestType, Stream, StreamKind};
use tidings_registry::{Registry, Release, State};

use crate::assess::{Assessment, Family, Key};
use crate::case::Case;
use crate::change::changes;
use crate::decide::{Semantics, Sets};
use crate::engine::{Reason, Side};
use crate::finding::{Claim, Direction, Finding, Level, Pair};
use crate::locate::keyword_place;
use crate::rule::{Detect, Looked, Rule};
use crate::rules::{RULES, named, of_break};

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

impl Assessment<'_> {
    /// All findings of the registry; see [`check`].
    pub fn check(&self, base: Option<&Registry>) -> Vec<Finding> {
        let mut pairs = Pairs::new();
        let mut findings = Vec::new();
        for stream in self.registry.streams.values() {
            self.stream_pairs(stream, &mut pairs);
            self.stopped(stream, &mut findings);
            self.requests(stream, base, &mut findings);
        }
        self.vanished(&mut findings);
        for ((writer, reader), releases) in &pairs {
            findings.extend(self.pair(writer, reader, releases, None));
        }
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
        let mut findings = self.pair(&key(new), &key(old), &BTreeSet::new(), None);
        findings.extend(self.pair(&key(old), &key(new), &BTreeSet::new(), None));
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

    fn supported(&self, stream: &Stream) -> Vec<Release> {
        self.registry
            .releases(stream)
            .into_iter()
            .filter(|release| !release.retired)
            .collect()
    }

    /// All breaks between a writer and a reader; `rule` names them, or each is named by what it is.
    fn pair(
        &self,
        writer: &Key,
        reader: &Key,
        releases: &BTreeSet<String>,
        rule: Option<&'static Rule>,
    ) -> Vec<Finding> {
        let direction = if writer.2 > reader.2 {
            Direction::NewToOld
        } else {
            Direction::OldToNew
        };
        let Some((writes, reads, found)) = self.breaks(writer, reader) else {
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
        for witness in &found.witnesses {
            let case = Case::new(witness, &writes, &reads, direction);
            let (own, say) = of_break(&case);
            let (place, other) = match direction {
                Direction::NewToOld => (case.writer_place, case.reader_place),
                Direction::OldToNew => (case.reader_place, case.writer_place),
            };
            let mut finding = self.finding(rule.unwrap_or(own), &pair, newer, &say);
            finding.direction = Some(direction);
            (finding.place, finding.other) = (Some(place), Some(other));
            (finding.witness, finding.refused) =
                (Some(witness.value.clone()), Some(witness.refused.clone()));
            findings.push(finding.sealed());
        }
        if let Some(reason) = found.unknown {
            findings.push(self.unproved(&reason, (&writes, &reads), direction, &pair, newer));
        }
        findings
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
        let place = |side: &Sets| keyword_place(&side.schema, &reason.pointer);
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

    fn finding(
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
        }
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
        if rule.direction == Some(Direction::NewToOld)
            && let Some(release) = pair.releases.iter().next_back()
        {
            let stream = release.split('@').next().unwrap_or_default();
            help.push(format!(
                    "once no client of {release} and older is left, raise `oldest_release` in streams/{stream}.toml"
                ));
        }
        help.push(format!("`tidings explain {}`", rule.id));
        help
    }

    /// Events that a supported release reads and that the stream does not carry any more.
    fn stopped(&self, stream: &Stream, findings: &mut Vec<Finding>) {
        let mut readers: BTreeMap<&EventName, BTreeSet<String>> = BTreeMap::new();
        let releases = self.supported(stream);
        for release in &releases {
            for event in release
                .events
                .keys()
                .filter(|event| !stream.events.contains_key(*event))
            {
                readers
                    .entry(event)
                    .or_default()
                    .insert(release.id.to_string());
            }
        }
        for (event, releases) in readers {
            let say = format!(
                "{} does not carry it any more, and the releases that read it hear nothing",
                stream.name
            );
            findings.push(self.silence(event, releases, Some(stream.path.place.clone()), &say));
        }
    }

    /// Streams that are gone, while releases of them are locked.
    fn vanished(&self, findings: &mut Vec<Finding>) {
        let mut readers: BTreeMap<&EventName, BTreeSet<String>> = BTreeMap::new();
        for ((stream, number), locked) in &self.registry.lock.releases {
            if !self.registry.streams.contains_key(stream) {
                for event in locked.events.keys() {
                    readers
                        .entry(event)
                        .or_default()
                        .insert(format!("{stream}@{number}"));
                }
            }
        }
        for (event, releases) in readers {
            let say =
                "the stream that carried it is gone, and the releases that read it hear nothing";
            findings.push(self.silence(event, releases, None, say));
        }
    }

    fn silence(
        &self,
        event: &EventName,
        releases: BTreeSet<String>,
        place: Option<Place>,
        say: &str,
    ) -> Finding {
        let rule = named("compat/event-stopped");
        let pair = Pair {
            subject: event.to_string(),
            writer: None,
            reader: None,
            releases,
        };
        let newest = self
            .registry
            .events
            .get(event)
            .and_then(|entry| entry.newest())
            .map(|version| version.number);
        let mut finding = self.finding(rule, &pair, newest.unwrap_or(VersionNumber::FIRST), say);
        finding.message = format!("{event}: {say}");
        finding.place = place;
        finding.sealed()
    }

    /// The request type of a session, the other way round: the client writes it, the server reads it.
    fn requests(&self, stream: &Stream, base: Option<&Registry>, findings: &mut Vec<Finding>) {
        let Some(asked) = request(stream) else {
            return;
        };
        let before = base
            .and_then(|base| base.streams.get(&stream.name))
            .and_then(request);
        let Some(entry) = self.registry.types.get(&asked.name) else {
            return;
        };
        let older = entry
            .versions
            .range(..asked.version)
            .map(|(number, _)| (asked.name.clone(), *number));
        let written: BTreeSet<(EventName, VersionNumber)> = older
            .chain(before.map(|before| (before.name.clone(), before.version)))
            .collect();
        let reader = (Family::Type, asked.name.clone(), asked.version);
        for (name, version) in written {
            if (&name, version) != (&asked.name, asked.version) {
                let releases = self
                    .supported(stream)
                    .iter()
                    .map(|release| release.id.to_string())
                    .collect();
                let writer = (Family::Type, name, version);
                findings.extend(self.pair(
                    &writer,
                    &reader,
                    &releases,
                    Some(named("compat/request-narrowed")),
                ));
            }
        }
    }

    /// What new versions do to generated types, and what they leave unsaid.
    fn types_and_texts(&self, base: Option<&Registry>, findings: &mut Vec<Finding>) {
        for (name, entry) in &self.registry.events {
            let mut before: Option<VersionNumber> = None;
            for (&number, version) in &entry.versions {
                let known = base.and_then(|base| base.event_version(name, number));
                let new = version.state == State::Draft
                    || (base.is_some() && known.is_none_or(|known| known.state == State::Draft));
                if new {
                    findings.extend(
                        before
                            .into_iter()
                            .flat_map(|old| self.generated_types(name, old, number)),
                    );
                    findings.extend(self.texts(name, number));
                }
                before = Some(number);
            }
        }
    }

    fn generated_types(
        &self,
        event: &EventName,
        old: VersionNumber,
        new: VersionNumber,
    ) -> Vec<Finding> {
        let versions = (
            self.registry.event_version(event, old),
            self.registry.event_version(event, new),
        );
        let (Some(before), Some(after)) = versions else {
            return Vec::new();
        };
        let pair = Pair {
            subject: event.to_string(),
            writer: Some(new.get()),
            reader: Some(old.get()),
            releases: BTreeSet::new(),
        };
        let mut findings = Vec::new();
        for changed in changes(&before.schema, &after.schema) {
            for rule in RULES {
                let Detect::Change(detect) = rule.detect else {
                    continue;
                };
                let Some(say) = detect(&changed.change) else {
                    continue;
                };
                let mut finding = self.finding(rule, &pair, new, &say);
                finding.place = Some(after.schema.node(changed.new).place.clone());
                finding.other = Some(before.schema.node(changed.old).place.clone());
                findings.push(finding.sealed());
            }
        }
        findings
    }

    fn texts(&self, event: &EventName, number: VersionNumber) -> Vec<Finding> {
        let Some(version) = self.registry.event_version(event, number) else {
            return Vec::new();
        };
        let pair = Pair {
            subject: event.to_string(),
            writer: Some(number.get()),
            reader: None,
            releases: BTreeSet::new(),
        };
        let looked = Looked {
            schema: &version.schema,
            number: number.get(),
        };
        let mut findings = Vec::new();
        for rule in RULES {
            let Detect::Version(detect) = rule.detect else {
                continue;
            };
            if let Some((node, say)) = detect(&looked) {
                let mut finding = self.finding(rule, &pair, number, &say);
                finding.place = Some(version.schema.node(node).place.clone());
                findings.push(finding.sealed());
            }
        }
        findings
    }
}

fn side_of_newer(direction: Direction) -> Side {
    match direction {
        Direction::NewToOld => Side::Writer,
        Direction::OldToNew => Side::Reader,
    }
}

fn root(sets: &Sets) -> Place {
    sets.schema.node(sets.schema.root()).place.clone()
}

fn subject(key: &Key) -> String {
    match key.0 {
        Family::Event => key.1.to_string(),
        Family::Type => format!("types/{}", key.1),
    }
}

fn request(stream: &Stream) -> Option<&RequestType> {
    match &stream.kind {
        StreamKind::Session(rules) => rules.request.as_ref().map(|written| &written.value),
        StreamKind::Broadcast => None,
    }
}

/// One edit, one finding: what several pairs report of it is told once, with all pairs.
fn merged(findings: Vec<Finding>) -> Vec<Finding> {
    let mut edits: BTreeMap<(&'static str, String, String, Option<Direction>), Finding> =
        BTreeMap::new();
    for finding in findings {
        match edits.get_mut(&finding.edit()) {
            Some(known) => known.pairs.extend(finding.pairs),
            None => drop(edits.insert(finding.edit(), finding)),
        }
    }
    let mut findings: Vec<Finding> = edits.into_values().collect();
    for finding in &mut findings {
        finding.pairs.sort();
        finding.pairs.dedup();
    }
    findings.sort_by_key(|finding| {
        let place = finding
            .place
            .as_ref()
            .map(|place| (place.file.to_string(), place.span.start));
        (
            finding.level,
            finding.claim,
            place,
            finding.rule,
            finding.fingerprint.clone(),
        )
    });
    findings
}
