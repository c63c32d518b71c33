//! Collisions: one identifier for each raw name of a scope, by a rule that knows no order of insertion.

use std::collections::{BTreeMap, BTreeSet};

use tidings_contract::Digest;

/// The identifiers of one scope (the members of an object, the types of a module).
///
/// Names claimed earlier stand: a scope that is first given the names of version 1 and then those of
/// version 2 keeps every identifier of version 1.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scope {
    taken: BTreeSet<String>,
    given: BTreeMap<String, String>,
}

impl Scope {
    /// A scope in which `taken` identifiers are already in use.
    pub(crate) fn with_taken<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            taken: taken.into_iter().map(str::to_owned).collect(),
            given: BTreeMap::new(),
        }
    }

    /// Gives each raw name its identifier: the plain one to the name that is spelled like it, else to
    /// the first in byte order; the others get a suffix drawn from their own text.
    pub(crate) fn claim<'a>(
        &mut self,
        raws: impl IntoIterator<Item = &'a str>,
        ident: impl Fn(&str) -> String,
    ) {
        let fresh: BTreeSet<&str> = raws
            .into_iter()
            .filter(|raw| !self.given.contains_key(*raw))
            .collect();
        let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for raw in fresh {
            groups.entry(ident(raw)).or_default().push(raw);
        }
        for (plain, mut group) in groups {
            group.sort_by_key(|raw| (*raw != plain, *raw));
            for raw in group {
                let name = if self.taken.contains(&plain) {
                    self.suffixed(&plain, raw)
                } else {
                    plain.clone()
                };
                self.taken.insert(name.clone());
                self.given.insert(raw.to_owned(), name);
            }
        }
    }

    /// The identifier of a raw name that was claimed.
    pub(crate) fn get(&self, raw: &str) -> Option<&str> {
        self.given.get(raw).map(String::as_str)
    }

    /// Every identifier in use.
    pub(crate) fn taken(&self) -> &BTreeSet<String> {
        &self.taken
    }

    fn suffixed(&self, plain: &str, raw: &str) -> String {
        let digest = Digest::of(raw).to_string();
        (6..=digest.len())
            .map(|len| format!("{plain}_{}", &digest[..len]))
            .find(|name| !self.taken.contains(name))
            .unwrap_or_else(|| format!("{plain}_{digest}_"))
    }
}

/// The identifiers of names that share a scope of their own.
pub(crate) fn resolve<'a>(
    raws: impl IntoIterator<Item = &'a str>,
    ident: impl Fn(&str) -> String,
) -> Scope {
    let mut scope = Scope::default();
    scope.claim(raws, ident);
    scope
}

#[cfg(test)]
mod tests {
    use super::super::{rust_field, rust_variant};
    use super::*;

    #[test]
    fn collisions_get_a_suffix_from_their_own_text() {
        let scope = resolve(["tcpA", "tcp-A", "udp"], rust_variant);
        assert_eq!(scope.get("tcp-A"), Some("TcpA"));
        assert!(scope.get("tcpA").is_some_and(|n| n.starts_with("TcpA_")));
        assert_eq!(scope.get("udp"), Some("Udp"));
    }

    #[test]
    fn the_name_spelled_like_its_identifier_keeps_it() {
        let scope = resolve(["userId", "user_id"], rust_field);
        assert_eq!(scope.get("user_id"), Some("user_id"));
        assert_ne!(scope.get("userId"), Some("user_id"));
    }

    #[test]
    fn order_of_insertion_is_invisible() {
        let names = ["a-b", "a_b", "aB", "A.b", "c"];
        let mut reversed = names;
        reversed.reverse();
        let (one, two) = (resolve(names, rust_field), resolve(reversed, rust_field));
        assert!(names.iter().all(|n| one.get(n) == two.get(n)));
    }

    #[test]
    fn earlier_claims_stand() {
        let mut scope = resolve(["userId"], rust_field);
        assert_eq!(scope.get("userId"), Some("user_id"));
        scope.claim(["user_id", "userId"], rust_field);
        assert_eq!(scope.get("userId"), Some("user_id"));
        assert!(
            scope
                .get("user_id")
                .is_some_and(|n| n.starts_with("user_id_"))
        );
    }
}
