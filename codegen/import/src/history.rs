//! Files of other registries → events with their versions in order.

use std::collections::BTreeMap;

use tidings_contract::EventName;
use tidings_model::{Diagnostic, ErrorId, Place};

use crate::label::Label;
use crate::name::event_name;

/// One file to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path below the imported folder, with forward slashes: `change-prop/retry/1.0.0.json`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// One event with the files of its versions, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The name that it has in the registry.
    pub name: EventName,
    /// The name that it has elsewhere, as the files' paths say it.
    pub source_name: String,
    /// Index of the file in the sources, and the label that became version 1, 2, 3 …
    pub versions: Vec<(usize, Option<Label>)>,
}

/// Sorts files into histories.
///
/// `<event>/<label>.json` is a version of `<event>`, also `<event>/jsonschema/<label>` as Iglu lays it out;
/// `<event>-<label>.json` and `<event>.<label>.json` too; any other file is the only version of its event.
/// Copies called `latest` or `current` beside labelled files are left out.
///
/// # Errors
/// All names that can't be mapped or collide, and all labels that can't be ordered.
pub fn histories(
    sources: &[Source],
    names: &BTreeMap<String, String>,
) -> Result<Vec<History>, Vec<Diagnostic>> {
    let mut grouped: BTreeMap<String, Vec<(usize, Option<Label>)>> = BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        let (event, label) = identify(&source.path);
        grouped.entry(event).or_default().push((index, label));
    }
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for (source_name, mut versions) in without_copies(grouped, sources) {
        problems.extend(order(&source_name, &mut versions, sources));
        let place = versions.first().map(|(index, _)| start(sources, *index));
        let wanted = match names.get(&source_name) {
            Some(name) => EventName::new(name.clone()).map_err(|error| error.to_string()),
            None => event_name(&source_name),
        };
        match wanted {
            Ok(name) => found.push(History {
                name,
                source_name,
                versions,
            }),
            Err(reason) => problems.push(refusal(
                "import/event-name",
                format!("`{source_name}` can't be made an event name: {reason}"),
                place,
                format!("name it: `--name '{source_name}=some.name'`"),
            )),
        }
    }
    problems.extend(collisions(&found, sources));
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems)
    }
}

pub(crate) fn refusal(
    id: &'static str,
    message: String,
    place: Option<Place>,
    help: String,
) -> Diagnostic {
    let problem = Diagnostic::error(ErrorId(id), message).help(help);
    match place {
        Some(place) => problem.at(place),
        None => problem,
    }
}

pub(crate) fn start(sources: &[Source], index: usize) -> Place {
    let path = sources.get(index).map_or("", |source| source.path.as_str());
    Place::start_of(path)
}

/// The event and label that a path names.
fn identify(path: &str) -> (String, Option<Label>) {
    let bare = path
        .strip_suffix(".json")
        .map(|bare| bare.strip_suffix(".schema").unwrap_or(bare))
        .unwrap_or(path);
    let (folder, stem) = bare.rsplit_once('/').unwrap_or(("", bare));
    if !folder.is_empty()
        && let Some(label) = Label::read(stem)
    {
        let folder = folder.strip_suffix("/jsonschema").unwrap_or(folder);
        return (folder.to_owned(), Some(label));
    }
    for (at, _) in stem.match_indices(['-', '.', '_', '@']) {
        let rest = &stem[at + 1..];
        // `sha-256` and `part_2` are names; `order-1.0`, `order_v2` and `order.2` carry a version.
        let plain = rest.bytes().all(|byte| byte.is_ascii_digit());
        let told = !plain || stem[at..].starts_with(['.', '@']);
        if let (true, Some(label)) = (at > 0 && told, Label::read(rest)) {
            let event = &bare[..bare.len() - (stem.len() - at)];
            return (event.to_owned(), Some(label));
        }
    }
    (bare.to_owned(), None)
}

