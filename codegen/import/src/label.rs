//! Version labels of other systems, and their order.

use std::cmp::Ordering;

/// How a label counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dotted numbers: `3`, `1.2`, `1.2.0`, `2.0.0-rc.1`.
    Semver,
    /// Snowplow's `model-revision-addition`: `1-0-2`.
    SchemaVer,
    /// A day or a month: `2024-07-23`, `2024-07`.
    Date,
}

/// A version label as another system writes it.
///
/// ```
/// use tidings_import::Label;
/// let (old, new) = (Label::read("1.9.0").unwrap(), Label::read("v1.10.0").unwrap());
/// assert_eq!(old.order(&new), Some(std::cmp::Ordering::Less));
/// assert_eq!(old.order(&Label::read("2024-07-23").unwrap()), None);
/// assert!(Label::read("latest").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    text: String,
    scheme: Scheme,
    numbers: Vec<u64>,
    prerelease: Vec<Part>,
}

/// One dot-separated part of a prerelease; numbers come before words (semver 2.0.0, section 11).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

impl Label {
    /// Reads a label; None for text that is none.
    pub fn read(text: &str) -> Option<Label> {
        let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let label = |scheme, numbers, prerelease| Label {
            text: text.to_owned(),
            scheme,
            numbers,
            prerelease,
        };
        if let Some(numbers) = date(bare) {
            return Some(label(Scheme::Date, numbers, Vec::new()));
        }
        if let Some(numbers) = numbers(bare, '-').filter(|numbers| numbers.len() == 3) {
            return Some(label(Scheme::SchemaVer, numbers, Vec::new()));
        }
        let (core, rest) = match bare.split_once(['-', '+']) {
            Some((core, _)) => (core, &bare[core.len()..]),
            None => (bare, ""),
        };
        let mut numbers = numbers(core, '.').filter(|numbers| numbers.len() <= 4)?;
        while numbers.len() > 1 && numbers.last() == Some(&0) {
            numbers.pop();
        }
        let prerelease = rest.split('+').next().unwrap_or_default();
        let parts = match prerelease.strip_prefix('-') {
            Some("") => return None,
            Some(parts) => parts.split('.').map(part).collect(),
            None => Vec::new(),
        };
        Some(label(Scheme::Semver, numbers, parts))
    }

    /// The label as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it counts.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Which of two labels comes first; None where they count in different ways.
    pub fn order(&self, other: &Label) -> Option<Ordering> {
        if self.scheme != other.scheme {
            return None;
        }
        // A prerelease comes before the release of its numbers.
        let release = self.prerelease.is_empty().cmp(&other.prerelease.is_empty());
        let order = self
            .numbers
            .cmp(&other.numbers)
            .then(release)
            .then_with(|| self.prerelease.cmp(&other.prerelease));
        Some(order)
    }
}

fn part(text: &str) -> Part {
    match text.parse() {
        Ok(number) => Part::Number(number),
        Err(_) => Part::Word(text.to_owned()),
    }
}

fn numbers(text: &str, separator: char) -> Option<Vec<u64>> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = text.split(separator);
    parts
        .map(|part| digits(part).then(|| part.parse().ok()).flatten())
        .collect()
}

/// `2024-07-23`, `2024_07_23`, `2024-07`, `20240723`, as year, month, day.
fn date(text: &str) -> Option<Vec<u64>> {
    let dashed = text.replace('_', "-");
    let widths: Vec<usize> = dashed.split('-').map(str::len).collect();
    let parts = match widths.as_slice() {
        [4, 2, 2] | [4, 2] => numbers(&dashed, '-')?,
        [8] => {
            let number: u64 = numbers(text, '-')?.first().copied()?;
            vec![number / 10_000, number / 100 % 100, number % 100]
        }
        _ => return None,
    };
    let in_range = (1900..3000).contains(parts.first()?)
        && parts.get(1).is_some_and(|month| (1..=12).contains(month))
        && parts.get(2).is_none_or(|day| (1..=31).contains(day));
    in_range.then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_order_as_their_systems_order_them() {
        for ascending in [
            &[
                "0.0.3",
                "1",
                "1.0.1",
                "1.2",
                "1.10.0",
                "2.0.0-alpha.2",
                "2.0.0-alpha.10",
                "2.0.0-beta",
                "2.0.0",
            ][..],
            &["1-0-0", "1-0-2", "1-0-10", "1-1-0", "2-0-0"][..],
            &["2023-12", "20231231", "2024-01-01", "v2024-07-23"][..],
        ] {
            let labels: Vec<Label> = ascending
                .iter()
                .filter_map(|text| Label::read(text))
                .collect();
            assert_eq!(labels.len(), ascending.len());
            for pair in labels.windows(2) {
                assert_eq!(pair[0].order(&pair[1]), Some(Ordering::Less), "{pair:?}");
            }
        }
    }

    #[test]
    fn words_are_no_labels() {
        for text in [
            "",
            "v",
            "latest",
            "current",
            "1.",
            ".1",
            "1.a",
            "1.2.3.4.5",
            "1.0-",
            "99999999999999999999999",
        ] {
            assert_eq!(Label::read(text), None, "{text}");
        }
        assert_eq!(
            Label::read("1-0-0").map(|label| label.scheme()),
            Some(Scheme::SchemaVer)
        );
        assert_eq!(
            Label::read("9999-99-99").map(|label| label.scheme()),
            Some(Scheme::SchemaVer)
        );
    }
}
