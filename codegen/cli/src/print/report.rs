//! The report of `check`, in each of its formats.

use serde_json::json;
use tidings_compat::{Claim, Finding, SafeEdit, Semantics};
use tidings_model::Diagnostic;

use super::screen::Screen;
use super::{finding, github, markdown, sarif, snippet};
use crate::args::Format;
use crate::exit::Exit;
use crate::files::Shown;

/// What a check came to.
#[derive(Debug, Default)]
pub struct Report {
    /// What it was compared with.
    pub against: Option<String>,
    /// The registry's name.
    pub name: String,
    /// Versions that are not published yet.
    pub drafts: usize,
    /// What was looked at, in words.
    pub scope: String,
    /// In which sense it was judged.
    pub semantics: Semantics,
    pub findings: Vec<Finding>,
    /// Edits of new versions that are proved to break nobody.
    pub safe: Vec<SafeEdit>,
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

    /// The verdict in one word, for programs.
    pub fn verdict(&self) -> &'static str {
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
            Format::Sarif => sarif::log(self, shown),
            Format::Github => self.github(shown),
            Format::Markdown => markdown::comment(self, shown),
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
            "semantics": self.semantics,
            "against": self.against,
            "registry": shown.path("").trim_end_matches('/'),
            "findings": self.findings,
            "safe": self.safe,
            "problems": self.problems,
        });
        format!("{report:#}\n")
    }

    /// How many findings claim this, of those that the gate fails on.
    pub fn failing(&self, claim: Claim) -> usize {
        let findings = self.findings.iter();
        let failing = findings.filter(|finding| finding.fails() && finding.claim == claim);
        failing.count()
    }

    /// The counts that a report begins with, in words, without those that are zero.
    pub fn counts(&self) -> Vec<String> {
        let passed = |waived: bool| {
            let findings = self.findings.iter().filter(|finding| !finding.fails());
            let breaks = findings.filter(|finding| finding.claim != Claim::Advice);
            let counted = breaks.filter(|finding| finding.waived.is_some() == waived);
            counted.count()
        };
        let advice = self.findings.iter();
        let advice = advice.filter(|finding| finding.claim == Claim::Advice && !finding.fails());
        let counts = [
            (self.failing(Claim::Breaking), "breaking"),
            (self.failing(Claim::Unknown), "can't tell"),
            (self.failing(Claim::Advice), "against the policy"),
            (passed(true), "waived"),
            (passed(false), "known before"),
            (self.safe.len(), "safe"),
            (advice.count(), "advice"),
        ];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        counts
            .map(|(count, what)| format!("{count} {what}"))
            .collect()
    }

    /// How many problems keep the registry from being judged.
    pub fn errors(&self) -> usize {
        let problems = self.problems.iter();
        problems.filter(|problem| problem.is_error()).count()
    }

    /// What a check that passed may say: all is proved only where nothing was let pass.
    fn passed(&self) -> &'static str {
        let broken = |finding: &Finding| finding.claim != Claim::Advice;
        match self.findings.iter().any(broken) {
            true => "nothing fails the check",
            false => "compatible, every pair is proved",
        }
    }

    /// The verdict first, in plain words, then the counts.
    fn summary(&self) -> String {
        let errors = self.errors();
        let line = match self.exit() {
            Exit::Broken => format!(
                "broken: {errors} {}; nothing was judged",
                plural(errors, "problem")
            ),
            Exit::Breaking => "not compatible".to_owned(),
            Exit::Unknown => "can't tell, and none is known to break".to_owned(),
            Exit::Fine => self.passed().to_owned(),
        };
        let counts = self.counts();
        let line = match counts.is_empty() {
            true => line,
            false => format!("{line}: {}", counts.join(", ")),
        };
        if self.scope.is_empty() {
            return format!("{line}\n");
        }
        let against = self.against.as_ref();
        let against = against
            .map(|name| format!(", compared with {name}"))
            .unwrap_or_default();
        let semantics = self.semantics.name();
        format!("{line} ({}{against}; semantics: {semantics})\n", self.scope)
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
