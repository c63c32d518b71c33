use super::{Memory, Source, SourceError};
use tidings_contract::Bundle;

/// The registry that a bundle carries.
#[derive(Debug, Clone)]
pub struct BundleFiles {
    files: Memory,
}

impl BundleFiles {
    /// The files of a verified bundle; `name` is what messages call it, such as its path.
    pub fn new(name: impl Into<String>, bundle: &Bundle) -> BundleFiles {
        let files = bundle
            .files
            .iter()
            .map(|(path, text)| (path.clone(), text.clone().into_bytes()));
        BundleFiles {
            files: Memory::new(name, files),
        }
    }

    /// Reads and verifies the text of a bundle.
    ///
    /// # Errors
    /// `registry/bundle-broken` when it is no bundle, or its digest does not fit.
    pub fn parse(name: impl Into<String>, text: &str) -> Result<BundleFiles, SourceError> {
        let name = name.into();
        match Bundle::parse(text) {
            Ok(bundle) => Ok(BundleFiles::new(name, &bundle)),
            Err(error) => Err(SourceError::new(
                "registry/bundle-broken",
                format!("{name}: {error}"),
            )
            .help("write it again with `tidings generate`")),
        }
    }
}

impl Source for BundleFiles {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        self.files.list()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.files.read(path)
    }

    fn describe(&self) -> String {
        self.files.describe()
    }
}
