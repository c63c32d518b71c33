use crate::error::{Error, quoted};
use crate::version::whole;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One life of one topic, minted in the log: 1 to 16 characters of `0-9a-z`.
///
/// ```
/// use tidings_contract::Epoch;
/// assert_eq!(Epoch::mint(0x1234_5678_9abc_def0).as_str(), "gqqsbd2fp2d41");
/// assert!(Epoch::new("4kq7").is_ok());
/// assert!(Epoch::new("4KQ7").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Epoch(Box<str>);

impl Epoch {
    /// Reads an epoch.
    ///
    /// # Errors
    /// `contract/epoch` when it breaks the grammar.
    pub fn new(text: impl AsRef<str>) -> Result<Self, Error> {
        let text = text.as_ref();
        let fits = (1..=16).contains(&text.len());
        if fits
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
        {
            return Ok(Self(text.into()));
        }
        Err(Error::new(
            "contract/epoch",
            format!("{} is not an epoch", quoted(text)),
            "an epoch is 1 to 16 characters of 0-9 and a-z",
        ))
    }

    /// An epoch from 64 random bits: 13 characters that are not mistaken for one another.
    pub fn mint(random: u64) -> Self {
        const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let digits = (0..13).map(|i| DIGITS[(random >> (5 * i) & 31) as usize] as char);
        Self(digits.collect::<String>().into())
    }

    /// The epoch as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Epoch {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl TryFrom<String> for Epoch {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl From<Epoch> for String {
    fn from(epoch: Epoch) -> String {
        epoch.0.into()
    }
}

/// A position in one life of one topic, the SSE id of a frame: `4kq7.1042`.
///
/// Cursors of one epoch are ordered by `seq`; those of different epochs tell nothing about each
/// other, so there is no `Ord`.
///
/// ```
/// use tidings_contract::Cursor;
/// let cursor: Cursor = "4kq7.1042".parse()?;
/// assert_eq!((cursor.epoch.as_str(), cursor.seq), ("4kq7", 1042));
/// assert_eq!(cursor.to_string(), "4kq7.1042");
/// assert!("4kq7.01042".parse::<Cursor>().is_err());
/// # Ok::<(), tidings_contract::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    /// The life of the topic.
    pub epoch: Epoch,
    /// The place within it; rises strictly, not always by one.
    pub seq: u64,
}

impl Cursor {
    /// The cursor at a place of an epoch.
    pub const fn new(epoch: Epoch, seq: u64) -> Self {
        Self { epoch, seq }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.seq)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = text.split_once('.').and_then(|(epoch, seq)| {
            Some(Self {
                epoch: Epoch::new(epoch).ok()?,
                seq: whole(seq)?,
            })
        });
        parts.ok_or_else(|| {
            Error::new(
                "contract/cursor",
                format!("{} is not a cursor", quoted(text)),
                "a cursor is `<epoch>.<seq>`, as the server wrote it",
            )
        })
    }
}

impl TryFrom<String> for Cursor {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> String {
        cursor.to_string()
    }
}
