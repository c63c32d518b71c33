//! What a stream agreed with its clients at the base: its address, its envelope, its cursors, and who may still read.
use std::collections::BTreeSet;

use tidings_contract::{Envelope, VersionNumber};
use tidings_model::{Method, Place, Stream, StreamKind};
use tidings_registry::{Registry, State};

use crate::assess::Assessment;
use crate::finding::{Finding, Pair};
use crate::rules::named;

/// A change of a stream: the rule, where it stands now, what it was and is, and the sentence.
struct Edit {
    rule: &'static str,
    place: Place,
    from: String,
    to: String,
    say: String,
}

impl Assessment<'_> {
    /// What a stream changes for clients that the base has: those of its published releases.
    pub(crate) fn agreed(&self, stream: &Stream, base: &Registry, findings: &mut Vec<Finding>) {
        let Some(before) = base.streams.get(&stream.name) else {
            return;
        };
        let numbers: Vec<u32> = base
            .lock
            .releases
            .keys()
            .filter(|(name, _)| *name == stream.name)
            .map(|(_, number)| *number)
            .collect();
        if numbers.is_empty() {
            return;
        }
        let mut edits = address(before, stream);
        edits.extend(envelope(before, stream));
        edits.extend(kept(before, stream));
        edits.extend(revived(before, stream, &numbers));
        for edit in edits {
            findings.push(self.of_stream(stream, edit));
        }
    }

    fn of_stream(&self, stream: &Stream, edit: Edit) -> Finding {
        let rule = named(edit.rule);
        let pair = Pair {
            subject: stream.name.to_string(),
            writer: None,
            reader: None,
            releases: self
                .supported(stream)
                .iter()
                .filter(|release| !release.is_dev())
                .map(|release| release.id.to_string())
                .collect(),
        };
        let mut finding = self.finding(rule, &pair, VersionNumber::FIRST, &edit.say);
        finding.message = format!("{}: {}", stream.name, edit.say);
        finding.help = vec![
            rule.help.to_owned(),
            format!("`tidings explain {}`", rule.id),
        ];
        finding.place = Some(edit.place);
        // A stream has no digest: another change of the same key is another finding.
        finding.detail = format!("{} {}", edit.from, edit.to);
        finding.sealed()
    }

    /// Write versions that servers of the base would meet in the log without knowing them.
    pub(crate) fn written_ahead(
        &self,
        stream: &Stream,
        base: Option<&Registry>,
        findings: &mut Vec<Finding>,
    ) {
        for (event, carried) in &stream.events {
            let written = carried.write.value;
            let published = |registry: &Registry, number| {
                let version = registry.event_version(event, number);
                version.is_some_and(|version| version.state == State::Published)
            };
            let registry = base.unwrap_or(self.registry);
            let known = registry.events.get(event);
            let older = known.is_some_and(|entry| entry.newest_published().is_some());
            if !older || published(registry, written) || self.is_free(stream, event, written) {
                continue;
            }
            let pair = Pair {
                subject: event.to_string(),
                writer: Some(written.get()),
                reader: None,
                releases: BTreeSet::new(),
            };
            let say = "it is written as soon as it is published, and servers that run before this change don't know it";
            let mut finding = self.finding(named("compat/write-ahead"), &pair, written, say);
            finding.place = Some(carried.write.place.clone());
            findings.push(finding.sealed());
        }
    }
}

fn address(before: &Stream, now: &Stream) -> Vec<Edit> {
    let edit = |place: &Place, what: &str, from: String, to: String| Edit {
        rule: "compat/address-changed",
        place: place.clone(),
        say: format!("{what} was {from} and is {to}, and clients that are out there ask as before"),
        from,
        to,
    };
    let place = &now.path.place;
    let mut edits = Vec::new();
    let paths = (before.path.value.as_str(), now.path.value.as_str());
    if paths.0 != paths.1 {
        edits.push(edit(
            place,
            "its path",
            paths.0.to_owned(),
            paths.1.to_owned(),
        ));
    }
    let asked = (asked(before), asked(now));
    if asked.0 != asked.1 {
        edits.push(edit(place, "it", asked.0.to_owned(), asked.1.to_owned()));
    }
    edits
}

/// How a client asks for the stream.
fn asked(stream: &Stream) -> &'static str {
    match &stream.kind {
        StreamKind::Broadcast => "a broadcast stream",
        StreamKind::Session(rules) => match rules.method {
            Method::Get => "a session that a GET starts",
            Method::Post => "a session that a POST starts",
        },
    }
}

fn envelope(before: &Stream, now: &Stream) -> Vec<Edit> {
    let word = |envelope| match envelope {
        Envelope::Compact => "compact",
        Envelope::Bare => "bare",
    };
    let plain = |stream: &Stream| word(stream.anonymous.envelope.unwrap_or(Envelope::Bare));
    let pairs = [
        ("the envelope", word(before.envelope), word(now.envelope)),
        ("the envelope of plain clients", plain(before), plain(now)),
    ];
    let changed = pairs.into_iter().filter(|(_, from, to)| from != to);
    changed
        .map(|(what, from, to)| Edit {
            rule: "compat/envelope-changed",
            place: now.path.place.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
            say: format!("{what} was {from} and is {to}, and clients that are out there look for the payload elsewhere"),
        })
        .collect()
}

/// How far back a client may come.
fn kept(before: &Stream, now: &Stream) -> Vec<Edit> {
    let mut edits = Vec::new();
    let shown = |window: Option<std::time::Duration>| {
        window.map_or_else(
            || "unlimited".to_owned(),
            |window| format!("{} s", window.as_secs()),
        )
    };
    // No window is for ever.
    let shorter = match (before.window, now.window) {
        (None, Some(_)) => true,
        (Some(before), Some(now)) => now < before,
        (_, None) => false,
    };
    if shorter {
        let (from, to) = (shown(before.window), shown(now.window));
        edits.push(Edit {
            rule: "compat/window-shortened",
            place: now.path.place.clone(),
            say: format!("its window was {from} and is {to}: clients that were away for longer are told of a gap"),
            from,
            to,
        });
    }
    let replays = |stream: &Stream| stream.session().map(|rules| rules.replay.is_some());
    if let (Some(true), Some(false)) = (replays(before), replays(now)) {
        edits.push(Edit {
            rule: "compat/cursor-changed",
            place: now.path.place.clone(),
            from: "replay".to_owned(),
            to: "none".to_owned(),
            say: "its sessions are not kept any more: the ids that clients hold lead nowhere, and a cut ends a session".to_owned(),
        });
    }
    edits
}

/// Releases that the base had ended, and that live again.
fn revived(before: &Stream, now: &Stream, numbers: &[u32]) -> Option<Edit> {
    let back: Vec<String> = numbers
        .iter()
        .filter(|number| (now.oldest_release..before.oldest_release).contains(number))
        .map(|number| format!("{}@{number}", now.name))
        .collect();
    if back.is_empty() {
        return None;
    }
    let say = format!(
        "{} was retired: its clients were told that it is over, and changes since were not judged for it",
        back.join(", ")
    );
    Some(Edit {
        rule: "compat/release-revived",
        place: now.path.place.clone(),
        from: before.oldest_release.to_string(),
        to: now.oldest_release.to_string(),
        say,
    })
}
