//! Annotations of GitHub Actions: one line each, at file and line of the pull request.

use tidings_compat::{Claim, Finding};
use tidings_model::{Diagnostic, Place};

use super::finding::remarks;
use crate::files::Shown;

/// A finding as an annotation. What the gate fails on is an error.
pub fn finding(finding: &Finding, shown: &Shown) -> String {
    let level = match (finding.fails(), finding.claim) {
        (true, _) => "error",
        (false, Claim::Breaking | Claim::Unknown) => "warning",
        (false, Claim::Advice) => "notice",
    };
    let mut message = finding.message.clone();
    for (name, text) in remarks(finding) {
        message.push_str(&format!("\n{name}: {text}"));
    }
    for help in &finding.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    annotation(level, finding.rule, finding.place.as_ref(), &message, shown)
}

/// A diagnostic as an annotation.
pub fn diagnostic(problem: &Diagnostic, shown: &Shown) -> String {
    let level = if problem.is_error() {
        "error"
    } else {
        "warning"
    };
    let mut message = problem.message.clone();
    for (name, text) in [("note", &problem.note), ("help", &problem.help)] {
        if let Some(text) = text {
            message.push_str(&format!("\n{name}: {text}"));
        }
    }
    annotation(level, problem.id.0, problem.place.as_ref(), &message, shown)
}

fn annotation(
    level: &str,
    id: &str,
    place: Option<&Place>,
    message: &str,
    shown: &Shown,
) -> String {
    let mut properties = String::new();
    if let Some(place) = place {
        let file = property(&shown.path(&place.file));
        properties = format!(
            "file={file},line={},col={},",
            place.line.max(1),
            place.column.max(1)
        );
    }
    format!(
        "::{level} {properties}title={}::{}\n",
        property(id),
        data(message)
    )
}

/// As `@actions/core` escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// As `@actions/core` escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8Path;
    use tidings_model::ErrorId;

    #[test]
    fn a_line_is_one_line_whatever_it_says() {
        let place = Place::start_of("events/a,b/1.json");
        let problem = Diagnostic::error(ErrorId("schema/x"), "100% of\r\nit: all")
            .at(place)
            .help("mend");
        let line = diagnostic(&problem, &Shown::new(Utf8Path::new("schemas")));
        assert_eq!(
            line,
            "::error file=schemas/events/a%2Cb/1.json,line=1,col=1,title=schema/x::100%25 of%0D%0Ait: all%0Ahelp: mend\n"
        );
    }
}
