//! The framing corpus, and what a reader says of a stream.

use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

/// One case; conformance/framing/README.md says what its members are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub rule: String,
    text: Option<String>,
    hex: Option<String>,
    pub events: Vec<Seen>,
    #[serde(rename = "last_id")]
    _last_id: String,
    #[serde(rename = "retry")]
    _retry: Option<u64>,
}

/// A dispatched event; a reader that does not tell the last event id leaves it out.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    pub event: String,
    pub data: String,
    pub id: Option<String>,
}

impl Case {
    pub fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        if let Some(text) = &self.text {
            return Ok(text.clone().into_bytes());
        }
        let hex = self.hex.as_deref().context("a case has text or hex")?;
        let byte = |at| u8::from_str_radix(hex.get(at..at + 2).unwrap_or("?"), 16);
        (0..hex.len())
            .step_by(2)
            .map(|at| byte(at).context("hexadecimal"))
            .collect()
    }
}

/// Reads the corpus.
pub fn load(root: &Path) -> anyhow::Result<Vec<Case>> {
    let file = root.join("conformance/framing/cases.jsonl");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    text.lines()
        .map(|line| serde_json::from_str(line).with_context(|| line.to_owned()))
        .collect()
}
