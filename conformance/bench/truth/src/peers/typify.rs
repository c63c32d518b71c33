//! typify's types for a sample of schemas, in one crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::contracts::write_changed;
use crate::peers::report::{Sampled, report};

/// Times that code which doesn't compile is taken out of the crate.
const ROUNDS: usize = 6;

/// Why a schema has no type that can be asked, the strongest reason first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// The macro refused the schema.
    Refused,
    /// There is code, but no type of the schema itself.
    Untyped,
    /// The code doesn't compile.
    Broken,
}

/// Compiles what typify makes of the sample, and asks it.
///
/// # Errors
/// When cargo can't be run.
pub fn run(root: &Path, folder: &Path, sample: &[Sampled]) -> anyhow::Result<()> {
    let package = folder.join("typify");
    let _ = fs::remove_dir_all(package.join("src"));
    let pinned = root.join("conformance/bench/truth/peers/typify");
    for name in ["Cargo.toml", "Cargo.lock"] {
        write_changed(&package.join(name), &fs::read_to_string(pinned.join(name))?)?;
    }
    write_changed(
        &package.join("src/peer.rs"),
        include_str!("../../driver/peer.rs"),
    )?;
    let mut names: BTreeSet<&str> = sample.iter().map(|one| one.name.as_str()).collect();
    for name in &names {
        let module = format!(
            "typify::import_types!(schema = \"../schemas/{name}.json\");\npub const READ: crate::peer::Read = crate::peer::read::<Root>;\n"
        );
        write_changed(&package.join(format!("src/{name}.rs")), &module)?;
    }
    let mut faults: BTreeMap<String, Fault> = BTreeMap::new();
    for _ in 0..ROUNDS {
        write_changed(&package.join("src/main.rs"), &program(&names))?;
        let broken = broken_modules(&package)?;
        if broken.is_empty() {
            let of = |fault| faults.values().filter(|found| **found == fault).count();
            let missing = [
                ("not generated", of(Fault::Refused)),
                ("generated, but no type of the schema", of(Fault::Untyped)),
                ("generated, but not compiled", of(Fault::Broken)),
            ];
            let mut program = Command::new(folder.join("build/debug/truth-typify"));
            let title = "typify 0.8.0, Rust";
            return report(title, sample, &missing, &names, &mut program, folder);
        }
        names.retain(|name| !broken.contains_key(*name));
        faults.extend(broken);
    }
    bail!("typify's code doesn't compile, whatever is taken out")
}

fn program(names: &BTreeSet<&str>) -> String {
    let modules: String = names.iter().map(|name| format!("mod {name};\n")).collect();
    let readers: String = names
        .iter()
        .map(|name| format!("        (\"{name}\", {name}::READ),\n"))
        .collect();
    format!(
        "#![allow(warnings)]\nmod peer;\n{modules}\nfn main() -> std::io::Result<()> {{\n    peer::run(&[\n{readers}    ])\n}}\n"
    )
}

#[derive(Deserialize)]
struct Line {
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    /// The compiler's number for the error; a macro's own errors have none.
    code: Option<serde_json::Value>,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
}

impl Message {
    fn fault(&self) -> Fault {
        match self.code {
            None => Fault::Refused,
            Some(_) if self.message.starts_with("cannot find type `Root`") => Fault::Untyped,
            Some(_) => Fault::Broken,
        }
    }
}

/// The modules in which the compiler finds errors, and why; none where all compiles.
fn broken_modules(package: &Path) -> anyhow::Result<BTreeMap<String, Fault>> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--quiet", "--locked", "--message-format=json"])
        .arg("--manifest-path")
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(package.with_file_name("build"));
    let output = cargo.output().context("cargo can't be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok()?.message);
    let mut broken: BTreeMap<String, Fault> = BTreeMap::new();
    for error in messages.filter(|message| message.level == "error") {
        let fault = error.fault();
        for span in &error.spans {
            let file = PathBuf::from(&span.file_name);
            let Some(name) = file.file_stem().and_then(|stem| stem.to_str()) else {
                continue;
            };
            if !matches!(name, "main" | "peer") {
                let known = broken.entry(name.to_owned()).or_insert(fault);
                *known = fault.min(*known);
            }
        }
    }
    if !output.status.success() && broken.is_empty() {
        bail!(
            "{cargo:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(broken)
}
