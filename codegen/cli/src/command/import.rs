//! `tidings import`: files of another system → a registry.

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use tidings_contract::StreamName;
use tidings_import::{Effect, Imported, Label, Note, Options, Source};
use tidings_model::{Diagnostic, ErrorId};
use tidings_registry::{Files, Memory};

use crate::args::Import;
use crate::change::Change;
use crate::exit::Exit;
use crate::files::{SETTINGS_FILE, Shown};
use crate::lenses::Proposals;
use crate::print::progress::Progress;
use crate::print::screen::out;
use crate::problem::{io_problem, usage};
use crate::publishing::lock_of_history;
use crate::template;

/// What an import refuses, with the texts that its places are in.
pub type Refused = (Vec<Diagnostic>, Shown);

/// Imports, writes, and says what there is to know.
pub fn run(import: &Import) -> Result<Exit, Refused> {
    let plain = |problems: Vec<Diagnostic>| (problems, Shown::default());
    let options = options(import).map_err(plain)?;
    let progress = Progress::start("reading");
    let sources = sources(&import.paths).map_err(plain)?;
    progress.say("converting");
    let imported = tidings_import::import(&sources, &options).map_err(|problems| {
        let mut shown = Shown::default();
        for source in &sources {
            shown.insert(&source.path, &source.text);
        }
        (problems, shown)
    })?;
    progress.say("publishing");
    let target = Utf8Path::new(&import.into);
    let change = lay_out(import, &options, &imported, target)
        .map_err(|problems| (problems, texts(&imported)))?;
    change.apply().map_err(plain)?;
    progress.end();
    report(&imported, &options, target);
    if let Some(file) = &import.lenses {
        let events = imported.events.iter().map(|event| event.name.clone());
        let proposals = Proposals::of(target, &events.collect()).map_err(plain)?;
        fs::write(file, &proposals.lines)
            .map_err(|error| plain(vec![io_problem("write", file, &error)]))?;
        out(&proposals.summary());
    }
    Ok(Exit::Fine)
}

fn texts(imported: &Imported) -> Shown {
    let mut shown = Shown::default();
    for (path, text) in &imported.files {
        shown.insert(path, text);
    }
    shown
}

fn options(import: &Import) -> Result<Options, Vec<Diagnostic>> {
    let stream = match &import.stream {
        Some(name) => name.clone(),
        None => default_stream(&import.paths),
    };
    let stream = StreamName::new(stream).map_err(|error| {
        vec![usage(
            error.to_string(),
            "name the stream: `--stream orders`",
        )]
    })?;
    let mut options = Options::new(stream);
    options.open = import.open;
    if let Some(name) = &import.dialect {
        let dialect = name.parse().map_err(|error: String| {
            vec![usage(error, "leave it out to have every file looked at")]
        })?;
        options.dialect = Some(dialect);
    }
    for pair in &import.names {
        let Some((source, event)) = pair.split_once('=') else {
            return Err(vec![usage(
                format!("`{pair}` names no event"),
                "write `--name 'SOURCE=EVENT'`",
            )]);
        };
        options.names.insert(source.to_owned(), event.to_owned());
    }
    Ok(options)
}

/// The folder's name in the grammar of streams, where one folder is imported.
fn default_stream(paths: &[Utf8PathBuf]) -> String {
    let folder = match paths {
        [folder] if folder.is_dir() => folder.canonicalize_utf8().ok(),
        _ => None,
    };
    let name = folder.as_ref().and_then(|folder| folder.file_name());
    let mapped = name.and_then(|name| tidings_import::event_name(name).ok());
    mapped.map_or("imported".to_owned(), |name| {
        name.as_str().replace('.', "_")
    })
}

/// The schema files at the paths, each named as its folder says.
fn sources(paths: &[Utf8PathBuf]) -> Result<Vec<Source>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let prefix = match (paths.len(), path.file_name()) {
                (2.., Some(name)) => format!("{name}/"),
                _ => String::new(),
            };
            walk(path, &prefix, 0, &mut found)?;
        } else {
            let name = path.file_name().unwrap_or(path.as_str());
            let labelled = path
                .file_stem()
                .is_some_and(|stem| Label::read(stem).is_some());
            let parent = path
                .parent()
                .and_then(Utf8Path::file_name)
                .filter(|_| labelled);
            let name = parent.map_or(name.to_owned(), |parent| format!("{parent}/{name}"));
            found.push(read(path, name)?);
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Folders nest at most this deep; a circle of links ends here.
const DEEPEST: usize = 32;

fn walk(
    folder: &Utf8Path,
    prefix: &str,
    depth: usize,
    found: &mut Vec<Source>,
) -> Result<(), Vec<Diagnostic>> {
    let failed = |error: std::io::Error| vec![io_problem("read", folder, &error)];
    if depth > DEEPEST {
        let message = format!("{folder} lies more than {DEEPEST} folders deep");
        return Err(vec![usage(message, "import an inner folder")]);
    }
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, name) = (entry.path(), entry.file_name());
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(path, &format!("{prefix}{name}/"), depth + 1, found)?;
        } else if path.extension() == Some("json") || Label::read(name).is_some() {
            found.push(read(path, format!("{prefix}{name}"))?);
        } else if matches!(path.extension(), Some("yaml" | "yml"))
            && !path.with_extension("json").exists()
        {
            let message = format!("{path} is YAML, which can't be imported");
            let problem = Diagnostic::error(ErrorId("import/yaml"), message);
            return Err(vec![problem.help("write the schemas as JSON first")]);
        }
    }
    Ok(())
}

