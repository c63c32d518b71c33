//! A stream as a module: the unit struct, its topic, and what can be emitted on it.

use std::collections::{BTreeMap, BTreeSet};

use tidings_model::{Diagnostic, Stream, StreamKind};
use tidings_registry::Registry;

use super::context;
use crate::escape::{rust_doc, rust_string};
use crate::lower::catalogue::{Catalogue, Kind, Named};
use crate::names::{resolve, rust_field};
use crate::print::{Printer, format_rust, malformed};

/// Lowers a stream to the text of its module, not formatted yet.
pub(super) fn lower(
    registry: &Registry,
    catalogue: &Catalogue<'_>,
    stream: &Stream,
    printer: &Printer,
) -> Result<String, Vec<Diagnostic>> {
    let name = catalogue.stream(stream.name.as_str());
    let params: Vec<&str> = stream.path.value.parameters().collect();
    let topic = if params.is_empty() {
        "()".to_owned()
    } else {
        format!("{name}Topic")
    };
    let declared = declaration(catalogue, stream, name, &topic);
    let mut items = vec![
        printer.render("rust/unit", &declared),
        printer.render("rust/stream", &declared),
    ];
    if !params.is_empty() {
        let context = topic_of(&topic, &params);
        items.extend(
            ["rust/topic", "rust/topic_new", "rust/topic_params"]
                .map(|name| printer.render(name, &context)),
        );
    }
    let doc = rust_doc(&format!("The stream `{}`.", stream.name));
    let exports = exports(registry, catalogue, stream).into_iter().collect();
    let formatted = items.iter().map(|item| format_rust(item));
    let items = formatted
        .collect::<Result<_, _>>()
        .map_err(|error| vec![malformed(&stream.file, &error)])?;
    Ok(printer.render(
        "rust/module",
        &context::ModuleFile {
            doc,
            several: false,
            imports: Vec::new(),
            uses: Vec::new(),
            exports,
            items,
        },
    ))
}

/// What the module hands on: each write version under its plain name, its module for the types
/// within, and the shared types that they refer to.
fn exports(registry: &Registry, catalogue: &Catalogue<'_>, stream: &Stream) -> BTreeSet<String> {
    let mut uses = BTreeSet::new();
    let mut types = BTreeMap::new();
    for (event, rules) in &stream.events {
        let version = rules.write.value;
        let module = format!(
            "super::super::events::{}",
            catalogue.event_module(event.as_str())
        );
        let ty = catalogue.event(event.as_str());
        uses.insert(format!("{module}::v{version}::{ty}"));
        uses.insert(format!(
            "{module}::v{version} as {}",
            catalogue.event_module(event.as_str())
        ));
        let path = registry
            .events
            .get(event)
            .and_then(|e| e.versions.get(&version))
            .map(|v| v.path.as_str());
        if let Some(file) = path.and_then(|path| catalogue.file(path)) {
            shared(catalogue, file, &mut types);
        }
    }
    if let Some(file) = request(stream).and_then(|path| catalogue.file(&path)) {
        shared(catalogue, file, &mut types);
        newest(catalogue, file, &mut types);
    }
    uses.extend(
        types
            .into_iter()
            .map(|(name, (_, module))| format!("{module}::{name}")),
    );
    uses
}

fn declaration(
    catalogue: &Catalogue<'_>,
    stream: &Stream,
    name: &str,
    topic: &str,
) -> context::Stream {
    let request = match (
        &stream.kind,
        request(stream).and_then(|path| catalogue.file(&path)),
    ) {
        (StreamKind::Session(_), Some(file)) => file.root.clone(),
        _ => "()".to_owned(),
    };
    context::Stream {
        doc: rust_doc(stream.title.as_deref().unwrap_or_default()),
        name: name.to_owned(),
        stream: rust_string(stream.name.as_str()),
        topic: topic.to_owned(),
        session: matches!(stream.kind, StreamKind::Session(_)),
        request,
        emits: stream
            .events
            .keys()
            .map(|event| catalogue.event(event.as_str()).to_owned())
            .collect(),
    }
}

fn topic_of(name: &str, params: &[&str]) -> context::Topic {
    let names = resolve(params.iter().copied(), rust_field);
    let params = params.iter().map(|raw| context::Param {
        raw: (*raw).to_owned(),
        literal: rust_string(raw),
        name: names.get(raw).unwrap_or_default().to_owned(),
    });
    context::Topic {
        name: name.to_owned(),
        params: params.collect(),
    }
}

/// The file of the type that a session's request has.
pub(super) fn request(stream: &Stream) -> Option<String> {
    let request = &stream.session()?.request.as_ref()?.value;
    Some(format!("types/{}/{}.json", request.name, request.version))
}

/// The shared types that a file refers to, by name, each in the newest version that is in use.
fn shared(
    catalogue: &Catalogue<'_>,
    file: &Named<'_>,
    types: &mut BTreeMap<String, (u32, String)>,
) {
    for path in file.plan.foreign_files() {
        if let Some(other) = catalogue.file(&path) {
            newest(catalogue, other, types);
        }
    }
}

fn newest(
    catalogue: &Catalogue<'_>,
    file: &Named<'_>,
    types: &mut BTreeMap<String, (u32, String)>,
) {
    let Kind::Shared { name, version } = file.kind else {
        return;
    };
    let module = format!(
        "super::super::types::{}::v{version}",
        catalogue.shared_module(name)
    );
    let held = types
        .entry(file.root.clone())
        .or_insert_with(|| (version, module.clone()));
    if held.0 < version {
        *held = (version, module);
    }
}
