//! A registry as large as a large company's: many events of realistic size, every version against every other.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::{Map, Value, json};
use tidings_compat::{check, matrix};
use tidings_registry::{Memory, Registry, State, load, next_release};

const SEED: u64 = 20_251_121;
const EVENTS: usize = 500;
const VERSIONS: u64 = 5;

/// Builds the registry, judges every pair of versions, and prints how long that takes.
pub fn run() -> anyhow::Result<()> {
    let registry = registry()?;
    // Another one for the second figure, since the first will have its documents written by then.
    let untouched = registry.clone();
    let stream = registry.streams.values().next().context("one stream")?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    let cells = matrix(&registry, stream);
    let took = began.elapsed();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for cell in &cells {
        *kinds.entry(format!("{:?}", cell.cell)).or_default() += 1;
    }
    println!("\n{EVENTS} events x {VERSIONS} versions, seed {SEED}, {cores} cores");
    println!(
        "    matrix of the loaded registry: {} cells {kinds:?} in {:.2} s",
        cells.len(),
        took.as_secs_f64()
    );
    let began = Instant::now();
    let findings = check(&untouched, None);
    println!(
        "    check: {} findings in {:.2} s",
        findings.len(),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

fn registry() -> anyhow::Result<Registry> {
    let mut files = BTreeMap::from([("tidings.toml".to_owned(), "name = \"scale\"\n".to_owned())]);
    let mut stream = "path = \"/all\"\n".to_owned();
    let mut events: Vec<Event> = (0..EVENTS).map(|n| Event::new(n as u64)).collect();
    for event in &events {
        stream.push_str(&format!("[events.\"{}\"]\nwrite = 1\n", event.name));
    }
    files.insert("streams/all.toml".to_owned(), stream);
    for version in 1..=VERSIONS {
        for event in &mut events {
            if version > 1 {
                event.evolve();
            }
            let path = format!("events/{}/{version}.json", event.name);
            files.insert(path, event.document().to_string());
        }
        let registry = loaded(&files)?;
        let mut lock = registry.lock.clone();
        for entry in registry.events.values() {
            let drafts = entry.versions.values();
            for version in drafts.filter(|version| version.state == State::Draft) {
                let key = (entry.name.clone(), version.number);
                lock.events.insert(key, version.digests());
            }
        }
        for stream in registry.streams.values() {
            if let Some((number, release)) = next_release(&registry, stream) {
                lock.releases.insert((stream.name.clone(), number), release);
            }
        }
        files.insert("tidings.lock".to_owned(), lock.to_string());
    }
    loaded(&files)
}

fn loaded(files: &BTreeMap<String, String>) -> anyhow::Result<Registry> {
    let loaded = load(&Memory::new("a synthetic registry", files.clone()), None);
    let problem = loaded.problems.iter().find(|problem| problem.is_error());
    ensure!(
        problem.is_none(),
        "{}",
        problem.map(ToString::to_string).unwrap_or_default()
    );
    loaded.registry.context("a registry without problems")
}

/// splitmix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }
}

/// One event and its history.
struct Event {
    name: String,
    dice: Dice,
    members: Map<String, Value>,
    required: Vec<String>,
    edits: usize,
}

impl Event {
    fn new(number: u64) -> Self {
        let areas = [
            "order", "cart", "user", "stock", "invoice", "parcel", "ticket", "search",
        ];
        let area = areas[(number % 8) as usize];
        let mut event = Self {
            name: format!("{area}.happened_{number}"),
            dice: Dice(SEED ^ (number << 20)),
            members: Map::new(),
            required: Vec::new(),
            edits: 0,
        };
        let top = 22 + event.dice.below(14);
        for n in 0..top {
            let member = event.member(0);
            let name = format!("{}_{n}", Self::word(event.dice.below(12)));
            if event.dice.below(3) == 0 {
                event.required.push(name.clone());
            }
            event.members.insert(name, member);
        }
        event
    }

    fn word(n: u64) -> &'static str {
        [
            "id", "status", "total", "note", "owner", "source", "at", "count", "tags", "address",
            "reason", "kind",
        ][(n % 12) as usize]
    }

    fn member(&mut self, depth: u64) -> Value {
        match self.dice.below(if depth < 3 { 14 } else { 10 }) {
            0 | 1 => json!({"type": "string", "description": "A name that people see."}),
            2 => json!({"type": "string", "minLength": 1, "maxLength": 64 + self.dice.below(200)}),
            3 => json!({"type": "string", "pattern": "^[a-z0-9]{4,12}$"}),
            4 => json!({"type": "string", "format": "date-time"}),
            5 => {
                json!({"type": "integer", "minimum": 0, "maximum": 1_000 + self.dice.below(100_000)})
            }
            6 => json!({"type": "number"}),
            7 => json!({"type": ["string", "null"]}),
            8 => json!({"type": "boolean"}),
            9 => {
                let values: Vec<String> = (0..3 + self.dice.below(6))
                    .map(|n| format!("{}_{n}", Self::word(n)))
                    .collect();
                json!({"enum": values, "x-tidings": {"closed": true}})
            }
            10 => json!({"type": "array", "items": self.member(depth + 1), "maxItems": 100}),
            11 => {
                json!({"oneOf": (0..3).map(|n| self.branch(n, depth)).collect::<Vec<_>>(), "x-tidings": {"closed": true, "tag": "type"}})
            }
            _ => self.object(depth),
        }
    }

    fn object(&mut self, depth: u64) -> Value {
        let members: Map<String, Value> = (0..3 + self.dice.below(4))
            .map(|n| (Self::word(n).to_owned(), self.member(depth + 1)))
            .collect();
        json!({"type": "object", "required": ["id"], "properties": members})
    }

    fn branch(&mut self, n: u64, depth: u64) -> Value {
        let mut branch = self.object(depth + 1);
        branch["properties"]["type"] = json!({"const": format!("branch_{n}")});
        branch["required"] = json!(["type"]);
        branch
    }

    /// One edit, as histories have them: most add a member, some break.
    fn evolve(&mut self) {
        self.edits += 1;
        // A removed name stays reserved: no edit brings one back.
        let fresh = format!("added_{}", self.edits);
        let names: Vec<String> = self.members.keys().cloned().collect();
        let chosen = names[self.dice.below(names.len() as u64) as usize].clone();
        match self.dice.below(10) {
            0..=4 => drop(self.members.insert(fresh, json!({"type": "string"}))),
            5 => {
                let object = self.object(1);
                self.members.insert(fresh, object);
            }
            6 => {
                self.required.push(fresh.clone());
                self.members.insert(fresh, json!({"type": "integer"}));
            }
            7 => {
                self.required.retain(|name| *name != chosen);
                self.members.remove(&chosen);
            }
            8 => drop(
                self.members
                    .insert(chosen, json!({"type": ["string", "integer"]})),
            ),
            _ => self.required.retain(|name| *name != chosen),
        }
    }

    fn document(&self) -> Value {
        json!({
            "type": "object", "title": self.name, "description": "Something happened.",
            "required": self.required, "properties": self.members,
            "x-tidings": {"change": "What the history of such an event holds."}
        })
    }
}
