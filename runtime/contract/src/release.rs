use crate::digest::{Digest, is_hex};
use crate::error::{Error, quoted};
use crate::name::StreamName;
use crate::version::whole;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The label of a release: its number, or `dev` for unpublished state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A published release.
    Number(u32),
    /// What the drafts would make.
    Dev,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Dev => f.write_str("dev"),
        }
    }
}

/// Which release of a stream a client was generated from: `orders@7-1c2e93ab47d0`.
///
/// The digest is the identity, the label is for people.
///
/// ```
/// use tidings_contract::{Label, ReleaseId};
/// let id: ReleaseId = "orders@7-1c2e93ab47d0".parse()?;
/// assert_eq!((id.stream().as_str(), id.label()), ("orders", Label::Number(7)));
/// assert_eq!(id.to_string(), "orders@7-1c2e93ab47d0");
/// # Ok::<(), tidings_contract::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReleaseId {
    stream: StreamName,
    label: Label,
    digest: Box<str>,
}

impl ReleaseId {
    /// The id of a release with this digest.
    pub fn new(stream: StreamName, label: Label, digest: &Digest) -> Self {
        Self {
            stream,
            label,
            digest: digest.short().into(),
        }
    }

    /// The stream.
    pub fn stream(&self) -> &StreamName {
        &self.stream
    }

    /// The label.
    pub fn label(&self) -> Label {
        self.label
    }

    /// The first 12 hexadecimal digits of the digest.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether this is a release of unpublished state.
    pub fn is_dev(&self) -> bool {
        self.label == Label::Dev
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}-{}", self.stream, self.label, self.digest)
    }
}

impl FromStr for ReleaseId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        read(text).ok_or_else(|| {
            Error::new(
                "contract/release-id",
                format!("{} is not a release id", quoted(text)),
                "a release id is `<stream>@<number or dev>-<12 hexadecimal digits>`",
            )
        })
    }
}

fn read(text: &str) -> Option<ReleaseId> {
    let (stream, rest) = text.split_once('@')?;
    let (label, digest) = rest.split_once('-')?;
    let label = match label {
        "dev" => Label::Dev,
        number => Label::Number(u32::try_from(whole(number)?).ok().filter(|n| *n > 0)?),
    };
    let hex = digest.len() == 12 && digest.bytes().all(is_hex);
    hex.then_some(())?;
    Some(ReleaseId {
        stream: StreamName::new(stream).ok()?,
        label,
        digest: digest.into(),
    })
}

impl TryFrom<String> for ReleaseId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<ReleaseId> for String {
    fn from(id: ReleaseId) -> String {
        id.to_string()
    }
}
