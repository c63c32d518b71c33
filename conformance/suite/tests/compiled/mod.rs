//! What tests that compile generated code share: where they write, and the manifest of a crate that stands alone.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

use tidings_generate::{Matrices, Target, generate};
use tidings_registry::Registry;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
    // What did not change is left alone, so that cargo sees it as fresh.
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).expect("a file");
    }
}

pub fn matrices(registry: &Registry) -> Matrices {
    let streams = registry.streams.values();
    streams
        .map(|stream| {
            (
                stream.name.clone(),
                tidings_compat::matrix(registry, stream),
            )
        })
        .collect()
}

pub fn write_generated(registry: &Registry, target: &Target, folder: &Path) {
    let files = generate(registry, &matrices(registry), target).expect("it can be generated");
    for (path, text) in files {
        write(&folder.join(path), &text);
    }
}

/// The example's manifest as that of a workspace of its own, with what it inherits.
pub fn manifest() -> String {
    let whole = read(&root().join("Cargo.toml"));
    let table = |name: &str| {
        let head = format!("[{name}]\n");
        let start = whole
            .find(&head)
            .unwrap_or_else(|| panic!("no [{name}] in Cargo.toml"));
        let rest = &whole[start + head.len()..];
        format!(
            "{head}{}",
            &rest[..rest.find("\n[").map_or(rest.len(), |end| end + 1)]
        )
    };
    let inherited = [
        "workspace.package",
        "workspace.lints.rust",
        "workspace.lints.clippy",
        "workspace.dependencies",
    ];
    let absolute = format!(
        "path = \"{}/",
        root()
            .canonicalize()
            .expect("the workspace is there")
            .display()
    );
    let example = read(&root().join("examples/orders-server/Cargo.toml"));
    let tables: String = inherited.map(table).concat();
    format!(
        "[workspace]\n{}\n{example}",
        tables.replace("path = \"", &absolute)
    )
}

/// The npm packages and the built client, or a skip that is seen.
pub fn compiler() -> Option<PathBuf> {
    let compiler = root().join("node_modules/.bin/tsc");
    if compiler.exists() && root().join("runtime/ts/dist/index.js").exists() {
        return Some(compiler);
    }
    assert!(
        std::env::var_os("TIDINGS_NO_SKIP").is_none(),
        "npm's packages or the built client are absent"
    );
    eprintln!(
        "skipped: npm's packages or the built client are absent; `./dev test` installs and builds them"
    );
    None
}
