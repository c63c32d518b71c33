//! Packs of templates: a manifest that says what is written, and the templates that write it.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera};
use tidings_contract::Digest;
use tidings_model::{Diagnostic, ErrorId, Pack as Manifest, Page, PageOf, Place};
use tidings_registry::Registry;

use crate::files::{Files, Header};
use crate::lower::catalogue::Catalogue;
use crate::lower::docs::{Book, book};

/// The manifest's name in a pack.
const MANIFEST: &str = "pack.toml";

/// A target that is described by templates alone: a catalogue of the registry, as Markdown, as HTML, or as a team
/// likes it.
///
/// ```
/// use tidings_generate::Pack;
/// let files = [
///     ("pack.toml", "escape = \"plain\"\ncomment = \"# \"\n[page.\"events.txt\"]\ntemplate = \"events.tera\"\n"),
///     ("events.tera", "{% for event in events %}{{ event.name }}\n{% endfor %}"),
/// ];
/// assert!(Pack::new("packs/plain", files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    name: String,
    manifest: Manifest,
    templates: BTreeMap<String, String>,
}

impl Pack {
    /// A pack from its files by path within its folder, which is called `name` in messages.
    ///
    /// # Errors
    /// What is wrong with the manifest, `generate/pack-incomplete` where a file is missing, and
    /// `generate/pack-template` where one is no template.
    pub fn new(name: &str, files: BTreeMap<String, String>) -> Result<Pack, Vec<Diagnostic>> {
        let place = format!("{name}/{MANIFEST}");
        let Some(text) = files.get(MANIFEST) else {
            let problem = Diagnostic::error(
                ErrorId("generate/pack-incomplete"),
                format!("{name} holds no {MANIFEST}"),
            );
            let help = "a pack is a folder with pack.toml and templates, `*.tera`";
            return Err(vec![problem.help(help)]);
        };
        let manifest = Manifest::parse(&place, text)?;
        let templates = files
            .into_iter()
            .filter(|(path, _)| path.ends_with(".tera"))
            .collect();
        let pack = Pack {
            name: name.to_owned(),
            manifest,
            templates,
        };
        let missing: Vec<Diagnostic> = pack
            .manifest
            .pages
            .iter()
            .filter_map(|page| pack.missing(page))
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        pack.engine()?;
        Ok(pack)
    }

    /// The built-in catalogue for repositories and wikis: one page an event, a stream, a type, and an index.
    pub fn markdown() -> Pack {
        Pack::built_in(
            "markdown",
            &[
                (MANIFEST, include_str!("../packs/markdown/pack.toml")),
                (
                    "changelog.tera",
                    include_str!("../packs/markdown/changelog.tera"),
                ),
                ("event.tera", include_str!("../packs/markdown/event.tera")),
                ("index.tera", include_str!("../packs/markdown/index.tera")),
                ("parts.tera", include_str!("../packs/markdown/parts.tera")),
                ("shape.tera", include_str!("../packs/markdown/shape.tera")),
                ("stream.tera", include_str!("../packs/markdown/stream.tera")),
                ("type.tera", include_str!("../packs/markdown/type.tera")),
                (
                    "version.tera",
                    include_str!("../packs/markdown/version.tera"),
                ),
            ],
        )
    }

    /// The built-in catalogue as one page that needs nothing beside it.
    pub fn html() -> Pack {
        Pack::built_in(
            "html",
            &[
                (MANIFEST, include_str!("../packs/html/pack.toml")),
                (
                    "changelog.tera",
                    include_str!("../packs/html/changelog.tera"),
                ),
                ("contents.tera", include_str!("../packs/html/contents.tera")),
                ("narrow.tera", include_str!("../packs/html/narrow.tera")),
                ("page.tera", include_str!("../packs/html/page.tera")),
                ("parts.tera", include_str!("../packs/html/parts.tera")),
                ("shape.tera", include_str!("../packs/html/shape.tera")),
                ("stream.tera", include_str!("../packs/html/stream.tera")),
                ("colours.tera", include_str!("../packs/html/colours.tera")),
                ("layout.tera", include_str!("../packs/html/layout.tera")),
                ("subject.tera", include_str!("../packs/html/subject.tera")),
                ("version.tera", include_str!("../packs/html/version.tera")),
            ],
        )
    }

    fn built_in(name: &str, files: &[(&str, &str)]) -> Pack {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Pack::new(name, files.collect()).expect("the built-in packs are whole: a test renders each")
    }

