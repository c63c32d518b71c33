//! `tidings check`: the gate.

use camino::Utf8Path;
use tidings_compat::Semantics;
use tidings_model::Diagnostic;
use tidings_registry::{Registry, State};

use crate::args::{Check, Format};
use crate::exit::Exit;
use crate::files::{Folder, Shown, in_repository};
use crate::judge::{judge, safe_edits};
use crate::print::formats::print;
use crate::print::report::{Report, plural};
use crate::print::screen::{Screen, out};
use crate::session::Session;

/// Judges and reports; what is wrong with the registry is reported in the same format.
pub fn run(named: Option<&Utf8Path>, check: &Check) -> Exit {
    let (report, shown) = match Folder::find(named) {
        Ok(folder) => {
            let shown = match check.format {
                Format::Github | Format::Sarif | Format::Markdown => in_repository(&folder),
                Format::Text | Format::Json => folder.shown(),
            };
            (report(folder, check), shown)
        }
        Err(problems) => (broken(problems, check), Shown::default()),
    };
    out(&print(
        &report,
        check.format,
        &shown,
        Screen::of(&std::io::stdout()),
    ));
    report.exit()
}

fn report(folder: Folder, check: &Check) -> Report {
    match Session::open(folder, check.base.against.as_deref()) {
        Ok(session) => Report {
            against: check.base.against.clone(),
            ..of_session(&session, check.only_new, check.semantics.into())
        },
        Err(problems) => broken(problems, check),
    }
}

fn broken(problems: Vec<Diagnostic>, check: &Check) -> Report {
    Report {
        against: check.base.against.clone(),
        semantics: check.semantics.into(),
        problems,
        ..Report::default()
    }
}

/// The report about a registry that is sound.
pub fn of_session(session: &Session, only_new: bool, semantics: Semantics) -> Report {
    let findings = judge(session, only_new, semantics);
    Report {
        against: None,
        name: session.registry.config.name.value.clone(),
        drafts: drafts(&session.registry),
        scope: scope(&session.registry),
        semantics,
        safe: safe_edits(session, &findings, semantics),
        findings,
        problems: session.warnings.clone(),
    }
}

/// The report as text; for `dev`.
pub fn tell(session: &Session) -> String {
    let screen = Screen::of(&std::io::stdout());
    print(
        &of_session(session, false, Semantics::Generated),
        Format::Text,
        &session.folder.shown(),
        screen,
    )
}

/// How many versions of events are not published yet.
fn drafts(registry: &Registry) -> usize {
    let versions = registry
        .events
        .values()
        .flat_map(|entry| entry.versions.values());
    versions
        .filter(|version| version.state == State::Draft)
        .count()
}

fn scope(registry: &Registry) -> String {
    let versions = registry
        .events
        .values()
        .flat_map(|entry| entry.versions.values());
    let drafts = drafts(registry);
    let published = versions.count() - drafts;
    let releases: usize = registry
        .streams
        .values()
        .map(|stream| registry.releases(stream).len())
        .sum();
    format!(
        "{published} published {}, {drafts} {}, {releases} {}",
        plural(published, "version"),
        plural(drafts, "draft"),
        plural(releases, "release")
    )
}
