use super::stream::{BundleStream, MatrixCell};
use crate::digest::Digest;
use crate::name::{EventName, StreamName};
use crate::release::ReleaseId;
use crate::version::VersionNumber;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A registry with its releases and matrices, as one verified value.
///
/// ```
/// use tidings_contract::Bundle;
/// let text = Bundle::new("shop").to_text();
/// let bundle = Bundle::parse(&text)?;
/// assert_eq!(bundle.name, "shop");
/// let error = Bundle::parse(&text.replace("shop", "shed")).unwrap_err();
/// assert_eq!(error.id(), "contract/bundle-digest");
/// # Ok::<(), tidings_contract::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The number of this format: [`Bundle::FORMAT`].
    pub tidings: u32,
    /// The name of the registry.
    pub name: String,
    /// The digest of all the rest in canonical form; [`Bundle::to_text`] computes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// The registry's files by path, from which alone it can be loaded.
    pub files: BTreeMap<String, String>,
    /// The events, with what identifies each version.
    pub events: BTreeMap<EventName, BundleEvent>,
    /// The streams.
    pub streams: BTreeMap<StreamName, BundleStream>,
}

/// An event in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleEvent {
    /// Its name on the wire.
    pub wire: String,
    /// Its versions.
    pub versions: BTreeMap<VersionNumber, BundleVersion>,
}

/// A version of an event in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleVersion {
    /// The digest of all that its emit set, accept set or generated type depends on.
    pub meaning: Digest,
}

impl Bundle {
    /// The number of the format that this crate reads and writes.
    pub const FORMAT: u32 = 1;

    /// A bundle of a registry that holds nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            tidings: Self::FORMAT,
            name: name.into(),
            digest: None,
            files: BTreeMap::new(),
            events: BTreeMap::new(),
            streams: BTreeMap::new(),
        }
    }

    /// The stream of this name.
    pub fn stream(&self, name: &str) -> Option<&BundleStream> {
        self.streams.get(name)
    }

    /// What a release of a stream makes of a version of an event.
    pub fn cell(
        &self,
        event: &str,
        version: VersionNumber,
        release: &ReleaseId,
    ) -> Option<&MatrixCell> {
        self.streams
            .get(release.stream())?
            .cell(event, version, release)
    }
}
