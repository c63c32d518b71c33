//! What `check` sees of whole streams: events that fall silent, and requests that a session refuses.
use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, Label, ReleaseId, VersionNumber};
use tidings_model::{Place, RequestType, Stream, StreamKind};
use tidings_registry::{LOCK_FILE, Registry, Release};

use crate::assess::{Assessment, Family};
use crate::decide::Verdict;
use crate::engine::Engine;
use crate::finding::{Finding, Pair};
use crate::rules::named;

impl Assessment<'_> {
    /// Events that a supported release reads and that the stream does not carry any more.
    pub(crate) fn stopped(&self, stream: &Stream, findings: &mut Vec<Finding>) {
        let mut readers: BTreeMap<&EventName, BTreeMap<String, VersionNumber>> = BTreeMap::new();
        let mut supported = self.supported(stream);
        supported.retain(|release| !release.is_dev());
        for release in &supported {
            let gone = release.events.iter();
            for (event, version) in gone.filter(|(event, _)| !stream.events.contains_key(*event)) {
                let of_event = readers.entry(event).or_default();
                of_event.insert(release.id.to_string(), *version);
            }
        }
        for (event, releases) in readers {
            let mut say = format!(
                "{} does not carry it any more, and the releases that read it hear nothing",
                stream.name
            );
            say.push_str(&self.guess(stream, event, &supported));
            findings.push(self.silence(event, releases, stream.path.place.clone(), &say));
        }
    }

    /// Where the event may have gone, worded as the guess that it is.
    fn guess(&self, stream: &Stream, event: &EventName, old: &[Release]) -> String {
        let others = self.registry.streams.values();
        let mut carriers = others.filter(|other| other.events.contains_key(event));
        if let Some(other) = carriers.next() {
            return format!("; it looks as if it moved to {}", other.name);
        }
        let read: Vec<&EventName> = old
            .iter()
            .flat_map(|release| release.events.keys())
            .collect();
        let fresh = stream.events.keys().filter(|name| !read.contains(name));
        let accepted = |name: &&EventName| {
            let newest = |name: &EventName| {
                let version = self.registry.events.get(name)?.newest()?;
                Some((Family::Event, name.clone(), version.number))
            };
            let pair = newest(name).zip(newest(event));
            let verdict = pair.and_then(|(writer, reader)| {
                self.verdict(&mut Engine::default(), &writer, &reader)
            });
            matches!(verdict.as_deref(), Some(Verdict::Compatible))
        };
        match fresh.filter(accepted).collect::<Vec<_>>().as_slice() {
            [only] => format!("; it looks like a rename to {only}, which they don't know"),
            _ => String::new(),
        }
    }

    /// Streams that are gone, while releases of them are locked, here or at the base.
    pub(crate) fn vanished(&self, base: Option<&Registry>, findings: &mut Vec<Finding>) {
        let mut readers: BTreeMap<&EventName, BTreeMap<String, VersionNumber>> = BTreeMap::new();
        let known = base.into_iter().flat_map(|base| &base.lock.releases);
        for ((stream, number), locked) in self.registry.lock.releases.iter().chain(known) {
            let ended = base
                .and_then(|base| base.streams.get(stream))
                .is_some_and(|before| *number < before.oldest_release);
            if ended || self.registry.streams.contains_key(stream) {
                continue;
            }
            let id = ReleaseId::new(stream.clone(), Label::Number(*number), &locked.digest);
            for (event, version) in &locked.events {
                let of_event = readers.entry(event).or_default();
                of_event.insert(id.to_string(), *version);
            }
        }
        for (event, releases) in readers {
            let say =
                "the stream that carried it is gone, and the releases that read it hear nothing";
            findings.push(self.silence(event, releases, Place::start_of(LOCK_FILE), say));
        }
    }

    fn silence(
        &self,
        event: &EventName,
        releases: BTreeMap<String, VersionNumber>,
        place: Place,
        say: &str,
    ) -> Finding {
        let rule = named("compat/event-stopped");
        let pair = Pair {
            subject: event.to_string(),
            writer: None,
            reader: None,
            releases: releases.keys().cloned().collect(),
        };
        let newest = self
            .registry
            .events
            .get(event)
            .and_then(|entry| entry.newest())
            .map(|version| version.number);
        let mut finding = self.finding(rule, &pair, newest.unwrap_or(VersionNumber::FIRST), say);
        finding.message = format!("{event}: {say}");
        finding.place = Some(place);
        for version in releases.into_values() {
            let read = (Family::Event, event.clone(), version);
            finding.schemas.extend(self.meanings(&read));
        }
        finding.sealed()
    }

    /// The request type of a session, the other way round: the client writes it, the server reads it.
    pub(crate) fn requests(
        &self,
        stream: &Stream,
        base: Option<&Registry>,
        findings: &mut Vec<Finding>,
    ) {
        let Some(asked) = request(stream) else {
            return;
        };
        let before = base
            .and_then(|base| base.streams.get(&stream.name))
            .and_then(request);
        let Some(entry) = self.registry.types.get(&asked.name) else {
            return;
        };
        let releases: BTreeSet<String> = self
            .supported(stream)
            .iter()
            .filter(|release| !release.is_dev())
            .map(|release| release.id.to_string())
            .collect();
        // Where nothing is published nobody asks yet. What a release asked with is in no lock, so all is judged that
        // it may have been: every older version.
        if releases.is_empty() {
            return;
        }
        let older = entry
            .versions
            .range(..asked.version)
            .map(|(number, _)| (asked.name.clone(), *number));
        let engine = &mut Engine::default();
        let written: BTreeSet<(EventName, VersionNumber)> = older
            .chain(before.map(|before| (before.name.clone(), before.version)))
            .collect();
        let reader = (Family::Type, asked.name.clone(), asked.version);
        for (name, version) in written {
            if (&name, version) != (&asked.name, asked.version) {
                let writer = (Family::Type, name, version);
                findings.extend(self.pair(
                    engine,
                    (&writer, &reader),
                    &releases,
                    Some(named("compat/request-narrowed")),
                ));
            }
        }
    }
}

fn request(stream: &Stream) -> Option<&RequestType> {
    match &stream.kind {
        StreamKind::Session(rules) => rules.request.as_ref().map(|written| &written.value),
        StreamKind::Broadcast => None,
    }
}
