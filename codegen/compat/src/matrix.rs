//! The matrix: what a server does with every version that may be in its log, for every release that may be connected.
use std::collections::BTreeSet;

use tidings_contract::{Cell, EventName, MatrixCell, VersionNumber};
use tidings_model::Stream;
use tidings_registry::{Registry, Release};

use crate::assess::{Assessment, Family};
use crate::case::shown;
use crate::decide::{Semantics, Verdict};
use crate::engine::Engine;
use crate::spread::spread;

/// One cell to fill: a version of an event, for a release.
type Asked<'r> = (&'r EventName, VersionNumber, &'r Release);

/// The cells of a stream under `generated`, sorted by event, version and release.
pub fn matrix(registry: &Registry, stream: &Stream) -> Vec<MatrixCell> {
    Assessment::new(registry, Semantics::Generated).matrix(stream)
}

impl Assessment<'_> {
    /// The cells of a stream: every version of each event that the stream carries or a release of it reads, against
    /// every release that is not retired.
    pub fn matrix(&self, stream: &Stream) -> Vec<MatrixCell> {
        let releases: Vec<Release> = self
            .registry
            .releases(stream)
            .into_iter()
            .filter(|release| !release.retired)
            .collect();
        let read = releases.iter().flat_map(|release| release.events.keys());
        let events: BTreeSet<&EventName> = stream.events.keys().chain(read).collect();
        let mut pairs = Vec::new();
        for event in events {
            let Some(entry) = self.registry.events.get(event) else {
                continue;
            };
            for &version in entry.versions.keys() {
                pairs.extend(releases.iter().map(|release| (event, version, release)));
            }
        }
        let same_event = |a: &Asked<'_>, b: &Asked<'_>| a.0 == b.0;
        spread(&pairs, same_event, |pairs| {
            let engine = &mut Engine::default();
            let judge = |&(event, version, release): &Asked<'_>| {
                let (cell, reason) = self.cell(engine, event, version, release);
                MatrixCell {
                    event: event.clone(),
                    version,
                    release: release.id.clone(),
                    cell,
                    reason,
                }
            };
            pairs.iter().map(judge).collect()
        })
    }

    fn cell(
        &self,
        engine: &mut Engine,
        event: &EventName,
        version: VersionNumber,
        release: &Release,
    ) -> (Cell, Option<String>) {
        let Some(&read) = release.events.get(event) else {
            return (Cell::Skip, None);
        };
        if read == version {
            return (Cell::Same, None);
        }
        let key = |version| (Family::Event, event.clone(), version);
        match self.verdict(engine, &key(version), &key(read)).as_deref() {
            Some(Verdict::Compatible) => (Cell::Accept, None),
            Some(Verdict::Breaking(witness)) => {
                let refused = &witness.refused;
                let at = if refused.at.is_empty() {
                    "the root"
                } else {
                    &refused.at
                };
                let text = format!(
                    "version {read} refuses {} at {at}: {}",
                    shown(&witness.value),
                    refused.keyword
                );
                (Cell::Refuse, Some(text))
            }
            Some(Verdict::Unknown(reason)) => (Cell::Refuse, Some(format!("not proved: {reason}"))),
            None => (
                Cell::Refuse,
                Some(format!("version {read} is not in the registry")),
            ),
        }
    }
}
