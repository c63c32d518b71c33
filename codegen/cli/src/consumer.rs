//! A repository that uses the registry of another: its settings, and the bundle that it stores beside them.

use camino::Utf8PathBuf;
use tidings_contract::{Label, ReleaseId};
use tidings_model::{Consumer, Diagnostic, ErrorId, Place, Written, suggest};
use tidings_registry::{BundleFiles, Registry, Release, load};

use crate::files::{Folder, SETTINGS_FILE};
use crate::problem::io_problem;

/// The registry as it was fetched; committed, so that builds are offline.
pub const BUNDLE_FILE: &str = "tidings.bundle.json";

/// A folder whose tidings.toml has `[use]`.
#[derive(Debug)]
pub struct Home {
    pub folder: Folder,
    pub settings: Consumer,
}

impl Home {
    /// The consumer in a folder; none where the folder is a registry.
    ///
    /// # Errors
    /// What is wrong with its tidings.toml; schemas of its own beside `[use]`.
    pub fn open(folder: &Folder) -> Result<Option<Home>, Vec<Diagnostic>> {
        let path = folder.file(SETTINGS_FILE);
        // What can't be read as text is told by the registry's own reader.
        let Ok(text) = std::fs::read_to_string(&path) else {
            return Ok(None);
        };
        if !Consumer::is_one(&text) {
            return Ok(None);
        }
        own_schemas(folder)?;
        let settings = Consumer::parse(SETTINGS_FILE, &text)?;
        Ok(Some(Home {
            folder: folder.clone(),
            settings,
        }))
    }

    /// Whether a folder is a consumer, as far as its tidings.toml can be read.
    pub fn is_in(folder: &Folder) -> bool {
        let text = std::fs::read_to_string(folder.file(SETTINGS_FILE));
        text.is_ok_and(|text| Consumer::is_one(&text))
    }

    /// The consumer in a folder, for commands that are of no use in a registry.
    ///
    /// # Errors
    /// As [`Home::open`]; `cli/no-use`.
    pub fn needed(folder: &Folder) -> Result<Home, Vec<Diagnostic>> {
        Home::open(folder)?.ok_or_else(|| {
            let message = "tidings.toml has no `[use]`: there is nothing to fetch";
            let help = "this is a registry; in the repository that uses it, write `[use]` with `from = \"git+https://<host>/<repository>#main\"`";
            vec![Diagnostic::error(ErrorId("cli/no-use"), message)
                .at(Place::start_of(SETTINGS_FILE))
                .help(help)]
        })
    }

    /// Where the bundle is.
    pub fn bundle_path(&self) -> Utf8PathBuf {
        self.folder.file(BUNDLE_FILE)
    }

    /// The registry of the stored bundle.
    ///
    /// # Errors
    /// `cli/not-fetched`, and a bundle that was edited or is broken.
    pub fn stored(&self) -> Result<Registry, Vec<Diagnostic>> {
        let path = self.bundle_path();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let message = format!("there is no {BUNDLE_FILE} beside tidings.toml");
                let problem = Diagnostic::error(ErrorId("cli/not-fetched"), message);
                let help = "run `tidings fetch`, and commit what it writes";
                return Err(vec![
                    problem.at(self.settings.from.place.clone()).help(help),
                ]);
            }
            Err(error) => return Err(vec![io_problem("read", &path, &error)]),
        };
        registry_of(
            BUNDLE_FILE,
            &text,
            "run `tidings fetch`: it is not edited by hand",
        )
    }

    /// The pinned releases, each held by the registry and alive.
    ///
    /// # Errors
    /// Every pin that is not, as [`held`] tells it.
    pub fn pins(&self, registry: &Registry, from: Holder) -> Result<Vec<Release>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut releases = Vec::new();
        for pin in self.settings.releases.values() {
            match held(registry, pin, from) {
                Ok(release) => releases.push(release),
                Err(problem) => problems.push(*problem),
            }
        }
        if problems.is_empty() {
            Ok(releases)
        } else {
            Err(problems)
        }
    }
}

/// Schemas beside `[use]`: it is not clear which are meant.
fn own_schemas(folder: &Folder) -> Result<(), Vec<Diagnostic>> {
    let own = ["events", "types", "streams", "tidings.lock"];
    // `streams/` may be any folder of a frontend; that of a registry holds settings.
    let is_own = |name: &&str| {
        let path = folder.file(name);
        path.is_file()
            || path.read_dir_utf8().is_ok_and(|entries| {
                let mut entries = entries.flatten();
                entries.any(|entry| match *name {
                    "streams" => entry.file_name().ends_with(".toml"),
                    _ => entry.path().join("1.json").is_file(),
                })
            })
    };
    let Some(found) = own.iter().find(|name| is_own(name)) else {
        return Ok(());
    };
    let message = format!(
        "`[use]` stands beside `{found}`: a folder has schemas of its own, or uses those of another"
    );
    let problem = Diagnostic::error(ErrorId("cli/use-and-schemas"), message);
    let help = format!("remove `[use]`, or move `{found}` to a registry of its own");
    Err(vec![problem.at(Place::start_of(SETTINGS_FILE)).help(help)])
}

