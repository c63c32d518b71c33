//! quicktype's converters for a sample of schemas, as one script.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

use crate::contracts::write_changed;
use crate::peers::report::{Sampled, report};
use crate::readers::{bundle, run as run_to_end};

/// Bundles what quicktype makes of the sample, and asks it.
///
/// # Errors
/// When Node or one of its programs can't be run.
pub fn run(root: &Path, folder: &Path, sample: &[Sampled]) -> anyhow::Result<()> {
    let made = folder.join("quicktype");
    let _ = fs::remove_dir_all(&made);
    fs::create_dir_all(&made)?;
    let driver = root.join("conformance/bench/truth/driver");
    let mut node = Command::new("node");
    node.arg(driver.join("quicktype.mjs"))
        .arg(root.join("target/bench/conformance-bench-truth-peers"))
        .arg(folder.join("schemas"))
        .arg(&made);
    let listed = run_to_end(&mut node)?;
    let names: BTreeSet<&str> = listed.lines().collect();
    let missing = [
        ("not generated", sample.len() - names.len()),
        (
            "generated, but not compiled (tsc --strict)",
            untyped(root, &made, &names)?,
        ),
    ];
    let imports: String = names
        .iter()
        .map(|name| format!("import {{ Convert as {name} }} from \"./{name}.ts\";\n"))
        .collect();
    let all: String = names.iter().map(|name| format!("{name}, ")).collect();
    let peer = driver.join("peer.ts").display().to_string();
    let main = format!("{imports}import {{ read }} from {peer:?};\n\nread({{ {all} }});\n");
    write_changed(&made.join("main.ts"), &main)?;
    let script = made.join("main.mjs");
    bundle(root, &made.join("main.ts"), &script)?;
    let mut program = Command::new("node");
    let title = "quicktype 26.0.0, TypeScript";
    report(title, sample, &missing, &names, program.arg(script), folder)
}

/// Files of which the compiler says that they are wrong; their converters are asked all the same.
fn untyped(root: &Path, made: &Path, names: &BTreeSet<&str>) -> anyhow::Result<usize> {
    let mut tsc = Command::new(root.join("node_modules/.bin/tsc"));
    tsc.current_dir(made)
        .args(["--noEmit", "--strict", "--pretty", "false"])
        .args(["--target", "es2022", "--module", "esnext"])
        .args(names.iter().map(|name| format!("{name}.ts")));
    let output = tsc.output().context("tsc can't be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let files = text.lines().filter(|line| line.contains(": error TS"));
    let files: BTreeSet<&str> = files
        .filter_map(|line| line.split_once(".ts(").map(|(name, _)| name))
        .collect();
    if !output.status.success() && files.is_empty() {
        anyhow::bail!("{tsc:?} failed:\n{text}");
    }
    Ok(files.len())
}
