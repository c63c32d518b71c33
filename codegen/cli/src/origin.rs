//! The registry that a consumer uses, fetched from where its `from` says.

use camino::{Utf8Path, Utf8PathBuf};
use tidings_model::{Diagnostic, ErrorId, Location};
use tidings_registry::{Files, Registry, Source, load};

use crate::consumer::{Home, registry_of, unsound};
use crate::files::{SETTINGS_FILE, lexical};
use crate::print::progress::Progress;
use crate::problem::io_problem;
use crate::remote;

/// What was fetched.
pub struct Origin {
    /// The text of the bundle.
    pub text: String,
    /// The registry in it.
    pub registry: Registry,
    /// What it was read from, for people: an address and a commit, or a path.
    pub name: String,
}

impl Origin {
    /// Reads the registry that a consumer uses.
    ///
    /// # Errors
    /// An address that can't be reached, a revision or registry that is not there, and a registry that is broken;
    /// all of them at `from`.
    pub fn fetch(home: &Home) -> Result<Origin, Vec<Diagnostic>> {
        let at = |problem: Diagnostic| match problem.place {
            None => problem.at(home.settings.from.place.clone()),
            Some(_) => problem,
        };
        let told = |problems: Vec<Diagnostic>| problems.into_iter().map(at).collect();
        let fetched = match &home.settings.from.value {
            Location::Path(path) => from_path(&lexical(&home.folder.path.join(path))),
            Location::Git {
                url,
                revision,
                folder,
            } => {
                let progress = Progress::start(format!("fetching {url}"));
                let files = remote::fetch(url, revision.as_deref(), folder.as_deref());
                progress.end();
                files.and_then(|files| from_source(&files, &files.describe()))
            }
        };
        fetched.map_err(told)
    }
}

fn from_path(path: &Utf8Path) -> Result<Origin, Vec<Diagnostic>> {
    if path.is_file() {
        let text = std::fs::read_to_string(path)
            .map_err(|error| vec![io_problem("read", path, &error)])?;
        let registry = registry_of(path.as_str(), &text, "write it again with `tidings bundle`");
        let registry = registry.map_err(|mut problems| {
            // The file is not one of ours: the place that can be mended is the line that names it.
            problems.iter_mut().for_each(|problem| problem.place = None);
            problems
        })?;
        return Ok(Origin {
            text,
            registry,
            name: path.to_string(),
        });
    }
    let places: [Utf8PathBuf; 2] = [path.to_owned(), path.join("schemas")];
    let held = places
        .iter()
        .find(|place| place.join(SETTINGS_FILE).is_file());
    let Some(held) = held else {
        let looked: Vec<&str> = places.iter().map(|place| place.as_str()).collect();
        let problem = Diagnostic::error(
            ErrorId("cli/source-unreachable"),
            format!("there is neither a registry nor a bundle at {path}"),
        );
        let note = format!(
            "looked for a bundle at {path}, and for {SETTINGS_FILE} in {}",
            looked.join(" and ")
        );
        return Err(vec![
            problem
                .help("paths are relative to tidings.toml")
                .note(note),
        ]);
    };
    from_source(&Files::new(held.as_std_path()), held.as_str())
}

fn from_source(source: &dyn Source, name: &str) -> Result<Origin, Vec<Diagnostic>> {
    let loaded = load(source, None);
    let Some(registry) = loaded.registry else {
        return Err(vec![unsound(name, &loaded.problems)]);
    };
    let progress = Progress::start("deciding who can read what");
    let matrices = crate::judge::matrices(&registry);
    progress.end();
    let text = tidings_generate::bundle(&registry, &matrices);
    // What is stored is what was verified, in the shape in which it will be read.
    let registry = registry_of(name, &text, "report it, with the registry")?;
    Ok(Origin {
        text,
        registry,
        name: name.to_owned(),
    })
}
