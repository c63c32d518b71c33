use std::collections::BTreeMap;

use tidings_model::{Diagnostic, ErrorId, Waiver};

/// Findings that several files waive: which of them holds, and until when, would be anybody's guess.
pub(crate) fn twice(waivers: &[Waiver]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, &Waiver> = BTreeMap::new();
    let mut problems = Vec::new();
    for waiver in waivers {
        let fingerprint = &waiver.fingerprint;
        match known.get(fingerprint.value.as_str()) {
            None => drop(known.insert(&fingerprint.value, waiver)),
            Some(first) => problems.push(
                Diagnostic::error(
                    ErrorId("registry/waiver-twice"),
                    format!("{} is waived in {} too", fingerprint.value, first.file),
                )
                .at(fingerprint.place.clone())
                .label(first.fingerprint.place.clone(), "is the other one")
                .help("remove one of the two files"),
            ),
        }
    }
    problems
}
