use std::path::{Path, PathBuf};

use crate::load::Loaded;
use crate::registry::{Registry, VersionEntry};

/// Where the registry of a package's code may lie, nearest first: what the derive and a test look at.
///
/// Nothing is read: these are places to look at, and the words for them.
///
/// ```
/// use std::path::Path;
/// use tidings_registry::Nearby;
/// let nearby = Nearby::of(Some(Path::new("/shop/api")), Some(Path::new("/shop/api/src")));
/// assert_eq!(nearby.copies, ["/shop/api/src/bundle.json", "/shop/api/bundle.json"].map(Path::new));
/// assert_eq!(nearby.folders, ["/shop/api/schemas", "/shop/schemas", "/schemas"].map(Path::new));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nearby {
    /// Where `tidings generate` may have put its copy: beside the source file, or above it in the package.
    pub copies: Vec<PathBuf>,
    /// Where the registry itself may be: `schemas/` in the package, or in a folder above it.
    pub folders: Vec<PathBuf>,
}

impl Nearby {
    /// The places around a source file's folder and its package.
    pub fn of(package: Option<&Path>, folder: Option<&Path>) -> Nearby {
        let inside = |folder: &&Path| package.is_some_and(|package| folder.starts_with(package));
        Nearby {
            copies: above(folder)
                .take_while(inside)
                .map(|folder| folder.join("bundle.json"))
                .collect(),
            folders: above(package)
                .map(|folder| folder.join("schemas"))
                .collect(),
        }
    }

    /// Whether a folder is a registry's.
    pub fn is_registry(folder: &Path) -> bool {
        folder.join("tidings.toml").is_file()
    }

    /// Whether the text of a `bundle.json` is one of ours: other tools have such files too.
    pub fn is_bundle(text: &str) -> bool {
        text.contains("\"tidings\"")
    }

    /// What a person is told when none of the places holds a registry.
    pub fn nothing(&self) -> String {
        let all: Vec<&Path> = self
            .copies
            .iter()
            .chain(&self.folders)
            .map(PathBuf::as_path)
            .collect();
        format!(
            "no registry was found; {}; `tidings init` makes one",
            looked_at(&all)
        )
    }
}

fn above(folder: Option<&Path>) -> impl Iterator<Item = &Path> {
    folder.into_iter().flat_map(Path::ancestors)
}

/// The sentence that lists where a registry was looked for.
pub fn looked_at<P: AsRef<Path>>(places: &[P]) -> String {
    let places: Vec<String> = places
        .iter()
        .map(|place| place.as_ref().display().to_string())
        .collect();
    format!("looked at {}", places.join(", "))
}

impl Loaded {
    /// The registry, or the first problems of it in words; `name` is what it is called there.
    ///
    /// # Errors
    /// What is wrong, in as many lines as a compiler's message or a test's panic should have.
    pub fn sound(self, name: &str) -> Result<Registry, String> {
        const SHOWN: usize = 3;
        let problems = self.problems;
        self.registry.ok_or_else(|| {
            let broken = problems.iter().filter(|problem| problem.is_error());
            let broken: Vec<String> = broken.map(ToString::to_string).collect();
            let more = match broken.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!("\nand {more} more"),
            };
            let shown = broken[..broken.len().min(SHOWN)].join("\n");
            format!("the registry at {name} is broken; `tidings check` tells all\n{shown}{more}")
        })
    }
}

impl VersionEntry {
    /// Whether another registry's file says the same: a copy of it that is not stale.
    pub fn says_the_same(&self, other: &VersionEntry) -> bool {
        self.text == other.text || self.schema.meaning() == other.schema.meaning()
    }
}

impl Registry {
    /// The version, of an event or of a shared type, that a file holds.
    pub fn version_at(&self, path: &str) -> Option<&VersionEntry> {
        let entries = self.events.values().chain(self.types.values());
        let mut versions = entries.flat_map(|entry| entry.versions.values());
        versions.find(|version| version.path == path)
    }

    /// The files that a version was read from: its own, and those of the shared types that it uses.
    pub fn files_of(&self, version: &VersionEntry) -> Vec<String> {
        let types = version
            .types
            .iter()
            .filter_map(|(name, number)| self.type_version(name, *number));
        std::iter::once(version)
            .chain(types)
            .map(|version| version.path.clone())
            .collect()
    }
}
