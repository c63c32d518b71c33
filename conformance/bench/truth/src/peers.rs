//! The same cases put to what typify and quicktype make of a sample of the schemas.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cases::Case;
use crate::contracts::write_changed;
use crate::exact::{difference, has_minus_zero};
use crate::laws::apart;
use crate::readers::ask;

/// One schema of the sample, under a short name.
pub struct Sampled {
    /// `p1`, `p2`, …
    pub name: String,
    /// The author's file.
    pub text: String,
    /// What is asked.
    pub cases: Vec<Case>,
}

/// Times that code which doesn't compile is taken out of a crate.
const ROUNDS: usize = 6;

/// Prints what the peers do on the sample.
///
/// # Errors
/// When they can't be installed or run; what they refuse or print wrongly is counted.
pub fn run(root: &Path, sample: &[Sampled]) -> anyhow::Result<()> {
    let folder = root.join("target/truth/peers");
    let schemas = folder.join("schemas");
    let _ = fs::remove_dir_all(&schemas);
    for one in sample {
        let mut document: Value = serde_json::from_str(&one.text)?;
        // A title is what either tool names its type by.
        if let Some(keywords) = document.as_object_mut() {
            keywords.insert("title".to_owned(), json!("Root"));
        }
        write_changed(
            &schemas.join(format!("{}.json", one.name)),
            &document.to_string(),
        )?;
    }
    println!("\npeers on {} schemas, sampled by the seed:", sample.len());
    typify(&folder, sample)?;
    quicktype(root, &folder, sample)
}

fn typify(folder: &Path, sample: &[Sampled]) -> anyhow::Result<()> {
    let package = folder.join("typify");
    let _ = fs::remove_dir_all(package.join("src"));
    let manifest = "[package]\nname = \"truth-typify\"\nversion = \"0.0.0\"\nedition = \"2021\"\npublish = false\n\n[workspace]\n\n\
        [dependencies]\nchrono = { version = \"=0.4.42\", features = [\"serde\"] }\nregress = \"=0.10.5\"\nserde = { version = \"1\", features = [\"derive\"] }\n\
        serde_json = { version = \"1\", features = [\"float_roundtrip\"] }\ntypify = \"=0.8.0\"\nuuid = { version = \"=1.18.1\", features = [\"serde\"] }\n\n\
        [profile.dev]\ndebug = false\nincremental = false\n";
    write_changed(&package.join("Cargo.toml"), manifest)?;
    write_changed(
        &package.join("src/peer.rs"),
        include_str!("../driver/peer.rs"),
    )?;
    let mut names: BTreeSet<&str> = sample.iter().map(|one| one.name.as_str()).collect();
    for name in &names {
        let module = format!(
            "typify::import_types!(schema = \"../schemas/{name}.json\");\npub const READ: crate::peer::Read = crate::peer::read::<Root>;\n"
        );
        write_changed(&package.join(format!("src/{name}.rs")), &module)?;
    }
    for _ in 0..ROUNDS {
        write_changed(&package.join("src/main.rs"), &program(&names))?;
        let broken = broken_modules(&package)?;
        if broken.is_empty() {
            let program = folder.join("build/debug/truth-typify");
            return report(
                "typify 0.8.0, Rust",
                sample,
                &names,
                &mut Command::new(program),
                folder,
            );
        }
        names.retain(|name| !broken.contains(*name));
    }
    println!("  typify 0.8.0: its code doesn't compile, whatever is taken out");
    Ok(())
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
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
}

