//! The conformance suite: what tidings promises, tested over all its rooms at once.
//!
//! `registry/` holds contracts that were made to be awkward, in versions that do and do not go together; `contracts` is
//! what `tidings generate` wrote for them. Values are drawn by [`sample`], judged by an independent validator, and sent
//! through checker, generated readers and emitters, log, server and browser.
//!
//! **Invariants**
//! - Every run prints its seed and can be repeated with `TIDINGS_SEED`.
//! - Nothing here decides validity or compatibility by itself.
//!
//! ```
//! let mut random = tidings_suite::sample::Random::new(7);
//! let schema = serde_json::json!({"type": "integer", "minimum": 3});
//! let value = tidings_suite::sample::Sampler::new(&schema, &mut random).value();
//! assert!(value.as_f64() >= Some(3.0));
//! ```

#[allow(
    missing_docs,
    reason = "generated from schemas that say only what the suite needs"
)]
#[rustfmt::skip] // printed as it is to stay
pub mod contracts;
pub mod control;
pub mod history;
pub mod ledger;
pub mod pairs;
pub mod readers;
pub mod written;

pub use tidings_sample as sample;

use std::path::PathBuf;

use tidings_registry::{Files, Registry, load};

/// The folder of the suite's own contracts.
#[must_use]
pub fn registry_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("registry")
}

/// The suite's own registry.
///
/// # Panics
/// When it is broken: the suite has nothing to test then.
#[must_use]
pub fn registry() -> Registry {
    let loaded = load(&Files::new(registry_folder()), None);
    match loaded.registry {
        Some(registry) => registry,
        None => panic!("the suite's registry is broken: {:#?}", loaded.problems),
    }
}

/// The seed of a test: `TIDINGS_SEED`, or one that is fixed by its name. It is printed, so that a failure can be repeated.
#[must_use]
pub fn seed(test: &str) -> u64 {
    let seed = std::env::var("TIDINGS_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| {
        test.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    });
    println!("{test}: TIDINGS_SEED={seed}");
    seed
}
