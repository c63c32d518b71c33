//! Exit codes (DESIGN section 3).

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine,
    /// At least one breaking finding, or drift of generated files.
    Breaking,
    /// Nothing breaks as far as is known, but not everything is proved.
    Unknown,
    /// Broken registry, wrong usage, missing base.
    Broken,
}

impl Exit {
    /// The number by which the system knows it.
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Breaking => 1,
            Exit::Unknown => 2,
            Exit::Broken => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
