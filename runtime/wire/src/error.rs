use core::fmt;

/// What went wrong: a text that cannot be written, or a stream beyond the reader's limits.
///
/// ```
/// let error = tidings_wire::EventId::new("a\nb").unwrap_err();
/// assert_eq!(error.id(), "wire/newline-in-id");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error(pub(crate) Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    EmptyEvent,
    NewlineInEvent { at: usize },
    NewlineInId { at: usize },
    NulInId { at: usize },
    NewlineInComment { at: usize },
    LineTooLong { limit: usize },
    EventTooLarge { limit: usize },
    IdTooLong { limit: usize },
}

impl Error {
    /// The stable code of this error, such as `wire/line-too-long`.
    pub const fn id(&self) -> &'static str {
        match self.0 {
            Kind::EmptyEvent => "wire/empty-event",
            Kind::NewlineInEvent { .. } => "wire/newline-in-event",
            Kind::NewlineInId { .. } => "wire/newline-in-id",
            Kind::NulInId { .. } => "wire/nul-in-id",
            Kind::NewlineInComment { .. } => "wire/newline-in-comment",
            Kind::LineTooLong { .. } => "wire/line-too-long",
            Kind::EventTooLarge { .. } => "wire/event-too-large",
            Kind::IdTooLong { .. } => "wire/id-too-long",
        }
    }

    /// What to do about it, in one line.
    pub const fn help(&self) -> &'static str {
        match self.0 {
            Kind::EmptyEvent => "leave the event type out: readers then see `message`",
            Kind::NewlineInEvent { .. }
            | Kind::NewlineInId { .. }
            | Kind::NewlineInComment { .. } => {
                "line ends would start a new field; they are allowed in data only"
            }
            Kind::NulInId { .. } => "readers ignore an id that holds NUL; remove it",
            Kind::LineTooLong { .. } => "raise Limits::line if the sender is trusted",
            Kind::EventTooLarge { .. } => "raise Limits::event if the sender is trusted",
            Kind::IdTooLong { .. } => "raise Limits::id if the sender is trusted",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::EmptyEvent => write!(f, "the event type is empty"),
            Kind::NewlineInEvent { at } => write!(f, "a line end in the event type at byte {at}"),
            Kind::NewlineInId { at } => write!(f, "a line end in the id at byte {at}"),
            Kind::NulInId { at } => write!(f, "NUL in the id at byte {at}"),
            Kind::NewlineInComment { at } => write!(f, "a line end in the comment at byte {at}"),
            Kind::LineTooLong { limit } => write!(f, "a line is longer than {limit} bytes"),
            Kind::EventTooLarge { limit } => write!(f, "an event is larger than {limit} bytes"),
            Kind::IdTooLong { limit } => write!(f, "an id is longer than {limit} bytes"),
        }
    }
}

impl core::error::Error for Error {}
