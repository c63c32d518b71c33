//! The identifiers of members that the versions of one event have given away.

use std::collections::BTreeMap;

use crate::names::Scope;

/// What was called so in one version is called so in the next: a new member never renames an old one.
#[derive(Debug, Default)]
pub(super) struct History {
    members: BTreeMap<String, Scope>,
}

impl History {
    /// The identifiers of the fields or variants of the type at a pointer.
    pub(super) fn members(
        &mut self,
        pointer: &str,
        raws: &[&str],
        ident: impl Fn(&str) -> String,
    ) -> Scope {
        let scope = self.members.entry(pointer.to_owned()).or_default();
        scope.claim(raws.iter().copied(), ident);
        scope.clone()
    }
}
