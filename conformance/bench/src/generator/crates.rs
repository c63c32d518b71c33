//! Generated Rust in crates of its own, checked by cargo with warnings denied.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::ensure;
use tidings_generate::Files;

use super::cpu;

/// A crate in the making.
pub struct Crate {
    folder: PathBuf,
    target: PathBuf,
}

impl Crate {
    /// An empty crate whose dependencies have been checked already, so that only its own text counts.
    pub fn new(work: &Path, name: &str, dependencies: &str) -> anyhow::Result<Self> {
        let folder = work.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        let root = workspace();
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::copy(
            root.join("rust-toolchain.toml"),
            folder.join("rust-toolchain.toml"),
        )?;
        let made = Self {
            target: work.join("target"),
            folder,
        };
        made.write("lib.rs", "")?;
        made.check()?;
        Ok(made)
    }

    /// Writes a file below `src`.
    pub fn write(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let path = self.folder.join("src").join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    }

    /// CPU seconds of `cargo check`.
    ///
    /// # Errors
    /// What the compiler says, where it refuses or warns.
    pub fn check(&self) -> anyhow::Result<f64> {
        let mut cargo = Command::new("cargo");
        cargo.args(["check", "--quiet"]);
        cargo.current_dir(&self.folder);
        cargo
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0");
        let (run, seconds) = cpu::of_children(|| Ok(cargo.output()?))?;
        let told = String::from_utf8_lossy(&run.stderr);
        let start: String = told.chars().take(4_000).collect();
        ensure!(
            run.status.success(),
            "{} does not compile:\n{start}",
            self.folder.display()
        );
        Ok(seconds)
    }
}

/// The dependency on this repository's facade.
pub fn facade() -> String {
    format!("tidings.path = {:?}", workspace().join("runtime/server"))
}

/// The root of the repository.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Writes generated Rust as the module `contracts` of a crate.
pub fn write(to: &Crate, files: &Files) -> anyhow::Result<()> {
    for (path, text) in files {
        to.write(&format!("contracts/{path}"), text)?;
    }
    to.write("lib.rs", "#![deny(warnings)]\npub mod contracts;\n")
}
