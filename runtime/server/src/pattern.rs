use regex::Regex;
use std::sync::OnceLock;

/// A schema's `pattern`, compiled when it is first needed. Named by derived code only.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern in the syntax of the `regex` crate.
    pub const fn new(source: &'static str) -> Self {
        Pattern {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// Whether the pattern is found in the text. One that does not compile is found nowhere: the
    /// derive refuses such a schema, so a value is refused rather than let through.
    pub fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    static CODE: Pattern = Pattern::new("^[A-Z]{3}$");
    static BROKEN: Pattern = Pattern::new("(");

    #[test]
    fn it_is_found_or_not_and_never_panics() {
        assert!(CODE.matches("EUR"));
        assert!(!CODE.matches("EURO"));
        assert!(!BROKEN.matches("("));
    }
}
