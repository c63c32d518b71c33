use tidings_contract::{EventName, StreamName, VersionNumber};
use tidings_model::{Diagnostic, ErrorId, Place};

/// What a file of a registry is, by its path alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// `tidings.toml`
    Config,
    /// `tidings.lock`
    Lock,
    /// `events/<name>/<version>.json`
    Event(EventName, VersionNumber),
    /// `types/<name>/<version>.json`
    Type(EventName, VersionNumber),
    /// `streams/<name>.toml`
    Stream(StreamName),
    /// `waivers/<any name>.toml`
    Waiver,
    /// `packs/<name>/…`: templates of the team's own targets, which say nothing about contracts.
    Pack,
    /// Prose: passed over.
    Note,
}

/// Reads a path.
///
/// # Errors
/// When the registry has no place for such a file.
pub(crate) fn item(path: &str) -> Result<Item, Box<Diagnostic>> {
    let parts: Vec<&str> = path.split('/').collect();
    let item = match parts.as_slice() {
        ["tidings.toml"] => Item::Config,
        ["tidings.lock"] => Item::Lock,
        ["packs", _, _, ..] => Item::Pack,
        [.., file] if is_note(file) => Item::Note,
        [kind @ ("events" | "types"), name, file] if file.ends_with(".json") => {
            let name = event_name(path, name)?;
            let version = version(path, file)?;
            if *kind == "events" {
                Item::Event(name, version)
            } else {
                Item::Type(name, version)
            }
        }
        ["events" | "types", _, file] if file.ends_with(".lens.toml") => {
            return Err(unsupported(path, "lenses are not supported yet"));
        }
        ["waivers", file] if file.ends_with(".toml") => Item::Waiver,
        ["streams", file] if file.ends_with(".toml") => {
            let name = file.trim_end_matches(".toml");
            Item::Stream(StreamName::new(name).map_err(|error| bad_name(path, &error))?)
        }
        _ => return Err(stray(path)),
    };
    Ok(item)
}

fn is_note(file: &str) -> bool {
    matches!(file.rsplit_once('.'), Some((_, "md" | "txt")))
        || matches!(file, "CODEOWNERS" | "LICENSE")
}

fn event_name(path: &str, name: &str) -> Result<EventName, Box<Diagnostic>> {
    EventName::new(name).map_err(|error| bad_name(path, &error))
}

fn bad_name(path: &str, error: &tidings_contract::Error) -> Box<Diagnostic> {
    let problem = Diagnostic::error(ErrorId("registry/bad-name"), error.to_string())
        .at(Place::start_of(path));
    Box::new(problem.help(
        "rename it; a name from elsewhere stands in the schema: `\"x-tidings\": {\"wire\": \"…\"}`",
    ))
}

fn version(path: &str, file: &str) -> Result<VersionNumber, Box<Diagnostic>> {
    let number = file.trim_end_matches(".json");
    number.parse().map_err(|_| {
        let problem = Diagnostic::error(
            ErrorId("registry/bad-version"),
            format!("`{number}` is no version number"),
        );
        let help =
            "name the file 1.json, 2.json …; `tidings import` takes histories with other labels";
        Box::new(problem.at(Place::start_of(path)).help(help))
    })
}

fn unsupported(path: &str, message: &str) -> Box<Diagnostic> {
    let problem =
        Diagnostic::error(ErrorId("registry/file-unsupported"), message).at(Place::start_of(path));
    Box::new(
        problem
            .help("remove the file")
            .note("nothing obeys it in this version of tidings"),
    )
}

fn stray(path: &str) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        ErrorId("registry/stray-file"),
        format!("`{path}` is no file of a registry"),
    );
    let help = "a registry holds tidings.toml, tidings.lock, events/<name>/<n>.json, types/<name>/<n>.json, streams/<name>.toml, waivers/<name>.toml, packs/<name>/ and *.md";
    Box::new(problem.at(Place::start_of(path)).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_file_is_known_and_nothing_else() {
        let kinds = [
            ("tidings.toml", "Config"),
            ("tidings.lock", "Lock"),
            ("README.md", "Note"),
            ("events/README.md", "Note"),
            ("events/order.placed/1.json", "Event"),
            ("types/money/12.json", "Type"),
            ("streams/orders.toml", "Stream"),
            ("events/Order/1.json", "registry/bad-name"),
            ("events/order/01.json", "registry/bad-version"),
            ("events/order/1.0.0.json", "registry/bad-version"),
            ("events/order/1-2.lens.toml", "registry/file-unsupported"),
            ("waivers/a.toml", "Waiver"),
            ("waivers/a.json", "registry/stray-file"),
            ("waivers/deep/a.toml", "registry/stray-file"),
            ("events/order.json", "registry/stray-file"),
            ("streams/Orders.toml", "registry/bad-name"),
            ("stream/orders.toml", "registry/stray-file"),
            ("packs/wiki/pack.toml", "Pack"),
            ("packs/wiki.tera", "registry/stray-file"),
        ];
        for (path, kind) in kinds {
            let found = match item(path) {
                Ok(item) => format!("{item:?}"),
                Err(problem) => problem.id.to_string(),
            };
            assert!(found.starts_with(kind), "{path}: {found}");
        }
    }
}