/// Drops `<event>/latest` and `<event>/current` where `<event>` has labelled versions.
fn without_copies(
    mut grouped: BTreeMap<String, Vec<(usize, Option<Label>)>>,
    sources: &[Source],
) -> BTreeMap<String, Vec<(usize, Option<Label>)>> {
    let copies: Vec<String> = grouped
        .keys()
        .filter(|name| {
            let Some((event, "latest" | "current")) = name.rsplit_once('/') else {
                return false;
            };
            let event = event.strip_suffix("/jsonschema").unwrap_or(event);
            grouped.contains_key(event)
        })
        .cloned()
        .collect();
    for copy in copies {
        let newest_is_elsewhere = grouped.get(&copy).is_some_and(|versions| {
            let text = |index: usize| sources.get(index).map(|source| source.text.as_str());
            versions.iter().all(|(index, _)| {
                sources
                    .iter()
                    .enumerate()
                    .any(|(other, _)| other != *index && text(other) == text(*index))
            })
        });
        if newest_is_elsewhere {
            grouped.remove(&copy);
        }
    }
    grouped
}

/// Sorts the versions of one event by label.
fn order(
    event: &str,
    versions: &mut [(usize, Option<Label>)],
    sources: &[Source],
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let first = versions.iter().find_map(|(_, label)| label.clone());
    for (index, label) in versions.iter() {
        let fits = match (label, &first) {
            (Some(label), Some(first)) => label.order(first).is_some(),
            _ => versions.len() == 1,
        };
        if !fits {
            let path = &sources[*index].path;
            problems.push(refusal(
                "import/mixed-labels",
                format!("`{path}` doesn't count its version as the other files of `{event}` do"),
                Some(start(sources, *index)),
                "rename the files so that all labels of an event are semver, SchemaVer, or dates"
                    .to_owned(),
            ));
        }
    }
    if problems.is_empty() {
        versions.sort_by(|(_, a), (_, b)| match (a, b) {
            (Some(a), Some(b)) => a.order(b).unwrap_or(std::cmp::Ordering::Equal),
            _ => std::cmp::Ordering::Equal,
        });
        for pair in versions.windows(2) {
            if let [(a, Some(x)), (b, Some(y))] = pair
                && x.order(y) == Some(std::cmp::Ordering::Equal)
            {
                let message = format!(
                    "`{}` and `{}` are the same version of `{event}`",
                    sources[*a].path, sources[*b].path
                );
                let help = "keep one of them".to_owned();
                let place = Some(start(sources, *b));
                problems.push(refusal("import/version-twice", message, place, help));
            }
        }
    }
    problems
}

/// Two source names for one event name, and source names that only case tells apart.
fn collisions(found: &[History], sources: &[Source]) -> Vec<Diagnostic> {
    let by_case = grouped(found, |history| history.source_name.to_lowercase());
    let by_name = grouped(found, |history| history.name.to_string());
    let place = |group: &[&History]| {
        let last = group.last().and_then(|history| history.versions.first());
        last.map(|(index, _)| start(sources, *index))
    };
    let differ = by_case.values().map(|group| {
        let names = listed(group);
        refusal(
            "import/name-differs-by-case",
            format!("{names} differ by case only; file systems that ignore case can't hold both"),
            place(group),
            "rename one at its source, or import it alone under another name".to_owned(),
        )
    });
    let lower = |history: &History| history.source_name.to_lowercase();
    // Those that differ by case only are told already.
    let collide = by_name.iter().filter(|(_, group)| {
        group
            .iter()
            .any(|history| lower(history) != lower(group[0]))
    });
    let collide = collide.map(|(name, group)| {
        let last = &group[group.len() - 1].source_name;
        refusal(
            "import/name-collision",
            format!("{} would both be named `{name}`", listed(group)),
            place(group),
            format!("name one: `--name '{last}=some.name'`"),
        )
    });
    differ.chain(collide).collect()
}

/// The groups of more than one history.
fn grouped(found: &[History], key: impl Fn(&History) -> String) -> BTreeMap<String, Vec<&History>> {
    let mut groups: BTreeMap<String, Vec<&History>> = BTreeMap::new();
    for history in found {
        groups.entry(key(history)).or_default().push(history);
    }
    groups.retain(|_, group| group.len() > 1);
    groups
}

fn listed(group: &[&History]) -> String {
    let names = group
        .iter()
        .map(|history| format!("`{}`", history.source_name));
    names.collect::<Vec<String>>().join(" and ")
}
