//! The contract as the facade has it: tests of this crate stand below the facade.

#[allow(unused_imports, reason = "not every case needs it")]
pub use tidings_contract::v1::*;

/// A pattern, compiled at first use.
pub struct Pattern {
    source: &'static str,
    compiled: std::sync::OnceLock<regex::Regex>,
}

impl Pattern {
    /// A pattern in the syntax of the `regex` crate.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: std::sync::OnceLock::new(),
        }
    }

    /// Whether it is found in the text.
    pub fn matches(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| regex::Regex::new(self.source).expect("the derive checked it"))
            .is_match(text)
    }
}
