//! What the gate is told besides the registry.
use tidings_model::Date;
use tidings_registry::Registry;

use crate::decide::Semantics;

/// What the gate is to go by, besides the registry and its policy.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// What the registry is compared with.
    pub base: Option<&'a Registry>,
    /// Whether findings that the base has too are told, and not failed on.
    pub only_new: bool,
    /// The day on which waivers are judged.
    pub today: Date,
    /// In which sense a reader has to accept what is written.
    pub semantics: Semantics,
}
