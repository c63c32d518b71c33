//! `tidings fetch`: the registry that `[use]` names, stored beside tidings.toml, so that everything else is offline.

use tidings_model::Diagnostic;
use tidings_registry::{Registry, Release};

use crate::change::Change;
use crate::consumer::{BUNDLE_FILE, Holder, Home};
use crate::exit::Exit;
use crate::files::Folder;
use crate::origin::Origin;
use crate::print::screen::out;

/// Fetches, looks whether the pinned releases are there, and stores.
pub fn run(folder: Folder) -> Result<Exit, Vec<Diagnostic>> {
    let home = Home::needed(&folder)?;
    let origin = Origin::fetch(&home)?;
    let pins = home.pins(&origin.registry, Holder::Origin)?;
    let mut change = Change::default();
    change.write(home.bundle_path(), origin.text.clone());
    let applied = change.apply()?;
    let what = match applied.written.is_empty() {
        true => "nothing changed",
        false => "written",
    };
    let mut told = format!("{BUNDLE_FILE}: {what}, from {}\n", origin.name);
    for pin in &pins {
        told.push_str(&state(&origin.registry, pin));
    }
    if pins.is_empty() {
        told.push_str(&unpinned(&origin.registry));
    }
    out(&told);
    Ok(Exit::Fine)
}

/// The newest release that a client can be generated from and keep.
pub fn newest(registry: &Registry, stream: &str) -> Option<Release> {
    let releases = registry.releases(registry.streams.get(stream)?);
    let alive = |release: &Release| !release.retired && !release.is_dev();
    releases
        .into_iter()
        .filter(alive)
        .max_by_key(|release| release.number)
}

fn state(registry: &Registry, pin: &Release) -> String {
    let stream = pin.id.stream();
    match newest(registry, stream.as_str()) {
        Some(newest) if newest.id == pin.id => format!("  {}, the newest\n", pin.id),
        Some(newest) => format!(
            "  {}; the newest is {}: `tidings upgrade {stream}`\n",
            pin.id, newest.id
        ),
        None => format!("  {}; nothing is published yet\n", pin.id),
    }
}

fn unpinned(registry: &Registry) -> String {
    let streams: Vec<&str> = registry.streams.keys().map(AsRef::as_ref).collect();
    format!(
        "  no release is pinned yet; pin one with `tidings upgrade <stream>`; the streams are {}\n",
        streams.join(", ")
    )
}
