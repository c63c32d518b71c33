//! Which named types hold themselves by value, so that Rust has to box them.

use std::collections::{BTreeMap, BTreeSet};

/// The strongly connected components of a graph of named things: two are equal where each reaches the other.
#[derive(Debug, Default)]
pub(crate) struct Components {
    of: BTreeMap<String, usize>,
    loops: BTreeSet<String>,
}

impl Components {
    /// Finds them, without recursion: schemas nest as deep as they like.
    pub(crate) fn of(edges: &BTreeMap<String, BTreeSet<String>>) -> Self {
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        for start in edges.keys() {
            visit(start, edges, &mut seen, &mut order);
        }
        let mut back: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, targets) in edges {
            for to in targets {
                back.entry(to.clone()).or_default().insert(from.clone());
            }
        }
        let mut components = Components::default();
        let mut seen = BTreeSet::new();
        for (number, start) in order.iter().rev().enumerate() {
            let mut found = Vec::new();
            visit(start, &back, &mut seen, &mut found);
            components
                .of
                .extend(found.into_iter().map(|name| (name, number)));
        }
        components.loops = edges
            .iter()
            .filter(|(from, targets)| targets.contains(*from))
            .map(|(from, _)| from.clone())
            .collect();
        components
    }

    /// Whether an edge lies on a cycle.
    pub(crate) fn on_cycle(&self, from: &str, to: &str) -> bool {
        if from == to {
            self.loops.contains(from)
        } else {
            self.of.contains_key(from) && self.of.get(from) == self.of.get(to)
        }
    }
}

/// Depth first; a node is put into `order` after all that it leads to.
fn visit(
    start: &str,
    edges: &BTreeMap<String, BTreeSet<String>>,
    seen: &mut BTreeSet<String>,
    order: &mut Vec<String>,
) {
    let targets = |name: &str| {
        edges
            .get(name)
            .map(|t| t.iter().cloned().collect::<Vec<_>>())
            .unwrap_or_default()
    };
    if !seen.insert(start.to_owned()) {
        return;
    }
    let mut stack = vec![(start.to_owned(), targets(start))];
    while let Some((_, rest)) = stack.last_mut() {
        match rest.pop() {
            Some(next) if seen.insert(next.clone()) => stack.push((next.clone(), targets(&next))),
            Some(_) => {}
            None => order.extend(stack.pop().map(|(name, _)| name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_on_cycles_are_found() {
        let edges = [
            ("a", vec!["b"]),
            ("b", vec!["c"]),
            ("c", vec!["b", "d"]),
            ("d", vec!["d"]),
            ("e", vec!["a"]),
        ]
        .map(|(from, to)| (from.to_owned(), to.into_iter().map(str::to_owned).collect()));
        let components = Components::of(&BTreeMap::from(edges));
        assert!(
            components.on_cycle("b", "c")
                && components.on_cycle("c", "b")
                && components.on_cycle("d", "d")
        );
        assert!(
            !components.on_cycle("a", "b")
                && !components.on_cycle("c", "d")
                && !components.on_cycle("e", "a")
        );
        assert!(!components.on_cycle("a", "a"));
    }
}
