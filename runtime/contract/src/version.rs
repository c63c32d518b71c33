use crate::error::{Error, quoted};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// The number of a version: 1, 2, 3 …
///
/// ```
/// use tidings_contract::VersionNumber;
/// let two: VersionNumber = "2".parse()?;
/// assert_eq!(two.get(), 2);
/// assert!("02".parse::<VersionNumber>().is_err());
/// # Ok::<(), tidings_contract::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionNumber(NonZeroU32);

impl VersionNumber {
    /// The first version.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// A version number, unless it is 0.
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The number after this one, unless there is none.
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for VersionNumber {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // One spelling per number: file names and lock lines are compared as text.
        whole(text)
            .and_then(|n| u32::try_from(n).ok())
            .and_then(Self::new)
            .ok_or_else(|| {
                Error::new(
                    "contract/version-number",
                    format!("{} is not a version number", quoted(text)),
                    "write 1, 2, 3 …, without a sign or leading zeros",
                )
            })
    }
}

/// Reads a decimal number in its one canonical spelling.
pub(crate) fn whole(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !plain || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok()
}
