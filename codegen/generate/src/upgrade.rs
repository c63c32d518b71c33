//! What changes in generated TypeScript when a client moves from one release to another.

use std::collections::BTreeMap;

use tidings_contract::ReleaseId;
use tidings_registry::Registry;

use crate::lower::docs::{Declared, Listing, listing};

/// One change of the generated types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeChange {
    /// What changes: an event, a type, or a member of one, as the generated file names it.
    pub subject: String,
    /// How, in a fragment.
    pub what: String,
    /// Whether code that compiled may not compile any more: what it uses is gone, may be absent, is of another type, or
    /// can be more than it provides for.
    pub breaks: bool,
}

/// The changes from one release of a stream to another, events first. The registries are what
/// [`tidings_registry::pinned`] leaves of theirs.
pub fn type_changes(
    before: (&Registry, &ReleaseId),
    after: (&Registry, &ReleaseId),
) -> Vec<TypeChange> {
    let (before, after) = (listing(before.0, before.1), listing(after.0, after.1));
    let mut changes = events(&before, &after);
    changes.extend(types(&before, &after));
    changes
}

fn change(subject: impl Into<String>, what: impl Into<String>, breaks: bool) -> TypeChange {
    TypeChange {
        subject: subject.into(),
        what: what.into(),
        breaks,
    }
}

/// Both sides of every key that either has.
fn both<'a, T>(
    before: &'a BTreeMap<String, T>,
    after: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = (&'a str, Option<&'a T>, Option<&'a T>)> {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .map(|key| (key.as_str(), before.get(key), after.get(key)))
}

fn events(before: &Listing, after: &Listing) -> Vec<TypeChange> {
    let pairs = both(&before.events, &after.events);
    let changes = pairs.filter_map(|(name, was, is)| match (was, is) {
        (Some(was), Some(is)) if was != is => Some(change(
            name,
            format!("moves from version {was} to {is}"),
            false,
        )),
        // A switch over all events that ends in `satisfies never` has to name it.
        (None, Some(is)) => Some(change(
            name,
            format!("is a new event, in version {is}"),
            true,
        )),
        (Some(_), None) => Some(change(name, "is gone", true)),
        _ => None,
    });
    changes.collect()
}

fn types(before: &Listing, after: &Listing) -> Vec<TypeChange> {
    let mut changes = Vec::new();
    for (name, was, is) in both(&before.types, &after.types) {
        match (was, is) {
            (Some(Declared::Object(was)), Some(Declared::Object(is))) => {
                changes.extend(members(name, was, is))
            }
            (Some(Declared::Either(was)), Some(Declared::Either(is))) => {
                changes.extend(branches(name, was, is))
            }
            (Some(_), Some(_)) => changes.push(change(name, "is a type of another kind", true)),
            (None, Some(_)) => changes.push(change(name, "is a new type", false)),
            (Some(_), None) => changes.push(change(name, "is gone", true)),
            (None, None) => {}
        }
    }
    changes
}

type Members = BTreeMap<String, (bool, String)>;

fn members(name: &str, before: &Members, after: &Members) -> Vec<TypeChange> {
    let mut changes = Vec::new();
    for (member, was, is) in both(before, after) {
        // A quoted key is not behind a dot.
        let subject = match member.starts_with(['"', '[']) {
            true => format!(
                "{name}[{}]",
                member.trim_start_matches('[').trim_end_matches(']')
            ),
            false => format!("{name}.{member}"),
        };
        match (was, is) {
            (None, Some((optional, ty))) => {
                let what = if *optional { "optional" } else { "required" };
                changes.push(change(
                    subject,
                    format!("is a new {what} member: {ty}"),
                    false,
                ));
            }
            (Some(_), None) => changes.push(change(subject, "is gone", true)),
            (Some((was_optional, was)), Some((optional, ty))) => {
                match (was_optional, optional) {
                    (false, true) => changes.push(change(&subject, "may be absent now", true)),
                    (true, false) => changes.push(change(&subject, "is always there now", false)),
                    _ => {}
                }
                if was != ty {
                    changes.push(change(
                        &subject,
                        format!("is {ty} now, and was {was}"),
                        true,
                    ));
                }
            }
            (None, None) => {}
        }
    }
    changes
}

fn branches(name: &str, before: &[String], after: &[String]) -> Vec<TypeChange> {
    if let ([was], [is]) = (before, after) {
        let changed =
            (was != is).then(|| change(name, format!("is {is} now, and was {was}"), true));
        return changed.into_iter().collect();
    }
    let new = after.iter().filter(|branch| !before.contains(branch));
    let gone = before.iter().filter(|branch| !after.contains(branch));
    let new = new.map(|branch| change(name, format!("can be {branch} now"), true));
    new.chain(gone.map(|branch| change(name, format!("is never {branch} any more"), true)))
        .collect()
}
