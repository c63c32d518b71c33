//! The report of `check`, in each of its formats.

use serde_json::json;

use super::report::Report;
use super::screen::Screen;
use super::{finding, github, markdown, sarif, snippet};
use crate::args::Format;
use crate::files::Shown;

/// The whole report as text. `shown` names files from the current folder, or from the repository for GitHub.
pub fn print(report: &Report, format: Format, shown: &Shown, screen: Screen) -> String {
    match format {
        Format::Text => text(report, shown, screen),
        Format::Json => json(report, shown),
        Format::Sarif => sarif::log(report, shown),
        Format::Github => annotations(report, shown),
        Format::Markdown => markdown::comment(report, shown),
    }
}

fn text(report: &Report, shown: &Shown, screen: Screen) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        text.push_str(&snippet::diagnostic(problem, shown, screen));
    }
    for one in &report.findings {
        text.push_str(&finding::finding(one, shown, screen));
    }
    text.push_str(&report.summary());
    text
}

fn annotations(report: &Report, shown: &Shown) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        text.push_str(&github::diagnostic(problem, shown));
    }
    for one in &report.findings {
        text.push_str(&github::finding(one, shown));
    }
    text.push_str(&report.summary());
    text
}

fn json(report: &Report, shown: &Shown) -> String {
    let printed = json!({
        "tidings": 1,
        "verdict": report.verdict(),
        "semantics": report.semantics,
        "against": report.against,
        "registry": shown.path("").trim_end_matches('/'),
        "findings": report.findings,
        "safe": report.safe,
        "problems": report.problems,
    });
    format!("{printed:#}\n")
}
