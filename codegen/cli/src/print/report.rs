//! The report of `check`: what it came to, counted and summed up.

use tidings_compat::{Claim, Finding, SafeEdit, Semantics};
use tidings_model::Diagnostic;

use crate::exit::Exit;

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
    pub fn summary(&self) -> String {
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
