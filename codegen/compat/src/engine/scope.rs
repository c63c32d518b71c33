//! The way that has led to a schema, as far as it matters: which schema a `$dynamicRef` means there (core, 8.2.3.2).
use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, address};

/// The schemas that names mean on one way: each that of the outermost resource which has the name.
type Scope<'a> = BTreeMap<String, (&'a Value, String)>;

/// More scopes than this are not told apart: each is a reading of its own, and ways that part double them.
const SCOPES: usize = 64;

/// All scopes of one document, by their numbers. The first knows no name.
#[derive(Debug)]
struct Scopes<'a>(Vec<Scope<'a>>);

impl Default for Scopes<'_> {
    fn default() -> Self {
        Self(vec![Scope::new()])
    }
}

impl<'a> Scopes<'a> {
    /// The scope inside a resource that is entered from another; none where there are too many.
    fn entered(&mut self, from: usize, document: &Document<'a>, base: &str) -> Option<usize> {
        let own = document.dynamic(base);
        if own.iter().all(|(name, _)| self.0[from].contains_key(name)) {
            return Some(from);
        }
        let mut scope = self.0[from].clone();
        for (name, schema) in own {
            let meant = || (*schema, base.to_owned());
            scope.entry(name.clone()).or_insert_with(meant);
        }
        let places = |scope: &Scope<'a>| -> Vec<(String, usize)> {
            let names = scope.iter();
            names
                .map(|(name, (schema, _))| (name.clone(), address(schema)))
                .collect()
        };
        let known = self
            .0
            .iter()
            .position(|known| places(known) == places(&scope));
        known.or_else(|| {
            self.0.push(scope);
            Some(self.0.len() - 1).filter(|number| *number < SCOPES)
        })
    }
}

/// Where a reader of a document stands.
#[derive(Debug, Default)]
pub(crate) struct Way<'a> {
    /// The base URI in force.
    pub(crate) base: String,
    /// The scope, by its number.
    pub(crate) scope: usize,
    /// Whether there were too many scopes: what is read from then on means nothing.
    pub(crate) lost: bool,
    scopes: Scopes<'a>,
}

/// Where a reader was before it entered a schema.
pub(crate) struct Around {
    base: String,
    scope: usize,
}

impl<'a> Way<'a> {
    /// Enters a schema; what is found there has the base URI and the scope of that place.
    pub(crate) fn enter(&mut self, document: &Document<'a>, schema: &Value) -> Around {
        let base = document.base(schema, &self.base);
        let around = Around {
            base: std::mem::replace(&mut self.base, base),
            scope: self.scope,
        };
        if !self.lost {
            let entered = self.scopes.entered(self.scope, document, &self.base);
            (self.scope, self.lost) = (entered.unwrap_or(self.scope), entered.is_none());
        }
        around
    }

    /// Goes back to where a schema was entered.
    pub(crate) fn leave(&mut self, around: Around) {
        (self.base, self.scope) = (around.base, around.scope);
    }

    /// What `$ref` or `$dynamicRef` means here: a schema, and the base URI in force there.
    pub(crate) fn meant(
        &self,
        document: &Document<'a>,
        keyword: &str,
        reference: &str,
    ) -> Option<(&'a Value, String)> {
        let (target, base) = document.resolve(reference, &self.base)?;
        let name = reference.split_once('#').map_or("", |(_, name)| name);
        let marked = target.get("$dynamicAnchor").and_then(Value::as_str);
        if keyword == "$dynamicRef" && marked == Some(name) {
            let outermost = self.scopes.0[self.scope].get(name);
            return Some(outermost.cloned().unwrap_or((target, base)));
        }
        Some((target, base))
    }
}
