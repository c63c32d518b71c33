use crate::canonical::canonical_json;
use crate::error::{Error, quoted};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 digest, shown as 64 hexadecimal digits.
///
/// ```
/// use tidings_contract::Digest;
/// let digest = Digest::of(b"tidings");
/// assert_eq!(digest.to_string().len(), 64);
/// assert_eq!(digest.short(), &digest.to_string()[..12]);
/// assert_eq!(digest.to_string().parse::<Digest>()?, digest);
/// # Ok::<(), tidings_contract::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes.as_ref()).into())
    }

    /// The digest of a JSON value in its canonical form, which knows no order of members.
    ///
    /// ```
    /// use tidings_contract::Digest;
    /// let one: serde_json::Value = serde_json::from_str(r#"{"a":1,"b":2}"#).unwrap();
    /// let two: serde_json::Value = serde_json::from_str(r#"{"b":2, "a":1}"#).unwrap();
    /// assert_eq!(Digest::of_json(&one), Digest::of_json(&two));
    /// ```
    pub fn of_json(value: &Value) -> Self {
        Self::of(canonical_json(value))
    }

    /// The first 12 hexadecimal digits: what release ids carry.
    pub fn short(&self) -> String {
        self.0[..6].iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 128 bits, as the number that type witnesses carry.
    pub fn head(&self) -> u128 {
        self.0[..16].iter().fold(0, |n, b| n << 8 | u128::from(*b))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = || {
            Error::new(
                "contract/digest",
                format!("{} is not a digest", quoted(text)),
                "a digest is 64 hexadecimal digits in lower case",
            )
        };
        if text.len() != 64 || !text.bytes().all(is_hex) {
            return Err(bad());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| bad())?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

pub(crate) fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}
