//! What `tidings generate` writes: each target's files, with those of ours that are stale.

use camino::{Utf8Path, Utf8PathBuf};
use tidings_contract::ReleaseId;
use tidings_generate::{Files, Matrices, Pack, Target, is_ours};
use tidings_model::{Diagnostic, ErrorId, Targets, Written, spread};
use tidings_registry::Registry;

use crate::change::{Applied, Change};
use crate::consumer::{Holder, Home};
use crate::files::{Folder, lexical};
use crate::print::progress::Progress;
use crate::problem::io_problem;
use crate::session::Session;

/// The file that carries the registry to a running server.
const BUNDLE: &str = "bundle.json";

/// What one target comes to.
pub struct Output {
    /// The folder as tidings.toml names it.
    pub out: String,
    /// Where that is.
    pub folder: Utf8PathBuf,
    pub files: Files,
    /// Files of ours that are there and belong to nothing any more.
    pub stale: Vec<Utf8PathBuf>,
}

/// What is generated from, and what for.
pub struct Work {
    folder: Folder,
    targets: Targets,
    registry: Registry,
    /// Of a consumer, what it pinned: clients and catalogues are made of that alone.
    pinned: Option<(Registry, Vec<ReleaseId>)>,
}

impl Work {
    /// The work of a folder: of a registry, or of a consumer.
    ///
    /// # Errors
    /// As [`Session::open`] and [`Work::of_home`].
    pub fn open(folder: Folder) -> Result<Work, Vec<Diagnostic>> {
        match Home::open(&folder)? {
            Some(home) => Work::of_home(home),
            None => Ok(Work::of(Session::open(folder, None)?)),
        }
    }

    /// What clients and catalogues are made of.
    pub fn client(&self) -> &Registry {
        self.pinned
            .as_ref()
            .map_or(&self.registry, |(part, _)| part)
    }

    /// The work of a registry that was read.
    pub fn of(session: Session) -> Work {
        Work {
            folder: session.folder,
            targets: session.registry.config.generate.clone(),
            registry: session.registry,
            pinned: None,
        }
    }

    /// The work of a consumer, from its stored bundle: nothing is fetched.
    ///
    /// # Errors
    /// A bundle that is absent or broken, and pins that it does not hold; no pin at all.
    pub fn of_home(home: Home) -> Result<Work, Vec<Diagnostic>> {
        let registry = home.stored()?;
        let releases = home.pins(&registry, Holder::Stored)?;
        let releases: Vec<ReleaseId> = releases.into_iter().map(|release| release.id).collect();
        if releases.is_empty() {
            let message = "no release is pinned, so there is nothing to generate a client from";
            let problem = Diagnostic::error(ErrorId("cli/no-pin"), message);
            let streams: Vec<&str> = registry.streams.keys().map(AsRef::as_ref).collect();
            let help = format!(
                "run `tidings upgrade <stream>`; the streams are {}",
                streams.join(", ")
            );
            return Err(vec![
                problem.at(home.settings.from.place.clone()).help(help),
            ]);
        }
        let part = tidings_registry::pinned(registry.clone(), &releases);
        Ok(Work {
            folder: home.folder,
            targets: home.settings.generate,
            registry,
            pinned: Some((part, releases)),
        })
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }
}

/// One target as tidings.toml names it.
struct Wanted<'w> {
    out: &'w Written<String>,
    /// What is generated from: of a consumer, the whole of what was fetched, or what is pinned.
    registry: &'w Registry,
    target: Target,
}

impl Work {
    fn wanted(&self) -> Result<Vec<Wanted<'_>>, Vec<Diagnostic>> {
        let client = self.client();
        let releases = self
            .pinned
            .as_ref()
            .map(|(_, releases)| releases.clone())
            .unwrap_or_default();
        let mut wanted = Vec::new();
        let targets = &self.targets;
        // A server that runs here needs all of the registry, whatever clients are pinned to.
        wanted.extend(targets.rust.as_ref().map(|named| Wanted {
            out: &named.out,
            registry: &self.registry,
            target: Target::Rust,
        }));
        wanted.extend(targets.ts.as_ref().map(|named| Wanted {
            out: &named.out,
            registry: client,
            target: Target::TypeScript {
                releases,
                hooks: named.hooks.clone(),
            },
        }));
        wanted.extend(targets.markdown.as_ref().map(|named| Wanted {
            out: &named.out,
            registry: client,
            target: Target::Catalogue(Pack::markdown()),
        }));
        let mut problems = Vec::new();
        for named in targets.packs.values() {
            match crate::packs::read(&self.folder, &named.pack) {
                Ok(pack) => wanted.push(Wanted {
                    out: &named.out,
                    registry: client,
                    target: Target::Catalogue(pack),
                }),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(wanted)
        } else {
            Err(problems)
        }
    }
}

