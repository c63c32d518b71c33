use std::collections::HashSet;

/// Which members and items of one value the keywords so far have looked at.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    pub(super) members: HashSet<&'a str>,
    pub(super) items: HashSet<usize>,
    pub(super) prefix: usize,
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
