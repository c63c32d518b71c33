use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, UseTree, Visibility};

use super::{Edges, Texts};

type Names = Vec<String>;

/// One crate's modules: where each lies, and what each imports under which name.
#[derive(Default)]
struct Modules {
    files: BTreeMap<Names, PathBuf>,
    imported: BTreeMap<(Names, String), Names>,
}

/// `src/a/mod.rs` and `src/a.rs` are the module `a`; the roots are the empty path.
fn module(inside: &Path) -> Names {
    let mut names: Names = inside
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().replace('-', "_"))
        .collect();
    if names
        .last()
        .is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str()))
    {
        names.pop();
    }
    names
}

fn declares(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name == "mod.rs" || name == "lib.rs")
}

fn for_tests(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &Attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|ident| ident == "test")
    };
    attributes.iter().any(is_test)
}

/// Every path of a use tree, with the name that it is imported under.
fn flatten(tree: &UseTree, before: &[String], out: &mut Vec<(Names, String)>) {
    let with = |name: String| [before, &[name]].concat();
    match tree {
        UseTree::Path(path) => flatten(&path.tree, &with(path.ident.to_string()), out),
        UseTree::Name(name) if name.ident == "self" => {
            out.push((before.to_vec(), before.last().cloned().unwrap_or_default()));
        }
        UseTree::Name(name) => out.push((with(name.ident.to_string()), name.ident.to_string())),
        UseTree::Rename(rename) => {
            out.push((with(rename.ident.to_string()), rename.rename.to_string()))
        }
        UseTree::Glob(_) => out.push((with("*".to_owned()), "*".to_owned())),
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|item| flatten(item, before, out)),
    }
}

impl Modules {
    /// The module path that a path in `from` begins with, and what of the path is left.
    fn start<'p>(&self, from: &[String], path: &'p [String]) -> Option<(Names, &'p [String])> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Names::new(),
            "self" => from.to_vec(),
            "super" => from[..from.len().saturating_sub(1)].to_vec(),
            _ if self
                .files
                .contains_key(&[from, std::slice::from_ref(first)].concat()) =>
            {
                [from, std::slice::from_ref(first)].concat()
            }
            _ => return None,
        };
        while rest.first().is_some_and(|next| next == "super") {
            at.pop();
            rest = &rest[1..];
        }
        Some((at, rest))
    }

    /// The file that defines what a path in the module `from` means, as far as this crate's files tell.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<&PathBuf> {
        let (mut at, mut rest) = self.start(from, path)?;
        while let Some((next, after)) = rest.split_first() {
            let deeper = [at.as_slice(), std::slice::from_ref(next)].concat();
            if !self.files.contains_key(&deeper) {
                break;
            }
            at = deeper;
            rest = after;
        }
        let through = rest.first().filter(|_| depth > 0);
        if let Some(origin) =
            through.and_then(|next| self.imported.get(&(at.clone(), next.clone())))
        {
            let whole = [origin.as_slice(), &rest[1..]].concat();
            if let Some(file) = self.resolve(&at, &whole, depth - 1) {
                return Some(file);
            }
        }
        // An inline module lies in the file of the nearest module that has one.
        (0..=at.len())
            .rev()
            .find_map(|length| self.files.get(&at[..length]))
    }
}

/// Collects the paths of one file: those of `use` items apart, since they give names.
struct Paths {
    module: Names,
    /// Module, path, the name it is imported under, and whether it is re-exported.
    uses: Vec<(Names, Names, String, bool)>,
    paths: Vec<(Names, Names)>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if for_tests(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if for_tests(&item.attrs) {
            return;
        }
        let mut found = Vec::new();
        flatten(&item.tree, &[], &mut found);
        let public = !matches!(item.vis, Visibility::Inherited);
        self.uses.extend(
            found
                .into_iter()
                .map(|(path, name)| (self.module.clone(), path, name, public)),
        );
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect::<Names>();
        if names.len() > 1 {
            self.paths.push((self.module.clone(), names));
        }
        visit::visit_path(self, path);
    }
}

/// The folder of the crate's sources, and the path inside it.
fn split(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let parts: Vec<_> = path.iter().collect();
    let src = parts.iter().rposition(|part| *part == "src")?;
    Some((
        parts[..=src].iter().collect(),
        parts[src + 1..].iter().collect(),
    ))
}

/// Which Rust file needs which of the same crate. What is only for tests, and what `lib.rs` or `mod.rs` re-exports, does
/// not count; a name that comes through a re-export counts for the file that defines it.
pub fn rust(texts: &Texts) -> Edges {
    let mut crates: BTreeMap<PathBuf, Vec<(&PathBuf, Paths)>> = BTreeMap::new();
    let mut modules: BTreeMap<PathBuf, Modules> = BTreeMap::new();
    for (path, text) in texts {
        let Some((src, inside)) = split(path) else {
            continue;
        };
        let file =
            syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let module = module(&inside);
        let mut paths = Paths {
            module: module.clone(),
            uses: Vec::new(),
            paths: Vec::new(),
        };
        paths.visit_file(&file);
        let known = modules.entry(src.clone()).or_default();
        known.files.insert(module, path.clone());
        for (module, path, name, _) in &paths.uses {
            known
                .imported
                .insert((module.clone(), name.clone()), path.clone());
        }
        crates.entry(src).or_default().push((path, paths));
    }
    let mut edges = Edges::new();
    for (src, files) in &crates {
        let known = &modules[src];
        for (path, paths) in files {
            let uses = paths
                .uses
                .iter()
                .filter(|(.., public)| !(*public && declares(path)));
            let used = uses
                .map(|(module, path, ..)| (module, path))
                .chain(paths.paths.iter().map(|(module, path)| (module, path)));
            for target in used.filter_map(|(module, names)| known.resolve(module, names, 8)) {
                if target != *path {
                    edges
                        .entry((*path).clone())
                        .or_default()
                        .insert(target.clone());
                }
            }
        }
    }
    edges
}
