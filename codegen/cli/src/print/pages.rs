//! Which pages a finding is about, in words.

use std::collections::{BTreeMap, BTreeSet};

use tidings_compat::Finding;

use super::prose::list;

/// The pages of a finding: `pages built from orders@6 and older`.
pub fn pages(finding: &Finding) -> String {
    let releases = finding.pairs.iter().flat_map(|pair| &pair.releases);
    let mut streams: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for release in releases {
        let (stream, label) = release.split_once('@').unwrap_or((release, ""));
        streams.entry(stream).or_default().insert(label);
    }
    let named: Vec<String> = streams
        .iter()
        .flat_map(|(stream, labels)| spans(stream, &numbers(labels)))
        .collect();
    let mut told = Vec::new();
    if !named.is_empty() {
        told.push(format!("pages built from {}", list(&named)));
    }
    // The release that a draft would make has no number yet.
    if streams
        .values()
        .flatten()
        .any(|label| number(label).is_none())
    {
        told.push("pages built from this change".to_owned());
    }
    if told.is_empty() {
        told.push("pages of another version".to_owned());
    }
    list(&told)
}

/// `7-1c2e93ab47d0` is number 7; `dev-1c2e93ab47d0` has none.
fn number(label: &str) -> Option<u32> {
    label.split('-').next()?.parse().ok()
}

fn numbers(labels: &BTreeSet<&str>) -> BTreeSet<u32> {
    labels.iter().filter_map(|label| number(label)).collect()
}

/// Numbers that follow one another are told together.
fn spans(stream: &str, numbers: &BTreeSet<u32>) -> Vec<String> {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => spans.push((number, number)),
        }
    }
    let told = spans.into_iter().map(|(first, last)| match (first, last) {
        (first, last) if first == last => format!("{stream}@{last}"),
        (1, last) => format!("{stream}@{last} and older"),
        (first, last) => format!("{stream}@{first} to @{last}"),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_as_spans() {
        let told = |labels: &[&str]| {
            spans("orders", &numbers(&labels.iter().copied().collect())).join(", ")
        };
        assert_eq!(told(&["1-a", "2-b", "3-c"]), "orders@3 and older");
        assert_eq!(told(&["1-a"]), "orders@1");
        assert_eq!(told(&["2-a", "3-b", "5-c"]), "orders@2 to @3, orders@5");
        assert_eq!(told(&["10-a", "9-b", "dev-c"]), "orders@9 to @10");
    }
}
