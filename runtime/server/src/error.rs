use std::fmt;
use tidings_contract::Refusal;

/// Why nothing was emitted, or a hub could not be opened.
///
/// ```
/// # use tidings_contract::Refusal;
/// let refusal = Refusal::new("-3 is below minimum 0").below("amount").below("total").of("order.placed", 2);
/// let error = tidings::Error::from(refusal);
/// assert_eq!(
///     error.to_string(),
///     "order.placed v2 refused at /total/amount: -3 is below minimum 0; nothing was written",
/// );
/// assert_eq!(error.refusal().map(Refusal::pointer), Some("/total/amount"));
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    id: &'static str,
    message: String,
    help: String,
    refusal: Option<Box<Refusal>>,
}

impl Error {
    pub(crate) fn new(
        id: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Error {
            id,
            message: message.into(),
            help: help.into(),
            refusal: None,
        }
    }

    /// The stable code: `server/what`, or that of the contract or the log.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What to do about it.
    pub fn help(&self) -> &str {
        &self.help
    }

    /// The refusal, where a payload is not what its schema says.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error {
            id: refusal.id(),
            message: format!("{refusal}; nothing was written"),
            help: "send a value that the event's schema allows".into(),
            refusal: Some(Box::new(refusal)),
        }
    }
}

impl From<tidings_log::Error> for Error {
    fn from(error: tidings_log::Error) -> Self {
        Error::new(error.id(), error.to_string(), error.help())
    }
}

impl From<tidings_contract::Error> for Error {
    fn from(error: tidings_contract::Error) -> Self {
        Error::new(error.id(), error.to_string(), error.help())
    }
}
