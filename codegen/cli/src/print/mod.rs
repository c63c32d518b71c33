//! How results are told: text for people, JSON and SARIF for programs, annotations and a comment for GitHub.

pub mod finding;
pub mod formats;
pub mod github;
pub mod markdown;
pub mod pages;
pub mod progress;
pub mod prose;
pub mod region;
pub mod report;
pub mod rule_page;
pub mod sarif;
pub mod screen;
pub mod snippet;
pub mod verdict;

use tidings_model::Diagnostic;

use crate::files::Shown;
use screen::{Screen, aside};

/// Tells problems on standard error, all of them, with their count.
pub fn problems(problems: &[Diagnostic], shown: &Shown) {
    let screen = Screen::of(&std::io::stderr());
    for problem in problems {
        aside(snippet::diagnostic(problem, shown, screen).trim_end());
        aside("");
    }
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    if errors > 1 {
        aside(&format!("{errors} errors"));
    }
}
