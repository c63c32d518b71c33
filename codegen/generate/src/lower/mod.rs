//! From a registry to the contexts of templates, language by language.

pub(crate) mod bundle;
pub(crate) mod catalogue;
mod cycles;
mod doc;
pub(crate) mod docs;
mod forms;
mod hash;
mod plan;
pub(crate) mod rust;
pub(crate) mod sharing;
pub(crate) mod ts;
