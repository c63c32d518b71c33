//! The generator beside its peers, over every schema of the event corpora.

mod corpus;
mod cost;
mod cpu;
mod crates;
mod places;
mod same;
mod typescript;
mod weight;

pub use places::Places;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;
use tidings_generate::{Files, Matrices, Target, generate};

use corpus::Corpus;
use crates::{Crate, facade, write};
use places::told;
use typescript::{COMPILERS, Project};

/// Peers on Node are slow: they get each of these many schemas.
const SAMPLE: usize = 8;

/// Prints every figure; fails where a peer can't be started or generated code does not compile.
pub fn run(places: &Places) -> anyhow::Result<()> {
    if places.work.exists() {
        fs::remove_dir_all(&places.work)?;
    }
    fs::create_dir_all(&places.work)?;
    let corpus = corpus::read(&places.corpora)?;
    let (rust, ts) = ours(&corpus)?;
    println!("\npeers, in the same run");
    peers(places, &corpus)?;
    println!("\ncompiled");
    let all = Crate::new(&places.work, "all_events", &facade())?;
    write(&all, &rust)?;
    println!(
        "  Rust: {} schemas in one crate, warnings denied, `cargo check` {:.1} s of CPU",
        corpus.files.len(),
        all.check()?
    );
    let project = Project::new(&places.work, "all_types", &ts, &[])?;
    for compiler in COMPILERS {
        let (wall, seconds) = project.check(&places.peers, compiler)?;
        println!("  {compiler}: every strict flag, {wall:.1} s, {seconds:.1} s of CPU");
    }
    cost::many_versions(&places.work, &corpus)?;
    cost::many_events(places)?;
    println!("\nin a browser");
    weight::run(places, &corpus)?;
    println!("\nagain");
    same::identical(&corpus, &rust, &ts)?;
    same::again(places, &corpus)?;
    same::lenses(places)
}

fn ours(corpus: &Corpus) -> anyhow::Result<(Files, Files)> {
    let count = corpus.files.len() as f64;
    let (rust, rusting) =
        cpu::of_own(|| generate(&corpus.registry, &Matrices::new(), &Target::Rust).map_err(told))?;
    let (ts, tsing) = cpu::of_own(|| typescript::typescript(&corpus.registry))?;
    let bytes = |files: &Files| -> usize {
        let code = files.iter().filter(|(path, _)| !path.ends_with(".json"));
        code.map(|(_, text)| text.len()).sum()
    };
    let versions: usize = corpus
        .registry
        .events
        .values()
        .map(|event| event.versions.len())
        .sum();
    println!(
        "tidings: {} schemas, {versions} generated, {} refused",
        corpus.files.len(),
        corpus.refused.len()
    );
    corpus
        .refused
        .iter()
        .for_each(|refusal| println!("  {refusal}"));
    for (name, files, seconds) in [("Rust", &rust, rusting), ("TypeScript", &ts, tsing)] {
        println!(
            "  {name}: {:.0} bytes a schema, {:.0} schemas a second and core, formatted",
            bytes(files) as f64 / count,
            count / seconds
        );
    }
    let [importing, loading] = corpus.seconds;
    println!(
        "  before that: importing {:.0} schemas a second, reading the registry {:.0}",
        count / importing,
        count / loading
    );
    Ok((rust, ts))
}

fn peers(places: &Places, corpus: &Corpus) -> anyhow::Result<()> {
    // A peer's panic is counted; its message would only stand between the figures.
    std::panic::set_hook(Box::new(|_| {}));
    let (mut made, mut bytes) = (0, 0);
    let (_, seconds) = cpu::of_own(|| {
        for file in &corpus.files {
            let schema: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
            if let Ok(text) = crate::peers::typify(&schema) {
                made += 1;
                bytes += text.len();
            }
        }
        Ok(())
    })?;
    drop(std::panic::take_hook());
    let all = corpus.files.len();
    row("typify 0.8.0, Rust", all, made, bytes, seconds);
    let sample: Vec<String> = corpus
        .files
        .iter()
        .step_by(SAMPLE)
        .map(|file| file.display().to_string())
        .collect();
    let list = places.work.join("sample.txt");
    fs::write(&list, sample.join("\n"))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/generators/run.mjs");
    for peer in [
        "quicktype-rust",
        "quicktype-typescript",
        "json-schema-to-typescript",
    ] {
        let run = Command::new("node")
            .arg(&script)
            .arg(peer)
            .arg(&places.peers)
            .arg(&list)
            .output()?;
        ensure!(
            run.status.success(),
            "{peer} can't be started:\n{}",
            String::from_utf8_lossy(&run.stderr)
        );
        let told: Value = serde_json::from_slice(&run.stdout)?;
        let number = |key: &str| {
            told[key]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .with_context(|| format!("{peer} tells no {key}"))
        };
        row(
            peer,
            sample.len(),
            number("made")?,
            number("bytes")?,
            told["seconds"].as_f64().unwrap_or_default(),
        );
    }
    Ok(())
}

fn row(peer: &str, asked: usize, made: usize, bytes: usize, seconds: f64) {
    println!(
        "  {peer}: {made} of {asked} generated, {} bytes a schema, {:.0} a second and core",
        bytes / made.max(1),
        asked as f64 / seconds
    );
}
