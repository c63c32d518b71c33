//! Finds the registry that a type belongs to: attribute path, generated copy, workspace.

use crate::attr::TypeAttr;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;
use tidings_registry::{BundleFiles, Files, Registry, Source, load};

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
        let bases = [package.as_deref(), folder];
        let tried: Vec<PathBuf> = bases
            .into_iter()
            .flatten()
            .map(|base| base.join(path.value()))
            .collect();
        let found = tried
            .iter()
            .find(|path| path.is_file() || path.join("tidings.toml").is_file());
        let found = found.ok_or_else(|| {
            syn::Error::new(
                path.span(),
                format!(
                    "there is no registry and no bundle here; {}",
                    looked_at(&tried)
                ),
            )
        })?;
        let found = found.canonicalize().unwrap_or_else(|_| found.clone());
        return open(&found).map_err(|message| syn::Error::new(path.span(), message));
    }
    let copies = folder
        .map(|folder| copies(folder, package.as_deref()))
        .unwrap_or_default();
    let roots: Vec<PathBuf> = package
        .iter()
        .flat_map(|package| package.ancestors())
        .map(|folder| folder.join("schemas"))
        .collect();
    let copy = copies.iter().find(|path| is_bundle(path));
    let original = roots
        .iter()
        .find(|path| path.join("tidings.toml").is_file());
    match (copy, original) {
        (Some(copy), Some(original)) => {
            let original = open(original).map_err(fail)?;
            let copy = open(copy).map_err(fail)?;
            // A workspace may hold several registries; one of another name is not where this copy came from.
            if original.registry.config.name.value != copy.registry.config.name.value {
                return Ok(copy);
            }
            Ok(Located {
                original: Some(Box::new(original)),
                ..copy
            })
        }
        (Some(one), None) | (None, Some(one)) => open(one).map_err(fail),
        (None, None) => {
            let tried: Vec<PathBuf> = copies.into_iter().chain(roots).collect();
            Err(fail(format!(
                "no registry was found; {}; `tidings init` makes one",
                looked_at(&tried)
            )))
        }
    }
}

/// Where `tidings generate` may have put its copy: beside the source file, or above it in the package.
fn copies(folder: &Path, package: Option<&Path>) -> Vec<PathBuf> {
    let inside = |folder: &&Path| package.is_some_and(|package| folder.starts_with(package));
    folder
        .ancestors()
        .take_while(inside)
        .map(|folder| folder.join("bundle.json"))
        .collect()
}

/// Other tools have a `bundle.json` too; ours says so.
fn is_bundle(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text.contains("\"tidings\""))
}

fn looked_at(tried: &[PathBuf]) -> String {
    let tried: Vec<String> = tried
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    format!("looked at {}", tried.join(", "))
}

/// Files with their times and lengths: a language server's process outlives many edits.
type Stamp = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

thread_local! {
    static READ: RefCell<HashMap<PathBuf, (Stamp, Rc<Registry>)>> = RefCell::default();
}

fn open(path: &Path) -> Result<Located, String> {
    let name = path.display().to_string();
    let (root, files) = match path.is_file() {
        true => (None, vec![path.to_owned()]),
        false => {
            let fixed = ["tidings.toml", "tidings.lock"].map(|file| path.join(file));
            (
                Some(path.to_owned()),
                fixed.into_iter().filter(|file| file.is_file()).collect(),
            )
        }
    };
    let stamp = stamp(path);
    let known = READ.with_borrow(|read| {
        read.get(path)
            .filter(|(old, _)| *old == stamp)
            .map(|(_, r)| r.clone())
    });
    let registry = match known {
        Some(registry) => registry,
        None => {
            let registry = Rc::new(read(path)?);
            READ.with_borrow_mut(|read| read.insert(path.to_owned(), (stamp, registry.clone())));
            registry
        }
    };
    Ok(Located {
        registry,
        name,
        root,
        original: None,
        files,
    })
}

fn read(path: &Path) -> Result<Registry, String> {
    let source: Box<dyn Source> = if path.is_file() {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
        Box::new(
            BundleFiles::parse(path.display().to_string(), &text)
                .map_err(|error| error.to_string())?,
        )
    } else {
        Box::new(Files::new(path))
    };
    let loaded = load(&*source, None);
    loaded.registry.ok_or_else(|| {
        const SHOWN: usize = 3;
        let broken: Vec<_> = loaded
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .collect();
        let shown: Vec<String> = broken.iter().take(SHOWN).map(ToString::to_string).collect();
        let more = match broken.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("\nand {more} more"),
        };
        format!(
            "the registry at {} is broken; `tidings check` tells all\n{}{more}",
            path.display(),
            shown.join("\n")
        )
    })
}

fn stamp(path: &Path) -> Stamp {
    let mut stamp = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        if let Ok(folder) = fs::read_dir(&path) {
            open.extend(folder.filter_map(|entry| entry.ok().map(|entry| entry.path())));
        }
        let time = |data: Metadata| data.modified().ok().map(|time| (time, data.len()));
        let seen = fs::metadata(&path).ok().and_then(time);
        stamp.push((path, seen));
    }
    stamp.sort();
    stamp
}
