use std::collections::BTreeMap;

use tidings_contract::{ReleaseId, StreamName};

use super::location::Location;
use super::table::{SettingsFile, TableReader, Written};
use super::targets::Targets;
use crate::diagnostic::{Diagnostic, ErrorId};

/// `tidings.toml` of a repository that has no schemas of its own, and uses those of a registry elsewhere.
///
/// ```
/// let text = "[use]\nfrom = \"git+https://example.com/shop/contracts#main\"\n\
///             release = \"orders@7-1c2e93ab47d0\"\n[generate.ts]\nout = \"src/streams\"\n";
/// assert!(tidings_model::Consumer::is_one(text));
/// let consumer = tidings_model::Consumer::parse("tidings.toml", text).unwrap();
/// assert_eq!(consumer.releases["orders"].value.to_string(), "orders@7-1c2e93ab47d0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// `from`: where the registry is.
    pub from: Written<Location>,
    /// `release`: what is generated from, one of each stream that is used; a text, or a list of them.
    pub releases: BTreeMap<StreamName, Written<ReleaseId>>,
    /// `[generate.<target>]`
    pub generate: Targets,
}

impl Consumer {
    /// Whether a `tidings.toml` is that of a consumer: it has `[use]`.
    pub fn is_one(text: &str) -> bool {
        let document = toml_edit::Document::parse(text);
        document.is_ok_and(|document| document.as_table().contains_key("use"))
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Every problem in it: those of [`Config::parse`](crate::Config::parse), `settings/location`, and
    /// `settings/release-twice`.
    pub fn parse(file: &str, text: &str) -> Result<Consumer, Vec<Diagnostic>> {
        let settings = SettingsFile::new(file, text);
        let consumer = settings
            .parse()
            .and_then(|document| read(settings.root(&document)));
        settings.finish(consumer)
    }
}

fn read(root: TableReader<'_>) -> Option<Consumer> {
    let generate = root.table("generate");
    let generate = generate
        .map(|table| Targets::read(&table))
        .unwrap_or_default();
    let used = root.table("use").and_then(used);
    root.done();
    let (from, releases) = used?;
    Some(Consumer {
        from,
        releases,
        generate,
    })
}

type Used = (Written<Location>, BTreeMap<StreamName, Written<ReleaseId>>);

fn used(table: TableReader<'_>) -> Option<Used> {
    let from = table.string("from");
    if from.is_none() && !table.holds("from") {
        let help = "say where the registry is: `from = \"git+https://<host>/<repository>#main\"`, or a path";
        table.missing("from", help);
    }
    let mut releases = BTreeMap::new();
    for text in table.string_or_strings("release").unwrap_or_default() {
        let Some(release) = release(&table, text) else {
            continue;
        };
        let stream = release.value.stream().clone();
        if let Some(first) = releases.get(&stream) {
            told_twice(&table, first, &release);
        } else {
            releases.insert(stream, release);
        }
    }
    let from = from.and_then(|text| location(&table, text));
    table.done();
    Some((from?, releases))
}

fn told_twice(table: &TableReader<'_>, first: &Written<ReleaseId>, second: &Written<ReleaseId>) {
    let message = format!("the stream {} has two releases here", second.value.stream());
    let problem = Diagnostic::error(ErrorId("settings/release-twice"), message);
    let problem = problem
        .at(second.place.clone())
        .label(first.place.clone(), "is the other one");
    table.report(problem.help("remove one: a client of a stream is generated from one release"));
}

fn release(table: &TableReader<'_>, text: Written<String>) -> Option<Written<ReleaseId>> {
    match text.value.parse() {
        Ok(value) => Some(Written {
            value,
            place: text.place,
        }),
        Err(error) => {
            let error: tidings_contract::Error = error;
            let problem = Diagnostic::error(ErrorId("settings/value"), error.to_string());
            let help =
                "`tidings upgrade <stream>` writes the newest; `orders@7-1c2e93ab47d0` is the form";
            table.report(problem.at(text.place).help(help));
            None
        }
    }
}

fn location(table: &TableReader<'_>, text: Written<String>) -> Option<Written<Location>> {
    match Location::parse(&text.value) {
        Ok(value) => Some(Written {
            value,
            place: text.place,
        }),
        Err((message, help)) => {
            let problem = Diagnostic::error(ErrorId("settings/location"), message);
            table.report(problem.at(text.place).help(help));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<&'static str> {
        let problems = Consumer::parse("tidings.toml", text).expect_err("it is broken");
        assert!(problems.iter().all(|problem| problem.place.is_some()));
        problems.iter().map(|problem| problem.id.0).collect()
    }

    #[test]
    fn several_streams_are_listed() {
        let text = "[use]\nfrom = \"../shop\"\nrelease = [\"orders@2-1c2e93ab47d0\", \"news@1-aaaaaaaaaaaa\"]\n";
        let consumer = Consumer::parse("tidings.toml", text).expect("it is sound");
        let streams: Vec<&str> = consumer.releases.keys().map(StreamName::as_str).collect();
        assert_eq!(streams, ["news", "orders"]);
    }

    #[test]
    fn every_problem_is_told() {
        assert_eq!(ids("[use]\n"), ["settings/key-missing"]);
        assert_eq!(ids("[use]\nfrom = \"ftp://x\"\n"), ["settings/location"]);
        assert_eq!(
            ids("[use]\nfrom = \"a\"\nrelease = \"orders\"\n"),
            ["settings/value"]
        );
        assert_eq!(
            ids("[use]\nfrom = \"a\"\nreleases = \"orders\"\n"),
            ["settings/key-unknown"]
        );
        assert_eq!(ids("[use]\nfrom = \"a\"\nrelease = 7\n"), ["settings/type"]);
        assert_eq!(
            ids("[use]\nfrom = \"a\"\n[use.release]\n"),
            ["settings/type"]
        );
        let twice = "[use]\nfrom = \"a\"\nrelease = [\"orders@1-aaaaaaaaaaaa\", \"orders@2-bbbbbbbbbbbb\"]\n";
        assert_eq!(ids(twice), ["settings/release-twice"]);
        let pack = "[use]\nfrom = \"a\"\n[generate.wiki]\nout = \"b\"\npack = \"../packs\"\n";
        assert_eq!(ids(pack), ["settings/value"]);
        assert_eq!(
            ids("[use]\nfrom = \"a\"\n[generate.markdwn]\nout = \"b\"\n"),
            ["settings/key-unknown"]
        );
    }
}
