//! `tidings upgrade`: a pin is moved to a newer release, and what changes in the generated types is told before that.

use tidings_contract::{Label, ReleaseId};
use tidings_generate::{TypeChange, type_changes};
use tidings_model::{Diagnostic, ErrorId, Written, suggest};
use tidings_registry::{Registry, Release, pinned};

use crate::args::Upgrade;
use crate::change::Change;
use crate::command::fetch::newest;
use crate::consumer::{BUNDLE_FILE, Holder, Home, held};
use crate::exit::Exit;
use crate::files::{Folder, SETTINGS_FILE};
use crate::origin::Origin;
use crate::pin::moved;
use crate::print::report::plural;
use crate::print::screen::out;
use crate::problem::{io_problem, usage};

/// Fetches, compares, tells, and writes pin and bundle together.
pub fn run(folder: Folder, upgrade: &Upgrade) -> Result<Exit, Vec<Diagnostic>> {
    let home = Home::needed(&folder)?;
    let origin = Origin::fetch(&home)?;
    let targets = targets(&home, &origin.registry, upgrade)?;
    others_hold(&home, &origin.registry, &targets)?;
    let path = home.folder.file(SETTINGS_FILE);
    let mut text =
        std::fs::read_to_string(&path).map_err(|error| vec![io_problem("read", &path, &error)])?;
    // What is stored may hold an unpublished release that the registry has left behind.
    let stored = home.stored().ok();
    let mut told = String::new();
    let mut count = 0;
    for target in &targets {
        let pin = home
            .settings
            .releases
            .get(target.id.stream())
            .map(|pin| &pin.value);
        if pin == Some(&target.id) {
            told.push_str(&format!("{}: is pinned already\n", target.id));
            continue;
        }
        told.push_str(&difference(
            pin,
            target,
            [Some(&origin.registry), stored.as_ref()],
            &origin.registry,
        ));
        text = moved(&text, &target.id)?;
        count += 1;
    }
    out(&told);
    if count == 0 {
        return Ok(Exit::Fine);
    }
    let mut change = Change::default();
    change.write(path, text);
    change.write(home.bundle_path(), origin.text);
    change.apply()?;
    out(&format!(
        "{SETTINGS_FILE} and {BUNDLE_FILE}: written, from {}; run `tidings generate`\n",
        origin.name
    ));
    Ok(Exit::Fine)
}

/// The releases to move to.
fn targets(
    home: &Home,
    registry: &Registry,
    upgrade: &Upgrade,
) -> Result<Vec<Release>, Vec<Diagnostic>> {
    let streams: Vec<&str> = match &upgrade.stream {
        Some(stream) => vec![stream],
        None => home.settings.releases.keys().map(AsRef::as_ref).collect(),
    };
    if streams.is_empty() {
        let known: Vec<&str> = registry.streams.keys().map(AsRef::as_ref).collect();
        let help = format!(
            "name a stream: `tidings upgrade <stream>`; there are {}",
            known.join(", ")
        );
        return Err(vec![usage("no release is pinned yet", help)]);
    }
    let mut targets = Vec::new();
    let mut problems = Vec::new();
    for stream in streams {
        match target(home, registry, stream, upgrade.to.as_deref()) {
            Ok(release) => targets.push(release),
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() {
        Ok(targets)
    } else {
        Err(problems)
    }
}

fn target(
    home: &Home,
    registry: &Registry,
    stream: &str,
    to: Option<&str>,
) -> Result<Release, Box<Diagnostic>> {
    let unknown = |message: String, help: String| {
        Box::new(Diagnostic::error(ErrorId("cli/release-unknown"), message).help(help))
    };
    let Some((name, rules)) = registry
        .streams
        .iter()
        .find(|(name, _)| name.as_str() == stream)
    else {
        let known = registry.streams.keys().map(AsRef::as_ref);
        let help = suggest::help(stream, known)
            .unwrap_or_else(|| "its streams are the files of its streams/".to_owned());
        return Err(unknown(
            format!("the registry has no stream `{stream}`"),
            help,
        ));
    };
    let Some(to) = to else {
        return newest(registry, stream).ok_or_else(|| {
            let help = "`tidings publish` in the registry makes one; an unpublished one has to be named: `--to orders@dev-…`";
            unknown(format!("nothing of {stream} is published yet"), help.to_owned())
        });
    };
    // `7` and `orders@7` are enough: the digest is looked up.
    let label = to.strip_prefix(&format!("{stream}@")).unwrap_or(to);
    let releases = registry.releases(rules);
    let short = releases.iter().find(|release| match release.id.label() {
        Label::Number(number) => label == number.to_string(),
        Label::Dev => label == "dev",
    });
    let id: ReleaseId = match (short, to.parse::<ReleaseId>()) {
        (Some(release), _) => release.id.clone(),
        (None, Ok(id)) if id.stream() == name => id,
        _ => {
            let ids: Vec<String> = releases
                .iter()
                .rev()
                .take(5)
                .map(|release| release.id.to_string())
                .collect();
            return Err(unknown(
                format!("`{to}` is no release of {stream}"),
                format!("its newest are {}", ids.join(", ")),
            ));
        }
    };
    let place = home.settings.from.place.clone();
    held(registry, &Written { value: id, place }, Holder::Origin)
}

/// The bundle is replaced for all streams: pins that stay have to be in the new one too.
fn others_hold(
    home: &Home,
    registry: &Registry,
    targets: &[Release],
) -> Result<(), Vec<Diagnostic>> {
    let stays = |pin: &&Written<ReleaseId>| {
        !targets
            .iter()
            .any(|target| target.id.stream() == pin.value.stream())
    };
    let pins = home.settings.releases.values().filter(stays);
    let problems: Vec<Diagnostic> = pins
        .filter_map(|pin| held(registry, pin, Holder::Origin).err())
        .map(|problem| *problem)
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// What changes from a pin to a release, line by line.
fn difference(
    pin: Option<&ReleaseId>,
    target: &Release,
    held: [Option<&Registry>; 2],
    registry: &Registry,
) -> String {
    let Some(pin) = pin else {
        return format!("{}: pinned; it was not used before\n", target.id);
    };
    let head = format!("{pin} to {}\n", target.id);
    let knows = |registry: &&Registry| {
        let stream = registry.streams.get(pin.stream());
        stream.is_some_and(|stream| {
            registry
                .releases(stream)
                .iter()
                .any(|release| release.id == *pin)
        })
    };
    let Some(before) = held.into_iter().flatten().find(knows) else {
        return format!(
            "{head}  what changes can't be told: neither the registry nor the stored bundle holds the old release\n"
        );
    };
    let before = pinned(before.clone(), std::slice::from_ref(pin));
    let after = pinned(registry.clone(), std::slice::from_ref(&target.id));
    let changes = type_changes((&before, pin), (&after, &target.id));
    format!("{head}{}", list(&changes))
}

fn list(changes: &[TypeChange]) -> String {
    if changes.is_empty() {
        return "  no generated type changes\n".to_owned();
    }
    let mut text = String::new();
    for change in changes {
        let mark = if change.breaks { '!' } else { ' ' };
        text.push_str(&format!("{mark} {} {}\n", change.subject, change.what));
    }
    let breaks = changes.iter().filter(|change| change.breaks).count();
    text.push_str(&match breaks {
        0 => format!(
            "{}; code that compiles still will\n",
            plural(changes.len(), "change")
        ),
        _ => format!(
            "{} {}; {breaks} of them, marked !, may keep your code from compiling\n",
            changes.len(),
            plural(changes.len(), "change")
        ),
    });
    text
}
