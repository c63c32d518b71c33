//! The hooks of one stream for one framework: a file of its own, so that nobody loads what is not imported.

use tidings_model::{Framework, Stream};

use super::context::HookFile;
use super::stream;
use crate::escape::js_doc;
use crate::lower::catalogue::Catalogue;
use crate::print::Printer;

/// The path and the text of the file, without its header.
pub(super) fn file(
    catalogue: &Catalogue<'_>,
    stream: &Stream,
    request: Option<&str>,
    framework: Framework,
    printer: &Printer,
) -> (String, String) {
    let name = catalogue.stream(stream.name.as_str());
    let params = stream.path.value.parameters().next().is_some();
    let types = [
        Some(format!("{name}Events")),
        params.then(|| format!("{name}Params")),
        request.map(str::to_owned),
    ];
    let title = stream.title.as_deref().unwrap_or(stream.name.as_str());
    let context = HookFile {
        framework: framework.name(),
        stream: stream.name.to_string(),
        doc: js_doc(title).into_iter().next().unwrap_or_default(),
        create: format!("create{name}"),
        hook: format!("use{name}"),
        types: types.into_iter().flatten().collect(),
        arguments: stream::arguments(name, params, request),
    };
    let path = format!("{}.{}.ts", stream.name, framework.name());
    (path, printer.render("ts/hook", &context))
}
