//! `tidings publish`: check, then lock.

use std::collections::BTreeMap;

use tidings_compat::{Semantics, is_free};
use tidings_contract::{EventName, StreamName, VersionNumber};
use tidings_model::{Diagnostic, Promotion};
use tidings_registry::{LOCK_FILE, Registry};

use crate::args::{Format, Publish};
use crate::change::Change;
use crate::command::check::of_session;
use crate::exit::Exit;
use crate::files::Folder;
use crate::print::formats::print;
use crate::print::screen::{Screen, out};
use crate::publishing::{Added, next_lock};
use crate::session::Session;
use crate::write_version;

/// A write version that lags behind the newest one.
struct Lag {
    stream: StreamName,
    event: EventName,
    written: VersionNumber,
    newest: VersionNumber,
    /// Whether writing the newest is free at any time.
    free: bool,
}

/// Publishes, or says why not.
pub fn run(folder: Folder, publish: &Publish) -> Result<Exit, Vec<Diagnostic>> {
    let session = Session::open(folder, publish.base.against.as_deref())?;
    let report = of_session(&session, false, Semantics::Generated);
    if report.exit() != Exit::Fine {
        out(&print(
            &report,
            Format::Text,
            &session.folder.shown(),
            Screen::of(&std::io::stdout()),
        ));
        out("nothing was published\n");
        return Ok(report.exit());
    }
    let (lock, added) = next_lock(&session.registry);
    let lags = lags(&session.registry);
    let auto = session.registry.config.policy.promotion == Promotion::Auto;
    let mut edits = BTreeMap::from([(LOCK_FILE.to_owned(), lock.to_string())]);
    for lag in lags.iter().filter(|lag| auto && lag.free) {
        let file = &session.registry.streams[&lag.stream].file;
        let text = edits.get(file).unwrap_or(&session.registry.files[file]);
        let raised = write_version::set_write(file, text, &lag.event, lag.newest)?;
        edits.insert(file.clone(), raised);
    }
    session.try_out(&edits)?;
    let mut change = Change::default();
    for (path, text) in edits {
        change.write(session.folder.file(&path), text);
    }
    let changed = !change.apply()?.written.is_empty();
    out(&told(&session.registry, &added, &lags, auto, changed));
    Ok(Exit::Fine)
}

fn lags(registry: &Registry) -> Vec<Lag> {
    let mut lags = Vec::new();
    for stream in registry.streams.values() {
        for event in stream.events.values() {
            let Some(entry) = registry.events.get(&event.name.value) else {
                continue;
            };
            let Some(newest) = entry.newest().map(|version| version.number) else {
                continue;
            };
            let written = event.write.value;
            if written < newest {
                lags.push(Lag {
                    stream: stream.name.clone(),
                    event: entry.name.clone(),
                    written,
                    newest,
                    free: is_free(registry, stream, &entry.name, newest),
                });
            }
        }
    }
    lags
}

fn told(registry: &Registry, added: &Added, lags: &[Lag], auto: bool, changed: bool) -> String {
    let mut text = String::new();
    for path in &added.versions {
        text.push_str(&format!("published {path}\n"));
    }
    for path in &added.texts {
        text.push_str(&format!("recorded the new text of {path}\n"));
    }
    for (stream, number) in &added.releases {
        text.push_str(&format!("made release {stream}@{number}\n"));
    }
    for lag in lags {
        let Lag {
            stream,
            event,
            written,
            newest,
            ..
        } = lag;
        let file = &registry.streams[stream].file;
        text.push_str(&match (auto, lag.free) {
            (true, true) => format!("{event} is written as v{newest} from now on: v{newest} only adds optional members\n"),
            (true, false) => format!(
                "{event} is still written as v{written}: v{newest} changes more than optional members; when its readers are out, set `write = {newest}` in {file}\n"
            ),
            (false, _) => format!("{event} is still written as v{written}; set `write = {newest}` in {file} to write v{newest}\n"),
        });
    }
    if !changed {
        text.push_str("nothing to publish\n");
    } else {
        text.push_str("next: tidings generate\n");
    }
    text
}
