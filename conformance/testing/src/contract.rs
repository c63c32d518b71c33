use std::collections::BTreeMap;
use std::fs;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tidings_contract::VersionNumber;
use tidings_model::suggest;
use tidings_registry::{BundleFiles, Files, Nearby, Registry, VersionEntry, load, looked_at};

use crate::nonconformance::Deviation;

/// A registry, and what messages call it.
pub(crate) struct Found {
    pub(crate) registry: Arc<Registry>,
    pub(crate) name: String,
}

/// Finds the registry of the test that asks, as the derive does: the path that is given, the copy that
/// `tidings generate` wrote beside the code, the workspace's `schemas/`.
pub(crate) fn find(given: Option<&Path>, caller: &Location<'_>) -> Result<Found, Box<Deviation>> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let package = package.or_else(|| std::env::current_dir().ok());
    let folder = package
        .as_deref()
        .and_then(|package| folder_of(caller.file(), package));
    if let Some(given) = given {
        return explicit(given, [package.as_deref(), folder.as_deref()]);
    }
    let nearby = Nearby::of(package.as_deref(), folder.as_deref());
    let ours =
        |path: &&PathBuf| fs::read_to_string(path).is_ok_and(|text| Nearby::is_bundle(&text));
    let copy = nearby.copies.iter().find(ours);
    let original = nearby
        .folders
        .iter()
        .find(|folder| Nearby::is_registry(folder));
    match (copy, original) {
        (Some(copy), Some(original)) => both(open(copy)?, open(original)?),
        (Some(one), None) | (None, Some(one)) => open(one),
        (None, None) => Err(Deviation::new("testing/registry-missing", nearby.nothing()).help(
            Some("or name it: `Conformance::to(…).registry(\"path/to/schemas\")`, relative to the package"),
        )),
    }
}

/// The folder of a source file, as the compiler named it: relative to the workspace, which is the package or above it.
fn folder_of(file: &str, package: &Path) -> Option<PathBuf> {
    let file = package
        .ancestors()
        .map(|folder| folder.join(file))
        .find(|file| file.is_file())?;
    file.parent().map(Path::to_owned)
}

fn explicit(given: &Path, bases: [Option<&Path>; 2]) -> Result<Found, Box<Deviation>> {
    let tried = bases.into_iter().flatten().map(|base| base.join(given));
    let tried: Vec<PathBuf> = tried.collect();
    let is_there = |path: &&PathBuf| path.is_file() || Nearby::is_registry(path);
    match tried.iter().find(is_there) {
        Some(found) => open(found),
        None => Err(Deviation::new(
            "testing/registry-missing",
            format!(
                "there is no registry and no bundle here; {}",
                looked_at(&tried)
            ),
        )
        .help(Some(
            "the path is relative to the package, or to the test's source file",
        ))),
    }
}

/// A generated copy beside the code, and the workspace's registry, which may be another one altogether.
fn both(copy: Found, original: Found) -> Result<Found, Box<Deviation>> {
    if copy.registry.config.name.value != original.registry.config.name.value {
        return Ok(copy);
    }
    let entries = original
        .registry
        .events
        .values()
        .chain(original.registry.types.values());
    let versions = entries.flat_map(|entry| entry.versions.values());
    let stale = versions
        .filter_map(|now| Some((now, copy.registry.version_at(&now.path)?)))
        .find(|(now, copied)| !copied.says_the_same(now));
    match stale {
        None => Ok(original),
        Some((now, _)) => Err(Deviation::new(
            "testing/copy-stale",
            format!(
                "{} in {} differs from its copy in {}",
                now.path, original.name, copy.name
            ),
        )
        .help(Some("run `tidings generate`"))),
    }
}

/// Registries that were read, by their paths: a test's process asks for one many times, and nobody edits meanwhile.
static READ: Mutex<BTreeMap<PathBuf, Arc<Registry>>> = Mutex::new(BTreeMap::new());

