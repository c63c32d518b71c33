//! One edit, one finding, in an order that does not depend on the way there.
use std::collections::BTreeMap;

use crate::finding::{Edit, Finding};

/// One edit, one finding: what several pairs report of it is told once, with all pairs.
pub(crate) fn merged(findings: Vec<Finding>) -> Vec<Finding> {
    let mut edits: BTreeMap<Edit, Finding> = BTreeMap::new();
    for finding in findings {
        match edits.get_mut(&finding.edit()) {
            Some(known) => {
                known.pairs.extend(finding.pairs);
                known.schemas.extend(finding.schemas);
            }
            None => drop(edits.insert(finding.edit(), finding)),
        }
    }
    let mut findings: Vec<Finding> = edits.into_values().collect();
    for finding in &mut findings {
        finding.pairs.sort();
        finding.pairs.dedup();
    }
    sort(&mut findings);
    findings
}

/// The gravest first, then by place.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| {
        let place = finding
            .place
            .as_ref()
            .map(|place| (place.file.to_string(), place.span.start));
        (
            finding.level,
            finding.claim,
            place,
            finding.rule,
            finding.detail.clone(),
            finding.fingerprint.clone(),
        )
    });
}
