//! Rust modules, TypeScript clients and catalogues from a registry.
//!
//! The way of data: a checked [`Registry`] is planned (which shapes become named types), named (one
//! catalogue, so that a thing is called the same in every file), lowered per language to contexts that
//! are named, sorted and escaped, and printed by small templates. Rust passes through prettyplease,
//! TypeScript is printed as it is to stay. Catalogues are printed by packs of templates, those built in as those of a
//! user. The Rust target carries the bundle beside the code.
//!
//! **Invariants**
//! - A pure function: the same registry gives the same bytes on every machine, whatever the order of
//!   keys in its files. It reads and writes no file.
//! - Names come from paths and versions, never from titles, and collisions are resolved before
//!   anything is printed. Adding an event renames nothing else; what a version calls by a name, the
//!   next version calls by the same.
//! - What a language cannot say is a coded diagnostic at its place, never a lie and never a panic.
//! - It never decides compatibility: the matrix comes in as an argument; accept sets come from model.
//!
//! # Example
//! ```
//! use tidings_generate::{Matrices, Target, generate};
//! use tidings_registry::{Memory, load};
//!
//! let files = Memory::new("memory", [
//!     ("tidings.toml", "name = \"shop\"\n"),
//!     ("streams/orders.toml", "path = \"/orders\"\n[events.\"order.placed\"]\nwrite = 1\n"),
//!     ("events/order.placed/1.json", r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#),
//! ].map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
//! let registry = load(&files, None).registry.expect("this registry is sound");
//! let files = generate(&registry, &Matrices::new(), &Target::TypeScript { releases: Vec::new(), hooks: Vec::new() })?;
//! assert!(files["orders.ts"].contains("export interface OrderPlaced {\n  id: string;\n}"));
//! # Ok::<(), Vec<tidings_model::Diagnostic>>(())
//! ```

mod escape;
mod files;
mod lower;
mod names;
mod pack;
mod print;
mod upgrade;

use tidings_contract::ReleaseId;
use tidings_model::{Diagnostic, Framework};
use tidings_registry::Registry;

pub use files::{Files, is_edited, is_ours};
pub use lower::bundle::Matrices;
pub use pack::Pack;
pub use upgrade::{TypeChange, type_changes};

/// What is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Modules for a server, and the bundle that it runs on.
    Rust,
    /// Clients for a page, one file per stream.
    TypeScript {
        /// Releases to generate from, at most one a stream. A stream that is not named here is generated
        /// from what its drafts would make, else from its newest release.
        releases: Vec<ReleaseId>,
        /// The frameworks that get a file of hooks per stream.
        hooks: Vec<Framework>,
    },
    /// A catalogue, as a pack of templates writes it.
    Catalogue(Pack),
}

/// Generates one target.
///
/// # Errors
/// Everything that the language cannot say, each with its place: `generate/pattern`, `generate/deep-constant`, `generate/bigint`,
/// `generate/unnamed-type`, `generate/no-release`, `generate/malformed-output`,
/// `generate/pack-template`, `generate/pack-page-twice`.
pub fn generate(
    registry: &Registry,
    matrices: &Matrices,
    target: &Target,
) -> Result<Files, Vec<Diagnostic>> {
    let printer = print::Printer::new();
    let catalogue = lower::catalogue::Catalogue::of(registry);
    match target {
        Target::Rust => {
            lower::rust::files(registry, &catalogue, &printer, bundle(registry, matrices))
        }
        Target::TypeScript { releases, hooks } => {
            let wanted = lower::ts::Wanted { releases, hooks };
            lower::ts::files(registry, &catalogue, &wanted, &printer)
        }
        Target::Catalogue(pack) => pack.files(registry, &catalogue),
    }
}

/// The registry in one file, for a running server or a consumer elsewhere.
///
/// Schemas in it are written with their keys in order, so that its bytes do not depend on theirs.
pub fn bundle(registry: &Registry, matrices: &Matrices) -> String {
    lower::bundle::text(registry, matrices)
}
