//! Problems of the program itself, as diagnostics like all others.

use camino::Utf8Path;
use tidings_model::{Diagnostic, ErrorId};

/// The file system refused.
pub fn io_problem(what: &str, path: &Utf8Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(ErrorId("cli/io"), format!("can't {what} `{path}`: {error}"))
}

/// The command was used in a way that makes no sense.
pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(ErrorId("cli/usage"), message).help(help)
}
