use crate::error::{Error, quoted};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The longest name, in bytes: names become file names, and file systems stop at 255.
const LONGEST: usize = 200;

/// One or more segments of `[a-z][a-z0-9_]*`, joined by dots.
fn is_dotted(name: &str) -> bool {
    name.len() <= LONGEST && name.split('.').all(is_segment)
}

fn is_segment(segment: &str) -> bool {
    let mut bytes = segment.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $id:literal, $what:literal, $help:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            #[doc = concat!("Reads a name.\n\n# Errors\n`", $id, "` when it breaks the grammar.")]
            pub fn new(name: impl Into<String>) -> Result<Self, Error> {
                let name = name.into();
                let valid: fn(&str) -> bool = $valid;
                if valid(&name) {
                    return Ok(Self(name));
                }
                Err(Error::new($id, format!("{} is not {}", quoted(&name), $what), $help))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $type {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = Error;
            fn try_from(text: String) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> String {
                name.0
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// The name of an event, `order.placed`: segments of `[a-z][a-z0-9_]*` joined by dots, at most
    /// 200 bytes, and not below `tidings.`, which is kept for control events.
    ///
    /// ```
    /// use tidings_contract::EventName;
    /// assert_eq!(EventName::new("order.placed")?.as_str(), "order.placed");
    /// assert!(EventName::new("tidings.gap").is_err());
    /// # Ok::<(), tidings_contract::Error>(())
    /// ```
    EventName, "contract/event-name", "an event name",
    "write segments of a-z, 0-9 and _ joined by dots, as in `order.placed`; `tidings.` is reserved",
    |name| is_dotted(name) && name.split('.').next() != Some("tidings")
}

name! {
    /// The name of a shared type, `money`: the same grammar as an event's.
    ///
    /// ```
    /// assert!(tidings_contract::TypeName::new("geo.point").is_ok());
    /// ```
    TypeName, "contract/type-name", "a type name",
    "write segments of a-z, 0-9 and _ joined by dots, as in `money`",
    is_dotted
}

name! {
    /// The name of a stream, `orders`: one segment of `[a-z][a-z0-9_]*`.
    ///
    /// ```
    /// assert!(tidings_contract::StreamName::new("orders").is_ok());
    /// assert!(tidings_contract::StreamName::new("orders.live").is_err());
    /// ```
    StreamName, "contract/stream-name", "a stream name",
    "write a-z, 0-9 and _, beginning with a letter, as in `orders`",
    |name| name.len() <= LONGEST && is_segment(name)
}
