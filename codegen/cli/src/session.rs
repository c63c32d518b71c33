//! A registry that was read, with the base that it is compared with.

use std::collections::BTreeMap;

use tidings_model::{Diagnostic, ErrorId};
use tidings_registry::{BundleFiles, Files, GitRevision, Memory, Registry, Source, load};

use crate::consumer::Home;
use crate::files::{Folder, SETTINGS_FILE};
use crate::problem::usage;

/// What commands work on.
pub struct Session {
    pub folder: Folder,
    pub registry: Registry,
    /// What is worth telling about a registry that is sound.
    pub warnings: Vec<Diagnostic>,
    pub base: Option<Base>,
}

/// The base of a comparison.
pub struct Base {
    /// How the user named it.
    pub name: String,
    pub source: Box<dyn Source>,
    /// The registry there; None where there is none yet.
    pub registry: Option<Registry>,
}

impl Session {
    /// Reads the registry, and the base where one is named.
    ///
    /// # Errors
    /// Everything that is wrong with the registry, and a base that can't be read.
    pub fn open(folder: Folder, against: Option<&str>) -> Result<Session, Vec<Diagnostic>> {
        refuse_consumer(&folder)?;
        let base = against.map(|name| open_base(&folder, name)).transpose()?;
        let loaded = load(
            &folder.source(),
            base.as_ref().map(|base| base.source.as_ref()),
        );
        let Some(registry) = loaded.registry else {
            return Err(without_echoes(loaded.problems));
        };
        let mut warnings = loaded.problems;
        let base = base.map(|source| source.read(&mut warnings));
        Ok(Session {
            folder,
            registry,
            warnings,
            base,
        })
    }
}

impl Session {
    /// Whether the registry would still be sound with these texts in place of what is there.
    ///
    /// # Errors
    /// Everything that would be wrong with it.
    pub fn try_out(&self, edits: &BTreeMap<String, String>) -> Result<(), Vec<Diagnostic>> {
        let source = self.folder.source();
        let mut copy = Memory::copy_of(&source).map_err(|error| vec![Diagnostic::from(error)])?;
        for (path, text) in edits {
            copy.write(path.clone(), text.clone());
        }
        let base = self.base.as_ref().map(|base| base.source.as_ref());
        let loaded = load(&copy, base);
        loaded.registry.map(|_| ()).ok_or(loaded.problems)
    }
}

/// A consumer has no registry of its own that could be judged or changed.
fn refuse_consumer(folder: &Folder) -> Result<(), Vec<Diagnostic>> {
    let Some(home) = Home::open(folder)? else {
        return Ok(());
    };
    let message = "this folder uses the registry of another, and has none of its own";
    let problem = Diagnostic::error(ErrorId("cli/consumer"), message);
    let help =
        "run this in the registry; here, run `tidings fetch`, `generate`, `upgrade` or `docs`";
    Err(vec![problem.at(home.settings.from.place).help(help)])
}

/// Drops a problem that only names a file where another one tells the same of a place in it: what the lock shows
/// roughly, the base shows exactly.
fn without_echoes(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let echoed = |vague: &Diagnostic| {
        problems.iter().any(|other| {
            let places = vague.place.as_ref().zip(other.place.as_ref());
            let nearer = places.is_some_and(|(a, b)| {
                a.file == b.file && a.pointer.is_empty() && !b.pointer.is_empty()
            });
            nearer && other.id == vague.id && other.message.starts_with(&vague.message)
        })
    };
    problems
        .iter()
        .filter(|problem| !echoed(problem))
        .cloned()
        .collect()
}

/// A base whose files can be read, and no more is known.
pub struct Unread {
    name: String,
    pub source: Box<dyn Source>,
}

impl Unread {
    fn read(self, warnings: &mut Vec<Diagnostic>) -> Base {
        let loaded = load(self.source.as_ref(), None);
        let empty = self.source.list().is_ok_and(|files| files.is_empty());
        if loaded.registry.is_none() && !empty {
            let count = loaded.problems.len();
            let message = format!(
                "the registry at {} is broken itself ({count} problems)",
                self.name
            );
            warnings.push(
                Diagnostic::warning(ErrorId("cli/base-broken"), message)
                    .note("only its lock was compared"),
            );
        }
        Base {
            name: self.name,
            source: self.source,
            registry: loaded.registry,
        }
    }
}

/// Opens a base: a folder that holds a registry, a bundle, or a revision of the repository around the registry.
///
/// # Errors
/// What the place itself has against being read; an empty name.
pub fn open_base(folder: &Folder, name: &str) -> Result<Unread, Vec<Diagnostic>> {
    let failed = |error| vec![Diagnostic::from(error)];
    if name.trim().is_empty() {
        let help = "name a git revision or a folder: `--against origin/main`";
        return Err(vec![usage("the base has no name", help)]);
    }
    let path = camino::Utf8Path::new(name);
    let folders = [path.to_owned(), path.join("schemas")];
    let held = folders
        .iter()
        .find(|folder| folder.join(SETTINGS_FILE).is_file());
    let source: Box<dyn Source> = match held {
        Some(held) => Box::new(Files::new(held.as_std_path())),
        None if name.ends_with(".json") && path.is_file() => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| vec![crate::problem::io_problem("read", path, &error)])?;
            Box::new(BundleFiles::parse(name, &text).map_err(failed)?)
        }
        None => match GitRevision::open(folder.path.as_std_path(), name) {
            Ok(revision) => Box::new(revision),
            Err(_) if path.is_dir() => return Err(vec![no_registry(path)]),
            Err(error) => return Err(failed(error)),
        },
    };
    Ok(Unread {
        name: name.to_owned(),
        source,
    })
}

/// A folder that is neither a registry nor the name of a revision.
fn no_registry(path: &camino::Utf8Path) -> Diagnostic {
    let message = format!("the folder {path} holds no registry; nothing was compared");
    Diagnostic::error(ErrorId("registry/base-missing"), message)
        .help("name the folder that holds tidings.toml, or a git revision")
        .note(format!(
            "looked for {path}/{SETTINGS_FILE} and {path}/schemas/{SETTINGS_FILE}"
        ))
}
