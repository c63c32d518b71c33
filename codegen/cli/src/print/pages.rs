//! Which pages a finding is about, in words.

use std::collections::{BTreeMap, BTreeSet};

use tidings_compat::{Direction, Finding};

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
        .map(|(stream, labels)| of_stream(stream, labels))
        .collect();
    match (named.is_empty(), finding.direction) {
        (true, _) => "pages of another version".to_owned(),
        (false, Some(Direction::OldToNew)) => format!("pages built from {}", list(&named)),
        (false, _) => format!("pages built from {}", list(&named)),
    }
}

/// `7-1c2e93ab47d0` is number 7; `dev-1c2e93ab47d0` has none.
fn number(label: &str) -> Option<u32> {
    label.split('-').next()?.parse().ok()
}

fn of_stream(stream: &str, labels: &BTreeSet<&str>) -> String {
    let numbers: BTreeSet<u32> = labels.iter().filter_map(|label| number(label)).collect();
    let drafts = labels.iter().any(|label| number(label).is_none());
    let mut parts = spans(stream, &numbers);
    if drafts {
        parts.push(format!("{stream} after this change"));
    }
    list(&parts)
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
        let told = |labels: &[&str]| of_stream("orders", &labels.iter().copied().collect());
        assert_eq!(told(&["1-a", "2-b", "3-c"]), "orders@3 and older");
        assert_eq!(told(&["1-a"]), "orders@1");
        assert_eq!(told(&["2-a", "3-b", "5-c"]), "orders@2 to @3 and orders@5");
        assert_eq!(
            told(&["4-a", "dev-b"]),
            "orders@4 and orders after this change"
        );
    }
}
