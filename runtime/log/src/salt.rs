use crate::{Error, TopicName};
use tidings_contract::{Digest, Epoch};

/// What makes the epochs of one log its own: 16 random bytes, minted with the log, and again when
/// it may have lost what it acknowledged.
///
/// A topic's epoch follows from salt and name, so a topic has one before its first record, and
/// whoever reads a thousand topics that do not exist makes the log write nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Salt(pub [u8; 16]);

impl Salt {
    pub fn mint() -> Result<Self, Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| {
            Error::new(
                "log/no-randomness",
                error.to_string(),
                "the operating system gave no random bytes",
            )
        })?;
        Ok(Salt(bytes))
    }

    pub fn epoch(&self, topic: &TopicName) -> Epoch {
        let digest = Digest::of([&self.0, topic.as_str().as_bytes()].concat());
        Epoch::mint(digest.head() as u64)
    }
}
