//! What the checker says, in the shape that commands need.

use tidings_compat::{Assessment, Finding, Semantics};
use tidings_generate::Matrices;
use tidings_registry::Registry;

use crate::print::progress::Progress;
use crate::session::Session;

/// All findings of a registry, against its base where there is one.
pub fn judge(session: &Session) -> Vec<Finding> {
    let _telling = Progress::start("deciding who can read what");
    let base = session
        .base
        .as_ref()
        .and_then(|base| base.registry.as_ref());
    tidings_compat::check(&session.registry, base)
}

/// What every release of every stream makes of every version.
pub fn matrices(registry: &Registry) -> Matrices {
    // One assessment for all streams: an event that several carry is decided once.
    let assessment = Assessment::new(registry, Semantics::Generated);
    let streams = registry.streams.values();
    streams
        .map(|stream| (stream.name.clone(), assessment.matrix(stream)))
        .collect()
}
