use serde_json::Value;
use std::fmt;

/// Why a value is not what its schema says, and where.
///
/// ```
/// use tidings_contract::Refusal;
/// let refusal = Refusal::new("-3 is below minimum 0").below("amount").below("total").of("order.placed", 2);
/// assert_eq!(refusal.to_string(), "order.placed v2 refused at /total/amount: -3 is below minimum 0");
/// assert_eq!(refusal.id(), "contract/value-refused");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    id: &'static str,
    pointer: String,
    reason: String,
    event: Option<(Box<str>, u32)>,
}

impl Refusal {
    /// The value breaks its schema.
    pub const VALUE: &'static str = "contract/value-refused";
    /// The text is not JSON.
    pub const SYNTAX: &'static str = "contract/not-json";
    /// An object names a member twice.
    pub const DUPLICATE: &'static str = "contract/duplicate-member";
    /// A number that is neither an integer from -2^63 to 2^64-1 nor a finite double.
    pub const NUMBER: &'static str = "contract/number-outside-domain";
    /// The value is nested more deeply, or takes more steps to check, than any limit allows.
    pub const LIMIT: &'static str = "contract/limit-exceeded";

    /// A refusal of the whole value, as breaking its schema.
    pub fn new(reason: impl Into<String>) -> Self {
        Self::coded(Self::VALUE, reason)
    }

    /// A refusal of the whole value with one of the ids above.
    pub fn coded(id: &'static str, reason: impl Into<String>) -> Self {
        Self {
            id,
            pointer: String::new(),
            reason: reason.into(),
            event: None,
        }
    }

    /// The stable id, `contract/what`.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Where, as a JSON pointer; empty for the value as a whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Why, as one lower-case fragment with the value.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The event and version that refused, where known.
    pub fn event(&self) -> Option<(&str, u32)> {
        self.event
            .as_ref()
            .map(|(name, version)| (&**name, *version))
    }

    /// The same refusal, seen from the object or array that holds the value under `segment`.
    #[must_use]
    pub fn below(mut self, segment: &str) -> Self {
        self.pointer = format!(
            "/{}{}",
            segment.replace('~', "~0").replace('/', "~1"),
            self.pointer
        );
        self
    }

    /// The same refusal, of this event's version.
    #[must_use]
    pub fn of(mut self, event: &str, version: u32) -> Self {
        self.event = Some((event.into(), version));
        self
    }

    /// A refusal because another type of value is wanted.
    pub(crate) fn wanted(what: &str, value: &Value) -> Self {
        Self::new(format!("{} is not {what}", shown(value)))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((event, version)) = &self.event {
            write!(f, "{event} v{version} ")?;
        }
        match self.pointer.as_str() {
            "" => write!(f, "refused: {}", self.reason),
            pointer => write!(f, "refused at {pointer}: {}", self.reason),
        }
    }
}

impl std::error::Error for Refusal {}

/// A value as a message shows it: whole when it is short, else its kind and size.
pub(crate) fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    match value {
        Value::String(text) if text.chars().nth(LONGEST).is_some() => {
            let start: String = text.chars().take(LONGEST).collect();
            format!(
                "{}… ({} code points)",
                Value::String(start),
                text.chars().count()
            )
        }
        Value::Array(items) if items.is_empty() => "[]".into(),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(members) if members.is_empty() => "{}".into(),
        Value::Object(_) => "an object".into(),
        other => other.to_string(),
    }
}
