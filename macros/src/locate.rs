//! Finds the registry that a type belongs to: attribute path, generated copy, workspace.

use crate::attr::TypeAttr;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};
use syn::LitStr;
use tidings_contract::Bundle;
use tidings_registry::{BundleFiles, Files, Nearby, Registry, Source, load, looked_at};

/// The registry that was found, and the files that cargo has to watch.
pub(crate) struct Located {
    pub(crate) registry: Rc<Registry>,
    /// What messages call it.
    pub(crate) name: String,
    /// Where the registry's own files lie; none for a bundle.
    pub(crate) root: Option<PathBuf>,
    /// The workspace's registry, where a generated copy stands before it.
    pub(crate) original: Option<Box<Located>>,
    /// Absolute paths.
    pub(crate) files: Vec<PathBuf>,
}

/// Finds and loads the registry of a type.
pub(crate) fn locate(attr: &TypeAttr) -> syn::Result<Located> {
    let source = attr
        .name
        .span()
        .unwrap()
        .local_file()
        .and_then(|file| std::path::absolute(file).ok());
    let folder = source.as_deref().and_then(Path::parent);
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let fail = |message: String| syn::Error::new(attr.name.span(), message);
    if let Some(path) = &attr.path {
        return explicit(path, [package.as_deref(), folder]);
    }
    let nearby = Nearby::of(package.as_deref(), folder);
    let copy = nearby.copies.iter().find(|path| is_bundle(path));
    let original = nearby.folders.iter().find(|path| Nearby::is_registry(path));
    match (copy, original) {
        (Some(copy), Some(original)) => both(copy, original).map_err(fail),
        (Some(one), None) | (None, Some(one)) => open(one, None).map_err(fail),
        (None, None) => Err(fail(nearby.nothing())),
    }
}

/// The registry or bundle that the attribute names, relative to the package or to the source file.
fn explicit(path: &LitStr, bases: [Option<&Path>; 2]) -> syn::Result<Located> {
    let fail = |message: String| syn::Error::new(path.span(), message);
    let tried = bases.into_iter().flatten();
    let tried: Vec<PathBuf> = tried.map(|base| base.join(path.value())).collect();
    let is_there = |path: &&PathBuf| path.is_file() || Nearby::is_registry(path);
    let found = tried.iter().find(is_there).ok_or_else(|| {
        let tried = looked_at(&tried);
        fail(format!("there is no registry and no bundle here; {tried}"))
    })?;
    let found = found.canonicalize().unwrap_or_else(|_| found.clone());
    open(&found, None).map_err(fail)
}

/// A generated copy, and the registry that it is a copy of.
fn both(copy: &Path, original: &Path) -> Result<Located, String> {
    let original = open(original, None)?;
    let copy = open(copy, Some(&original.registry))?;
    // A workspace may hold several registries; one of another name is not where this copy came from.
    if original.registry.config.name.value != copy.registry.config.name.value {
        return Ok(copy);
    }
    Ok(Located {
        original: Some(Box::new(original)),
        ..copy
    })
}

/// Other tools have a `bundle.json` too; ours says so.
fn is_bundle(path: &Path) -> bool {
    thread_local! {
        static OURS: RefCell<HashMap<(PathBuf, Seen), bool>> = RefCell::default();
    }
    let Some(seen) = seen(path) else { return false };
    OURS.with_borrow_mut(|ours| {
        let read = || fs::read_to_string(path).is_ok_and(|text| Nearby::is_bundle(&text));
        *ours.entry((path.to_owned(), seen)).or_insert_with(read)
    })
}

/// The time and length of a file: a language server's process outlives many edits.
type Seen = (SystemTime, u64);

fn seen(path: &Path) -> Option<Seen> {
    let data = fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

/// A registry that was read, and what its files looked like then.
struct Known {
    stamp: Vec<(PathBuf, Option<Seen>)>,
    looked: Instant,
    registry: Rc<Registry>,
}

impl Known {
    /// A compiler expands hundreds of types within a moment, in which nobody edits.
    const MOMENT: Duration = Duration::from_millis(500);

    fn is_fresh(&mut self, path: &Path) -> bool {
        if self.looked.elapsed() > Self::MOMENT {
            if self.stamp != stamp(path) {
                return false;
            }
            self.looked = Instant::now();
        }
        true
    }
}

thread_local! {
    static READ: RefCell<HashMap<PathBuf, Known>> = RefCell::default();
}

/// Opens a registry's folder or a bundle; `like` is a registry that a bundle may be a copy of.
fn open(path: &Path, like: Option<&Rc<Registry>>) -> Result<Located, String> {
    let is_bundle = path.is_file();
    let files = match is_bundle {
        true => vec![path.to_owned()],
        false => ["tidings.toml", "tidings.lock"]
            .map(|file| path.join(file))
            .into(),
    };
    let known = READ.with_borrow_mut(|read| {
        let known = read.get_mut(path)?;
        known.is_fresh(path).then(|| known.registry.clone())
    });
    let registry = match known {
        Some(registry) => registry,
        None => {
            let stamp = stamp(path);
            let registry = read(path, like)?;
            let looked = Instant::now();
            let known = Known {
                stamp,
                looked,
                registry: registry.clone(),
            };
            READ.with_borrow_mut(|read| read.insert(path.to_owned(), known));
            registry
        }
    };
    Ok(Located {
        registry,
        name: path.display().to_string(),
        root: (!is_bundle).then(|| path.to_owned()),
        original: None,
        files: files.into_iter().filter(|file| file.is_file()).collect(),
    })
}

fn read(path: &Path, like: Option<&Rc<Registry>>) -> Result<Rc<Registry>, String> {
    let source: Box<dyn Source> = if path.is_file() {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
        let bundle = Bundle::parse(&text)
            .map_err(|error| format!("{}: {error}; {}", path.display(), error.help()))?;
        if let Some(same) = like.filter(|like| like.files == bundle.files) {
            return Ok(same.clone());
        }
        Box::new(BundleFiles::new(path.display().to_string(), &bundle))
    } else {
        Box::new(Files::new(path))
    };
    let loaded = load(&*source, None);
    loaded.sound(&path.display().to_string()).map(Rc::new)
}

fn stamp(path: &Path) -> Vec<(PathBuf, Option<Seen>)> {
    let mut stamp = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        if let Ok(folder) = fs::read_dir(&path) {
            open.extend(folder.filter_map(|entry| entry.ok().map(|entry| entry.path())));
        }
        let seen = seen(&path);
        stamp.push((path, seen));
    }
    stamp.sort();
    stamp
}
