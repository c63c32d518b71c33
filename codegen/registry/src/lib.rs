//! tidings-registry (source/ was written by the lead: trait Source, Files, GitRevision, Memory, BundleFiles. Helper C: keep, correct, extend.)

pub mod source;
pub use source::{BundleFiles, Files, GitRevision, Memory, Source, SourceError};
