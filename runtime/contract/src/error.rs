use std::fmt;

/// What was wrong with a name, a cursor, a release id or a bundle.
///
/// ```
/// let error = "Order".parse::<tidings_contract::EventName>().unwrap_err();
/// assert_eq!(error.id(), "contract/event-name");
/// assert!(error.to_string().contains("`Order`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    id: &'static str,
    message: String,
    help: &'static str,
}

impl Error {
    pub(crate) fn new(id: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Self {
            id,
            message: message.into(),
            help,
        }
    }

    /// The stable id, `contract/what`.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        self.help
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// Cuts text from outside to a length that a message can carry, at a character boundary.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        format!("`{shown}…`")
    } else {
        format!("`{shown}`")
    }
}
