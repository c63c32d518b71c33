//! What must come out the same: the output for the same meaning, unchanged files, and real histories.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::Value;
use tidings_generate::{Files, Matrices, Target, generate};
use tidings_registry::{Memory, Registry, load};

use super::corpus::Corpus;
use super::places::{Places, told};
use super::typescript::typescript;

/// An event that has nothing to do with any other.
const UNRELATED: &str = r#"{"type": "object", "properties": {"id": {"type": "string"}, "meta": {"type": "object", "properties": {"id": {"type": "integer"}}}}}"#;

/// Whether names and texts depend on the order of keys, or on what stands beside them.
pub fn identical(corpus: &Corpus, rust: &Files, ts: &Files) -> anyhow::Result<()> {
    let mut texts = corpus.texts.clone();
    for (path, text) in &mut texts {
        if path.ends_with(".json") {
            *text = backwards(&serde_json::from_str(text)?, 0);
        }
    }
    let registry = loaded(&texts)?;
    let same = differing(rust, &generated(&registry)?) + differing(ts, &typescript(&registry)?);
    println!(
        "  keys of all objects the other way round: {} files, {same} differ",
        rust.len() + ts.len()
    );
    let mut texts = corpus.texts.clone();
    texts.insert(
        "events/aaa.unrelated/1.json".to_owned(),
        UNRELATED.to_owned(),
    );
    let more = generated(&loaded(&texts)?)?;
    // The list of all events and the registry in one file grow by one.
    let own = rust
        .iter()
        .filter(|(path, _)| !["bundle.json", "events/mod.rs"].contains(&path.as_str()));
    let own: Files = own
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    println!(
        "  one unrelated event more: {} files of Rust, {} differ",
        own.len(),
        differing(&own, &more)
    );
    Ok(())
}

fn generated(registry: &Registry) -> anyhow::Result<Files> {
    generate(registry, &Matrices::new(), &Target::Rust).map_err(told)
}

fn loaded(texts: &BTreeMap<String, String>) -> anyhow::Result<Registry> {
    let texts = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let registry = load(&Memory::new("the corpora", texts), None).registry;
    registry.context("the order of keys means nothing")
}

fn differing(files: &Files, others: &Files) -> usize {
    files
        .iter()
        .filter(|(path, text)| others.get(*path) != Some(text))
        .count()
}

/// A JSON text with the members of every object in falling order, indented otherwise than before.
fn backwards(value: &Value, depth: usize) -> String {
    let indent = "\n".to_owned() + &" ".repeat(depth);
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            let members = members.iter().rev().map(|(name, value)| {
                format!(
                    "{indent}{} : {}",
                    Value::from(name.as_str()),
                    backwards(value, depth + 1)
                )
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| backwards(item, depth + 1));
            format!("[{}]", items.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// `tidings generate` where nothing changed, and `--check`, which names an edit by hand.
pub fn again(places: &Places, corpus: &Corpus) -> anyhow::Result<()> {
    let folder = places.work.join("registry");
    for (path, text) in &corpus.texts {
        let path = folder.join("schemas").join(path);
        fs::create_dir_all(path.parent().context("files lie in folders")?)?;
        fs::write(path, text)?;
    }
    let config = "name = \"real\"\n\n[generate.rust]\nout = \"../src/contracts\"\n\n[generate.ts]\nout = \"../web\"\n";
    fs::write(folder.join("schemas/tidings.toml"), config)?;
    timed(places, &folder)?;
    let edited = folder.join("src/contracts/mod.rs");
    let text = fs::read_to_string(&edited)?;
    fs::write(&edited, text.replace("pub mod", "pub  mod"))?;
    let run = tidings(places, &folder, &["generate", "--check"])?;
    let told =
        String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    ensure!(
        !run.status.success() && told.contains("mod.rs"),
        "--check does not tell an edit by hand: {told}"
    );
    let first = told
        .lines()
        .find(|line| line.contains("mod.rs"))
        .unwrap_or_default();
    println!(
        "  tidings generate --check, one file edited by hand: {}",
        first.trim()
    );
    Ok(())
}

/// How long each run takes, the program's start included.
fn timed(places: &Places, folder: &Path) -> anyhow::Result<()> {
    for (what, words, clone) in [
        ("first", &["generate"][..], true),
        ("unchanged", &["generate"], false),
        ("--check", &["generate", "--check"], false),
        ("--check of a fresh clone", &["generate", "--check"], true),
    ] {
        // What an earlier run remembers on its machine is in no clone.
        if clone && folder.join("schemas/.tidings").exists() {
            fs::remove_dir_all(folder.join("schemas/.tidings"))?;
        }
        let start = Instant::now();
        let (run, cpu) = super::cpu::of_children(|| tidings(places, folder, words))?;
        ensure!(
            run.status.success(),
            "tidings generate fails: {}",
            String::from_utf8_lossy(&run.stderr)
        );
        println!(
            "  tidings generate, {what}: {:.2} s, {cpu:.2} s of CPU",
            start.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

/// `tidings import --lenses` over every corpus.
pub fn lenses(places: &Places) -> anyhow::Result<()> {
    let folder = places.work.join("lenses");
    fs::create_dir_all(&folder)?;
    let events = places.corpora.join("events");
    let mut corpora: Vec<_> = fs::read_dir(&events)?.collect::<Result<_, _>>()?;
    corpora.retain(|entry| entry.path().is_dir());
    corpora.sort_by_key(fs::DirEntry::path);
    let mut import = Command::new(&places.tidings);
    import
        .arg("import")
        .args(corpora.iter().map(fs::DirEntry::path));
    import.args([
        "--into",
        "schemas",
        "--lenses",
        "lenses.jsonl",
        "--stream",
        "real",
    ]);
    let run = import.current_dir(&folder).output()?;
    ensure!(
        run.status.success(),
        "tidings import fails: {}",
        String::from_utf8_lossy(&run.stderr)
    );
    let told = String::from_utf8_lossy(&run.stdout);
    let summary = told.lines().filter(|line| line.contains("lens"));
    summary.for_each(|line| println!("  tidings import --lenses: {}", line.trim()));
    Ok(())
}

fn tidings(places: &Places, folder: &Path, words: &[&str]) -> anyhow::Result<Output> {
    let mut tidings = Command::new(&places.tidings);
    tidings.args(["--registry", "schemas"]).args(words);
    Ok(tidings.current_dir(folder).output()?)
}