fn open(path: &Path) -> Result<Found, Box<Deviation>> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.display().to_string();
    let mut known = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let registry = match known.get(&path) {
        Some(registry) => Arc::clone(registry),
        None => {
            let registry = read(&path, &name)
                .map_err(|message| Deviation::new("testing/registry-broken", message))?;
            let registry = Arc::new(registry);
            known.insert(path, Arc::clone(&registry));
            registry
        }
    };
    Ok(Found { registry, name })
}

fn read(path: &Path, name: &str) -> Result<Registry, String> {
    let loaded = if path.is_file() {
        let text =
            fs::read_to_string(path).map_err(|error| format!("{name} can't be read: {error}"))?;
        let bundle = BundleFiles::parse(name, &text);
        load(&bundle.map_err(|error| error.to_string())?, None)
    } else {
        load(&Files::new(path), None)
    };
    loaded.sound(name)
}

impl Found {
    /// A version of an event, or of a shared type where the name begins with `types/`.
    pub(crate) fn version(&self, name: &str, number: u32) -> Result<&VersionEntry, Box<Deviation>> {
        let (entries, what, name) = match name.strip_prefix("types/") {
            Some(name) => (&self.registry.types, "type", name),
            None => (
                &self.registry.events,
                "event",
                name.strip_prefix("events/").unwrap_or(name),
            ),
        };
        let Some(entry) = entries.get(name) else {
            let known = entries.keys().map(|known| known.as_str());
            let message = format!("there is no {what} `{name}` in {}", self.name);
            return Err(
                Deviation::new("testing/event-unknown", message).help(suggest::help(name, known))
            );
        };
        let version = VersionNumber::new(number).and_then(|number| entry.versions.get(&number));
        version.ok_or_else(|| {
            let known = entry.versions.keys().map(ToString::to_string);
            let known: Vec<String> = known.collect();
            let message = format!("{what} `{name}` has no version {number}");
            Deviation::new("testing/version-unknown", message)
                .help(Some(format!("it has {}", known.join(", "))))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(name: &str, schema: &str) -> (tempfile::TempDir, Found) {
        let folder = tempfile::tempdir().expect("a folder");
        let event = folder.path().join("events/tick");
        fs::create_dir_all(&event).expect("a folder");
        fs::write(
            folder.path().join("tidings.toml"),
            format!("name = {name:?}\n"),
        )
        .expect("a file");
        fs::write(event.join("1.json"), schema).expect("a file");
        let found = open(folder.path()).expect("a registry");
        (folder, found)
    }

    #[test]
    fn a_copy_has_to_say_what_its_registry_says() {
        let (_a, copy) = registry("shop", r#"{"type": "integer"}"#);
        let (_b, same) = registry("shop", r#"{"title": "Tick", "type": "integer"}"#);
        let original = same.name.clone();
        let found = both(copy, same).map(|found| found.name);
        assert_eq!(found, Ok(original));

        let (_a, copy) = registry("shop", r#"{"type": "integer"}"#);
        let (_b, other) = registry("shop", r#"{"type": "string"}"#);
        let stale = both(copy, other).map(|found| found.name);
        let stale = stale.expect_err("they differ");
        assert_eq!(stale.id.0, "testing/copy-stale");
        assert_eq!(stale.help.as_deref(), Some("run `tidings generate`"));
    }

    #[test]
    fn a_copy_of_another_registry_is_the_one_that_is_meant() {
        let (_a, copy) = registry("billing", r#"{"type": "integer"}"#);
        let (_b, original) = registry("shop", r#"{"type": "string"}"#);
        let name = copy.name.clone();
        let found = both(copy, original).map(|found| found.name);
        assert_eq!(found, Ok(name));
    }

    #[test]
    fn what_lies_there_and_is_broken_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let bundle = folder.path().join("bundle.json");
        fs::write(&bundle, "{\"tidings\": 1}").expect("a file");
        let broken = open(&bundle).map(|found| found.name);
        assert_eq!(
            broken.expect_err("no bundle").id.0,
            "testing/registry-broken"
        );
        let missing = find(Some(Path::new("no/such")), Location::caller());
        let missing = missing.map(|found| found.name);
        assert_eq!(
            missing.expect_err("nothing there").id.0,
            "testing/registry-missing"
        );
    }
}
