use super::Shape;
use super::check::{Check, Fit};
use serde_json::Value;
use std::collections::HashSet;

/// Which members and items of one value the keywords so far have looked at.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    members: HashSet<&'a str>,
    items: HashSet<usize>,
    prefix: usize,
}

impl<'a> Seen<'a> {
    pub(super) fn member(&mut self, name: &'a str) {
        self.members.insert(name);
    }

    pub(super) fn item(&mut self, place: usize) {
        self.items.insert(place);
    }

    pub(super) fn items_to(&mut self, end: usize) {
        self.prefix = self.prefix.max(end);
    }

    /// Takes over what a branch that passed has seen; a branch that failed has seen nothing.
    pub(super) fn join(&mut self, other: Self) {
        self.members.extend(other.members);
        self.items.extend(other.items);
        self.prefix = self.prefix.max(other.prefix);
    }
}

pub(super) fn check<'a>(
    check: &mut Check,
    (of, members, items): (&'a Shape, Option<&'a Shape>, Option<&'a Shape>),
    value: &'a Value,
    outer: Option<&mut Seen<'a>>,
) -> Fit<'a> {
    let mut seen = Seen::default();
    check.eval(of, value, Some(&mut seen))?;
    match (value, members, items) {
        (Value::Object(object), Some(shape), _) => {
            for (name, member) in object {
                if !seen.members.contains(name.as_str()) {
                    check
                        .rest(shape, member)
                        .map_err(|miss| miss.below_member(name))?;
                    seen.member(name);
                }
            }
        }
        (Value::Array(array), _, Some(shape)) => {
            for (i, item) in array.iter().enumerate().skip(seen.prefix) {
                if !seen.items.contains(&i) {
                    check.rest(shape, item).map_err(|miss| miss.below_item(i))?;
                }
            }
            seen.items_to(array.len());
        }
        _ => {}
    }
    if let Some(outer) = outer {
        outer.join(seen);
    }
    Ok(())
}