/// Reads and verifies a bundle, and the registry in it.
///
/// # Errors
/// The contract's own refusal of the text, at the file; `cli/bundle-unsound`.
pub fn registry_of(file: &str, text: &str, way: &str) -> Result<Registry, Vec<Diagnostic>> {
    let bundle = tidings_contract::Bundle::parse(text).map_err(|error| {
        let problem = Diagnostic::error(ErrorId(error.id()), error.to_string());
        vec![problem.at(Place::start_of(file)).help(way)]
    })?;
    let loaded = load(&BundleFiles::new(file, &bundle), None);
    loaded
        .registry
        .ok_or_else(|| vec![unsound(file, &loaded.problems)])
}

/// A registry elsewhere that is broken: whoever uses it can't mend it.
pub fn unsound(name: &str, problems: &[Diagnostic]) -> Diagnostic {
    let first = problems.iter().find(|problem| problem.is_error());
    let told = first.map(ToString::to_string).unwrap_or_default();
    let message = format!("the registry of {name} is broken: {told}");
    Diagnostic::error(ErrorId("cli/bundle-unsound"), message)
        .help("tell its owners to run `tidings check`, or use a revision that is sound")
}

/// Which registry is asked for a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The one that `from` names.
    Origin,
    /// The bundle beside tidings.toml.
    Stored,
}

/// The release that a pin names.
///
/// # Errors
/// `cli/release-unknown` with the nearest ones, `cli/pin-stale` where the stored bundle is older than the pin, and
/// `cli/release-retired`.
pub fn held(
    registry: &Registry,
    pin: &Written<ReleaseId>,
    holder: Holder,
) -> Result<Release, Box<Diagnostic>> {
    let problem = |problem: Diagnostic| Box::new(problem.at(pin.place.clone()));
    let id = &pin.value;
    let Some(stream) = registry.streams.get(id.stream()) else {
        let known = registry.streams.keys().map(AsRef::as_ref);
        let help = suggest::help(id.stream().as_str(), known);
        let message = format!("the registry has no stream `{}`", id.stream());
        let help = help.unwrap_or_else(|| "its streams are the files of its streams/".to_owned());
        return Err(problem(
            Diagnostic::error(ErrorId("cli/release-unknown"), message).help(help),
        ));
    };
    let releases = registry.releases(stream);
    let Some(found) = releases.iter().find(|release| release.id == *id) else {
        let (code, message) = match holder {
            Holder::Origin => (
                "cli/release-unknown",
                format!("the registry has no release {id}"),
            ),
            Holder::Stored => (
                "cli/pin-stale",
                format!("tidings.toml pins {id}, and {BUNDLE_FILE} holds no such release"),
            ),
        };
        let near = nearest(id, &releases);
        let help = match holder {
            Holder::Origin => near,
            Holder::Stored => format!("run `tidings fetch`; {near}"),
        };
        return Err(problem(
            Diagnostic::error(ErrorId(code), message).help(help),
        ));
    };
    if found.retired {
        let message = format!("{id} is retired: servers end its connections, and take no new ones");
        let help = format!("run `tidings upgrade {}`", id.stream());
        return Err(problem(
            Diagnostic::error(ErrorId("cli/release-retired"), message).help(help),
        ));
    }
    Ok(found.clone())
}

/// How many releases a suggestion lists.
const LISTED: usize = 5;

/// The releases that could have been meant.
fn nearest(id: &ReleaseId, releases: &[Release]) -> String {
    let same = |release: &&Release| match id.label() {
        Label::Number(_) => release.id.label() == id.label(),
        Label::Dev => release.id.is_dev(),
    };
    if let Some(same) = releases.iter().find(same) {
        return format!("did you mean `{}`?", same.id);
    }
    let text = id.to_string();
    let all: Vec<String> = releases
        .iter()
        .map(|release| release.id.to_string())
        .collect();
    if let Some(near) = suggest::nearest(&text, all.iter().map(String::as_str)) {
        return format!("did you mean `{near}`?");
    }
    let alive = releases.iter().rev().filter(|release| !release.retired);
    let listed: Vec<String> = alive
        .take(LISTED)
        .map(|release| release.id.to_string())
        .collect();
    format!("the newest of {} are {}", id.stream(), listed.join(", "))
}
