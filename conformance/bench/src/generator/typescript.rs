//! Generated TypeScript, judged by three compilers under every strict flag, and weighed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tidings_generate::{Files, Matrices, Target, generate};
use tidings_registry::{Memory, Registry, load};

use super::cpu;
use super::crates::workspace;

/// The compilers, as their folders are called.
pub const COMPILERS: [&str; 3] = ["typescript-5", "typescript-6", "typescript-7"];

/// The flags that generated code is clean under.
fn config(files: &[String]) -> Value {
    let runtime = workspace().join("runtime/ts/src");
    json!({ "files": files, "compilerOptions": {
        "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true,
        "verbatimModuleSyntax": true, "erasableSyntaxOnly": true, "isolatedDeclarations": true,
        "declaration": true, "isolatedModules": true, "noUnusedLocals": true, "noUnusedParameters": true,
        "noImplicitOverride": true, "noFallthroughCasesInSwitch": true, "noEmit": true,
        "skipLibCheck": true, "types": [], "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler",
        "lib": ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        "paths": { "tidings": [runtime.join("index.ts")], "tidings/v1": [runtime.join("v1.ts")] },
    }})
}

/// The flags of an application that is as strict: it has the runtime as npm gives it, and writes no declarations.
fn application(files: &[String]) -> Value {
    let runtime = workspace().join("runtime/ts/dist");
    let mut config = config(files);
    let options = &mut config["compilerOptions"];
    options["declaration"] = false.into();
    options["isolatedDeclarations"] = false.into();
    options["paths"] =
        json!({ "tidings": [runtime.join("index.d.ts")], "tidings/v1": [runtime.join("v1.d.ts")] });
    config
}

/// A folder of generated files.
pub struct Project(PathBuf);

impl Project {
    /// Writes files, and what their compilers need.
    pub fn new(
        work: &Path,
        name: &str,
        files: &Files,
        more: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let folder = work.join(name);
        fs::create_dir_all(&folder)?;
        let mut names = Vec::new();
        let own = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        for (path, text) in own.chain(more.iter().copied()) {
            fs::write(folder.join(path), text)?;
            names.push(path.to_owned());
        }
        fs::write(folder.join("tsconfig.json"), config(&names).to_string())?;
        Ok(Self(folder))
    }

    /// Makes it a project of an application.
    pub fn of_application(self, files: &Files) -> anyhow::Result<Self> {
        let names: Vec<String> = files.keys().cloned().collect();
        fs::write(
            self.0.join("tsconfig.json"),
            application(&names).to_string(),
        )?;
        Ok(self)
    }

    /// Seconds of wall and of CPU that a compiler took.
    ///
    /// # Errors
    /// What it says of the generated files.
    pub fn check(&self, peers: &Path, compiler: &str) -> anyhow::Result<(f64, f64)> {
        let program = peers.join("node_modules").join(compiler).join("bin/tsc");
        let mut node = Command::new("node");
        node.arg("--max-old-space-size=6000")
            .arg(&program)
            .arg("-p")
            .arg(&self.0);
        let start = Instant::now();
        let (run, seconds) = cpu::of_children(|| Ok(node.output()?))?;
        let wall = start.elapsed().as_secs_f64();
        let told = String::from_utf8_lossy(&run.stdout);
        // The runtime's own sources are compiled along, and judged in their own room.
        let ours: Vec<&str> = told
            .lines()
            .filter(|line| !line.contains("runtime/ts/src"))
            .take(8)
            .collect();
        ensure!(
            run.status.success() || (ours.is_empty() && !told.is_empty()),
            "{compiler} refuses: {}\n{}",
            ours.join("\n"),
            String::from_utf8_lossy(&run.stderr)
        );
        Ok((wall, seconds))
    }
}

/// A registry of this many events, all of different shapes, and its TypeScript.
pub fn synthetic(count: usize) -> anyhow::Result<Files> {
    let mut files = vec![("tidings.toml".to_owned(), "name = \"many\"\n".to_owned())];
    let mut stream = "path = \"/streams/many\"\n".to_owned();
    for n in 0..count {
        let schema = json!({"type": "object", "required": ["id", "at"], "properties": {
            "id": {"type": "string", "minLength": 1}, "at": {"type": "integer", "minimum": n},
            "state": {"enum": ["open", "done", format!("state{n}")], "x-tidings": {"fallback": "open"}},
            "note": {"type": ["string", "null"]},
            "lines": {"type": "array", "items": {"type": "object", "required": ["sku"], "properties": {
                "sku": {"type": "string"}, "count": {"type": "integer", "minimum": 0, "maximum": n + 1}}}}}});
        let name = format!("area{}.happened{n}", n % 25);
        files.push((format!("events/{name}/1.json"), schema.to_string()));
        stream += &format!("[events.\"{name}\"]\nwrite = 1\n");
    }
    files.push(("streams/many.toml".to_owned(), stream));
    let loaded = load(
        &Memory::new(
            "synthetic",
            files.iter().map(|(p, t)| (p.as_str(), t.as_str())),
        ),
        None,
    );
    typescript(&loaded.registry.context("the synthetic registry is sound")?)
}

/// The TypeScript of a registry.
pub fn typescript(registry: &Registry) -> anyhow::Result<Files> {
    let target = Target::TypeScript {
        releases: Vec::new(),
        hooks: Vec::new(),
    };
    generate(registry, &Matrices::new(), &target).map_err(super::places::told)
}
