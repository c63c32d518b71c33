//! A registry as TypeScript: one file per stream, and an index.

mod bound;
mod constants;
mod context;
mod convert;
mod expr;
mod guard;
mod hooks;
mod pattern;
mod stream;
mod types;

use tidings_contract::ReleaseId;
use tidings_model::{Diagnostic, Framework};
use tidings_registry::Registry;

use super::catalogue::Catalogue;
use super::sharing::Sharing;
use crate::files::{Files, with_header};
use crate::print::Printer;
use context::{Index, IndexRow};

/// What of a registry is written.
pub(crate) struct Wanted<'a> {
    /// The releases that clients are pinned to.
    pub(crate) releases: &'a [ReleaseId],
    /// The frameworks that get hooks.
    pub(crate) hooks: &'a [Framework],
}

/// Lowers a registry to the files of `[generate.ts]`.
///
/// # Errors
/// What TypeScript cannot say, at its place.
pub(crate) fn files(
    registry: &Registry,
    catalogue: &Catalogue<'_>,
    wanted: &Wanted<'_>,
    printer: &Printer,
) -> Result<Files, Vec<Diagnostic>> {
    let sharing = Sharing::of(catalogue);
    let mut files = Files::new();
    let mut problems = Vec::new();
    let mut streams = Vec::new();
    for stream in registry.streams.values() {
        let pinned = wanted
            .releases
            .iter()
            .find(|id| *id.stream() == stream.name);
        let Some(release) = stream::release(registry, stream, pinned) else {
            problems.extend(pinned.map(|id| stream::no_release(registry, stream, id)));
            continue;
        };
        match stream::lower(registry, catalogue, stream, &release, &sharing, printer) {
            Ok(stream::Lowered { text, request }) => {
                let source = format!("release {}", release.id);
                let mut put = |path, text: String| {
                    files.insert(path, with_header(&source, &text, printer));
                };
                put(format!("{}.ts", stream.name), text);
                for framework in wanted.hooks {
                    let request = request.as_deref();
                    let (path, text) = hooks::file(catalogue, stream, request, *framework, printer);
                    put(path, text);
                }
            }
            Err(more) => problems.extend(more),
        }
        let name = catalogue.stream(stream.name.as_str());
        let params = stream
            .path
            .value
            .parameters()
            .next()
            .map(|_| format!("{name}Params"));
        streams.push(IndexRow {
            file: stream.name.to_string(),
            create: format!("create{name}"),
            events_type: format!("{name}Events"),
            params_type: params.unwrap_or_default(),
        });
    }
    let index = printer.render("ts/index", &Index { streams });
    files.insert(
        "index.ts".to_owned(),
        with_header("streams", &index, printer),
    );
    if problems.is_empty() {
        Ok(files)
    } else {
        Err(problems)
    }
}
