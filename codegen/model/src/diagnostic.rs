//! What is wrong, where, and how to get out of it.

use crate::place::Place;

/// The stable, kebab-case name of a kind of problem: `area/what`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ErrorId(pub &'static str);

impl std::fmt::Display for ErrorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Whether a problem stops the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The registry is broken until this is mended.
    Error,
    /// Worth a look, and nothing more.
    Warning,
}

/// A second place that a problem is about, with what it has to do with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// What is there, as a fragment.
    pub text: String,
}

/// One problem: a message in one lower-case fragment, its place, and a way out.
///
/// ```
/// use tidings_model::{Diagnostic, ErrorId};
/// let problem = Diagnostic::error(ErrorId("schema/unknown-type"), "unknown type `strng`").help("did you mean `string`?");
/// assert_eq!(problem.to_string(), "error[schema/unknown-type]: unknown type `strng`\n  help: did you mean `string`?");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Diagnostic {
    /// The kind of problem.
    pub id: ErrorId,
    /// Error or warning.
    pub level: Level,
    /// What is wrong, with the value.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// The exact command or token that mends it.
    pub help: Option<String>,
    /// Why the rule exists.
    pub note: Option<String>,
}

impl Diagnostic {
    /// A problem that stops the run.
    pub fn error(id: ErrorId, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(id, Level::Error, message.into())
    }

    /// A problem that is only told.
    pub fn warning(id: ErrorId, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(id, Level::Warning, message.into())
    }

    fn new(id: ErrorId, level: Level, message: String) -> Diagnostic {
        Diagnostic {
            id,
            level,
            message,
            place: None,
            labels: Vec::new(),
            help: None,
            note: None,
        }
    }

    /// Says where it is.
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Says why the rule exists.
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.note = Some(note.into());
        self
    }

    /// Adds another place that matters.
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label {
            place,
            text: text.into(),
        });
        self
    }

    /// Whether this stops the run.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }

    /// The order in which problems are told: by file, place, then kind.
    pub fn order(&self) -> (String, usize, ErrorId, String) {
        let (file, start) = self
            .place
            .as_ref()
            .map(|place| (place.file.to_string(), place.span.start))
            .unwrap_or_default();
        (file, start, self.id, self.message.clone())
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        write!(f, "{level}[{}]: {}", self.id, self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
            if !place.pointer.is_empty() {
                write!(f, " ({})", place.pointer)?;
            }
        }
        for label in &self.labels {
            write!(f, "\n  --> {} {}", label.place, label.text)?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        if let Some(note) = &self.note {
            write!(f, "\n  note: {note}")?;
        }
        Ok(())
    }
}
