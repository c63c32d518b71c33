//! The registry: the folder of event contracts, read whole, with everything that is wrong with it at once.
//!
//! The way of data: a [`Source`] (a folder, a git revision, a bundle, memory) gives paths and texts; each path says
//! what its file is; schemas are read and their references to `types/` followed by tidings-model; the [`Lock`] says
//! what is published; then come the checks that need the whole: published files are as they were, here and at a base
//! revision, numbers have no holes, enums and unions are decided, names are not reused, no finding is waived twice, and streams
//! name what exists.
//!
//! **Invariants**
//! - A [`Registry`] that was handed out is sound: every reference, version, release and name in it resolves.
//! - All problems are reported at once, each with a code, a place where there is one, and a way out.
//! - Nothing here writes, and nothing here decides compatibility.
//! - The order of files, keys and names on the disk changes nothing.
//!
//! ```
//! use tidings_registry::{Memory, load};
//! let source = Memory::new("a test", [
//!     ("tidings.toml", "name = \"shop\"\n"),
//!     ("events/order.placed/1.json", r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#),
//!     ("streams/orders.toml", "path = \"/orders\"\n[events.\"order.placed\"]\nwrite = 1\n"),
//! ]);
//! let loaded = load(&source, None);
//! assert_eq!(loaded.problems, []);
//! let registry = loaded.registry.unwrap();
//! let releases = registry.releases(&registry.streams.values().next().unwrap());
//! assert!(releases[0].is_dev());
//! ```

mod base;
mod decided;
mod empty;
mod layout;
mod load;
mod lock;
mod nearby;
mod pinned;
mod published;
mod registry;
mod release;
mod reserved;
mod schemas;
pub mod source;
mod streams;
mod waivers;

pub use load::{Loaded, load};
pub use lock::{LOCK_FILE, Lock, Locked, LockedRelease};
pub use nearby::{Nearby, looked_at};
pub use pinned::pinned;
pub use registry::{Entry, Registry, State, TypeVersion, VersionEntry};
pub use release::{Release, next_release};
pub use source::{BundleFiles, Files, GitRevision, Memory, Source, SourceError};
