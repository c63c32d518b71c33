use crate::Error;
use std::fmt;

/// The longest topic name, in bytes.
const LONGEST: usize = 1024;

/// The name of one topic: the stream, and the values of its parameters, as in
/// `notifications/user-123`. Values are escaped, so different parameters never meet in one topic.
///
/// ```
/// use tidings_log::TopicName;
/// let topic = TopicName::new("notifications", ["a/b"])?;
/// assert_eq!(topic.as_str(), "notifications/a%2Fb");
/// # Ok::<(), tidings_log::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicName(std::sync::Arc<str>);

impl TopicName {
    /// The topic of a stream with these parameter values, in the order of its path.
    ///
    /// # Errors
    /// `log/topic-name` when the stream is empty or the whole is longer than 1,024 bytes.
    pub fn new<'v>(stream: &str, values: impl IntoIterator<Item = &'v str>) -> Result<Self, Error> {
        let mut name = String::new();
        escape(stream, &mut name);
        for value in values {
            name.push('/');
            escape(value, &mut name);
        }
        Self::checked(name)
    }

    pub(crate) fn checked(name: String) -> Result<Self, Error> {
        if name.is_empty() || name.starts_with('/') || name.len() > LONGEST {
            return Err(Error::new(
                "log/topic-name",
                format!("a topic name of {} bytes", name.len()),
                "a topic name begins with its stream and has at most 1024 bytes",
            ));
        }
        Ok(TopicName(name.into()))
    }

    /// Whether this is a topic of the stream.
    pub fn is_of(&self, stream: &str) -> bool {
        let rest = self.0.strip_prefix(stream);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The name as text, with values escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Percent-encodes what would join two values, or garble a line that shows the name.
fn escape(value: &str, out: &mut String) {
    for c in value.chars() {
        if matches!(c, '/' | '%') || c.is_control() {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
}
