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

    /// All constants, in an order in which each stands before its users.
    pub(super) fn into_list(self) -> Vec<(String, Role, Expr)> {
        self.list
    }
}
