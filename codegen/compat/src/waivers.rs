//! Waivers against findings: which one covers which, and which cover nothing any more.
use std::collections::BTreeMap;

use tidings_model::{Date, Place, Waiver};

use crate::decide::Semantics;
use crate::finding::{Claim, Finding, Waived};
use crate::rule::Rule;
use crate::rules::named;

/// Marks what is waived, and gives the findings about the waivers themselves.
///
/// A waiver covers a finding that the gate would fail on, up to its last day, as long as every schema that the finding
/// is about means what it meant when the break was approved. One that speaks of a finding in the other semantics is
/// left to the gate of that sense; `elsewhere` says whether a fingerprint fails there.
pub(crate) fn apply(
    findings: &mut [Finding],
    waivers: &[Waiver],
    (today, semantics): (Date, Semantics),
    elsewhere: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut about = Vec::new();
    let mut failing: BTreeMap<String, &mut Finding> = findings
        .iter_mut()
        .filter(|finding| finding.failing)
        .map(|finding| (finding.fingerprint.clone(), finding))
        .collect();
    for waiver in waivers {
        let Some(finding) = failing.get_mut(&waiver.fingerprint.value) else {
            if !elsewhere(&waiver.fingerprint.value) {
                about.push(unused(waiver, semantics));
            }
            continue;
        };
        if let Some(why) = void(waiver, finding) {
            about.push(ended(waiver, finding, named("compat/waiver-void"), &why));
        } else if waiver.until.value < today {
            let why = format!("it held until {}", waiver.until.value);
            about.push(ended(waiver, finding, named("compat/waiver-expired"), &why));
        } else {
            finding.failing = false;
            finding.waived = Some(Waived {
                file: waiver.file.clone(),
                owners: waiver.owners.clone(),
                reason: waiver.reason.clone(),
                until: waiver.until.value,
            });
        }
    }
    about
}

/// Why a waiver does not speak of this finding any more.
fn void(waiver: &Waiver, finding: &Finding) -> Option<String> {
    let mut differing =
        finding
            .schemas
            .iter()
            .filter_map(|(file, meaning)| match waiver.schemas.get(file) {
                Some(approved) if approved == meaning => None,
                Some(_) => Some(format!(
                    "{file} means something else than when it was approved"
                )),
                None => Some(format!(
                    "the finding is about {file} too, which was not approved"
                )),
            });
    differing.next()
}

fn unused(waiver: &Waiver, semantics: Semantics) -> Finding {
    let rule = named("compat/waiver-unused");
    let fingerprint = &waiver.fingerprint;
    let say = format!("the gate fails on no finding {}", fingerprint.value);
    let mut finding = about(waiver, rule, fingerprint.place.clone(), (&say, semantics));
    finding.help = vec![format!("remove {}", waiver.file)];
    told(finding)
}

/// A finding about a waiver whose finding is there, and fails the gate again.
fn ended(waiver: &Waiver, waived: &Finding, rule: &'static Rule, why: &str) -> Finding {
    let place = if rule.id == "compat/waiver-expired" {
        &waiver.until.place
    } else {
        &waiver.fingerprint.place
    };
    let say = format!("{why}: {}", waived.message);
    let mut finding = about(waiver, rule, place.clone(), (&say, waived.semantics));
    finding.other = waived.place.clone();
    finding.pairs = waived.pairs.clone();
    finding.schemas = waived.schemas.clone();
    finding.help = vec![format!(
        "renew it: `{}`",
        command(&waived.fingerprint, waived.semantics)
    )];
    finding.help.extend(waived.retiring());
    told(finding)
}

/// The command that approves a finding.
pub(crate) fn command(fingerprint: &str, semantics: Semantics) -> String {
    let sense = match semantics {
        Semantics::Generated => "",
        Semantics::Validation => " --semantics validation",
    };
    format!("tidings waive {fingerprint}{sense} --owner <who> --reason <why> --until <day>")
}

fn about(
    waiver: &Waiver,
    rule: &'static Rule,
    place: Place,
    (say, semantics): (&str, Semantics),
) -> Finding {
    Finding {
        rule: rule.id,
        level: rule.level,
        claim: Claim::Advice,
        direction: None,
        message: format!("{}: {say}", waiver.file),
        place: Some(place),
        other: None,
        witness: None,
        refused: None,
        reason: None,
        pairs: Vec::new(),
        help: Vec::new(),
        semantics,
        fingerprint: String::new(),
        schemas: BTreeMap::new(),
        known: false,
        waived: None,
        failing: false,
        detail: waiver.fingerprint.value.clone(),
    }
}

fn told(mut finding: Finding) -> Finding {
    finding
        .help
        .push(format!("`tidings explain {}`", finding.rule));
    finding.sealed()
}