fn read(path: &Utf8Path, name: String) -> Result<Source, Vec<Diagnostic>> {
    let bytes = fs::read(path).map_err(|error| vec![io_problem("read", path, &error)])?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let problem = Diagnostic::error(
            ErrorId("import/not-utf8"),
            format!("byte {at} of {path} is no UTF-8"),
        );
        vec![problem.help("save it as UTF-8")]
    })?;
    // A byte order mark is no part of JSON (RFC 8259, section 8.1), but files from Windows begin with one.
    let text = text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text);
    Ok(Source { path: name, text })
}

/// All files of the result: new ones, and the lock of old and new together.
fn lay_out(
    import: &Import,
    options: &Options,
    imported: &Imported,
    target: &Utf8Path,
) -> Result<Change, Vec<Diagnostic>> {
    let extended = target.join(SETTINGS_FILE).is_file();
    let mut memory = if extended {
        let copy = Memory::copy_of(&Files::new(target.as_std_path()));
        copy.map_err(|error| vec![Diagnostic::from(error)])?
    } else {
        Memory::new(target.as_str(), BTreeMap::<String, Vec<u8>>::new())
    };
    let mut change = Change::default();
    for (path, text) in &imported.files {
        if target.join(path).exists() {
            let problem = Diagnostic::error(
                ErrorId("cli/exists"),
                format!("{} exists already", target.join(path)),
            );
            let help = "import into another folder with `--into`, or choose other names with `--stream` and `--name`";
            return Err(vec![problem.help(help)]);
        }
        memory.write(path.clone(), text.clone());
        change.write(target.join(path), text.clone());
    }
    if !extended {
        let settings = settings(import, options);
        memory.write(SETTINGS_FILE, settings.clone());
        change.write(target.join(SETTINGS_FILE), settings);
    }
    let lock = lock_of_history(&memory, &options.stream, &imported.releases)?;
    change.write(target.join("tidings.lock"), lock.to_string());
    Ok(change)
}

fn settings(import: &Import, options: &Options) -> String {
    let mut text = format!(
        "name = \"{}\"\n\n[policy]\npromotion = \"auto\"\n",
        options.stream
    );
    for (language, out) in [("rust", &import.rust), ("ts", &import.ts)] {
        if let Some(out) = out {
            text.push_str(&template::target(language, out));
        }
    }
    text
}

fn report(imported: &Imported, options: &Options, target: &Utf8Path) {
    let versions: usize = imported
        .events
        .iter()
        .map(|event| event.versions.len())
        .sum();
    let mut text = format!(
        "imported {versions} schemas as {} events, on stream {} with {} releases, into {target}\n",
        imported.events.len(),
        options.stream,
        imported.releases.len()
    );
    let renamed = imported
        .events
        .iter()
        .filter(|event| event.wire != event.name.as_str());
    text.push_str(&format!(
        "{} names were mapped; the old ones stay on the wire\n",
        renamed.count()
    ));
    text.push_str(&grouped(&imported.notes));
    let registry = if target == "schemas" {
        String::new()
    } else {
        format!(" --registry {target}")
    };
    text.push_str(&format!("next: tidings check{registry}\n"));
    out(&text);
}

/// Notes that say the same about many places are told once, with their number and the first place.
fn grouped(notes: &[Note]) -> String {
    let mut groups: BTreeMap<(Effect, &str, &str), Vec<&Note>> = BTreeMap::new();
    for note in notes {
        // What is only restated is counted; what differs is told by its words.
        let message = if note.effect == Effect::Same {
            ""
        } else {
            &note.message
        };
        groups
            .entry((note.effect, note.id, message))
            .or_default()
            .push(note);
    }
    let mut text = String::new();
    for ((effect, id, message), places) in groups {
        let first = places[0];
        let what = if message.is_empty() {
            first.message.as_str()
        } else {
            message
        };
        let more = if places.len() > 1 {
            format!(" and {} more", places.len() - 1)
        } else {
            String::new()
        };
        text.push_str(&format!(
            "{}[{id}]: {what}\n  --> {}#{}{more}\n",
            effect.word(),
            first.file,
            first.pointer
        ));
    }
    text
}
