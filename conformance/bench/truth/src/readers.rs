//! Generated readers, compiled: asked for many payloads at once, each time by a program of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::contracts::{STREAM, write_changed};

/// What a reader made of a payload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// Why it was refused: the error's id, or the client's reason.
    pub refused: Option<String>,
    /// Where.
    pub pointer: String,
    /// In words.
    pub why: String,
    /// What the type holds, as text.
    pub held: Option<String>,
    /// What the emitter wrote of it.
    pub written: Option<String>,
    /// Why the emitter kept it back.
    pub kept: Option<String>,
    /// Why what was read could not even be told.
    pub unheld: Option<String>,
    /// The reader panicked, or its program ended.
    pub panicked: bool,
    /// There is no reader of this event.
    pub absent: Option<String>,
}

/// The readers of one shard.
pub struct Readers {
    folder: PathBuf,
    rust: PathBuf,
    script: PathBuf,
}

/// Where the project is, and where shards are built.
pub struct Workshop {
    /// The project's folder.
    pub root: PathBuf,
    /// The folder of all that is built.
    pub target: PathBuf,
}

impl Workshop {
    /// Compiles the generated files of a shard.
    ///
    /// # Errors
    /// What the compilers say: code that was generated and doesn't compile is a defect.
    pub fn readers(&self, name: &str) -> anyhow::Result<Readers> {
        let folder = self.target.join(name);
        self.write_package(&folder.join("rust"), name)?;
        let mut cargo = Command::new("cargo");
        cargo
            .args(["build", "--quiet", "--manifest-path"])
            .arg(folder.join("rust/Cargo.toml"))
            .arg("--target-dir")
            .arg(self.target.join("build"))
            .env_remove("RUSTFLAGS");
        run(&mut cargo)?;
        let script = folder.join("ts/main.mjs");
        self.write_script(&folder.join("ts"))?;
        bundle(&self.root, &folder.join("ts/main.ts"), &script)?;
        Ok(Readers {
            rust: self.target.join("build/debug").join(name),
            folder,
            script,
        })
    }

    fn write_package(&self, folder: &Path, name: &str) -> anyhow::Result<()> {
        let root = self.root.display();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
             [dependencies]\nserde_json = \"1\"\ntidings = {{ path = \"{root}/runtime/server\" }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n"
        );
        write_changed(&folder.join("Cargo.toml"), &manifest)?;
        let lock = fs::read_to_string(self.root.join("Cargo.lock"))?;
        if !folder.join("Cargo.lock").exists() {
            write_changed(&folder.join("Cargo.lock"), &lock)?;
        }
        let stream = fs::read_to_string(folder.join(format!("src/contracts/streams/{STREAM}.rs")))?;
        let readers: String = emitted_types(&stream)
            .iter()
            .map(|name| format!("        reader::reader::<{STREAM}::{name}>(),\n"))
            .collect();
        let main = format!(
            "mod contracts;\nmod reader;\n\nuse contracts::{STREAM};\n\nfn main() -> std::io::Result<()> {{\n    reader::run(vec![\n{readers}    ])\n}}\n"
        );
        write_changed(&folder.join("src/main.rs"), &main)?;
        write_changed(
            &folder.join("src/reader.rs"),
            include_str!("../driver/reader.rs"),
        )
    }

    fn write_script(&self, folder: &Path) -> anyhow::Result<()> {
        let create = format!("create{}{}", STREAM[..1].to_uppercase(), &STREAM[1..]);
        let driver = self.root.join("conformance/bench/truth/driver/read.ts");
        let main = format!(
            "import {{ {create} }} from \"./contracts/index.js\";\nimport {{ read }} from {:?};\n\nawait read({create});\n",
            driver.display().to_string()
        );
        write_changed(&folder.join("main.ts"), &main)
    }
}

/// The types that the module of a stream lets it emit.
fn emitted_types(module: &str) -> Vec<String> {
    let words: Vec<&str> = module.split_whitespace().collect();
    let emitted = |at: &[&str]| match at {
        [emit, "for", name] if emit.ends_with(&format!("EmitOn<{}>", stream_type())) => {
            Some((*name).to_owned())
        }
        _ => None,
    };
    words.windows(3).filter_map(emitted).collect()
}

fn stream_type() -> String {
    format!("{}{}", STREAM[..1].to_uppercase(), &STREAM[1..])
}

/// Makes one script for Node of a TypeScript file and all that it imports.
///
/// # Errors
/// As [`run`].
pub fn bundle(root: &Path, from: &Path, script: &Path) -> anyhow::Result<()> {
    let mut esbuild = Command::new(root.join("node_modules/.bin/esbuild"));
    let how = ["--bundle", "--platform=node", "--format=esm"];
    esbuild
        .args(how)
        .arg("--log-level=error")
        .arg(format!("--outfile={}", script.display()))
        .arg(from);
    run(&mut esbuild).map(drop)
}

/// Runs a program to its end, and gives what it printed.
///
/// # Errors
/// When it can't be started, or fails: what it complained of.
pub fn run(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .with_context(|| format!("{command:?} can't be started"))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

impl Readers {
    /// What the Rust types make of payloads, each with its event's name.
    ///
    /// # Errors
    /// When the program can't be run.
    pub fn rust<'a>(
        &self,
        cases: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> anyhow::Result<Vec<Answer>> {
        let lines: Vec<String> = cases
            .map(|(name, text)| format!("{name}\t{text}\n"))
            .collect();
        let mut answers = Vec::with_capacity(lines.len());
        // A payload that ends the program is told as such, and the rest is asked of a new one.
        while answers.len() < lines.len() {
            let asked = lines[answers.len()..].concat();
            let before = answers.len();
            answers.extend(ask(&mut Command::new(&self.rust), &self.folder, &asked)?);
            if answers.len() < lines.len() {
                answers.push(Answer {
                    panicked: true,
                    ..Answer::default()
                });
            }
            if answers.len() > lines.len() || answers.len() == before {
                bail!(
                    "{}: {} answers to {} questions",
                    self.rust.display(),
                    answers.len(),
                    lines.len()
                );
            }
        }
        Ok(answers)
    }

    /// What the TypeScript client makes of payloads, each with its event's name on the wire.
    ///
    /// # Errors
    /// When the program can't be run.
    pub fn typescript<'a>(
        &self,
        cases: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> anyhow::Result<Vec<Answer>> {
        let lines: Vec<String> = cases
            .map(|(wire, text)| format!("{wire}\t{text}\n"))
            .collect();
        let mut node = Command::new("node");
        let answers = ask(node.arg(&self.script), &self.folder, &lines.concat())?;
        if answers.len() != lines.len() {
            bail!(
                "{}: {} answers to {} questions",
                self.script.display(),
                answers.len(),
                lines.len()
            );
        }
        Ok(answers)
    }
}

/// Asks through files: neither side waits for the other.
///
/// # Errors
/// When the program can't be started, or says what is no answer.
pub fn ask(program: &mut Command, folder: &Path, lines: &str) -> anyhow::Result<Vec<Answer>> {
    let (asked, answered) = (folder.join("asked.txt"), folder.join("answered.txt"));
    fs::write(&asked, lines)?;
    program
        .stdin(Stdio::from(File::open(&asked)?))
        .stdout(Stdio::from(File::create(&answered)?))
        .stderr(Stdio::from(File::create(folder.join("complaints.txt"))?));
    program
        .status()
        .with_context(|| format!("{program:?} can't be started"))?;
    let text = fs::read_to_string(&answered)?;
    let answers = text.lines().map(serde_json::from_str);
    answers
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} holds no answers", answered.display()))
}
