//! Where a registry is read from. Nothing here knows what the files mean.

mod bundle;
mod files;
mod git;
mod memory;

pub use bundle::BundleFiles;
pub use files::Files;
pub use git::GitRevision;
pub use memory::Memory;

use tidings_model::{Diagnostic, ErrorId};

/// The files of one registry: a folder, a git revision, a bundle, or memory.
///
/// Paths are relative to the registry, with forward slashes, whatever the machine: `events/order.placed/1.json`.
pub trait Source {
    /// Every file, sorted by path.
    ///
    /// # Errors
    /// When the place can't be read at all.
    fn list(&self) -> Result<Vec<String>, SourceError>;

    /// The bytes of one file.
    ///
    /// # Errors
    /// When there is no such file, or it can't be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError>;

    /// What this source is, for messages: `schemas/`, `revision main of /home/me/shop`.
    fn describe(&self) -> String;
}

/// Why a source can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    id: ErrorId,
    message: String,
    help: Option<String>,
    note: Option<String>,
}

impl SourceError {
    pub(crate) fn new(id: &'static str, message: impl Into<String>) -> SourceError {
        SourceError {
            id: ErrorId(id),
            message: message.into(),
            help: None,
            note: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> SourceError {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> SourceError {
        self.note = Some(note.into());
        self
    }

    /// The kind of error: `registry/base-missing`.
    pub fn id(&self) -> ErrorId {
        self.id
    }
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SourceError {}

impl From<SourceError> for Diagnostic {
    fn from(error: SourceError) -> Diagnostic {
        let mut problem = Diagnostic::error(error.id, error.message);
        problem.help = error.help;
        problem.note = error.note;
        problem
    }
}
