//! Where the benchmark finds and puts things, and how it tells refusals.

use std::path::PathBuf;

use tidings_model::Diagnostic;

/// Where things are.
pub struct Places {
    /// The corpora.
    pub corpora: PathBuf,
    /// Where npm's peers are installed.
    pub peers: PathBuf,
    /// The `tidings` program.
    pub tidings: PathBuf,
    /// Where crates and projects are written.
    pub work: PathBuf,
}

/// What the generator refused.
pub fn told(problems: Vec<Diagnostic>) -> anyhow::Error {
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("refused:\n{}", problems.join("\n"))
}
