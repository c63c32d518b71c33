//! The report as SARIF 2.1.0, for code scanning.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tidings_compat::{Finding, Kind, Level, Rule, Waived};
use tidings_model::{Diagnostic, Place};

use super::finding::remarks;
use super::prose;
use super::region::region;
use super::report::Report;
use super::rule_page;
use crate::exit::Exit;
use crate::explain;
use crate::files::Shown;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Where a result stands that has no place of its own: a place is what code scanning shows results at.
const WHOLE: &str = "tidings.lock";

/// The whole log, with a line end.
pub fn log(report: &Report, shown: &Shown) -> String {
    let named = report.findings.iter().map(|finding| finding.rule);
    let named = named.chain(report.problems.iter().map(|problem| problem.id.0));
    let ids: Vec<&str> = named.collect::<BTreeSet<_>>().into_iter().collect();
    let index: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let findings = report.findings.iter();
    let findings = findings.map(|finding| {
        let mut result = result(finding, &index, shown);
        result["suppressions"] = finding.waived.iter().map(suppression).collect();
        if report.against.is_some() {
            result["baselineState"] = json!(if finding.known { "unchanged" } else { "new" });
        }
        result
    });
    let problems = report.problems.iter();
    let problems = problems.map(|problem| {
        let mut result = problem_result(problem, &index, shown);
        result["suppressions"] = json!([]);
        if report.against.is_some() {
            result["baselineState"] = json!("new");
        }
        result
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver(&ids)},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
            "invocations": [{
                "executionSuccessful": report.exit() != Exit::Broken,
                "exitCode": report.exit().code(),
            }],
            "results": problems.chain(findings).collect::<Vec<Value>>(),
            "properties": {
                "verdict": report.verdict(),
                "semantics": report.semantics,
                "against": report.against,
                "safe": report.safe.len(),
            },
        }],
    });
    format!("{log:#}\n")
}

fn driver(ids: &[&str]) -> Value {
    let explained = explain::all();
    let rules = ids.iter().map(|id| match tidings_compat::rule(id) {
        Some(rule) => of_rule(rule),
        None => {
            let text = explained.get(*id);
            let what = text.map_or(*id, |text| text.what.as_str());
            let way = text.map_or("Run `tidings explain`.", |text| text.way.as_str());
            json!({
                "id": id,
                "name": name(id),
                "shortDescription": {"text": what},
                "help": {"text": way, "markdown": way},
            })
        }
    });
    json!({
        "name": "tidings",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules.collect::<Vec<Value>>(),
    })
}

fn of_rule(rule: &Rule) -> Value {
    let level = match (rule.level, rule.kind) {
        (Level::Wire, _) => "error",
        (Level::Source, _) => "warning",
        (Level::Style, _) => "note",
    };
    let precision = match rule.kind {
        Kind::Unproved => "medium",
        _ => "very-high",
    };
    json!({
        "id": rule.id,
        "name": name(rule.id),
        "shortDescription": {"text": format!("{}.", prose::capital(rule.summary))},
        "help": {
            "text": format!("{}. More: {}", prose::capital(rule.help), rule_page::address(rule)),
            "markdown": rule_page::page(rule),
        },
        "helpUri": rule_page::address(rule),
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["compatibility", json!(rule.area), json!(rule.level)],
            "precision": precision,
            "area": rule.area,
            "kind": rule.kind,
            "direction": rule.direction,
            "level": rule.level,
        },
    })
}

/// `compat/enum-grown` → `EnumGrown`: SARIF asks for a name that reads as an identifier.
fn name(id: &str) -> String {
    let last = id.rsplit('/').next().unwrap_or(id);
    last.split('-').map(prose::capital).collect()
}

fn result(finding: &Finding, index: &BTreeMap<&str, usize>, shown: &Shown) -> Value {
    let level = match (finding.fails(), finding.level) {
        (true, _) => "error",
        (false, Level::Style) => "note",
        (false, _) => "warning",
    };
    let mut text = finding.message.clone();
    for (name, remark) in remarks(finding) {
        text.push_str(&format!("\n{name}: {remark}"));
    }
    for help in &finding.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let related = finding.other.iter().map(|other| {
        let mut location = location(Some(other), shown);
        location["id"] = json!(1);
        location["message"] = json!({"text": "what the other version says"});
        location
    });
    json!({
        "ruleId": finding.rule,
        "ruleIndex": index.get(finding.rule),
        "kind": "fail",
        "level": level,
        "message": {"text": text},
        "locations": [location(finding.place.as_ref(), shown)],
        "relatedLocations": related.collect::<Vec<Value>>(),
        "partialFingerprints": {"tidings/v1": finding.fingerprint},
        "properties": {
            "claim": finding.claim,
            "semantics": finding.semantics,
            "witness": finding.witness,
            "refused": finding.refused,
            "reason": finding.reason,
            "pairs": finding.pairs,
        },
    })
}

/// A waiver as SARIF has it: approved, outside the code that is judged.
fn suppression(waived: &Waived) -> Value {
    let owners = waived.owners.join(", ");
    json!({
        "kind": "external",
        "status": "accepted",
        "justification": format!("{} ({owners}, until {})", waived.reason, waived.until),
    })
}

fn problem_result(problem: &Diagnostic, index: &BTreeMap<&str, usize>, shown: &Shown) -> Value {
    let level = if problem.is_error() {
        "error"
    } else {
        "warning"
    };
    let mut text = problem.message.clone();
    for (name, more) in [("note", &problem.note), ("help", &problem.help)] {
        if let Some(more) = more {
            text.push_str(&format!("\n{name}: {more}"));
        }
    }
    let related = problem.labels.iter().enumerate().map(|(id, label)| {
        let mut location = location(Some(&label.place), shown);
        location["id"] = json!(id + 1);
        location["message"] = json!({"text": label.text});
        location
    });
    json!({
        "ruleId": problem.id,
        "ruleIndex": index.get(problem.id.0),
        "kind": "fail",
        "level": level,
        "message": {"text": text},
        "locations": [location(problem.place.as_ref(), shown)],
        "relatedLocations": related.collect::<Vec<Value>>(),
    })
}

fn location(place: Option<&Place>, shown: &Shown) -> Value {
    let whole = Place::start_of(WHOLE);
    let place = place.unwrap_or(&whole);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(&shown.path(&place.file)), "uriBaseId": "%SRCROOT%"},
            "region": region(place, shown.text(&place.file).as_deref()),
        },
    });
    if !place.pointer.is_empty() {
        location["logicalLocations"] =
            json!([{"fullyQualifiedName": &*place.pointer, "kind": "property"}]);
    }
    location
}

/// A path as a relative reference: what RFC 3986 does not let stand is percent-encoded.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
    let encoded = path.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references_and_ids_are_names() {
        assert_eq!(uri("schemas/a b/ü:1.json"), "schemas/a%20b/%C3%BC%3A1.json");
        assert_eq!(name("compat/enum-grown"), "EnumGrown");
    }
}