/// The modules in which the compiler finds errors; none where all compiles.
fn broken_modules(package: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut cargo = Command::new("cargo");
    let target = package.with_file_name("build");
    cargo.args([
        "build",
        "--quiet",
        "--message-format=json",
        "--manifest-path",
    ]);
    cargo
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target);
    let output = cargo.output().context("cargo can't be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok()?.message);
    let errors = messages.filter(|message| message.level == "error");
    let files = errors.flat_map(|message| message.spans.into_iter().map(|span| span.file_name));
    let broken: BTreeSet<String> = files
        .filter_map(|file| PathBuf::from(file).file_stem()?.to_str().map(str::to_owned))
        .filter(|name| !matches!(name.as_str(), "main" | "peer"))
        .collect();
    if !output.status.success() && broken.is_empty() {
        bail!(
            "{cargo:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(broken)
}

fn quicktype(root: &Path, folder: &Path, sample: &[Sampled]) -> anyhow::Result<()> {
    let made = folder.join("quicktype");
    let _ = fs::remove_dir_all(&made);
    fs::create_dir_all(&made)?;
    let driver = root.join("conformance/bench/truth/driver");
    let home = root.join("target/bench/conformance-bench-truth-peers");
    let mut node = Command::new("node");
    node.arg(driver.join("quicktype.mjs"))
        .arg(&home)
        .arg(folder.join("schemas"))
        .arg(&made);
    let output = node.output().context("node can't be started")?;
    if !output.status.success() {
        bail!(
            "{node:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let names: BTreeSet<&str> = listed.lines().collect();
    let imports: String = names
        .iter()
        .map(|name| format!("import {{ Convert as {name} }} from \"./{name}.ts\";\n"))
        .collect();
    let all: String = names.iter().map(|name| format!("{name}, ")).collect();
    let peer = driver.join("peer.ts").display().to_string();
    let main = format!("{imports}import {{ read }} from {peer:?};\n\nread({{ {all} }});\n");
    write_changed(&made.join("main.ts"), &main)?;
    let script = made.join("main.mjs");
    let mut esbuild = Command::new(root.join("node_modules/.bin/esbuild"));
    esbuild.args([
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--log-level=error",
    ]);
    esbuild
        .arg(format!("--outfile={}", script.display()))
        .arg(made.join("main.ts"));
    let output = esbuild.output().context("esbuild can't be started")?;
    if !output.status.success() {
        bail!(
            "{esbuild:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    report(
        "quicktype 26.0.0, TypeScript",
        sample,
        &names,
        Command::new("node").arg(script),
        folder,
    )
}

/// Asks one peer all that its types can be asked, and prints the figures.
fn report(
    title: &str,
    sample: &[Sampled],
    names: &BTreeSet<&str>,
    program: &mut Command,
    folder: &Path,
) -> anyhow::Result<()> {
    let fair = |case: &&Case| apart(&case.value).is_none() && !has_minus_zero(&case.value);
    let asked: Vec<(&str, &Case)> = sample
        .iter()
        .filter(|one| names.contains(one.name.as_str()))
        .flat_map(|one| {
            one.cases
                .iter()
                .filter(fair)
                .map(|case| (one.name.as_str(), case))
        })
        .collect();
    let lines: String = asked
        .iter()
        .map(|(name, case)| format!("{name}\t{}\n", case.text))
        .collect();
    let answers = ask(program, folder, &lines)?;
    if answers.len() != asked.len() {
        bail!(
            "{title}: {} answers to {} questions",
            answers.len(),
            asked.len()
        );
    }
    let (mut valid, mut refused, mut taken, mut changed) = (0, 0, 0, 0);
    for ((_, case), answer) in asked.iter().zip(&answers) {
        valid += usize::from(case.verdict.original);
        match (&answer.held, case.verdict.original) {
            (Some(held), true) => changed += usize::from(is_changed(held, &case.value)),
            (None, true) => refused += 1,
            (Some(_), false) => taken += 1,
            (None, false) => {}
        }
    }
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "  {title}: {} of {} schemas have a type that compiles; {} values, {} valid: {:.2} % of the invalid taken, \
         {:.2} % of the valid refused, {:.2} % of the valid ones read came back changed",
        names.len(),
        sample.len(),
        asked.len(),
        valid,
        share(taken, asked.len() - valid),
        share(refused, valid),
        share(changed, valid - refused),
    );
    Ok(())
}

fn is_changed(held: &str, value: &Value) -> bool {
    serde_json::from_str(held).map_or(true, |held: Value| difference(value, &held).is_some())
}