/// Generates every target.
///
/// # Errors
/// What the targets can't say, folders that can't take files, and files of others where ours should go.
pub fn outputs(work: &Work) -> Result<Vec<Output>, Vec<Diagnostic>> {
    let progress = Progress::start("generating");
    let mut placed: Vec<(Utf8PathBuf, Wanted<'_>)> = Vec::new();
    let mut problems = Vec::new();
    for wanted in work.wanted()? {
        let path = lexical(&work.folder.path.join(&wanted.out.value));
        match misplaced(&path, work, &placed) {
            Some(problem) => problems.push(problem.at(wanted.out.place.clone())),
            None => placed.push((path, wanted)),
        }
    }
    let mut outputs: Vec<Output> = Vec::new();
    for made in spread(&placed, 1, |(path, wanted)| output(path, wanted)) {
        match made {
            Ok(output) => outputs.push(output),
            Err(found) => problems.extend(found),
        }
    }
    progress.end();
    if problems.is_empty() {
        Ok(outputs)
    } else {
        Err(problems)
    }
}

/// Generates one target for its folder.
fn output(path: &Utf8Path, wanted: &Wanted<'_>) -> Result<Output, Vec<Diagnostic>> {
    // The bundle is the only thing that carries the matrix.
    let matrices = match wanted.target {
        Target::Rust => crate::judge::matrices(wanted.registry),
        _ => Matrices::new(),
    };
    let files = tidings_generate::generate(wanted.registry, &matrices, &wanted.target)?;
    let (stale, foreign) = existing(path, &files)?;
    if !foreign.is_empty() {
        return Err(foreign);
    }
    Ok(Output {
        out: wanted.out.value.clone(),
        folder: path.to_owned(),
        files,
        stale,
    })
}

/// A folder that can't take generated files.
fn misplaced(
    path: &Utf8Path,
    work: &Work,
    placed: &[(Utf8PathBuf, Wanted<'_>)],
) -> Option<Diagnostic> {
    let full = |path: &Utf8Path| {
        let here = std::env::current_dir()
            .ok()
            .and_then(|here| Utf8PathBuf::from_path_buf(here).ok());
        lexical(&here.unwrap_or_default().join(path))
    };
    let id = ErrorId("cli/out-folder");
    let (home, place) = (full(&work.folder.path), full(path));
    if work.pinned.is_none() && place.starts_with(&home) {
        let problem = Diagnostic::error(id, format!("{path} lies inside the registry"));
        return Some(problem.help("name a folder beside it: `out = \"../src/contracts\"`"));
    }
    // Everything of ours in a target's folder that is not written again is removed: it has to be the target's own.
    if home.starts_with(&place) || place.starts_with(home.join("packs")) {
        let problem =
            Diagnostic::error(id, format!("{path} is no folder for generated files alone"));
        return Some(problem.help("name a folder of its own: `out = \"src/contracts\"`"));
    }
    let taken = placed.iter().any(|(other, _)| {
        full(other).starts_with(full(path)) || full(path).starts_with(full(other))
    });
    taken.then(|| {
        let problem = Diagnostic::error(id, format!("{path} is written by another target too"));
        problem.help("give each language a folder of its own")
    })
}

/// Stale files of ours, and files of others where ours should go.
fn existing(
    folder: &Utf8Path,
    files: &Files,
) -> Result<(Vec<Utf8PathBuf>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        walk(folder, &mut found).map_err(|error| vec![io_problem("read", folder, &error)])?;
    }
    let mut stale = Vec::new();
    let mut foreign = Vec::new();
    for path in found {
        let name = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .as_str()
            .replace('\\', "/");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let ours = is_ours(&text);
        match files.contains_key(&name) {
            false if ours => stale.push(path),
            true if !(ours || name == BUNDLE && text.contains("\"tidings\"")) => {
                let message = format!("{path} is there and was not written by tidings");
                let problem = Diagnostic::error(ErrorId("cli/not-ours"), message);
                foreign.push(
                    problem.help("move it elsewhere, or name another folder in tidings.toml"),
                );
            }
            _ => {}
        }
    }
    Ok((stale, foreign))
}

/// Every file below a folder, in an order that is the same at every look.
pub fn walk(folder: &Utf8Path, found: &mut Vec<Utf8PathBuf>) -> std::io::Result<()> {
    let entries: std::io::Result<Vec<_>> = folder.read_dir_utf8()?.collect();
    let mut entries = entries?;
    entries.sort_unstable_by(|a, b| a.file_name().cmp(b.file_name()));
    for entry in entries {
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(entry.path(), found)?;
        } else if kind.is_file() {
            found.push(entry.path().to_owned());
        }
    }
    Ok(())
}

pub fn write(outputs: &[Output]) -> Result<Applied, Vec<Diagnostic>> {
    let mut change = Change::default();
    for output in outputs {
        for (path, text) in &output.files {
            change.write(output.folder.join(path), text.clone());
        }
        for path in &output.stale {
            change.remove(path.clone());
        }
    }
    change.apply()
}