    fn missing(&self, page: &Page) -> Option<Diagnostic> {
        if self.templates.contains_key(&page.template.value) {
            return None;
        }
        let message = format!("{} holds no template `{}`", self.name, page.template.value);
        let problem = Diagnostic::error(ErrorId("generate/pack-incomplete"), message);
        let known = self.templates.keys().map(String::as_str);
        let help = tidings_model::suggest::help(&page.template.value, known);
        let help =
            help.unwrap_or_else(|| "templates are the files `*.tera` of the pack".to_owned());
        Some(problem.at(page.template.place.clone()).help(help))
    }

    fn engine(&self) -> Result<Tera, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        // Texts come escaped as the manifest asks; a second time would spoil them.
        tera.autoescape_on(Vec::<&str>::new());
        let added = tera.add_raw_templates(
            self.templates
                .iter()
                .map(|(path, text)| (path.as_str(), text.as_str())),
        );
        added.map_err(|error| vec![self.broken(&error, &self.name)])?;
        Ok(tera)
    }

    fn broken(&self, error: &tera::Error, place: &str) -> Diagnostic {
        let mut told = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            told = format!("{told}: {inner}");
            cause = inner.source();
        }
        let problem = Diagnostic::error(
            ErrorId("generate/pack-template"),
            format!("a template of {} can't be used: {told}", self.name),
        );
        problem
            .at(Place::start_of(place))
            .help("mend the template; what templates are given is in docs/packs.md")
    }

    /// The files of the catalogue.
    ///
    /// # Errors
    /// `generate/pack-template` where a template asks for what is not there, and `generate/pack-page-twice`.
    pub(crate) fn files(
        &self,
        registry: &Registry,
        catalogue: &Catalogue<'_>,
    ) -> Result<Files, Vec<Diagnostic>> {
        let engine = self.engine()?;
        let book = book(registry, catalogue, self.manifest.escape);
        let mut files = Files::new();
        let mut problems = Vec::new();
        for page in &self.manifest.pages {
            for (path, context) in contexts(page, &book) {
                match self.render(&engine, page, &context) {
                    Ok(text) => {
                        if files.insert(path.clone(), text).is_some() {
                            problems.push(twice(page, &path));
                        }
                    }
                    Err(problem) => problems.push(*problem),
                }
            }
        }
        if problems.is_empty() {
            Ok(files)
        } else {
            Err(problems)
        }
    }

    fn render(
        &self,
        engine: &Tera,
        page: &Page,
        context: &Context,
    ) -> Result<String, Box<Diagnostic>> {
        let place = format!("{}/{}", self.name, page.template.value);
        let text = engine
            .render(&page.template.value, context)
            .map_err(|error| Box::new(self.broken(&error, &place)))?;
        // One line end at the end, however the templates are cut.
        let text = format!("{}\n", text.trim_end());
        Ok(Header::new("the registry", &Digest::of(&text)).before(&self.manifest.comment, &text))
    }
}

fn twice(page: &Page, path: &str) -> Diagnostic {
    let problem = Diagnostic::error(
        ErrorId("generate/pack-page-twice"),
        format!("two pages would be written to {path}"),
    );
    problem
        .at(page.path.place.clone())
        .help("give each kind of page a folder of its own")
}

/// The paths of a page's files, with what each is made of.
fn contexts(page: &Page, book: &Book) -> Vec<(String, Context)> {
    let path = |name: &str| {
        page.path
            .value
            .replace(page.of.placeholder().unwrap_or_default(), name)
    };
    let mut contexts = Vec::new();
    match page.of {
        PageOf::Registry => contexts.push((page.path.value.clone(), context(book))),
        PageOf::Event => contexts.extend(
            book.events
                .iter()
                .map(|event| (path(&event.name), one(book, "event", event))),
        ),
        PageOf::Stream => contexts.extend(
            book.streams
                .iter()
                .map(|stream| (path(&stream.name), one(book, "stream", stream))),
        ),
        PageOf::Type => contexts.extend(
            book.types
                .iter()
                .map(|shared| (path(&shared.name), one(book, "type", shared))),
        ),
    }
    contexts
}

fn context(of: &impl Serialize) -> Context {
    Context::from_serialize(of).expect("contexts are structs of texts and lists")
}

fn one(book: &Book, key: &'static str, of: &impl Serialize) -> Context {
    let mut context = Context::new();
    context.insert("name", &book.name);
    context.insert("generator", &book.generator);
    context.insert(key, of);
    context
}
