use std::path::{Component, Path, PathBuf};

use super::{Edges, Texts};

/// The specifier of an import or export-from statement, or of a dynamic import on that line.
fn specifier(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with("//") || line.starts_with('*') {
        return None;
    }
    let (_, after) = line
        .split_once(" from \"")
        .or_else(|| line.split_once("import(\""))
        .or_else(|| line.split_once("import \""))?;
    let specifier = after.split('"').next()?;
    specifier.starts_with('.').then_some(specifier)
}

fn normalise(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// Which TypeScript file imports which; a type-only import counts, since it ties the files together as much.
pub fn typescript(texts: &Texts) -> Edges {
    let mut edges = Edges::new();
    for (path, text) in texts {
        let folder = path.parent().unwrap_or(Path::new(""));
        for specifier in text.lines().filter_map(specifier) {
            let target = normalise(&folder.join(specifier)).with_extension("ts");
            if texts.contains_key(&target) {
                edges.entry(path.clone()).or_default().insert(target);
            }
        }
    }
    edges
}
