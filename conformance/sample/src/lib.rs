//! Payloads for JSON Schema documents, drawn at random and guided by their keywords.
//!
//! A [`Guide`] reads what one or more documents speak of: bounds, lengths, enum members, patterns, names. A [`Sampler`]
//! draws values that one document probably accepts, and takes from the guide what another one may stumble over;
//! [`mutate`] changes one place of a value.
//!
//! **Invariants**
//! - Nothing here decides validity: what is drawn is a guess, and a validator has to be asked.
//! - The same seed, documents and calls give the same values.
//!
//! ```
//! use tidings_sample::{Guide, Random, Sampler};
//!
//! let writer = serde_json::json!({"type": "integer", "minimum": 3});
//! let reader = serde_json::json!({"type": "integer", "minimum": 4});
//! let guide = Guide::of(&[&writer, &reader]);
//! let mut random = Random::new(7);
//! let value = Sampler::new(&writer, &mut random).guided(&guide).value();
//! assert!(value.is_number());
//! ```
mod guide;
mod merge;
mod mutate;
mod random;
mod sampler;
mod text;

pub use guide::Guide;
pub use mutate::{mutate, mutate_guided};
pub use random::Random;
pub use sampler::Sampler;
