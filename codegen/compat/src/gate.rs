//! The gate: which findings it fails on, given the policy and what the base knew.
use std::collections::BTreeMap;

use tidings_model::FailOn;
use tidings_registry::Registry;

use crate::assess::Assessment;
use crate::decide::Semantics;
use crate::finding::{Claim, Direction, Finding, Level};
use crate::merged::sort;
use crate::rules::rule;
use crate::terms::Terms;
use crate::waivers;

/// All findings of a registry, as [`check`](crate::check) gives them, each with what the gate makes of it.
pub fn gate(registry: &Registry, terms: &Terms<'_>) -> Vec<Finding> {
    let mut findings = failing(registry, terms.base, terms.semantics);
    let fail_on = registry.config.policy.fail_on;
    let elsewhere = |fingerprint: &str| {
        let mut others = failing(registry, terms.base, terms.semantics.other()).into_iter();
        others.any(|finding| finding.failing && finding.fingerprint == fingerprint)
    };
    let mut about = waivers::apply(
        &mut findings,
        &registry.waivers,
        (terms.today, terms.semantics),
        &elsewhere,
    );
    for finding in &mut about {
        finding.failing = fails(finding, fail_on);
    }
    findings.append(&mut about);
    if let Some(base) = terms.base.filter(|_| !findings.is_empty()) {
        known(&mut findings, base, terms);
    }
    offer_ends(&mut findings);
    sort(&mut findings);
    findings
}

/// All findings in one sense, before waivers.
fn failing(registry: &Registry, base: Option<&Registry>, semantics: Semantics) -> Vec<Finding> {
    let mut findings = Assessment::new(registry, semantics).check(base);
    let fail_on = registry.config.policy.fail_on;
    for finding in &mut findings {
        finding.failing = fails(finding, fail_on);
    }
    findings
}

/// The last ways out of what fails: end its readers, or accept it. A waiver for a waiver would be a way round.
fn offer_ends(findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| finding.waivable()) {
        let reads = rule(finding.rule).and_then(|rule| rule.direction) == Some(Direction::NewToOld);
        let retiring = finding.retiring().filter(|_| reads);
        let waiving = format!(
            "or accept it for a time: `{}`",
            waivers::command(&finding.fingerprint, finding.semantics)
        );
        let last = finding.help.len().saturating_sub(1);
        finding
            .help
            .splice(last..last, retiring.into_iter().chain([waiving]));
    }
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
fn known(findings: &mut [Finding], base: &Registry, terms: &Terms<'_>) {
    let alone = Terms {
        base: None,
        ..*terms
    };
    let before = gate(base, &alone);
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
        finding.failing &= !(terms.only_new && finding.known);
    }
}
