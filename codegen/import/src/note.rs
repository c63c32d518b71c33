//! What a conversion says about one place.

use std::fmt;

/// What happened to the meaning of the place that a [`Note`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The meaning is the same; a person may want to know all the same.
    Same,
    /// A word that asserts nothing is kept as an annotation.
    Annotation,
    /// The converted schema differs from the letter of the source's dialect.
    Changed,
    /// The place can't be expressed: what holds it is refused.
    Refused,
}

impl Effect {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Effect::Same => "same",
            Effect::Annotation => "annotation",
            Effect::Changed => "changed",
            Effect::Refused => "refused",
        }
    }
}

/// One remark about one place of a source document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The stable id, `import/…`.
    pub id: &'static str,
    /// The file that holds the place; empty when one document was converted by itself.
    pub file: String,
    /// JSON pointer into the source document.
    pub pointer: String,
    /// What happened to the meaning.
    pub effect: Effect,
    /// One lower-case fragment with the value.
    pub message: String,
}

impl Note {
    pub(crate) fn new(
        id: &'static str,
        pointer: &str,
        effect: Effect,
        message: impl Into<String>,
    ) -> Note {
        Note {
            id,
            file: String::new(),
            pointer: pointer.to_owned(),
            effect,
            message: message.into(),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Note {
            id,
            file,
            pointer,
            message,
            ..
        } = self;
        let place = if pointer.is_empty() { "/" } else { pointer };
        if file.is_empty() {
            write!(f, "{place}: {message} [{id}]")
        } else {
            write!(f, "{file}#{pointer}: {message} [{id}]")
        }
    }
}
