//! What generated code weighs in a browser, beside a bare table of the same members.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tidings_generate::Files;
use tidings_registry::Registry;

use super::corpus::Corpus;
use super::cost::part;
use super::crates::workspace;
use super::places::Places;
use super::typescript::typescript;

/// How many events are weighed together.
const WEIGHED: usize = 20;

/// The code of some events of each corpus, beside their table.
pub fn run(places: &Places, corpus: &Corpus) -> anyhow::Result<()> {
    let room = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    let rooms: BTreeSet<String> = corpus
        .registry
        .events
        .keys()
        .map(|n| room(n.as_str()))
        .collect();
    for wanted in rooms {
        let events = corpus.registry.events.iter();
        let own = events.filter(|(name, _)| room(name.as_str()) == wanted);
        let chosen: Vec<String> = own
            .take(WEIGHED)
            .map(|(name, _)| format!("events/{name}/"))
            .collect();
        let registry = part(corpus, |path| {
            chosen.iter().any(|folder| path.starts_with(folder))
        })?;
        let (code, table) = weigh(&places.work, &registry, &typescript(&registry)?)?;
        println!(
            "  {} events of {wanted} in a browser: {code} bytes after gzip with their guards, {table} for a bare table: {:.2} times",
            chosen.len(),
            code as f64 / table as f64
        );
    }
    Ok(())
}

/// Bytes, after gzip, of the code of some events and of a bare table of their members.
fn weigh(work: &Path, registry: &Registry, files: &Files) -> anyhow::Result<(usize, usize)> {
    let source: String = files
        .iter()
        .filter(|(path, _)| *path != "index.ts")
        .map(|(_, text)| text.as_str())
        .collect();
    let (ts, js) = (work.join("weigh.ts"), work.join("weigh.js"));
    fs::write(&ts, source)?;
    let esbuild = workspace().join("node_modules/.bin/esbuild");
    let run = Command::new(&esbuild)
        .arg(&ts)
        .args(["--minify", "--format=esm"])
        .arg(format!("--outfile={}", js.display()))
        .output()?;
    ensure!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let mut table = Table::default();
    for (name, entry) in &registry.events {
        if let Some(version) = entry.newest() {
            table.event(name.as_str(), &version.schema.document());
        }
    }
    let file = work.join("table.json");
    fs::write(&file, Value::Array(table.rows).to_string())?;
    Ok((gzipped(&js)?, gzipped(&file)?))
}

/// `[event, member pointer, type]` of every member. A definition that several events have alike is listed once, as the
/// generator prints it once.
#[derive(Default)]
struct Table {
    rows: Vec<Value>,
    definitions: BTreeSet<String>,
}

impl Table {
    fn event(&mut self, event: &str, schema: &Value) {
        self.members(event, "", schema);
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            if self.definitions.insert(format!("{name}{definition}")) {
                self.members(name, "", definition);
            }
        }
    }

    fn members(&mut self, event: &str, at: &str, schema: &Value) {
        // What a schema does not say is null here, and null says nothing either.
        if !schema.is_object() {
            return;
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let at = format!("{at}/{name}");
            self.rows.push(json!([event, at, kind(member)]));
            self.members(event, &at, member);
        }
        for below in ["items", "additionalProperties"] {
            self.members(event, &format!("{at}/*"), &schema[below]);
        }
        for branches in ["allOf", "anyOf", "oneOf"] {
            for branch in schema[branches].as_array().into_iter().flatten() {
                self.members(event, at, branch);
            }
        }
    }
}

/// What a table says of a member: its values, its types, or the definition that it is.
fn kind(member: &Value) -> Value {
    let said = ["enum", "const", "type"]
        .into_iter()
        .find_map(|key| member.get(key).cloned());
    let reference = || {
        let name = member["$ref"].as_str()?.rsplit('/').next()?;
        Some(json!(name))
    };
    said.or_else(reference).unwrap_or_else(|| json!("any"))
}

fn gzipped(path: &Path) -> anyhow::Result<usize> {
    let script = "console.log(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1]), { level: 9 }).length)";
    let run = Command::new("node")
        .args(["-e", script])
        .arg(path)
        .output()?;
    String::from_utf8(run.stdout)?
        .trim()
        .parse()
        .context("a number of bytes")
}
