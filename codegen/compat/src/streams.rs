//! What `check` sees of whole streams: events that fall silent, and requests that a session refuses.
use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::{EventName, VersionNumber};
use tidings_model::{Place, RequestType, Stream, StreamKind};
use tidings_registry::Registry;

use crate::assess::{Assessment, Family};
use crate::finding::{Finding, Pair};
use crate::rules::named;

impl Assessment<'_> {
    /// Events that a supported release reads and that the stream does not carry any more.
    pub(crate) fn stopped(&self, stream: &Stream, findings: &mut Vec<Finding>) {
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
    pub(crate) fn vanished(&self, findings: &mut Vec<Finding>) {
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
}

fn request(stream: &Stream) -> Option<&RequestType> {
    match &stream.kind {
        StreamKind::Session(rules) => rules.request.as_ref().map(|written| &written.value),
        StreamKind::Broadcast => None,
    }
}
