//! The private constants of a stream's file: named once, shared where two would say the same.

use std::collections::{BTreeMap, BTreeSet};

use super::expr::Expr;

/// What a constant is, in the words of the runtime's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Judges a value.
    Guard,
    /// Puts fallbacks into a value.
    Convert,
}

impl Role {
    /// The name of its type.
    pub(super) fn ty(self) -> &'static str {
        match self {
            Self::Guard => "Guard",
            Self::Convert => "Convert",
        }
    }
}

/// The constants of a file, each before its users.
#[derive(Debug, Default)]
pub(super) struct Constants {
    names: BTreeSet<String>,
    by_text: BTreeMap<String, String>,
    list: Vec<(String, Role, Expr)>,
}

impl Constants {
    /// Takes a name that nothing else has: `__tMoney`, or `__tMoney_2` where that is gone.
    pub(super) fn reserve(&mut self, name: &str) -> String {
        let first = format!("__t{name}");
        let mut candidates =
            std::iter::once(first.clone()).chain((2u32..).map(|n| format!("{first}_{n}")));
        let name = candidates
            .find(|name| !self.names.contains(name))
            .unwrap_or(first);
        self.names.insert(name.clone());
        name
    }

    /// Declares a constant under a reserved name, or gives that of an equal one and frees the name.
    ///
    /// A constant that refers to itself is equal to no other, so it always keeps its name.
    pub(super) fn declare(&mut self, reserved: String, role: Role, value: Expr) -> String {
        let text = format!("{}{}", role.ty(), value.print(0, 0));
        if let Some(other) = value.name().filter(|name| self.names.contains(*name)) {
            self.names.remove(&reserved);
            return other.to_owned();
        }
        if let Some(name) = self.by_text.get(&text) {
            self.names.remove(&reserved);
            return name.clone();
        }
        self.by_text.insert(text, reserved.clone());
        self.list.push((reserved.clone(), role, value));
        reserved
    }

    /// All constants, in an order in which each stands before its users. What guards would write twice
    /// is a guard too.
    pub(super) fn into_list(mut self) -> Vec<(String, Role, Expr)> {
        let list = std::mem::take(&mut self.list);
        let mut counts = BTreeMap::new();
        let guards = list.iter().filter(|(_, role, _)| *role == Role::Guard);
        for part in guards.flat_map(|(_, _, value)| value.parts()) {
            count(part, &mut counts);
        }
        let mut shared = BTreeMap::new();
        for (name, role, value) in list {
            let value = match role {
                Role::Guard => value.map(&mut |part| self.extract(part, &counts, &mut shared)),
                Role::Convert => value,
            };
            self.list.push((name, role, value));
        }
        self.list
    }

    /// The expression with what stands elsewhere too as names.
    fn extract(
        &mut self,
        value: &Expr,
        counts: &BTreeMap<u64, usize>,
        shared: &mut BTreeMap<u64, String>,
    ) -> Expr {
        let key = value.hash();
        if let Some(name) = shared.get(&key) {
            return Expr::atom(name.as_str());
        }
        let inner = value.map(&mut |part| self.extract(part, counts, shared));
        if counts.get(&key).is_none_or(|count| *count < 2) {
            return inner;
        }
        let name = self.reserve(&format!("Shared_{:06x}", key & 0x00ff_ffff));
        shared.insert(key, name.clone());
        self.list.push((name.clone(), Role::Guard, inner));
        Expr::atom(name)
    }
}

/// Counts where each expression stands that is worth a name; within a second copy nothing is counted.
fn count(value: &Expr, counts: &mut BTreeMap<u64, usize>) {
    if value.is_worth_a_name() {
        let count = counts.entry(value.hash()).or_default();
        *count += 1;
        if *count > 1 {
            return;
        }
    }
    value
        .parts()
        .into_iter()
        .for_each(|part| self::count(part, counts));
}
