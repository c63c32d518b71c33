use std::fmt;

/// Which way payloads go between a type and its contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// What the type serialises has to lie in what a writer of the version may produce.
    Writes,
    /// What a reader of the version has to take has to be deserialised by the type.
    Reads,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Writes => "writes",
            Self::Reads => "reads",
        })
    }
}
