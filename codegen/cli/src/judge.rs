//! What the checker says, in the shape that commands need.

use tidings_compat::{Assessment, Finding, SafeEdit, Semantics, Terms};
use tidings_generate::Matrices;
use tidings_registry::Registry;

use crate::clock::today;
use crate::print::progress::Progress;
use crate::session::Session;

/// All findings of a registry, against its base where there is one, with what the gate makes of each.
pub fn judge(session: &Session, only_new: bool, semantics: Semantics) -> Vec<Finding> {
    let _telling = Progress::start("deciding who can read what");
    let base = session
        .base
        .as_ref()
        .and_then(|base| base.registry.as_ref());
    let terms = Terms {
        base,
        only_new,
        today: today(),
        semantics,
    };
    tidings_compat::gate(&session.registry, &terms)
}

/// The edits of new versions that are proved to break nobody, beside these findings.
pub fn safe_edits(session: &Session, findings: &[Finding], semantics: Semantics) -> Vec<SafeEdit> {
    let base = session.base.as_ref();
    let base = base.and_then(|base| base.registry.as_ref());
    Assessment::new(&session.registry, semantics).safe_edits(base, findings)
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
