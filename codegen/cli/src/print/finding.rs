//! Findings as text: both places with their source lines, the witness, what refuses it, the ways out.

use annotate_snippets::{Group, Level};
use tidings_compat::{Claim, Finding};
use tidings_model::Place;

use super::screen::Screen;
use super::snippet::{Mark, element};
use crate::files::Shown;

/// One finding as a block of text, with a line end.
pub fn finding(finding: &Finding, shown: &Shown, screen: Screen) -> String {
    let name = word(finding);
    let level = match finding.fails() {
        true => Level::ERROR.with_name(name),
        false => Level::WARNING.with_name(name),
    };
    let mut group: Group<'_> =
        Group::with_title(level.primary_title(&finding.message).id(finding.rule));
    let places = [(&finding.place, true), (&finding.other, false)];
    let other = finding.other.as_ref().map(version).unwrap_or_default();
    for (place, primary) in places {
        let Some(place) = place else { continue };
        let mark = Mark {
            place,
            label: (!primary).then_some(other.as_str()),
            primary,
        };
        group = group.element(element(&mark, shown));
    }
    for (name, text) in remarks(finding) {
        group = group.element(Level::NOTE.with_name(name).message(text));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(help));
    }
    format!("{}\n\n", screen.renderer().render(&[group]))
}

/// The word that a finding begins with.
fn word(finding: &Finding) -> &'static str {
    match (finding.claim, &finding.waived, finding.fails()) {
        (Claim::Advice, ..) => "advice",
        (_, Some(_), _) => "waived",
        (Claim::Breaking, _, true) => "breaking",
        (Claim::Unknown, _, true) => "unknown",
        (Claim::Breaking, _, false) => "breaking before",
        (Claim::Unknown, _, false) => "unknown before",
    }
}

/// What stands at the other place: the version that its file is.
fn version(place: &Place) -> String {
    let stem = place
        .file
        .rsplit('/')
        .next()
        .and_then(|file| file.strip_suffix(".json"));
    stem.map_or_else(
        || "the other side".to_owned(),
        |number| format!("version {number} says this"),
    )
}

/// What there is to say besides the places: the same in text and in annotations.
pub fn remarks(finding: &Finding) -> Vec<(&'static str, String)> {
    let mut remarks = Vec::new();
    if let Some(witness) = &finding.witness {
        remarks.push(("witness", witness.to_string()));
    }
    if let Some(refused) = &finding.refused {
        let at = if refused.at.is_empty() {
            "the payload"
        } else {
            &refused.at
        };
        remarks.push(("refused", format!("{at}: {}", refused.message)));
    }
    if let Some(reason) = &finding.reason {
        remarks.push(("can't tell", reason.to_string()));
    }
    if let Some(waived) = &finding.waived {
        let owners = waived.owners.join(", ");
        let text = format!(
            "by {owners} until {}: {} ({})",
            waived.until, waived.reason, waived.file
        );
        remarks.push(("waived", text));
    }
    if finding.known {
        remarks.push(("known", "the base has it too".to_owned()));
    }
    let affected = affected(finding);
    if !affected.is_empty() {
        remarks.push(("affected", affected));
    }
    remarks
}

/// The pairs in words: which version is written, which is read, by which releases.
fn affected(finding: &Finding) -> String {
    let mut lines = Vec::new();
    for pair in &finding.pairs {
        let releases: Vec<&str> = pair.releases.iter().map(String::as_str).collect();
        let readers = if releases.is_empty() {
            String::new()
        } else {
            format!(" ({})", releases.join(", "))
        };
        match (pair.writer, pair.reader) {
            (Some(writer), Some(reader)) => lines.push(format!(
                "{} v{writer} written, read as v{reader}{readers}",
                pair.subject
            )),
            (Some(writer), None) => lines.push(format!("{} v{writer}{readers}", pair.subject)),
            (None, Some(reader)) => {
                lines.push(format!("{} read as v{reader}{readers}", pair.subject))
            }
            (None, None) if releases.is_empty() => {}
            (None, None) => lines.push(format!("{}{readers}", pair.subject)),
        }
    }
    lines.join("; ")
}
