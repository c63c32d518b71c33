//! Contexts to text: the template engine, and the formatting of Rust.

use serde::Serialize;
use tera::{Context, Tera};
use tidings_model::{Diagnostic, ErrorId};

/// Every template by name; each prints one construct.
const TEMPLATES: &[(&str, &str)] = &[
    ("header", include_str!("../templates/header.tera")),
    ("rust/alias", include_str!("../templates/rust/alias.tera")),
    (
        "rust/directory",
        include_str!("../templates/rust/directory.tera"),
    ),
    ("rust/enum", include_str!("../templates/rust/enum.tera")),
    ("rust/module", include_str!("../templates/rust/module.tera")),
    (
        "rust/newtype",
        include_str!("../templates/rust/newtype.tera"),
    ),
    ("rust/root", include_str!("../templates/rust/root.tera")),
    ("rust/stream", include_str!("../templates/rust/stream.tera")),
    ("rust/struct", include_str!("../templates/rust/struct.tera")),
    ("rust/topic", include_str!("../templates/rust/topic.tera")),
    (
        "rust/topic_new",
        include_str!("../templates/rust/topic_new.tera"),
    ),
    (
        "rust/topic_params",
        include_str!("../templates/rust/topic_params.tera"),
    ),
    ("rust/unit", include_str!("../templates/rust/unit.tera")),
    ("ts/alias", include_str!("../templates/ts/alias.tera")),
    ("ts/hook", include_str!("../templates/ts/hook.tera")),
    ("ts/index", include_str!("../templates/ts/index.tera")),
    (
        "ts/interface",
        include_str!("../templates/ts/interface.tera"),
    ),
    ("ts/stream", include_str!("../templates/ts/stream.tera")),
];

/// Renders templates. Building one parses them all, so one serves a whole run.
pub(crate) struct Printer {
    tera: Tera,
}

impl Printer {
    /// A printer of the built-in templates.
    pub(crate) fn new() -> Self {
        let mut tera = Tera::new();
        // Contexts come escaped for their language; HTML's rules would spoil them.
        tera.autoescape_on(Vec::<&str>::new());
        tera.add_raw_templates(TEMPLATES.iter().copied())
            .expect("the built-in templates parse: a test renders each");
        Self { tera }
    }

    /// One template with its context.
    pub(crate) fn render<C: Serialize>(&self, template: &str, context: &C) -> String {
        let context =
            Context::from_serialize(context).expect("contexts are structs of texts and lists");
        self.tera
            .render(template, &context)
            .expect("contexts carry every key that their template names")
    }
}

/// Formats items of Rust. The text comes from templates over escaped contexts, so it parses.
///
/// # Errors
/// The parser's message, if a template and a context ever disagree.
pub(crate) fn format_rust(text: &str) -> Result<String, syn::Error> {
    Ok(prettyplease::unparse(&syn::parse_file(text)?))
}

/// A defect of this crate, told as such rather than by a panic.
pub(crate) fn malformed(source: &str, error: &syn::Error) -> Diagnostic {
    Diagnostic::error(
        ErrorId("generate/malformed-output"),
        format!("the Rust printed for {source} does not parse: {error}"),
    )
    .help("this is a defect of tidings-generate: please report it with the schema")
}
