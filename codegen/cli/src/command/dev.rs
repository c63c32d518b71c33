//! `tidings dev`: watch, check, generate, at every change.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use camino::Utf8Path;
use notify::{EventKind, RecursiveMode, Watcher};
use tidings_model::{Diagnostic, ErrorId};

use crate::command::generate::refresh;
use crate::consumer::Home;
use crate::exit::Exit;
use crate::files::Folder;
use crate::input::content;
use crate::output::Work;
use crate::print;
use crate::print::screen::out;
use crate::session::Session;

/// Editors write a file in several steps; a change counts once it has been quiet for this long.
const QUIET: Duration = Duration::from_millis(80);

/// Works until it is interrupted, or the folder goes away.
pub fn run(folder: Folder) -> Result<Exit, Vec<Diagnostic>> {
    let consumer = Home::open(&folder)?.is_some();
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is no change; an error of the watcher is one, since it may have missed some.
        let reading = matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(_)));
        if !reading {
            // The receiver ends with the program.
            let _ = sender.send(());
        }
    })
    .map_err(|error| vec![watching(&error)])?;
    // Around a consumer's two files lies its whole repository.
    let whole = match consumer {
        true => RecursiveMode::NonRecursive,
        false => RecursiveMode::Recursive,
    };
    let mut watch = |path: &Utf8Path, mode| {
        let watched = watcher.watch(path.as_std_path(), mode);
        watched.map_err(|error| vec![watching(&error)])
    };
    watch(&folder.path, whole)?;
    let packs = folder.file("packs");
    if consumer && packs.is_dir() {
        watch(&packs, RecursiveMode::Recursive)?;
    }
    out(&format!("watching {}; stop with Ctrl-C\n", folder.path));
    let mut seen = None;
    loop {
        let now = content(&folder, consumer);
        // A touched file, or one that an editor wrote as it was, is no change.
        if now.is_none() || now != seen {
            round(&folder);
        }
        seen = now;
        if !next_change(&changes) {
            return Ok(Exit::Fine);
        }
    }
}

fn watching(error: &notify::Error) -> Diagnostic {
    Diagnostic::error(
        ErrorId("cli/watch"),
        format!("the registry can't be watched: {error}"),
    )
    .help("run `tidings check` and `tidings generate` after each change instead")
}

/// Waits for a change and then for quiet; false when no more can come.
fn next_change(changes: &Receiver<()>) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    loop {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// One look: problems are told, and the watch goes on.
fn round(folder: &Folder) {
    let shown = folder.shown();
    let (mut line, work) = match look(folder) {
        Ok(found) => found,
        Err(problems) => return print::problems(&problems, &shown),
    };
    match refresh(&work) {
        Ok(applied) => {
            let count = applied.written.len() + applied.removed.len();
            line.push_str(&match count {
                0 => "generated: nothing changed\n".to_owned(),
                1 => "generated: 1 file changed\n".to_owned(),
                count => format!("generated: {count} files changed\n"),
            });
            out(&line);
        }
        Err(problems) => {
            out(&line);
            print::problems(&problems, &shown);
        }
    }
}

/// What there is to generate; of a registry, with what the checker says of it.
fn look(folder: &Folder) -> Result<(String, Work), Vec<Diagnostic>> {
    if let Some(home) = Home::open(folder)? {
        return Ok((String::new(), Work::of_home(home)?));
    }
    let session = Session::open(folder.clone(), None)?;
    Ok((crate::command::check::tell(&session), Work::of(session)))
}
