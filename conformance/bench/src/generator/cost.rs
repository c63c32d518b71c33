//! What generated code costs those who compile it, ship it and generate it again.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;
use tidings_generate::{Files, Matrices, Target, generate};
use tidings_registry::{Memory, Registry, load};

use super::corpus::Corpus;
use super::crates::{Crate, facade, write};
use super::places::{Places, told};
use super::typescript::{Project, synthetic};

/// How many versions are compiled together.
const VERSIONS: usize = 37;
/// How many events make a contract that an editor must check at once.
const EVENTS: usize = 500;

/// `cargo check` of many versions: our derive, the same types without it, and typify's.
pub fn many_versions(work: &Path, corpus: &Corpus) -> anyhow::Result<()> {
    let chosen = longest(corpus);
    let registry = part(corpus, |path| chosen.iter().any(|chosen| chosen == path))?;
    let files = generate(&registry, &Matrices::new(), &Target::Rust).map_err(told)?;
    let derived = Crate::new(work, "derived", &facade())?;
    write(&derived, &files)?;
    let with = derived.check()?;
    let plain = Crate::new(work, "plain", &facade())?;
    write(&plain, &without_derives(&files))?;
    let without = plain.check()?;
    let rivals = Crate::new(work, "typified", TYPIFY_NEEDS)?;
    let mut lib = "#![allow(warnings)]\n".to_owned();
    let mut made = 0;
    for (n, path) in chosen.iter().enumerate() {
        let schema: Value = serde_json::from_str(&corpus.texts[path])?;
        if let Ok(text) = crate::peers::typify(&schema) {
            rivals.write(&format!("v{n}.rs"), &text)?;
            lib += &format!("pub mod v{n};\n");
            made += 1;
        }
    }
    rivals.write("lib.rs", &lib)?;
    let typified = rivals.check().map_or_else(
        |why| format!("does not compile ({})", first_line(&why)),
        |s| format!("{s:.2} s"),
    );
    println!(
        "  {VERSIONS} versions, `cargo check`: {with:.2} s of CPU with the derive, {without:.2} s for the types alone, typify ({made} of {VERSIONS}) {typified}"
    );
    Ok(())
}

const TYPIFY_NEEDS: &str = "chrono = { version = \"0.4\", features = [\"serde\"] }\nregress = \"0.10\"\nserde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\nuuid = { version = \"1\", features = [\"serde\"] }";

fn first_line(error: &anyhow::Error) -> String {
    let text = error.to_string();
    let error = text
        .lines()
        .find(|line| line.starts_with("error"))
        .unwrap_or("no message");
    error.to_owned()
}

/// The version files of the events with the longest histories.
fn longest(corpus: &Corpus) -> Vec<String> {
    let mut events: Vec<_> = corpus.registry.events.values().collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.versions.len()));
    let versions = events.iter().flat_map(|event| event.versions.values());
    versions
        .take(VERSIONS)
        .map(|version| version.path.clone())
        .collect()
}

/// A registry of some of the version files, on one stream.
pub(super) fn part(corpus: &Corpus, chosen: impl Fn(&str) -> bool) -> anyhow::Result<Registry> {
    let mut files: BTreeMap<String, String> = corpus
        .texts
        .iter()
        .filter(|(path, _)| chosen(path))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let mut newest: BTreeMap<String, u32> = BTreeMap::new();
    for path in files.keys() {
        let (folder, file) = path
            .rsplit_once('/')
            .context("a version's file lies in a folder")?;
        let event = folder.trim_start_matches("events/").to_owned();
        let version: u32 = file.trim_end_matches(".json").parse()?;
        let held = newest.entry(event).or_default();
        *held = version.max(*held);
    }
    let mut stream = "path = \"/streams/part\"\n".to_owned();
    for (event, version) in newest {
        stream += &format!("[events.\"{event}\"]\nwrite = {version}\n");
    }
    files.insert("streams/part.toml".to_owned(), stream);
    files.insert("tidings.toml".to_owned(), "name = \"part\"\n".to_owned());
    let texts = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    load(&Memory::new("a part", texts), None)
        .registry
        .context("a part of a sound registry is sound")
}

/// The same types, without what the derive reads.
fn without_derives(files: &Files) -> Files {
    let modules = files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs") && !path.starts_with("streams/"));
    let plain = modules.map(|(path, text)| {
        let text = without_attributes(text)
            .replace(", ::tidings::Event)", ")")
            .replace(", ::tidings::Payload)", ")");
        (path.clone(), text)
    });
    let streams = ("streams/mod.rs".to_owned(), String::new());
    plain.chain([streams]).collect()
}

/// A module without the derive's attributes, of which long ones stand on several lines.
fn without_attributes(text: &str) -> String {
    let mut within = false;
    let mut kept = String::new();
    for line in text.lines() {
        let start = line.trim_start();
        let ours = ["#[event(", "#[payload("];
        within |= ours.iter().any(|ours| start.starts_with(ours));
        if !within && !start.starts_with("pub use streams") {
            kept.push_str(line);
            kept.push('\n');
        }
        within &= !line.ends_with(")]");
    }
    kept
}

/// A contract of many events, checked by TypeScript 7, and one event alone: what the compiler and the DOM's types take.
/// First as an application has it, then with declarations written of it, and of the runtime's sources.
pub fn many_events(places: &Places) -> anyhow::Result<()> {
    for (what, application) in [("in an application", true), ("and declared", false)] {
        let best = |name: &str, count: usize| -> anyhow::Result<(f64, f64)> {
            let files = synthetic(count)?;
            let mut project = Project::new(&places.work, name, &files, &[])?;
            if application {
                project = project.of_application(&files)?;
            }
            let mut best = (f64::MAX, f64::MAX);
            for _ in 0..5 {
                let (wall, cpu) = project.check(&places.peers, "typescript-7")?;
                best = (best.0.min(wall), best.1.min(cpu));
            }
            Ok(best)
        };
        let (one, many) = (best("one", 1)?, best("many", EVENTS)?);
        println!(
            "  {EVENTS} events {what}, TypeScript 7.0: {:.2} s, {:.2} s of CPU; one event {:.2} s, {:.2} s of CPU; so the contract {:.2} s, {:.2} s of CPU (best of 5 each)",
            many.0,
            many.1,
            one.0,
            one.1,
            many.0 - one.0,
            many.1 - one.1
        );
    }
    Ok(())
}
