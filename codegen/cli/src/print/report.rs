//! The report of `check`, in each of its formats.

use serde_json::json;
use tidings_compat::{Claim, Finding};
use tidings_model::Diagnostic;

use super::screen::Screen;
use super::{finding, github, snippet};
use crate::args::Format;
use crate::exit::Exit;
use crate::files::Shown;

/// What a check came to.
#[derive(Debug, Default)]
pub struct Report {
    /// What it was compared with.
    pub against: Option<String>,
    /// What was looked at, in words.
    pub scope: String,
    pub findings: Vec<Finding>,
    /// Problems of the registry; an error among them means that nothing could be judged.
    pub problems: Vec<Diagnostic>,
}

impl Report {
    /// How the check ended.
    pub fn exit(&self) -> Exit {
        let failing = |unknown| {
            self.findings
                .iter()
                .any(|finding| finding.fails() && (finding.claim == Claim::Unknown) == unknown)
        };
        if self.problems.iter().any(Diagnostic::is_error) {
            Exit::Broken
        } else if failing(false) {
            Exit::Breaking
        } else if failing(true) {
            Exit::Unknown
        } else {
            Exit::Fine
        }
    }

    fn verdict(&self) -> &'static str {
        match self.exit() {
            Exit::Fine => "compatible",
            Exit::Breaking => "breaking",
            Exit::Unknown => "unknown",
            Exit::Broken => "broken",
        }
    }

    /// The whole report as text. `shown` names files from the current folder, or from the repository for GitHub.
    pub fn print(&self, format: Format, shown: &Shown, screen: Screen) -> String {
        match format {
            Format::Text => self.text(shown, screen),
            Format::Json => self.json(shown),
            Format::Github => self.github(shown),
        }
    }

    fn text(&self, shown: &Shown, screen: Screen) -> String {
        let mut text = String::new();
        for problem in &self.problems {
            text.push_str(&snippet::diagnostic(problem, shown, screen));
        }
        for one in &self.findings {
            text.push_str(&finding::finding(one, shown, screen));
        }
        text.push_str(&self.summary());
        text
    }

    fn github(&self, shown: &Shown) -> String {
        let mut text = String::new();
        for problem in &self.problems {
            text.push_str(&github::diagnostic(problem, shown));
        }
        for one in &self.findings {
            text.push_str(&github::finding(one, shown));
        }
        text.push_str(&self.summary());
        text
    }

    fn json(&self, shown: &Shown) -> String {
        let report = json!({
            "tidings": 1,
            "verdict": self.verdict(),
            "against": self.against,
            "registry": shown.path("").trim_end_matches('/'),
            "findings": self.findings,
            "problems": self.problems,
        });
        format!("{report:#}\n")
    }

    /// The verdict first, in plain words, then the counts.
    fn summary(&self) -> String {
        let count = |claim| {
            self.findings
                .iter()
                .filter(|finding| finding.claim == claim)
                .count()
        };
        let (breaking, unknown, advice) = (
            count(Claim::Breaking),
            count(Claim::Unknown),
            count(Claim::Advice),
        );
        let errors = self
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .count();
        let against = self
            .against
            .as_ref()
            .map(|name| format!(", compared with {name}"))
            .unwrap_or_default();
        let line = match self.exit() {
            Exit::Broken => format!(
                "broken: {errors} {}; nothing was judged",
                plural(errors, "problem")
            ),
            Exit::Breaking => format!("not compatible: {breaking} breaking, {unknown} can't tell"),
            Exit::Unknown => format!("can't tell: {unknown} not proved, none known to break"),
            Exit::Fine => "compatible: every pair is proved".to_owned(),
        };
        let advice = if advice == 0 {
            String::new()
        } else {
            format!(", {advice} advice")
        };
        let scope = if self.scope.is_empty() {
            String::new()
        } else {
            format!(" ({}{against})", self.scope)
        };
        format!("{line}{advice}{scope}\n")
    }
}

/// A noun in the number that fits.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}
