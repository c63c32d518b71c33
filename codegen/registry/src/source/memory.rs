use super::{Source, SourceError};
use std::collections::BTreeMap;

/// A registry that exists in memory only: for tests, and for what would be written.
///
/// ```
/// use tidings_registry::{Memory, Source};
/// let source = Memory::new("a draft", [("tidings.toml", "name = \"shop\"\n")]);
/// assert_eq!(source.list().unwrap(), ["tidings.toml"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Memory {
    name: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// A source with these files; `name` is what messages call it.
    pub fn new<P: Into<String>, T: Into<Vec<u8>>>(
        name: impl Into<String>,
        files: impl IntoIterator<Item = (P, T)>,
    ) -> Memory {
        let files = files
            .into_iter()
            .map(|(path, text)| (path.into(), text.into()))
            .collect();
        Memory {
            name: name.into(),
            files,
        }
    }

    /// A copy of another source, so that changes can be tried before they are written.
    ///
    /// # Errors
    /// When the other source can't be read.
    pub fn copy_of(source: &dyn Source) -> Result<Memory, SourceError> {
        let mut files = BTreeMap::new();
        for path in source.list()? {
            let bytes = source.read(&path)?;
            files.insert(path, bytes);
        }
        Ok(Memory {
            name: source.describe(),
            files,
        })
    }

    /// Adds or replaces one file.
    pub fn write(&mut self, path: impl Into<String>, text: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), text.into());
    }

    /// Removes one file; nothing happens where there is none.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl Source for Memory {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        Ok(self.files.keys().cloned().collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.files.get(path).cloned().ok_or_else(|| {
            SourceError::new(
                "registry/file-missing",
                format!("{} holds no {path}", self.name),
            )
        })
    }

    fn describe(&self) -> String {
        self.name.clone()
    }
}
