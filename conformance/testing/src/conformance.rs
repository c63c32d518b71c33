use std::panic::Location;
use std::path::PathBuf;

use schemars::JsonSchema;

use crate::contract::{self, Found};
use crate::described::{Beliefs, Described};
use crate::direction::Direction;
use crate::laws::{self, Bounds};
use crate::nonconformance::{Deviation, Nonconformance};

/// A comparison of a type with one version of an event, with everything that can be said about it.
///
/// ```
/// use schemars::JsonSchema;
/// use serde::Deserialize;
/// use tidings_testing::{Conformance, Direction};
///
/// /// What the packing table reads of an order.
/// #[derive(Deserialize, JsonSchema)]
/// struct Parcel {
///     order_id: String,
///     note: Option<String>,
/// }
///
/// let parcel = Conformance::to("order.placed", 2).registry("../../schemas").only(Direction::Reads);
/// assert_eq!(parcel.of::<Parcel>(), Ok(()));
/// ```
#[derive(Debug, Clone)]
pub struct Conformance {
    name: String,
    version: u32,
    registry: Option<PathBuf>,
    only: Option<Direction>,
    beliefs: Beliefs,
    bounds: Bounds,
}

impl Conformance {
    /// Compares with a version of an event, `order.placed`, or of a shared type, `types/money`.
    pub fn to(name: impl Into<String>, version: u32) -> Self {
        Self {
            name: name.into(),
            version,
            registry: None,
            only: None,
            beliefs: Beliefs::default(),
            bounds: Bounds::Compared,
        }
    }

    /// Where the registry's folder or a bundle lies, relative to the package or to the test's source file.
    ///
    /// Without it the registry is looked for as the derive does: the copy that `tidings generate` wrote beside the
    /// code, then `schemas/` in the package or in a folder above it.
    #[must_use]
    pub fn registry(mut self, path: impl Into<PathBuf>) -> Self {
        self.registry = Some(path.into());
        self
    }

    /// Compares one direction alone, for a type that is never written or never read.
    #[must_use]
    pub fn only(mut self, direction: Direction) -> Self {
        self.only = Some(direction);
        self
    }

    /// Takes integers of 64 and more bits for wide enough wherever the contract has no bounds.
    ///
    /// What is given up: an integer beyond them is refused by the type when it is read, and nobody was told before.
    #[must_use]
    pub fn wide_integers(mut self) -> Self {
        self.beliefs.wide_integers = true;
        self
    }

    /// Passes over lengths, ranges, patterns and counts that the type's schema does not imply, since whoever sends
    /// what it writes checks them first, as `Event::encode` does.
    ///
    /// What is given up: nobody shows that they are checked. Members, types and enums are compared all the same.
    #[must_use]
    pub fn bounds_are_checked(mut self) -> Self {
        self.bounds = Bounds::CheckedElsewhere;
        self
    }

    /// Takes every null that the type's schema names for one that is written.
    ///
    /// Otherwise a member that may be left out counts as left out where it is none, as `skip_serializing_if` with
    /// `Option::is_none` does it. Ask for this where a type writes nulls all the same: an `Option<Option<T>>`, a struct
    /// that is flattened in an `Option`, or a schema that was written by hand.
    #[must_use]
    pub fn nulls_are_written(mut self) -> Self {
        self.beliefs.nulls_are_written = true;
        self
    }

    /// Compares a type.
    ///
    /// # Errors
    /// Everything that keeps it from conforming; or the one reason why it can't be compared.
    #[track_caller]
    pub fn of<T: JsonSchema>(&self) -> Result<(), Nonconformance> {
        let caller = Location::caller();
        let mut nonconformance = Nonconformance {
            type_name: std::any::type_name::<T>(),
            contract: format!("{} v{}", self.name, self.version),
            registry: None,
            deviations: Vec::new(),
        };
        match contract::find(self.registry.as_deref(), caller) {
            Err(deviation) => nonconformance.deviations.push(*deviation),
            Ok(found) => {
                nonconformance.deviations = self.compare::<T>(&found);
                nonconformance.registry = Some(found.name);
            }
        }
        if nonconformance.deviations.is_empty() {
            Ok(())
        } else {
            Err(nonconformance)
        }
    }

    fn compare<T: JsonSchema>(&self, found: &Found) -> Vec<Deviation> {
        let version = match found.version(&self.name, self.version) {
            Ok(version) => &version.schema,
            Err(deviation) => return vec![*deviation],
        };
        let mut deviations = Vec::new();
        for direction in [Direction::Writes, Direction::Reads] {
            if self.only.is_some_and(|only| only != direction) {
                continue;
            }
            let described = match Described::of::<T>(direction, self.beliefs) {
                Ok(described) => described,
                Err(deviation) => {
                    deviations.push(*deviation);
                    break;
                }
            };
            deviations.extend(match direction {
                Direction::Writes => laws::writes(&described, version, self.bounds),
                Direction::Reads => laws::reads(&described, version),
            });
        }
        deviations
    }
}
