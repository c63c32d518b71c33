use super::inside::is_inside;
use super::table::{SettingsFile, TableReader, Written};
use crate::diagnostic::{Diagnostic, ErrorId};
use crate::suggest;

/// How texts of the registry are made harmless before templates see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// For Markdown as GitHub reads it.
    Markdown,
    /// For HTML, in text and in quoted attributes.
    Html,
    /// Not at all: the templates have to.
    Plain,
}

/// What a page of a pack is made for: once, or once for each of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageOf {
    /// The registry as a whole.
    Registry,
    /// Each event.
    Event,
    /// Each stream.
    Stream,
    /// Each shared type.
    Type,
}

impl PageOf {
    /// The placeholder in its path.
    pub fn placeholder(self) -> Option<&'static str> {
        match self {
            PageOf::Registry => None,
            PageOf::Event => Some("{event}"),
            PageOf::Stream => Some("{stream}"),
            PageOf::Type => Some("{type}"),
        }
    }
}

/// One kind of file that a pack writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The path below the target's folder, with the placeholder.
    pub path: Written<String>,
    /// What it is made for.
    pub of: PageOf,
    /// The template, by its file in the pack.
    pub template: Written<String>,
}

/// `pack.toml`: what a pack of templates writes.
///
/// ```
/// let text = "escape = \"markdown\"\ncomment = [\"<!-- \", \" -->\"]\n\
///             [page.\"events/{event}.md\"]\ntemplate = \"event.tera\"\n";
/// let pack = tidings_model::Pack::parse("pack.toml", text).unwrap();
/// assert_eq!(pack.pages[0].of, tidings_model::PageOf::Event);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// `escape`
    pub escape: Escape,
    /// `comment`: what stands before and after a line that says nothing to readers of these files. Generated files
    /// begin with two, by which they are known again.
    pub comment: (String, String),
    /// `[page."<path>"]`, in the order of the file.
    pub pages: Vec<Page>,
}

impl Pack {
    /// Reads the manifest.
    ///
    /// # Errors
    /// Every problem in it, with the codes of [`Config::parse`](crate::Config::parse).
    pub fn parse(file: &str, text: &str) -> Result<Pack, Vec<Diagnostic>> {
        let settings = SettingsFile::new(file, text);
        let pack = settings
            .parse()
            .and_then(|document| read(settings.root(&document)));
        settings.finish(pack)
    }
}

fn read(root: TableReader<'_>) -> Option<Pack> {
    let words = [
        ("markdown", Escape::Markdown),
        ("html", Escape::Html),
        ("plain", Escape::Plain),
    ];
    let escape = root.word("escape", &words);
    if !root.holds("escape") {
        root.missing(
            "escape",
            "say how texts are escaped: `escape = \"markdown\"`, \"html\" or \"plain\"",
        );
    }
    let comment = comment(&root);
    let pages = root
        .table("page")
        .map(|table| table.named_tables())
        .unwrap_or_default();
    if pages.is_empty() {
        root.missing(
            "page",
            "name what is written: `[page.\"events/{event}.md\"]` with `template = \"event.tera\"`",
        );
    }
    let pages = pages
        .into_iter()
        .filter_map(|(path, table)| page(path, table))
        .collect();
    root.done();
    Some(Pack {
        escape: escape?,
        comment: comment?,
        pages,
    })
}

fn comment(root: &TableReader<'_>) -> Option<(String, String)> {
    let help =
        "write what stands before and after it: `comment = [\"<!-- \", \" -->\"]`, or `\"# \"`";
    let Some(parts) = root.string_or_strings("comment") else {
        if !root.holds("comment") {
            root.missing("comment", help);
        }
        return None;
    };
    let line = |part: &Written<String>| !part.value.contains(['\n', '\r']);
    match parts.as_slice() {
        [before] if !before.value.trim().is_empty() && line(before) => {
            Some((before.value.clone(), String::new()))
        }
        [before, after] if !before.value.trim().is_empty() && line(before) && line(after) => {
            Some((before.value.clone(), after.value.clone()))
        }
        _ => {
            let problem = Diagnostic::error(
                ErrorId("settings/value"),
                "`comment` is no comment of one line",
            );
            let place = root.present("comment").unwrap_or_else(|| root.place());
            root.report(problem.at(place).help(help));
            None
        }
    }
}

const PLACES: [(&str, PageOf); 3] = [
    ("event", PageOf::Event),
    ("stream", PageOf::Stream),
    ("type", PageOf::Type),
];

fn page(path: Written<String>, table: TableReader<'_>) -> Option<Page> {
    let template = table.string("template");
    if template.is_none() && !table.holds("template") {
        table.missing(
            "template",
            "name a file of the pack: `template = \"event.tera\"`",
        );
    }
    let of = page_of(&path, &table);
    table.done();
    Some(Page {
        path,
        of: of?,
        template: template?,
    })
}

fn page_of(path: &Written<String>, table: &TableReader<'_>) -> Option<PageOf> {
    let refuse = |message: String, help: String| {
        let problem = Diagnostic::error(ErrorId("settings/value"), message);
        table.report(problem.at(path.place.clone()).help(help));
    };
    let held: Vec<&str> = path
        .value
        .split('{')
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap_or(rest))
        .collect();
    let closed = path.value.matches('{').count() == path.value.matches('}').count();
    let of = match held.as_slice() {
        _ if !closed => None,
        [] => Some(PageOf::Registry),
        [name] => PLACES
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, of)| *of),
        _ => None,
    };
    if of.is_none() {
        let names = PLACES.map(|(name, _)| name);
        let near = held.first().and_then(|name| suggest::nearest(name, names));
        let help = near.map_or_else(
            || "a path has at most one of {event}, {stream} and {type}".to_owned(),
            |near| format!("did you mean {{{near}}}?"),
        );
        refuse(format!("`{}` can't be a path of pages", path.value), help);
        return None;
    }
    if !is_inside(&path.value.replace(['{', '}'], "")) || path.value.ends_with('/') {
        let help = "write it from the target's folder downwards: `events/{event}.md`".to_owned();
        refuse(
            format!("`{}` is no file below the target's folder", path.value),
            help,
        );
        return None;
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<&'static str> {
        let problems = Pack::parse("pack.toml", text).expect_err("it is broken");
        problems.iter().map(|problem| problem.id.0).collect()
    }

    #[test]
    fn a_manifest_is_refused_as_a_whole() {
        let head = "escape = \"html\"\ncomment = \"# \"\n";
        let page = |path: &str| format!("{head}[page.\"{path}\"]\ntemplate = \"a.tera\"\n");
        assert!(Pack::parse("pack.toml", &page("a/{type}.html")).is_ok());
        for path in [
            "../a",
            "/a",
            "{evnt}.md",
            "{event}{type}",
            "a/",
            "{event",
            "a//b",
        ] {
            assert_eq!(ids(&page(path)), ["settings/value"], "{path}");
        }
        assert_eq!(
            ids("escape = \"html\"\n[page.a]\ntemplate = \"a\"\n"),
            ["settings/key-missing"]
        );
        assert_eq!(ids(head), ["settings/key-missing"]);
        assert_eq!(
            ids("escape = \"html\"\ncomment = \"\"\n[page.a]\ntemplate = \"a\"\n"),
            ["settings/value"]
        );
        assert_eq!(ids(&format!("{head}[page.a]\n")), ["settings/key-missing"]);
    }
}
