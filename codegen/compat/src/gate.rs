//! The gate: which findings it fails on, given the policy and what the base knew.
use std::collections::BTreeMap;

use tidings_model::{Date, FailOn};
use tidings_registry::Registry;

use crate::assess::Assessment;
use crate::decide::Semantics;
use crate::finding::{Claim, Finding, Level};

/// What the gate is to go by, besides the registry and its policy.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// What the registry is compared with.
    pub base: Option<&'a Registry>,
    /// Whether findings that the base has too are told, and not failed on.
    pub only_new: bool,
    /// The day on which waivers are judged.
    pub today: Date,
}

/// All findings of a registry, as [`check`](crate::check) gives them, each with what the gate makes of it.
pub fn gate(registry: &Registry, terms: &Terms<'_>) -> Vec<Finding> {
    let mut findings = Assessment::new(registry, Semantics::Generated).check(terms.base);
    let fail_on = registry.config.policy.fail_on;
    for finding in &mut findings {
        finding.failing = fails(finding, fail_on);
    }
    if let Some(base) = terms.base.filter(|_| !findings.is_empty()) {
        known(&mut findings, base, terms.only_new);
    }
    findings
}

fn fails(finding: &Finding, fail_on: FailOn) -> bool {
    match finding.level {
        Level::Wire => finding.claim != Claim::Advice || fail_on == FailOn::Style,
        Level::Source => fail_on >= FailOn::Source,
        Level::Style => fail_on >= FailOn::Style,
    }
}

/// Marks what the base has too. A fingerprint alone is not enough: a draft that is edited further at the same place
/// has the same one, and is another break.
fn known(findings: &mut [Finding], base: &Registry, only_new: bool) {
    let before = Assessment::new(base, Semantics::Generated).check(None);
    let before: BTreeMap<&str, &Finding> = before
        .iter()
        .map(|finding| (finding.fingerprint.as_str(), finding))
        .collect();
    for finding in findings {
        let held = before.get(finding.fingerprint.as_str());
        finding.known = held.is_some_and(|held| {
            let same = |(file, digest)| held.schemas.get(file) == Some(digest);
            finding.schemas.iter().all(same)
        });
        finding.failing &= !(only_new && finding.known);
    }
}
